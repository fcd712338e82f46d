#include "reference/exhaustion/subsystem/subsystem_explorer.hpp"

#include <algorithm>
#include <utility>

#include "reference/device/invariants.hpp"
#include "reference/device/step.hpp"
#include "reference/exhaustion/subsystem/subsystem_key.hpp"

namespace zns {
namespace {

constexpr std::uint64_t kShownOfARule = 3;
constexpr std::size_t kMostSteps = 8;  // a deed, and an event or two at each controller

std::size_t bytes_returned(const Subsystem& subsystem, const Sent& sent) {
  if (is_of_controller(sent.command)) return admin_bytes_from_device(sent.command);
  return bytes_from_device(subsystem.geometry_for(sent.command, sent.at), sent.command);
}

}  // namespace

SubsystemExplorer::SubsystemExplorer(const SubsystemBounds& bounds, const SubsystemShape& expected)
    : deeds_{deeds(bounds)}, device_{bounds.shape, {}, kMostSteps} {
  nodes_.push_back({device_.subsystem(), Ledger{expected}});
}

Exhaustion SubsystemExplorer::run() {
  known_.insert(key_of(device_.subsystem()) + nodes_[0].ledger.key());
  for (std::size_t node = 0; node < nodes_.size(); ++node) expand(node);
  found_.states = nodes_.size();
  return std::move(found_);
}

void SubsystemExplorer::expand(std::size_t node) {
  here_ = node;
  device_.restore(*nodes_[node].subsystem);
  for (const Deed& deed : deeds_)
    if (nodes_[node].ledger.is_possible(deed)) try_deed(deed);
  nodes_[node].subsystem.reset();
}

void SubsystemExplorer::try_deed(const Deed& deed) {
  if (const auto* sent = std::get_if<Sent>(&deed.what)) return try_sent(deed, *sent);
  Ledger ledger = nodes_[here_].ledger;
  steps_ = 1;
  failures_before_ = found_.failures;
  if (const auto* happened = std::get_if<Happened>(&deed.what)) {
    if (!device_.raise({happened->kind, 0}, happened->which)) return;
    ledger.happened(*happened);
  } else {
    const auto& [at, turn] = std::get<Turned>(deed.what);
    if (turn == Turn::Disable) device_.disable(at);
    if (turn == Turn::ShutDown) device_.shut_down(at);
    if (turn == Turn::Enable) device_.enable(at);
    ledger.turned({at, turn});
  }
  ++found_.cells;
  ++found_.choices;
  follow(deed, ledger);
  take_back(deed);
}

void SubsystemExplorer::try_sent(const Deed& deed, const Sent& sent) {
  ++found_.cells;
  EveryChoice choices;
  do {
    ++found_.choices;
    out_.assign(bytes_returned(device_.subsystem(), sent), std::byte{0});
    Ledger ledger = nodes_[here_].ledger;
    steps_ = 1;
    failures_before_ = found_.failures;
    const Device::Done done = device_.submit(sent.command, sent.data, out_, sent.at, choices);
    complain("a command ends as the clauses say", deed, ledger.sent(sent, done, out_));
    if (done.status != kSuccess) check_abort(deed, done, ledger);
    follow(deed, ledger);
    take_back(deed);
  } while (choices.next());
}

void SubsystemExplorer::follow(const Deed& deed, Ledger& ledger) {
  hear_events(deed, ledger);
  complain("the device is as its host has reason to expect", deed, ledger.compare(device_.subsystem(), deed));
  check_invariants(deed);
  if (found_.failures == failures_before_) arrive(deed, ledger);  // beyond a disagreement there is nothing to learn
}

void SubsystemExplorer::hear_events(const Deed& deed, Ledger& ledger) {
  for (std::size_t i = 0; i < device_.subsystem().controllers(); ++i) {
    while (const auto done = device_.next_event({i})) {
      complain("an event is told where, and when, it may be", deed, ledger.told({i}, *done));
      if (++steps_ == kMostSteps) return;
    }
    complain("an event that is due is told", deed, ledger.overdue({i}));
  }
}

// The books say whether a part was done (NSA-009); if none was, all is as before.
void SubsystemExplorer::check_abort(const Deed& deed, const Device::Done& done, const Ledger& ledger) {
  const Node& node = nodes_[here_];
  if (!(ledger == node.ledger) || is_same(device_.subsystem(), *node.subsystem)) return;
  complain("an aborted command changes nothing", deed,
           Objection{"ZNS-GEN-007", "no change with " + to_string(done.status), "a controller or a namespace changed"});
}

void SubsystemExplorer::check_invariants(const Deed& deed) {
  for (const Namespace& each : device_.subsystem().namespaces())
    if (const auto violation = violated_invariant(each.geometry, each.state))
      complain("invariant " + std::string{violation->id}, deed,
               Objection{violation->clause, "it holds", "it does not"});
}

void SubsystemExplorer::arrive(const Deed& deed, const Ledger& ledger) {
  if (!is_same(device_.subsystem(), *nodes_[here_].subsystem)) ++found_.transitions;
  if (!known_.insert(key_of(device_.subsystem()) + ledger.key()).second) return;
  nodes_.push_back({device_.subsystem(), ledger, here_, static_cast<std::size_t>(&deed - deeds_.data())});
}

void SubsystemExplorer::take_back(const Deed& deed) {
  bool undone = true;
  for (; steps_ != 0; --steps_) undone = device_.undo() && undone;
  if (undone && is_same_to_the_last(device_.subsystem(), *nodes_[here_].subsystem)) return;
  complain("undo restores the state", deed, "the state before", "another one");
  device_.restore(*nodes_[here_].subsystem);
}

void SubsystemExplorer::complain(const std::string& rule, const Deed& deed, const Judged& judged) {
  if (!judged) return;
  const std::string_view text = clause(judged->clause).text;
  complain(rule, deed,
           judged->expected + "\n            " + std::string{judged->clause.str()} + ": " + std::string{text},
           judged->observed);
}

void SubsystemExplorer::complain(const std::string& rule, const Deed& deed, std::string expected,
                                 std::string observed) {
  ++found_.failures;
  if (++complaints_[rule] > kShownOfARule) return;
  std::vector<std::string> path;
  for (std::size_t node = here_; nodes_[node].parent != kRoot; node = nodes_[node].parent)
    path.push_back(deeds_[nodes_[node].by].words);
  std::reverse(path.begin(), path.end());
  found_.disagreements.push_back(
      {rule, nodes_[here_].ledger.in_words(), deed.words, std::move(expected), std::move(observed), std::move(path)});
}

Exhaustion exhaust(const SubsystemBounds& bounds, const SubsystemShape& expected) {
  return SubsystemExplorer{bounds, expected}.run();
}

}  // namespace zns
