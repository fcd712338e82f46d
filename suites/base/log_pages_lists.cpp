// The Changed Namespace List and the Changed Zone List, of a host that changes nothing that belongs into them.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "suites/base/log_page_parts.hpp"

namespace zns::suites {
namespace {

using namespace logs;

// ---- Changed Namespace List ----------------------------------------------------------------------------------------

std::vector<std::uint32_t> changed_namespaces(Bench& bench, bool rae = false) {
  const bool announced = (bench.facts().controller.oaes & oaes::kNamespaceAttribute) != 0;
  const Bytes data = read_optional(bench, page(Lid::ChangedNamespaceList, kChangedNamespacesBytes, {.rae = rae}),
                                   announced, "Changed Namespace List", kBroadcastNsid);
  std::vector<std::uint32_t> nsids = decode_changed_namespaces(data);
  for (std::size_t at = 4 * nsids.size(); at < data.size(); ++at)
    bench.expect(data[at] == std::byte{0}, "zeros behind the last NSID", "byte " + std::to_string(at) + " is not 0");
  return nsids;
}

void name_namespaces(Bench& bench) {
  const std::vector<std::uint32_t> nsids = changed_namespaces(bench);
  if (!nsids.empty() && nsids.front() == kTooManyNamespaces) {
    bench.expect(nsids.size() == 1, "nothing behind FFFFFFFFh", std::to_string(nsids.size()) + " entries");
    return;
  }
  std::uint32_t previous = 0;
  for (const std::uint32_t nsid : nsids) {
    bench.expect(nsid > previous && nsid <= bench.facts().controller.nn, "NSIDs in ascending order, up to NN",
                 hex(previous) + " and then " + hex(nsid));
    previous = nsid;
  }
}

void empty_once_read(Bench& bench) {
  static_cast<void>(changed_namespaces(bench));
  const std::vector<std::uint32_t> again = changed_namespaces(bench);
  bench.expect(again.empty(), "an empty list after it was read", std::to_string(again.size()) + " entries");
}

// NUSE changes, and zones do: neither is an attribute of the namespace.
void leave_writes_out(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  static_cast<void>(changed_namespaces(bench));
  bench.expect_success(bench.write(zone.zslba, 1));
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Finish));
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
  const std::vector<std::uint32_t> nsids = changed_namespaces(bench);
  bench.expect(std::find(nsids.begin(), nsids.end(), bench.facts().nsid) == nsids.end(),
               "a list without the namespace that was written to", "NSID " + hex(bench.facts().nsid));
}

// ---- Changed Zone List ---------------------------------------------------------------------------------------------

bool lists_zones(const Bench& bench) {
  return (bench.facts().controller.oaes & oaes::kZoneDescriptorChanged) != 0;
}
void needs_zone_list(Bench& bench) {
  bench.needs(lists_zones(bench), "the device does not list changed zones (OAES bit 27)");
}

ChangedZones changed_zones(Bench& bench) {
  const Bytes data = read(bench, page(Lid::ChangedZoneList, kChangedZonesBytes), bench.facts().nsid);
  ChangedZones log = decode_changed_zones(data);
  bench.expect(log.nrzid <= kMostChangedZones || log.nrzid == kNotEnumerated, "NRZID up to 511, or FFFFh",
               hex(log.nrzid));
  for (std::size_t at = 8 + 8 * log.zones.size(); at < data.size(); ++at)
    bench.expect(data[at] == std::byte{0}, "zeros behind the last zone", "byte " + std::to_string(at) + " is not 0");
  const std::set<std::uint64_t> once{log.zones.begin(), log.zones.end()};
  bench.expect(once.size() == log.zones.size(), "each zone once",
               std::to_string(log.zones.size() - once.size()) + " twice");
  for (const std::uint64_t zslba : log.zones)
    bench.expect(zslba % bench.facts().zsze == 0 && zslba < bench.facts().nsze, "the ZSLBA of a zone", hex(zslba));
  return log;
}

void absent_if_not_announced(Bench& bench) {
  bench.needs(!lists_zones(bench), "the device lists changed zones (OAES bit 27)");
  bench.expect_status(get(bench, page(Lid::ChangedZoneList, kChangedZonesBytes), nullptr, bench.facts().nsid),
                      {Status::InvalidFieldInCommand, Status::InvalidLogPage});
}

void name_zones(Bench& bench) {
  needs_zone_list(bench);
  static_cast<void>(changed_zones(bench));
}

void ascending_zones(Bench& bench) {
  needs_zone_list(bench);
  const ChangedZones log = changed_zones(bench);
  for (std::size_t i = 1; i < log.zones.size(); ++i)
    bench.expect(log.zones[i - 1] < log.zones[i], "zones in ascending order", hex(log.zones[i]));
}

bool names(const ChangedZones& log, std::uint64_t zslba) {
  return std::find(log.zones.begin(), log.zones.end(), zslba) != log.zones.end();
}

// A zone may change by itself between two reads, and again; hardly the same one each time.
void cleared_once_read(Bench& bench) {
  needs_zone_list(bench);
  const ChangedZones first = changed_zones(bench);
  const ChangedZones second = changed_zones(bench);
  const ChangedZones third = changed_zones(bench);
  bench.expect(first.nrzid != kNotEnumerated || second.nrzid != kNotEnumerated || third.nrzid != kNotEnumerated,
               "a list that says once that zones changed, and does not name them", "NRZID FFFFh three times");
  for (const std::uint64_t zslba : third.zones)
    bench.expect(!names(first, zslba) || !names(second, zslba), "a list without the zones that were read",
                 "zone at " + hex(zslba));
}

// Writes, finishes and resets a zone, of which the controller advises nothing in between.
ChangedZones list_after_commands(Bench& bench, const ZoneRef& zone) {
  static_cast<void>(changed_zones(bench));
  constexpr std::uint8_t kByItself = za::kFinishedByController | za::kFinishRecommended | za::kResetRecommended;
  const auto expect_no_advice = [&] {
    bench.needs((bench.descriptor(zone).za & kByItself) == 0, "the controller changes attributes of zones in use");
  };
  bench.expect_success(bench.write(zone.zslba, 1));
  expect_no_advice();
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Finish));
  expect_no_advice();
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
  return changed_zones(bench);
}

// It may advise of the zone between two looks, too; hardly each time.
void leave_commands_out(Bench& bench) {
  constexpr int kTimes = 4;
  needs_zone_list(bench);
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bool listed = true;
  for (int times = 0; times < kTimes && listed; ++times) listed = names(list_after_commands(bench, zone), zone.zslba);
  bench.expect(!listed, "a list without the zone that the host wrote, finished and reset",
               "zone at " + hex(zone.zslba) + ", each of " + std::to_string(kTimes) + " times");
}

void refuse_zones_of(Bench& bench, std::uint32_t (*nsid)(Bench&)) {
  needs_zone_list(bench);
  bench.expect_status(get(bench, page(Lid::ChangedZoneList, kChangedZonesBytes), nullptr, nsid(bench)),
                      {Status::InvalidNamespaceOrFormat, Status::InvalidFieldInCommand, Status::InvalidIoCommandSet,
                       Status::InvalidLogPage});
}

struct Foreign {
  const char* slug;
  const char* name;
  std::uint32_t (*nsid)(Bench&);
  ClauseId clause;
};
constexpr Foreign kForeign[] = {
    {"zero", "NSID 0", identify::nsid_zero, "ZNS-ATTR-015"},
    {"broadcast", "NSID FFFFFFFFh", identify::nsid_broadcast, "ZNS-ATTR-015"},
    {"beyond-nn", "NSID NN + 1", identify::nsid_beyond_nn, "ZCL-005"},
    {"inactive", "an inactive NSID", identify::nsid_inactive, "ZCL-005"},
};

}  // namespace

std::vector<Case> log_page_list_cases() {
  std::vector<Case> cases{
      {.id = "log-pages/changed-namespaces",
       .title = "The Changed Namespace List names NSIDs in ascending order",
       .clauses = {"CNS-LOG-001"},
       .run = name_namespaces},
      {.id = "log-pages/changed-namespaces-read",
       .title = "The Changed Namespace List is empty after it was read",
       .clauses = {"CNS-LOG-002"},
       .run = empty_once_read},
      {.id = "log-pages/changed-namespaces-of-writes",
       .title = "A namespace that is only written to does not enter the Changed Namespace List",
       .clauses = {"CNS-LOG-003"},
       .run = leave_writes_out},
      {.id = "log-pages/changed-zones-absent",
       .title = "The Changed Zone List is refused where OAES does not announce it",
       .clauses = {"IDC-003", "ZNS-GEN-005"},
       .run = absent_if_not_announced},
      {.id = "log-pages/changed-zones",
       .title = "The Changed Zone List names zones, as many as it says",
       .clauses = {"ZCL-001", "ZCL-002", "IDC-003", "ZNS-ATTR-011", "ZNS-ATTR-012", "ZNS-ATTR-013"},
       .run = name_zones},
      {.id = "log-pages/changed-zones-ascending",
       .title = "The Changed Zone List names zones in ascending order",
       .clauses = {"ZCL-004"},
       .level = Level::Should,
       .run = ascending_zones},
      {.id = "log-pages/changed-zones-read",
       .title = "Zones leave the Changed Zone List as it is read",
       .clauses = {"ZCL-003", "ZNS-ATTR-014"},
       .run = cleared_once_read},
      {.id = "log-pages/changed-zones-of-commands",
       .title = "A zone that only the host changes does not enter the Changed Zone List",
       .clauses = {"ZCL-006"},
       .run = leave_commands_out},
  };
  for (const Foreign& foreign : kForeign)
    cases.push_back({.id = std::string{"log-pages/changed-zones-of-"} + foreign.slug,
                     .title = std::string{"The Changed Zone List of "} + foreign.name + " is refused",
                     .clauses = {foreign.clause},
                     .run = [nsid = foreign.nsid](Bench& bench) { refuse_zones_of(bench, nsid); }});
  return cases;
}

}  // namespace zns::suites
