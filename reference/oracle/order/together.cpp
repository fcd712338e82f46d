#include "reference/oracle/order/together.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "reference/device/step.hpp"
#include "reference/oracle/looks.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns {
namespace {

constexpr std::uint64_t kBudget = 200'000;                    // questions to the oracle, for one history
constexpr std::uint64_t kBudgetOfAZone = 20'000;              // likewise, to say whether a zone is open still
constexpr std::uint64_t kReadBytes = kMinimumPageBytes << 4;  // of one look at data, where MDTS allows it
constexpr std::size_t kMostEntries = 256;                     // of an open history
constexpr std::size_t kMostBytes = std::size_t{64} << 20;     // ... with its data

}  // namespace

void Together::push(const Command& command, std::span<const std::byte> to_device, const Observed& seen,
                    std::uint64_t called, std::uint64_t completed) {
  entries_.push_back({.command = command,
                      .sent = {to_device.begin(), to_device.end()},
                      .returned = {seen.data.begin(), seen.data.end()},
                      .status = seen.status,
                      .result = seen.result,
                      .wrong_prps = seen.wrong_prps,
                      .looked = seen.looked,
                      .called = called,
                      .completed = completed});
  time_ = std::max(time_, completed);
}

void Together::add(const Command& command, std::span<const std::byte> to_device, const Observed& seen,
                   std::size_t place) {
  if (in_flight_ == 0) began_ = time_ + 1;
  // A report is judged by what was before all others: what these may make of it meanwhile is judged there
  // (ZNS-ORD-013).
  const bool first = is_report(command);
  push(command, to_device, seen, first ? began_ : began_ + 1, first ? began_ : began_ + 2 + place);
  ++in_flight_;
}

void Together::add_after(const Command& command, std::span<const std::byte> to_device, const Observed& seen) {
  push(command, to_device, seen, time_ + 1, time_ + 2);
}

HistoryEntry Together::Entry::view() const {
  return {.command = command,
          .to_device = sent,
          .seen = {.status = status,
                   .result = result,
                   .data = returned,
                   .wrong_prps = wrong_prps,
                   .looked = looked || !beside.empty(),
                   .beside = beside},
          .called = called,
          .returned = completed,
          .free = free};
}

std::vector<HistoryEntry> Together::views(std::size_t first, std::size_t end) const {
  std::vector<HistoryEntry> views;
  for (std::size_t i = first; i < end; ++i) views.push_back(entries_[i].view());
  return views;
}

std::vector<HistoryEntry> Together::looks() const {
  return views(batch_ + in_flight_, entries_.size());
}

InFlight Together::in_flight(const Oracle& before) const {
  return {before, views(batch_, batch_ + in_flight_), looks(), open_};
}

// Those in flight name, those that are open from before, and those that may have been closed to make room: which of
// them, depends on the order.
std::vector<Command> Together::reports(const Oracle& oracle) const {
  const InFlight batch = in_flight(oracle);
  std::set<ZoneId> asked = batch.zones();
  asked.merge(batch.absent());
  for (const OpenZone& each : open_) asked.insert(each.zone);
  if (in_flight_ > 1 && oracle.geometry().max_open) {
    const State& state = oracle.belief();
    for (ZoneId id = state.oldest_implicitly_opened(); id != State::kNone; id = state.newer(id)) asked.insert(id);
  }
  std::vector<Command> looks;
  for (const ZoneId zone : asked) looks.push_back(report_of(oracle.geometry(), zone));
  return looks;
}

std::vector<Command> Together::reads(const Oracle& oracle) const {
  const Geometry& geometry = oracle.geometry();
  const InFlight batch = in_flight(oracle);
  std::vector<Command> reads;
  for (const HistoryEntry& look : looks()) {
    const ZoneReport report = parse_zone_report(look.seen.data, 0);
    if (look.seen.status != kSuccess || report.zones.empty()) continue;
    const ZoneDescriptor& zone = report.zones.front().descriptor;
    const bool ours =
        zone.zslba % geometry.zsze == 0 && batch.is_emptied(static_cast<ZoneId>(zone.zslba / geometry.zsze));
    // A Full zone has no write pointer; what Finish left unwritten in it reads as deallocated.
    const std::uint64_t end = zone.zs == ZoneState::Full ? zone.zslba + zone.zcap : zone.wp;
    if (!ours || !(is_writable(zone.zs) || zone.zs == ZoneState::Full) || end > zone.zslba + geometry.zsze) continue;
    const std::uint64_t step = blocks_per_look(geometry, kReadBytes);
    for (std::uint64_t at = zone.zslba; at < end; at += step)
      reads.push_back(read_of(geometry, at, std::min(step, end - at)));
  }
  return reads;
}

// By the order that is believed, or by another one.
Linearization Together::explain() {
  Linearization found = linearize(*before_, views(0, entries_.size()), kBudget, Ending::Open);
  if (found.answer == Linearization::Answer::Found) left_out_ = found.left_out;
  return found;
}

void Together::grant_freedoms(const InFlight& batch) {
  const std::vector<Command> beside = batch.changes();
  for (std::size_t i = batch_; i < batch_ + in_flight_; ++i) {
    entries_[i].free = batch.frees(entries_[i].view());
    if (is_report(entries_[i].command)) entries_[i].beside = beside;
  }
}

Together::Outcome Together::judge(Oracle& oracle) {
  if (!before_) before_ = oracle;
  const InFlight batch = in_flight(oracle);
  std::set<ZoneId> zones = batch.zones();
  const std::optional<Freedom> doubts = batch.doubts();
  const std::size_t half_known = batch.half_known();
  if (in_flight_ > 1) grant_freedoms(batch);
  Linearization found = explain();
  oracle = std::move(found.after);
  oracle.use(Freedom::PassingInFlight, half_known);
  if (found.answer == Linearization::Answer::Found && half_known == 0) {
    if (doubts) unsure_.merge(zones);
    find_open_zones(oracle);
    return {};
  }
  Outcome outcome = outcome_of(found, doubts);
  close(oracle);
  return outcome;
}

Together::Outcome Together::outcome_of(const Linearization& found, std::optional<Freedom> doubts) const {
  Outcome outcome{.verdict = {}, .in_flight = in_flight_};
  if (found.answer == Linearization::Answer::Found) return outcome;
  if (found.answer == Linearization::Answer::GaveUp || doubts) {
    outcome.verdict.judgement = Judgement::Inconclusive;
    outcome.verdict.clauses = {doubts ? row(*doubts).clause : ClauseId{"ZNS-ORD-001"}};
    return outcome;
  }
  const std::size_t stuck = found.stuck.empty() ? batch_ : found.stuck.front();
  outcome.verdict = found.verdict;
  outcome.stuck = std::max(stuck, batch_) - batch_;
  outcome.command = entries_[stuck].command;
  return outcome;
}

// For a batch that is explained.
void Together::find_open_zones(Oracle& oracle) {
  batch_ = entries_.size();
  in_flight_ = 0;
  open_ = open_zones(*before_, oracle, without(left_out_, views(0, entries_.size())), kBudgetOfAZone);
  if (open_.empty() || is_too_long()) close(oracle);
}

bool Together::is_too_long() const {
  std::size_t bytes = 0;
  for (const Entry& each : entries_) bytes += each.sent.size() + each.returned.size();
  return entries_.size() > kMostEntries || bytes > kMostBytes;
}

void Together::close(Oracle& oracle) {
  if (!is_unsettled() && !is_pending()) return;
  for (const HistoryEntry& each : views(batch_, batch_ + in_flight_)) oracle.lose(each.command);
  oracle.forget_places();  // which zone was opened last, is told by the order alone
  for (const OpenZone& each : open_) {
    if (each.only_content)
      oracle.forget_content(each.zone);
    else
      oracle.give_up(each.zone);
  }
  *this = {};
}

// Whether a command that was explained may leave one outcome of a zone that is open.
bool Together::may_decide(const Oracle& oracle, const Command& command) const {
  const auto zone = oracle.named_zone(command);
  if (!zone || !footprint(command).changes_zones()) return true;
  return std::any_of(open_.begin(), open_.end(), [&](const OpenZone& each) { return each.zone == *zone; });
}

// Whether an open history needs to hold the command, to be explained: it may change zones, or says something of one
// that is open.
bool Together::concerns(const Oracle& oracle, const Command& command) const {
  if (command.queue != Queue::Io || std::holds_alternative<Flush>(command.body)) return false;
  const auto* read = std::get_if<Read>(&command.body);
  if (read == nullptr) return true;
  const Geometry& geometry = oracle.geometry();
  return std::any_of(open_.begin(), open_.end(), [&](const OpenZone& each) {
    const std::uint64_t zslba = geometry.zslba(each.zone);
    return read->slba < zslba + geometry.zsze && (read->slba >= zslba || zslba - read->slba < read->nlb.count());
  });
}

bool Together::proves_nothing(const Oracle& oracle, const Command& command, const Verdict& verdict) const {
  const auto named = oracle.named_zone(command);
  return (named && unsure_.contains(*named)) ||
         std::any_of(verdict.zones.begin(), verdict.zones.end(), [&](ZoneId zone) { return unsure_.contains(zone); });
}

Verdict Together::observe(Oracle& oracle, const Command& command, std::span<const std::byte> to_device,
                          const Observed& seen) {
  if (!is_unsettled()) return oracle.observe(command, to_device, seen);
  Oracle next = oracle;
  Verdict verdict = next.observe(command, to_device, seen);
  if (!concerns(oracle, command) && verdict.judgement != Judgement::NotPermitted) {
    oracle = std::move(next);
    return verdict;
  }
  add_after(command, to_device, seen);
  batch_ = entries_.size();
  // That a zone must have failed unseen is supposed only where no order explains what was seen.
  const bool supposes = verdict.judgement != Judgement::NotPermitted && next.supposes_some_zone_failed();
  if (verdict.judgement == Judgement::NotPermitted || supposes) {
    Linearization found = explain();  // by another order than the one that was believed
    if (found.answer == Linearization::Answer::Found) {
      oracle = std::move(found.after);
      find_open_zones(oracle);
      return {};
    }
    if (supposes) {
      oracle = std::move(next);
      close(oracle);
      return verdict;
    }
    if (found.answer == Linearization::Answer::GaveUp || proves_nothing(oracle, command, verdict)) {
      oracle.lose(command);
      close(oracle);
      return {.judgement = Judgement::Inconclusive,
              .clauses = {"ZNS-ORD-001"},
              .expected = {},
              .observed = {},
              .zones = {}};
    }
    if (verdict.by_absence) {  // all zones are going to be looked at
      entries_.pop_back();
      batch_ = entries_.size();
      return verdict;
    }
    oracle = std::move(next);
    close(oracle);
    return verdict;
  }
  oracle = std::move(next);
  const bool beyond = seen.wrong_prps || command.psdt != Psdt::Prp || verdict.judgement == Judgement::NotJudged;
  if (beyond || oracle.needs_whole_report())
    close(oracle);  // what such a command did is no part of a history
  else if (is_too_long())
    close(oracle);
  else if (may_decide(oracle, command))
    find_open_zones(oracle);
  return verdict;
}

}  // namespace zns
