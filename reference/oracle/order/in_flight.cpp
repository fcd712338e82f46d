#include "reference/oracle/order/in_flight.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "reference/spec/footprint.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns {
namespace {

constexpr std::size_t kMostLooks = 64;  // at zones that a report in flight leaves out

std::uint64_t written_blocks(const Command& command) {
  const Footprint named = footprint(command);
  return named.writes() ? named.blocks : 0;
}

bool is_half_known(const HistoryEntry& entry) {
  return footprint(entry.command).changes_zones() && leaves_undecided(entry.seen.status);
}

}  // namespace

bool is_report(const Command& command) {
  return std::holds_alternative<ZoneManagementReceive>(command.body);
}

InFlight::InFlight(const Oracle& before, std::vector<HistoryEntry> batch, std::vector<HistoryEntry> looks,
                   std::vector<OpenZone> open)
    : before_{before}, batch_{std::move(batch)}, looks_{std::move(looks)}, open_{std::move(open)} {}

std::set<ZoneId> InFlight::zones() const {
  std::set<ZoneId> zones;
  for (const HistoryEntry& each : batch_)
    if (const auto zone = before_.named_zone(each.command)) zones.insert(*zone);
  return zones;
}

std::vector<Command> InFlight::changes() const {
  std::vector<Command> changes;
  for (const HistoryEntry& each : batch_)
    if (footprint(each.command).changes_zones() && (each.seen.status == kSuccess || leaves_undecided(each.seen.status)))
      changes.push_back(each.command);
  return changes;
}

std::size_t InFlight::half_known() const {
  return static_cast<std::size_t>(std::count_if(batch_.begin(), batch_.end(), is_half_known));
}

bool InFlight::does(ZoneSendAction zsa, ZoneId zone) const {
  return std::any_of(batch_.begin(), batch_.end(), [&](const HistoryEntry& each) {
    const auto* send = std::get_if<ZoneManagementSend>(&each.command.body);
    if (send == nullptr || send->zsa != zsa || each.seen.status != kSuccess) return false;
    return send->select_all || before_.named_zone(each.command) == zone;
  });
}

bool InFlight::is_emptied(ZoneId zone) const {
  return does(ZoneSendAction::Reset, zone);
}

// Whether what the batch wrote suffices to fill the zone, at some moment of some order.
bool InFlight::may_be_filled(ZoneId id) const {
  const Zone& zone = before_.belief().zone(id);
  const bool is_open_still =
      std::any_of(open_.begin(), open_.end(), [id](const OpenZone& each) { return each.zone == id; });
  std::uint64_t reached = is_writable(zone.zs) ? zone.wp - before_.geometry().zslba(id) : 0;
  bool is_written = false;
  for (const HistoryEntry& each : batch_) {
    if (each.seen.status != kSuccess || !is_write_operation(each.command) || before_.named_zone(each.command) != id)
      continue;
    reached += written_blocks(each.command);
    is_written = true;
  }
  return is_written && (is_open_still || reached >= zone.zcap);
}

// A write that fills an Empty zone passes through Implicitly Opened, and holds resources on its way (ZNS-RES-008):
// whether those of the limit may all have been taken at once.
bool InFlight::may_lack_resources(const HistoryEntry& entry) const {
  const Geometry& geometry = before_.geometry();
  const bool active = entry.seen.status == Status::TooManyActiveZones;
  const std::optional<std::uint32_t> limit = active ? geometry.max_active : geometry.max_open;
  if (!limit) return false;
  const State& state = before_.belief();
  const auto has = [&](ZoneId id) { return active ? is_active(state.zone(id).zs) : is_open(state.zone(id).zs); };
  const std::optional<ZoneId> named = before_.named_zone(entry.command);
  std::uint32_t most = active ? state.active() : state.opened();
  bool fills = false;
  for (const ZoneId id : zones()) {
    fills = fills || may_be_filled(id);
    if (!has(id) && id != named) ++most;
  }
  return fills && most >= *limit;
}

// Nothing, if something else speaks against the report, or nothing at all. A zone that failed unseen matches no other
// reporting option (ZNS-SM-048).
std::optional<std::set<ZoneId>> InFlight::absent_from(const HistoryEntry& report) const {
  if (report.seen.status != kSuccess ||
      std::get<ZoneManagementReceive>(report.command.body).zrasf == ReportingOption::All)
    return std::nullopt;
  const std::vector<Command> beside = changes();
  Oracle asked = before_;
  const Verdict verdict =
      asked.observe(report.command, {}, {.data = report.seen.data, .may_look = true, .beside = beside});
  if (!verdict.by_absence) return std::nullopt;
  std::set<ZoneId> zones{verdict.zones.begin(), verdict.zones.end()};
  while (zones.size() > kMostLooks) zones.erase(std::prev(zones.end()));
  return zones;
}

std::set<ZoneId> InFlight::absent() const {
  std::set<ZoneId> zones;
  for (const HistoryEntry& each : batch_)
    if (is_report(each.command)) zones.merge(absent_from(each).value_or(std::set<ZoneId>{}));
  return zones;
}

bool InFlight::is_seen_to_work(ZoneId id) const {
  return std::any_of(looks_.begin(), looks_.end(), [&](const HistoryEntry& look) {
    if (look.seen.status != kSuccess || !is_report(look.command)) return false;
    const std::vector<ReportedZone> listed = parse_zone_report(look.seen.data, 0).zones;
    return !listed.empty() && listed.front().descriptor.zslba == before_.geometry().zslba(id) &&
           listed.front().descriptor.zs != ZoneState::ReadOnly && listed.front().descriptor.zs != ZoneState::Offline;
  });
}

// Whether a zone that is absent failed, or nobody looked.
bool InFlight::explains_absence(const HistoryEntry& report) const {
  const auto zones = absent_from(report);
  if (!zones) return false;
  return zones->empty() || !std::all_of(zones->begin(), zones->end(), [&](ZoneId id) { return is_seen_to_work(id); });
}

// A zone that others fill is open for a moment, of which nothing is left.
std::optional<Freedom> InFlight::frees_management(const HistoryEntry& entry, const ZoneManagementSend& send) const {
  const bool opens_or_closes = send.zsa == ZoneSendAction::Close || send.zsa == ZoneSendAction::Open;
  if (entry.seen.status != kSuccess || !opens_or_closes || !may_be_filled(*before_.named_zone(entry.command)))
    return std::nullopt;
  return Freedom::MomentaryOpening;
}

// A zone that others fill meanwhile refuses a write with whichever status fits the moment: no room, Full, or another
// write pointer (ZNS-ORD-001, ZNS-ORD-004).
std::optional<Freedom> InFlight::frees_write(const HistoryEntry& entry) const {
  const ZoneId zone = *before_.named_zone(entry.command);
  const bool append = std::holds_alternative<ZoneAppend>(entry.command.body);
  const Status status = entry.seen.status;
  const bool no_room = status == Status::ZoneBoundaryError || status == Status::ZoneIsFull ||
                       (status == Status::ZoneInvalidWrite && !append);
  const bool was_full = before_.belief().zone(zone).zs == ZoneState::Full && is_emptied(zone);
  const bool may_be_full = was_full || may_be_filled(zone) || does(ZoneSendAction::Finish, zone);
  return no_room && may_be_full ? std::optional{Freedom::NoRoomMeanwhile} : std::nullopt;
}

std::optional<Freedom> InFlight::frees(const HistoryEntry& entry) const {
  if (is_report(entry.command))
    return explains_absence(entry) ? std::optional{Freedom::FailureBesideReport} : std::nullopt;
  const Status status = entry.seen.status;
  if (status == Status::TooManyOpenZones || status == Status::TooManyActiveZones)
    return may_lack_resources(entry) ? std::optional{Freedom::MomentaryResources} : std::nullopt;
  if (!before_.named_zone(entry.command)) return std::nullopt;
  const auto* send = std::get_if<ZoneManagementSend>(&entry.command.body);
  return send != nullptr ? frees_management(entry, *send) : frees_write(entry);
}

// An excursion, a command of whose effect its status says nothing, a Reset that gave the zone another capacity.
std::optional<Freedom> InFlight::doubts() const {
  const Geometry& geometry = before_.geometry();
  if (geometry.active_excursions) return Freedom::ZoneActiveExcursion;
  if (half_known() != 0) return Freedom::PassingInFlight;
  const std::set<ZoneId> named = zones();
  const bool may_change_capacity =
      geometry.variable_capacity && std::any_of(named.begin(), named.end(), [&](ZoneId id) { return is_emptied(id); });
  return may_change_capacity ? std::optional{Freedom::CapacityChange} : std::nullopt;
}

}  // namespace zns
