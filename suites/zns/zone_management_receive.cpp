// Zone Management Receive: what a report counts, where it begins and ends, and which requests are refused. Reporting
// options and extended reports have files of their own.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "suites/contents.hpp"
#include "suites/slug.hpp"
#include "suites/zns/reports.hpp"

namespace zns::suites {
namespace {

using namespace reports;

// ---- where a report begins -----------------------------------------------------------------------------------------

// The first zones, the last ones and some in between.
std::vector<std::uint64_t> some_zones(const Facts& facts) {
  std::vector<std::uint64_t> zones;
  for (const std::uint64_t index : {std::uint64_t{0}, std::uint64_t{1}, facts.zone_count / 3, facts.zone_count / 2,
                                    facts.zone_count - 2, facts.zone_count - 1})
    if (index < facts.zone_count && std::find(zones.begin(), zones.end(), index) == zones.end()) zones.push_back(index);
  return zones;
}

// A report from every `offset` into zones: it begins with the zone that contains SLBA and counts it and those after it.
void begin_with_the_zone(Bench& bench, std::uint64_t offset) {
  const Facts& facts = bench.facts();
  bench.needs(offset < facts.zsze, "needs larger zones");
  for (const std::uint64_t index : some_zones(facts)) {
    const Reported found = ask(bench, {.slba = index * facts.zsze + offset, .bytes = report_bytes(1, 0)});
    expect_number(bench, facts.zone_count - index, found.report.number_of_zones);
    expect_zones(bench, found.report, index * facts.zsze, 1);
  }
}

void refuse_slba(Bench& bench, std::uint64_t slba) {
  for (const bool partial : {false, true}) {
    const ReportRequest request{.slba = slba, .bytes = report_bytes(1, 0), .partial = partial};
    bench.expect_status(bench.zone_mgmt_receive(request.command()),
                        {Status::LbaOutOfRange, Status::InvalidFieldInCommand});
  }
}

// ---- what it counts ------------------------------------------------------------------------------------------------

void count_all_whatever_the_buffer(Bench& bench) {
  for (const std::uint64_t room : {0, 1, 2, 3}) {
    const Reported found = ask(bench, {.slba = 0, .bytes = report_bytes(room, 0)});
    expect_number(bench, bench.facts().zone_count, found.report.number_of_zones);
    expect_zones(bench, found.report, 0, std::min(room, bench.facts().zone_count));
  }
}

void count_what_was_transferred(Bench& bench) {
  for (const std::uint64_t room : {0, 1, 2, 3}) {
    const std::uint64_t fit = std::min(room, bench.facts().zone_count);
    const Reported found = ask(bench, {.slba = 0, .bytes = report_bytes(room, 0), .partial = true});
    expect_number(bench, fit, found.report.number_of_zones);
    expect_zones(bench, found.report, 0, fit);
  }
}

void count_all_matches(Bench& bench) {
  const std::vector<ZoneRef> zones = bench.zones_in(ZoneState::Full, 2);
  const std::uint64_t first = std::min(zones[0].zslba, zones[1].zslba);
  const std::uint64_t second = std::max(zones[0].zslba, zones[1].zslba);

  const std::uint64_t after = number_of_zones(bench, second, ReportingOption::Full);
  const Reported full = ask(bench, {.slba = first, .bytes = report_bytes(1, 0), .option = ReportingOption::Full});
  const Reported partial =
      ask(bench, {.slba = first, .bytes = report_bytes(1, 0), .option = ReportingOption::Full, .partial = true});

  bench.expect(full.report.number_of_zones > after, "Number of Zones above " + std::to_string(after),
               std::to_string(full.report.number_of_zones));
  expect_number(bench, 1, partial.report.number_of_zones);
  expect_zones(bench, full.report, first, 1);
  expect_zones(bench, partial.report, first, 1);
}

// ---- where it ends -------------------------------------------------------------------------------------------------

void end_with_the_last_zone(Bench& bench) {
  const std::uint64_t last = (bench.facts().zone_count - 1) * bench.facts().zsze;
  for (const bool partial : {false, true}) {
    const Reported found = ask(bench, {.slba = last, .bytes = report_bytes(8, 0), .partial = partial});
    expect_number(bench, 1, found.report.number_of_zones);
    expect_zones(bench, found.report, last, 1);
  }
}

void end_inside_a_descriptor(Bench& bench) {
  const std::size_t bytes = report_bytes(1, 0) + kZoneDescriptorBytes / 2;
  const Reported full = ask(bench, {.slba = 0, .bytes = bytes});
  const Reported partial = ask(bench, {.slba = 0, .bytes = bytes, .partial = true});

  expect_number(bench, bench.facts().zone_count, full.report.number_of_zones);
  expect_number(bench, 1, partial.report.number_of_zones);
  expect_zones(bench, full.report, 0, 1);
  expect_zones(bench, partial.report, 0, 1);
}

// The text is silent on these: refused, or the header cut short (ZNS-ZMR-006).
void be_shorter_than_the_header(Bench& bench) {
  for (const std::size_t bytes : {4U, 8U, 32U, 60U}) {
    const ReportRequest request{.slba = 0, .bytes = bytes};
    bench.expect_status(bench.zone_mgmt_receive(request.command()), {kSuccess, Status::InvalidFieldInCommand});
  }
}

// The bench fails a case in which a device writes beyond the buffer.
void stay_within_the_buffer(Bench& bench) {
  for (const std::uint64_t room : {0, 1, 2, 3, 7})
    for (const bool partial : {false, true})
      ask(bench, {.slba = 0, .bytes = report_bytes(room, 0), .partial = partial});
}

void refuse_more_than_mdts(Bench& bench) {
  bench.needs(bench.facts().mdts_bytes.has_value(), "the device does not limit transfers (MDTS = 0)");
  const std::uint64_t bytes = *bench.facts().mdts_bytes * bench.facts().limit_doubt + kZoneDescriptorBytes;
  bench.needs(bytes <= bench.target().carries().max_transfer_bytes,
              "the way to the device carries no transfer that large");
  const ReportRequest request{.slba = 0, .bytes = static_cast<std::size_t>(bytes), .partial = true};
  bench.expect_status(bench.zone_mgmt_receive(request.command()), {Status::InvalidFieldInCommand});
}

void accept_mdts(Bench& bench) {
  bench.needs(bench.facts().mdts_bytes.has_value(), "the device does not limit transfers (MDTS = 0)");
  const std::uint64_t room = (*bench.facts().mdts_bytes - kReportHeaderBytes) / kZoneDescriptorBytes;
  const std::uint64_t fit = std::min(room, bench.facts().zone_count);
  const Reported found =
      ask(bench, {.slba = 0, .bytes = static_cast<std::size_t>(*bench.facts().mdts_bytes), .partial = true});
  expect_number(bench, fit, found.report.number_of_zones);
  expect_zones(bench, found.report, 0, fit);
}

// ---- what it does not do -------------------------------------------------------------------------------------------

void change_nothing(Bench& bench) {
  for (const ZoneState zs : {ZoneState::Full, ZoneState::Empty, ZoneState::ExplicitlyOpened}) {
    if (bench.free_zones() == 0) break;
    const ZoneRef zone = bench.a_zone_in(zs, zs == ZoneState::Empty ? 0 : 1);
    const ZoneDescriptor before = bench.descriptor(zone);
    for (const bool partial : {false, true})
      ask(bench, {.slba = zone.zslba, .bytes = report_bytes(2, 0), .partial = partial});
    bench.expect_unchanged(zone, before);
    if (zs != ZoneState::Empty) bench.expect_pattern(zone.zslba, 1);
  }
}

void show_the_same_again(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Closed);
  const ReportRequest request{.slba = zone.zslba, .bytes = report_bytes(1, 0)};
  const Reported first = ask(bench, request);
  const Reported second = ask(bench, request);
  bench.expect_bytes(first.bytes, second.bytes, "the same bytes as the report before");
}

void work_at_the_limit(Bench& bench, ZoneState state) {
  const std::vector<ZoneRef> zones =
      state == ZoneState::Closed ? bench.fill_active_limit(state) : bench.fill_open_limit(state);
  for (const ZoneRef& zone : zones) bench.expect_zone(zone, state);
}

void keep_reserved_bytes_zero(Bench& bench) {
  const Reported found = ask(bench, {.slba = 0});
  const bool zero =
      std::all_of(found.bytes.begin() + 8, found.bytes.end(), [](std::byte byte) { return byte == std::byte{0}; });
  bench.expect(zero, "zeros in bytes 63:8 of the header", "another value");
}

// ---- refused -------------------------------------------------------------------------------------------------------

void append_reserved_values(std::vector<Case>& cases) {
  const auto refuse = [](Bench& bench, ReportRequest request) {
    for (const bool partial : {false, true}) {
      request.partial = partial;
      bench.expect_status(bench.zone_mgmt_receive(request.command()), {Status::InvalidFieldInCommand});
    }
  };
  for (const unsigned option : {0x8U, 0xAU, 0xFU, 0x10U, 0x11U, 0x3FU, 0x80U, 0xFFU})
    cases.push_back({.id = "zone-management-receive/reserved-option-" + hex_slug(option),
                     .title = "A report with reserved reporting option " + hex_slug(option) + " is aborted",
                     .clauses = {"ZNS-ZMR-009", "ZNS-ZMR-F04", "ZNS-GEN-002", "GEN-003"},
                     .run = [=](Bench& bench) {
                       refuse(bench,
                              {.slba = 0, .bytes = report_bytes(1, 0), .option = static_cast<ReportingOption>(option)});
                     }});
  for (const unsigned action : {0x02U, 0x10U, 0x80U, 0xFFU})
    cases.push_back(
        {.id = "zone-management-receive/reserved-action-" + hex_slug(action),
         .title = "Zone Management Receive with reserved action " + hex_slug(action) + " is aborted",
         .clauses = {"ZNS-ZMR-009", "ZNS-ZMR-F03", "ZNS-GEN-002", "GEN-003"},
         .run = [=](Bench& bench) {
           refuse(bench, {.slba = 0, .bytes = report_bytes(1, 0), .action = static_cast<ZoneReceiveAction>(action)});
         }});
}

std::vector<Case> report_cases() {
  return {
      {.id = "zone-management-receive/begins-at-zone-start",
       .title = "A report begins with the zone that starts at SLBA and counts the zones from there to the end",
       .clauses = {"ZNS-ZMR-001", "ZNS-ZMR-002", "ZNS-ZMR-F01"},
       .run = [](Bench& bench) { begin_with_the_zone(bench, 0); }},
      {.id = "zone-management-receive/begins-mid-zone",
       .title = "A report from the second block of a zone begins with that zone",
       .clauses = {"ZNS-ZMR-001", "ZNS-ZMR-F01"},
       .run = [](Bench& bench) { begin_with_the_zone(bench, 1); }},
      {.id = "zone-management-receive/begins-at-last-block",
       .title = "A report from the last block of a zone begins with that zone, also at the end of the namespace",
       .clauses = {"ZNS-ZMR-001", "ZNS-ZMR-F01"},
       .run = [](Bench& bench) { begin_with_the_zone(bench, bench.facts().zsze - 1); }},
      {.id = "zone-management-receive/slba-at-nsze",
       .title = "A report from the first LBA beyond the namespace is aborted",
       .clauses = {"ZNS-ZMR-007"},
       .level = Level::VendorChoice,
       .run = [](Bench& bench) { refuse_slba(bench, bench.facts().nsze); }},
      {.id = "zone-management-receive/slba-all-ones",
       .title = "A report from LBA FFFFFFFFFFFFFFFFh is aborted",
       .clauses = {"ZNS-ZMR-007"},
       .level = Level::VendorChoice,
       .run = [](Bench& bench) { refuse_slba(bench, UINT64_MAX); }},
      {.id = "zone-management-receive/full-count",
       .title = "Without Partial Report, Number of Zones counts all zones whatever the buffer holds",
       .clauses = {"ZNS-ZMR-002", "ZNS-ZMR-F06"},
       .run = count_all_whatever_the_buffer},
      {.id = "zone-management-receive/partial-count",
       .title = "With Partial Report, Number of Zones counts the descriptors in the buffer: none in a header alone",
       .clauses = {"ZNS-ZMR-003", "ZNS-ZMR-F05"},
       .run = count_what_was_transferred},
      {.id = "zone-management-receive/filtered-count",
       .title = "With a reporting option, Number of Zones counts the matching zones: all, or those in the buffer",
       .clauses = {"ZNS-ZMR-002", "ZNS-ZMR-003"},
       .run = count_all_matches},
      {.id = "zone-management-receive/buffer-larger-than-report",
       .title = "A report of the last zone into a larger buffer holds that zone and counts one",
       .clauses = {"ZNS-ZMR-004", "ZNS-ZMR-002", "ZNS-ZMR-003"},
       .run = end_with_the_last_zone},
      {.id = "zone-management-receive/buffer-ends-inside-descriptor",
       .title =
           "A descriptor that the buffer cuts off does not count with Partial Report, and the ones before it are whole",
       .clauses = {"ZNS-ZMR-003", "ZNS-ZMR-005", "ZNS-ZMR-002"},
       .needs = {Need::UnalignedReport},
       .run = end_inside_a_descriptor},
      {.id = "zone-management-receive/buffer-below-header",
       .title = "A report into fewer bytes than the header is aborted or cut short",
       .clauses = {"ZNS-ZMR-006"},
       .level = Level::VendorChoice,
       .needs = {Need::UnalignedReport},
       .run = be_shorter_than_the_header},
      {.id = "zone-management-receive/stays-within-buffer",
       .title = "A report transfers no more than the number of dwords asked for",
       .clauses = {"ZNS-ZMR-F02"},
       .run = stay_within_the_buffer},
      {.id = "zone-management-receive/above-mdts",
       .title = "A report of more bytes than MDTS allows is aborted",
       .clauses = {"ZNS-ZMR-012", "ZNS-GEN-012"},
       .needs = {Need::OverMdts},
       .run = refuse_more_than_mdts},
      {.id = "zone-management-receive/at-mdts",
       .title = "A report of as many bytes as MDTS allows succeeds",
       .clauses = {"ZNS-ZMR-012", "ZNS-ZMR-003"},
       .run = accept_mdts},
      {.id = "zone-management-receive/changes-nothing",
       .title = "A report changes no zone and no data",
       .clauses = {"ZNS-ZMR-010"},
       .run = change_nothing},
      {.id = "zone-management-receive/repeats",
       .title = "A report of a zone that nothing happened to is the same again",
       .clauses = {"ZNS-ZMR-010"},
       .run = show_the_same_again},
      {.id = "zone-management-receive/at-active-limit",
       .title = "Reports work when no active resource is left",
       .clauses = {"ZNS-ZMR-013", "ZNS-RES-019"},
       .needs = {Need::ActiveLimit},
       .run = [](Bench& bench) { work_at_the_limit(bench, ZoneState::Closed); }},
      {.id = "zone-management-receive/at-open-limit",
       .title = "Reports work when no open resource is left",
       .clauses = {"ZNS-ZMR-013", "ZNS-RES-019"},
       .needs = {Need::OpenLimit},
       .run = [](Bench& bench) { work_at_the_limit(bench, ZoneState::ExplicitlyOpened); }},
      {.id = "zone-management-receive/header-reserved-bytes",
       .title = "The reserved bytes of the report header are zero",
       .clauses = {"ZNS-ZMR-F06"},
       .level = Level::Should,
       .run = keep_reserved_bytes_zero},
  };
}

}  // namespace

std::vector<Case> zone_management_receive_cases() {
  std::vector<Case> cases = report_cases();
  append_reserved_values(cases);
  for (const auto& part : {reporting_option_cases(), extended_report_cases()})
    cases.insert(cases.end(), part.begin(), part.end());
  return cases;
}

}  // namespace zns::suites
