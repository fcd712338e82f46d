// What no order of commands in flight together need explain, and what no order can.
#include <algorithm>
#include <iterator>

#include "harness/witness/together.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::harness {
namespace {

constexpr std::size_t kMostLooks = 64;  // at zones that a report in flight leaves out

bool is_report(const Command& command) {
  return std::holds_alternative<ZoneManagementReceive>(command.body);
}

std::uint64_t written_blocks(const Command& command) {
  const Footprint named = footprint(command);
  return named.writes() ? named.blocks : 0;
}

}  // namespace

// By the batch, at some moment.
bool Together::is_emptied(const Oracle& oracle, ZoneId zone) const {
  const auto batch = in_flight();
  return std::any_of(batch.begin(), batch.end(), [&](const Entry& each) {
    const auto* send = std::get_if<ZoneManagementSend>(&each.command.body);
    if (send == nullptr || send->zsa != ZoneSendAction::Reset || each.status != kSuccess) return false;
    return send->select_all || oracle.named_zone(each.command) == zone;
  });
}

// By the batch, at some moment.
bool Together::is_finished(const Oracle& oracle, ZoneId zone) const {
  const auto batch = in_flight();
  return std::any_of(batch.begin(), batch.end(), [&](const Entry& each) {
    const auto* send = std::get_if<ZoneManagementSend>(&each.command.body);
    if (send == nullptr || send->zsa != ZoneSendAction::Finish || each.status != kSuccess) return false;
    return send->select_all || oracle.named_zone(each.command) == zone;
  });
}

// Whether what the batch wrote suffices to fill the zone, at some moment of some order.
bool Together::may_be_filled(const Oracle& oracle, ZoneId id) const {
  const Zone& zone = oracle.belief().zone(id);
  const bool is_open_still =
      std::any_of(open_.begin(), open_.end(), [id](const OpenZone& each) { return each.zone == id; });
  const std::uint64_t zslba = oracle.geometry().zslba(id);
  std::uint64_t reached = is_writable(zone.zs) ? zone.wp - zslba : 0;
  bool is_written = false;
  for (const Entry& each : in_flight()) {
    if (each.status != kSuccess || !is_write_operation(each.command) || oracle.named_zone(each.command) != id) continue;
    reached += written_blocks(each.command);
    is_written = true;
  }
  return is_written && (is_open_still || reached >= zone.zcap);
}

// A write that fills an Empty zone passes through Implicitly Opened, and holds resources on its way (ZNS-RES-008):
// whether those of the limit may all have been taken at once.
bool Together::may_lack_resources(const Oracle& oracle, const Entry& entry) const {
  const Geometry& geometry = oracle.geometry();
  const bool active = entry.status == Status::TooManyActiveZones;
  const std::optional<std::uint32_t> limit = active ? geometry.max_active : geometry.max_open;
  if (!limit) return false;
  const State& state = oracle.belief();
  const auto has = [&](ZoneId id) { return active ? is_active(state.zone(id).zs) : is_open(state.zone(id).zs); };
  const std::optional<ZoneId> named = oracle.named_zone(entry.command);
  std::uint32_t most = active ? state.active() : state.opened();
  bool fills = false;
  for (const ZoneId id : zones(oracle)) {
    fills = fills || may_be_filled(oracle, id);
    if (!has(id) && id != named) ++most;
  }
  return fills && most >= *limit;
}

std::vector<Command> Together::changes_in_flight() const {
  std::vector<Command> changes;
  for (const Entry& each : in_flight())
    if (footprint(each.command).changes_zones() && (each.status == kSuccess || leaves_undecided(each.status)))
      changes.push_back(each.command);
  return changes;
}

// The zones whose absence alone speaks against a report in flight with others: one that failed unseen matches no other
// reporting option (ZNS-SM-048). Nothing, if something else speaks against it, or nothing at all.
std::optional<std::set<ZoneId>> Together::missing(const Oracle& oracle, const Entry& report) const {
  if (report.status != kSuccess || std::get<ZoneManagementReceive>(report.command.body).zrasf == ReportingOption::All)
    return std::nullopt;
  const std::vector<Command> beside = changes_in_flight();
  Oracle asked = oracle;
  const Verdict verdict =
      asked.observe(report.command, {}, {.data = report.returned, .may_look = true, .beside = beside});
  if (!verdict.by_absence) return std::nullopt;
  std::set<ZoneId> zones{verdict.zones.begin(), verdict.zones.end()};
  while (zones.size() > kMostLooks) zones.erase(std::prev(zones.end()));
  return zones;
}

// Whether a zone that is missing failed, or nobody looked.
bool Together::explains_absence(const Oracle& oracle, const Entry& report) const {
  const auto zones = missing(oracle, report);
  if (!zones) return false;
  const auto is_there = [&](ZoneId id) {
    const auto sees_it = [&](const Entry& look) {
      if (look.status != kSuccess || !is_report(look.command)) return false;
      const std::vector<ReportedZone> listed = parse_zone_report(look.returned, 0).zones;
      return !listed.empty() && listed.front().descriptor.zslba == oracle.geometry().zslba(id) &&
             listed.front().descriptor.zs != ZoneState::ReadOnly && listed.front().descriptor.zs != ZoneState::Offline;
    };
    const auto after = looks();
    return std::any_of(after.begin(), after.end(), sees_it);
  };
  return zones->empty() || !std::all_of(zones->begin(), zones->end(), is_there);
}

// What some order need not explain: a zone that others fill meanwhile refuses a write with whichever status fits the
// moment: no room, Full, or another write pointer (ZNS-ORD-001, ZNS-ORD-004); and it is open for a moment, in which it
// can be closed or opened; nothing is left of that.
bool Together::is_free(const Oracle& oracle, const Entry& entry) const {
  if (is_report(entry.command)) return explains_absence(oracle, entry);
  if (entry.status == Status::TooManyOpenZones || entry.status == Status::TooManyActiveZones)
    return may_lack_resources(oracle, entry);
  const auto zone = oracle.named_zone(entry.command);
  if (!zone) return false;
  if (const auto* send = std::get_if<ZoneManagementSend>(&entry.command.body))
    return entry.status == kSuccess && (send->zsa == ZoneSendAction::Close || send->zsa == ZoneSendAction::Open) &&
           may_be_filled(oracle, *zone);
  const bool append = std::holds_alternative<ZoneAppend>(entry.command.body);
  const bool no_room = entry.status == Status::ZoneBoundaryError || entry.status == Status::ZoneIsFull ||
                       (entry.status == Status::ZoneInvalidWrite && !append);
  const bool was_full = oracle.belief().zone(*zone).zs == ZoneState::Full && is_emptied(oracle, *zone);
  return no_room && (was_full || may_be_filled(oracle, *zone) || is_finished(oracle, *zone));
}

bool Together::is_half_known() const {
  const auto batch = in_flight();
  return std::any_of(batch.begin(), batch.end(), [](const Entry& each) {
    return footprint(each.command).changes_zones() && leaves_undecided(each.status);
  });
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

}  // namespace zns::harness
