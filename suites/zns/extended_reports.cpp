// Extended Report Zones: descriptors, each followed by its extension.
#include <algorithm>
#include <string>
#include <vector>

#include "suites/zns/reports.hpp"

namespace zns::suites {
namespace {

using namespace reports;

constexpr ZoneReceiveAction kExtended = ZoneReceiveAction::ExtendedReportZones;

std::size_t bytes_for(const Bench& bench, std::uint64_t zones) {
  return report_bytes(zones, bench.facts().extension_bytes);
}

void attach(Bench& bench, const ZoneRef& zone, std::uint64_t salt) {
  needs_transfer(bench, bench.facts().extension_bytes);
  bench.expect_success(bench.set_zone_descriptor_extension(zone.zslba, bench.extension_pattern(salt)));
}

void expect_entry(Bench& bench, const ReportedZone& entry, const ZoneRef& zone, std::uint64_t salt) {
  const Bytes expected = bench.extension_pattern(salt);
  bench.expect(entry.descriptor.zslba == zone.zslba, "the zone at LBA " + std::to_string(zone.zslba),
               "that at LBA " + std::to_string(entry.descriptor.zslba));
  bench.expect((entry.descriptor.za & za::kDescriptorExtensionValid) != 0, "ZDEV 1", "ZDEV 0");
  bench.expect_bytes(expected, entry.extension, "the extension that was set");
}

void be_refused_without_extensions(Bench& bench) {
  for (const bool partial : {false, true}) {
    const ReportRequest request{.slba = 0, .bytes = report_bytes(1, 0), .partial = partial, .action = kExtended};
    bench.expect_status(bench.zone_mgmt_receive(request.command()), {Status::InvalidFieldInCommand});
  }
}

void return_the_extension(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  attach(bench, zone, 1);

  const Reported found =
      ask(bench, {.slba = zone.zslba, .bytes = bytes_for(bench, 1), .partial = true, .action = kExtended});

  expect_number(bench, 1, found.report.number_of_zones);
  expect_entry(bench, found.report.zones.at(0), zone, 1);
}

void lay_out_entries(Bench& bench) {
  bench.needs(bench.facts().max_active.value_or(2) >= 2, "needs two active zones");
  const auto [lower, upper] = bench.two_adjacent_empty_zones();
  attach(bench, lower, 1);
  attach(bench, upper, 2);

  const Reported found =
      ask(bench, {.slba = lower.zslba, .bytes = bytes_for(bench, 2), .partial = true, .action = kExtended});

  expect_number(bench, 2, found.report.number_of_zones);
  expect_entry(bench, found.report.zones.at(0), lower, 1);
  expect_entry(bench, found.report.zones.at(1), upper, 2);
}

// As many zones as may have extensions at once, each with its own, and those between them.
void list_many_zones(Bench& bench) {
  const std::uint64_t most = std::min({std::uint64_t{5}, bench.free_zones(), bench.facts().max_active.value_or(5)});
  bench.needs(most >= 3, "needs three active zones");
  const std::vector<ZoneRef> zones = bench.zones_in(ZoneState::Empty, most);
  for (const ZoneRef& zone : zones) attach(bench, zone, zone.index);
  const auto [lowest, highest] = std::minmax_element(
      zones.begin(), zones.end(), [](const ZoneRef& a, const ZoneRef& b) { return a.index < b.index; });
  const std::uint64_t listed = highest->index - lowest->index + 1;

  const Reported found =
      ask(bench, {.slba = lowest->zslba, .bytes = bytes_for(bench, listed), .partial = true, .action = kExtended});

  expect_number(bench, listed, found.report.number_of_zones);
  expect_zones(bench, found.report, lowest->zslba, listed);
  for (const ZoneRef& zone : zones)
    expect_entry(bench, found.report.zones.at(static_cast<std::size_t>(zone.index - lowest->index)), zone, zone.index);
}

// Room for one entry and for the descriptor, not the extension, of a second one.
void count_complete_entries_only(Bench& bench) {
  const ZoneRef zone = bench.two_adjacent_empty_zones().first;
  attach(bench, zone, 1);
  const std::size_t bytes = bytes_for(bench, 1) + kZoneDescriptorBytes;

  const Reported partial = ask(bench, {.slba = zone.zslba, .bytes = bytes, .partial = true, .action = kExtended});
  const Reported full = ask(bench, {.slba = zone.zslba, .bytes = bytes, .partial = false, .action = kExtended});

  expect_number(bench, 1, partial.report.number_of_zones);
  expect_number(bench, bench.facts().zone_count - zone.index, full.report.number_of_zones);
  expect_entry(bench, partial.report.zones.at(0), zone, 1);
  expect_entry(bench, full.report.zones.at(0), zone, 1);
}

void count_all_whatever_the_buffer(Bench& bench) {
  const Reported header = ask(bench, {.slba = 0, .action = kExtended});
  const Reported none = ask(bench, {.slba = 0, .partial = true, .action = kExtended});
  expect_number(bench, bench.facts().zone_count, header.report.number_of_zones);
  expect_number(bench, 0, none.report.number_of_zones);
}

void filter_by_state(Bench& bench) {
  const ZoneRef empty = bench.a_zone_in(ZoneState::Empty);
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  attach(bench, zone, 1);

  const ReportRequest closed{.slba = zone.zslba,
                             .bytes = bytes_for(bench, 1),
                             .option = ReportingOption::Closed,
                             .partial = true,
                             .action = kExtended};
  const Reported found = ask(bench, closed);

  bench.expect(found.report.zones.size() == 1, "one zone", std::to_string(found.report.zones.size()));
  expect_entry(bench, found.report.zones[0], zone, 1);
  const Reported others = ask(bench, {.slba = empty.zslba,
                                      .bytes = bytes_for(bench, 1),
                                      .option = ReportingOption::Closed,
                                      .partial = true,
                                      .action = kExtended});
  for (const ReportedZone& entry : others.report.zones)
    bench.expect(entry.descriptor.zs == ZoneState::Closed, "zones in ZSC", std::string{letters(entry.descriptor.zs)});
}

void agree_with_the_plain_report(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Closed);

  const Reported plain = ask(bench, {.slba = zone.zslba, .bytes = report_bytes(1, 0), .partial = true});
  const Reported extended =
      ask(bench, {.slba = zone.zslba, .bytes = bytes_for(bench, 1), .partial = true, .action = kExtended});

  bench.expect(plain.report.zones.size() == 1 && extended.report.zones.size() == 1, "one descriptor of each",
               "not one");
  bench.expect(plain.report.zones[0].descriptor == extended.report.zones[0].descriptor, "the same descriptor",
               "another one");
}

void refuse_reserved_option(Bench& bench) {
  const ReportRequest request{
      .slba = 0, .bytes = bytes_for(bench, 1), .option = ReportingOption{0x8}, .partial = true, .action = kExtended};
  needs_transfer(bench, request.bytes);
  bench.expect_status(bench.zone_mgmt_receive(request.command()), {Status::InvalidFieldInCommand});
}

}  // namespace

std::vector<Case> extended_report_cases() {
  return {
      {.id = "zone-management-receive/extended-refused-without-extensions",
       .title = "Extended Report Zones is aborted where the format has no extensions (ZDES = 0)",
       .clauses = {"ZNS-ZMR-008", "IDZ-004"},
       .level = Level::Shall,
       .needs = {Need::NoExtension},
       .run = be_refused_without_extensions},
      {.id = "zone-management-receive/extended-returns-extension",
       .title = "Extended Report Zones returns the extension of a zone as it was set",
       .clauses = {"ZNS-ZMR-014", "ZNS-ZMR-008", "ZNS-ZM-050", "IDZ-004"},
       .level = Level::Shall,
       .needs = {Need::Extension},
       .run = return_the_extension},
      {.id = "zone-management-receive/extended-layout",
       .title = "In an extended report every descriptor is followed by its extension of ZDES * 64 bytes",
       .clauses = {"ZNS-ZMR-F07", "ZNS-ZMR-014"},
       .level = Level::Shall,
       .needs = {Need::Extension},
       .run = lay_out_entries},
      {.id = "zone-management-receive/extended-of-many-zones",
       .title = "In an extended report of many zones each has its own extension",
       .clauses = {"ZNS-ZMR-014", "ZNS-ZMR-F07", "ZNS-ZMR-001"},
       .level = Level::Shall,
       .needs = {Need::Extension},
       .run = list_many_zones},
      {.id = "zone-management-receive/extended-counts-complete-entries",
       .title = "A partial extended report does not count a zone whose extension did not fit",
       .clauses = {"ZNS-ZMR-003", "ZNS-ZMR-005", "ZNS-ZMR-002"},
       .level = Level::Shall,
       .needs = {Need::Extension},
       .run = count_complete_entries_only},
      {.id = "zone-management-receive/extended-header-only",
       .title = "An extended report with room for the header only counts all zones, and none as a partial report",
       .clauses = {"ZNS-ZMR-002", "ZNS-ZMR-003"},
       .level = Level::Shall,
       .needs = {Need::Extension},
       .run = count_all_whatever_the_buffer},
      {.id = "zone-management-receive/extended-filtered",
       .title = "An extended report with a reporting option lists the zones in that state, with their extensions",
       .clauses = {"ZNS-ZMR-001", "ZNS-ZMR-014"},
       .level = Level::Shall,
       .needs = {Need::Extension},
       .run = filter_by_state},
      {.id = "zone-management-receive/extended-same-descriptor",
       .title = "Plain and extended reports show the same descriptor of a zone",
       .clauses = {"ZNS-ZMR-010", "ZNS-ZMR-F07"},
       .level = Level::Shall,
       .needs = {Need::Extension},
       .run = agree_with_the_plain_report},
      {.id = "zone-management-receive/extended-reserved-option",
       .title = "An extended report with a reserved reporting option is aborted",
       .clauses = {"ZNS-ZMR-009"},
       .level = Level::Shall,
       .needs = {Need::Extension},
       .run = refuse_reserved_option},
  };
}

}  // namespace zns::suites
