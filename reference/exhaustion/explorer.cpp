#include "reference/exhaustion/explorer.hpp"

#include <algorithm>
#include <utility>

#include "reference/exhaustion/abstract_state.hpp"
#include "reference/oracle/digest.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/spec/text.hpp"

namespace zns {
namespace {

constexpr std::uint64_t kShownOfARule = 3;

std::string key_of(const Geometry& geometry, const State& device, const Believed& belief, Beliefs beliefs) {
  std::string key = std::to_string(abstract_key(geometry, device));
  if (beliefs == Beliefs::Exact) return key;
  const Places& places = belief.unknowns.places;
  key += '/' + std::to_string(abstract_key(geometry, belief.state)) + (belief.unknowns.lost ? "?" : "") +
         std::string(places.free, '+') + (belief.unknowns.made_room ? "m" : "") +
         (places.opened_last ? 'l' + std::to_string(*places.opened_last) : "");
  std::vector<std::string> doubts;
  for (const Doubt& doubt : belief.unknowns.doubts)
    doubts.push_back(' ' + std::to_string(doubt.zone) + (doubt.maybe_explicit ? 'e' : '-') +
                     (doubt.anything ? std::to_string(doubt.wp_max) : "-"));
  std::sort(doubts.begin(), doubts.end());
  for (const std::string& doubt : doubts) key += doubt;
  return key;
}

// Where beliefs are nodes too, what moves no zone is left out: Exact has it.
std::vector<Letter> letters_for(const Geometry& geometry, Beliefs beliefs) {
  std::vector<Letter> letters = alphabet(geometry);
  if (beliefs == Beliefs::Unreported)
    letters.erase(std::remove_if(letters.begin(), letters.end(),
                                 [](const Letter& letter) { return !footprint(letter.command).changes_zones(); }),
                  letters.end());
  return letters;
}

std::vector<std::string> words_of(const std::vector<Letter>& letters) {
  std::vector<std::string> words;
  words.reserve(letters.size());
  for (const Letter& letter : letters)
    words.push_back(to_text(letter.command) + (letter.command.reserved_bits ? " with a reserved bit set" : ""));
  return words;
}

}  // namespace

Explorer::Explorer(const Bounds& bounds, Witness* witness)
    : geometry_{bounds.geometry},
      beliefs_{bounds.beliefs},
      wrong_statuses_{bounds.wrong_statuses},
      witness_{witness},
      alphabet_{letters_for(geometry_, beliefs_)},
      words_{words_of(alphabet_)},
      device_{geometry_, {.bytes = geometry_.lba_bytes}},
      oracle_{geometry_} {}

Exhaustion Explorer::run() {
  nodes_.push_back({device_, {.state = State{geometry_, {.bytes = kDigestBytes}}}, kRoot, {}});
  known_.insert(key_of(geometry_, nodes_[0].device, nodes_[0].belief, beliefs_));
  for (std::size_t node = 0; node < nodes_.size(); ++node) expand(node);
  found_.states = nodes_.size();
  return std::move(found_);
}

void Explorer::expand(std::size_t node) {
  here_ = node;
  device_ = nodes_[node].device;
  oracle_.start(nodes_[node].belief);
  if (beliefs_ == Beliefs::Exact) try_wrong_reports();
  for (const Letter& letter : alphabet_) try_letter(letter);
  for (ZoneId zone = 0; zone < geometry_.zones; ++zone)
    for (const EventKind kind :
         {EventKind::CloseZone, EventKind::ReadOnly, EventKind::Offline, EventKind::Excursion, EventKind::Initialize})
      try_event({kind, zone});
}

// The device is in a state, the oracle's trial has the belief that goes with it.
void Explorer::arrive(const State& device, const std::string& by) {
  Believed belief = oracle_.belief();
  belief.unknowns.forget_zones_seen();
  if (beliefs_ == Beliefs::Exact) belief.unknowns.doubts.clear();
  if (known_.insert(key_of(geometry_, device, belief, beliefs_)).second)
    nodes_.push_back({device, std::move(belief), here_, by});
}

void Explorer::complain(const std::string& rule, const std::string& by, std::string expected, std::string observed) {
  ++found_.failures;
  if (++complaints_[rule] > kShownOfARule) return;
  std::vector<std::string> path;
  for (std::size_t node = here_; nodes_[node].parent != kRoot; node = nodes_[node].parent)
    path.push_back(nodes_[node].by);
  std::reverse(path.begin(), path.end());
  std::string state = to_text(geometry_, nodes_[here_].device);
  if (beliefs_ == Beliefs::Unreported) state += "; believed: " + to_text(geometry_, nodes_[here_].belief.state);
  found_.disagreements.push_back(
      {rule, std::move(state), by, std::move(expected), std::move(observed), std::move(path)});
}

Exhaustion exhaust(const Bounds& bounds, Witness* witness) {
  return Explorer{bounds, witness}.run();
}

std::string to_text(const Disagreement& it) {
  std::string text = it.rule + "\n  state     " + it.state + "\n  reached by";
  if (it.path.empty()) text += " nothing: as new";
  for (std::size_t i = 0; i < it.path.size(); ++i) text += (i == 0 ? " " : "; ") + it.path[i];
  return text + "\n  then      " + it.command + "\n  expected  " + it.expected + "\n  observed  " + it.observed + '\n';
}

}  // namespace zns
