#include "harness/together.hpp"

#include <algorithm>
#include <utility>

#include "harness/looks.hpp"
#include "reference/device/step.hpp"
#include "reference/spec/text.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::harness {
namespace {

constexpr std::uint64_t kBudget = 200'000;                    // questions to the oracle, for one history
constexpr std::uint64_t kReadBytes = kMinimumPageBytes << 4;  // of one look at data, where MDTS allows it

bool is_report(const Command& command) {
  return std::holds_alternative<ZoneManagementReceive>(command.body);
}

}  // namespace

void Together::push(const Command& command, std::span<const std::byte> to_device, const Observed& seen,
                    std::uint64_t called, std::uint64_t completed) {
  entries_.push_back({.command = command,
                      .sent = {to_device.begin(), to_device.end()},
                      .returned = {seen.data.begin(), seen.data.end()},
                      .status = seen.status,
                      .result = seen.result,
                      .wrong_prps = seen.wrong_prps,
                      .called = called,
                      .completed = completed});
  time_ = std::max(time_, completed);
}

void Together::add(const Command& command, std::span<const std::byte> to_device, const Observed& seen,
                   std::size_t place) {
  push(command, to_device, seen, 0, 1 + place);
  ++in_flight_;
}

void Together::add_after(const Command& command, std::span<const std::byte> to_device, const Observed& seen) {
  push(command, to_device, seen, time_ + 1, time_ + 2);
}

std::set<ZoneId> Together::zones(const Oracle& oracle) const {
  std::set<ZoneId> zones;
  for (std::size_t i = 0; i < in_flight_; ++i)
    if (const auto zone = oracle.named_zone(entries_[i].command)) zones.insert(*zone);
  return zones;
}

// Those in flight name, and those that may have been closed to make room: which of them, depends on the order.
std::vector<Command> Together::reports(const Oracle& oracle) const {
  std::set<ZoneId> asked = zones(oracle);
  if (in_flight_ > 1 && oracle.geometry().max_open) {
    const State& state = oracle.belief();
    for (ZoneId id = state.oldest_implicitly_opened(); id != State::kNone; id = state.newer(id)) asked.insert(id);
  }
  std::vector<Command> looks;
  for (const ZoneId zone : asked) looks.push_back(report_of(oracle.geometry(), zone));
  return looks;
}

// By the batch, at some moment.
bool Together::is_emptied(const Oracle& oracle, ZoneId zone) const {
  return std::any_of(entries_.begin(), in_flight_end(), [&](const Entry& each) {
    const auto* send = std::get_if<ZoneManagementSend>(&each.command.body);
    if (send == nullptr || send->zsa != ZoneSendAction::Reset || each.status != kSuccess) return false;
    return send->select_all || oracle.named_zone(each.command) == zone;
  });
}

std::vector<Command> Together::reads(const Oracle& oracle) const {
  const Geometry& geometry = oracle.geometry();
  std::vector<Command> looks;
  for (std::size_t i = in_flight_; i < entries_.size(); ++i) {
    const ZoneReport report = parse_zone_report(entries_[i].returned, 0);
    if (entries_[i].status != kSuccess || report.zones.empty()) continue;
    const ZoneDescriptor& zone = report.zones.front().descriptor;
    const bool ours =
        zone.zslba % geometry.zsze == 0 && is_emptied(oracle, static_cast<ZoneId>(zone.zslba / geometry.zsze));
    // A Full zone has no write pointer; what Finish left unwritten in it reads as deallocated.
    const std::uint64_t end = zone.zs == ZoneState::Full ? zone.zslba + zone.zcap : zone.wp;
    if (!ours || !(is_writable(zone.zs) || zone.zs == ZoneState::Full) || end > zone.zslba + geometry.zsze) continue;
    const std::uint64_t step = blocks_per_look(geometry, kReadBytes);
    for (std::uint64_t at = zone.zslba; at < end; at += step)
      looks.push_back(read_of(geometry, at, std::min(step, end - at)));
  }
  return looks;
}

// By the batch, at some moment.
bool Together::is_written(const Oracle& oracle, ZoneId zone) const {
  return std::any_of(entries_.begin(), in_flight_end(), [&](const Entry& each) {
    return is_write_operation(each.command) && each.status == kSuccess && oracle.named_zone(each.command) == zone;
  });
}

// The zones that became Full in the batch, as was reported after it.
std::set<ZoneId> Together::filled(const Oracle& oracle) const {
  const Geometry& geometry = oracle.geometry();
  const auto became_full = [&](const ZoneDescriptor& zone) {
    if (zone.zs != ZoneState::Full || zone.zslba >= geometry.nsze()) return false;
    const auto id = static_cast<ZoneId>(zone.zslba / geometry.zsze);
    return oracle.belief().zone(id).zs != ZoneState::Full || is_emptied(oracle, id);
  };
  std::set<ZoneId> zones;
  for (std::size_t i = in_flight_; i < entries_.size(); ++i) {
    if (entries_[i].status != kSuccess || !is_report(entries_[i].command)) continue;
    for (const ReportedZone& zone : parse_zone_report(entries_[i].returned, 0).zones)
      if (became_full(zone.descriptor)) zones.insert(static_cast<ZoneId>(zone.descriptor.zslba / geometry.zsze));
  }
  return zones;
}

// What some order need not explain. A report may show a command half done: the standard says nothing of how the parts
// of one become visible, but for user data. And a zone that others fill meanwhile refuses a write with whichever status
// fits the moment: no room, Full, or another write pointer (ZNS-ORD-001, ZNS-ORD-004).
bool Together::is_free(const Oracle& oracle, const Entry& entry, const std::set<ZoneId>& filled_zones) const {
  if (is_report(entry.command)) return entry.status == kSuccess;
  const bool no_room = entry.status == Status::ZoneBoundaryError || entry.status == Status::ZoneIsFull ||
                       entry.status == Status::ZoneInvalidWrite;
  // A zone that others fill meanwhile is open for a moment, in which it can be closed or opened; nothing is left of
  // that.
  const auto* send = std::get_if<ZoneManagementSend>(&entry.command.body);
  if (send != nullptr && !send->select_all && entry.status == kSuccess &&
      (send->zsa == ZoneSendAction::Close || send->zsa == ZoneSendAction::Open)) {
    const auto zone = oracle.named_zone(entry.command);
    return zone && filled_zones.contains(*zone);
  }
  // A write that fills an Empty zone passes through Implicitly Opened, and holds resources on its way (ZNS-RES-008).
  const bool no_resource = entry.status == Status::TooManyOpenZones || entry.status == Status::TooManyActiveZones;
  if (no_resource) return !filled_zones.empty();
  const bool append = std::holds_alternative<ZoneAppend>(entry.command.body);
  if (!no_room || (append && entry.status == Status::ZoneInvalidWrite)) return false;
  const auto zone = oracle.named_zone(entry.command);
  const bool was_full = zone && is_emptied(oracle, *zone) && is_written(oracle, *zone);  // before it was reset, perhaps
  return zone && (was_full || filled_zones.contains(*zone));
}

bool Together::is_half_known() const {
  return std::any_of(entries_.begin(), in_flight_end(),
                     [](const Entry& each) { return leaves_undecided(each.status); });
}

// That no order is found proves nothing where something may have happened in the middle of a batch that is not tried:
// an excursion, a Reset that gave the zone another capacity, a command of whose effect its status says nothing.
bool Together::leaves_doubts(const Oracle& oracle) const {
  const Geometry& geometry = oracle.geometry();
  if (geometry.active_excursions || is_half_known()) return true;
  const std::set<ZoneId> named = zones(oracle);
  return geometry.variable_capacity &&
         std::any_of(named.begin(), named.end(), [&](ZoneId zone) { return is_emptied(oracle, zone); });
}

Together::Outcome Together::judge(Oracle& oracle) const {
  const std::set<ZoneId> filled_zones = filled(oracle);
  std::vector<HistoryEntry> history;
  std::vector<std::size_t> numbers;  // of the entries in the history
  history.reserve(entries_.size());
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    if (i < in_flight_ && in_flight_ > 1 && is_free(oracle, entry, filled_zones)) continue;
    numbers.push_back(i);
    history.push_back({.command = entry.command,
                       .to_device = entry.sent,
                       .seen = {.status = entry.status,
                                .result = entry.result,
                                .data = entry.returned,
                                .wrong_prps = entry.wrong_prps},
                       .called = entry.called,
                       .returned = entry.completed});
  }
  Linearization found = linearize(std::move(oracle), history, kBudget);
  oracle = std::move(found.after);
  Outcome outcome;
  if (found.answer != Linearization::Answer::Found || (in_flight_ > 1 && is_half_known()))
    for (std::size_t i = 0; i < in_flight_; ++i) oracle.lose(entries_[i].command);
  outcome.undecided = found.answer == Linearization::Answer::GaveUp;
  if (found.answer != Linearization::Answer::None) return outcome;
  if (leaves_doubts(oracle)) {
    outcome.undecided = true;
    return outcome;
  }
  outcome.stuck = found.stuck.empty() ? 0 : numbers[found.stuck.front()];
  outcome.finding = to_finding(oracle, to_text(entries_[outcome.stuck].command), found.verdict);
  outcome.finding->warning = false;
  outcome.finding->command += ", of " + std::to_string(in_flight_) + kInFlightTogether;
  return outcome;
}

}  // namespace zns::harness
