// Reporting options: which zones a report lists.
#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "suites/slug.hpp"
#include "suites/zns/reports.hpp"

namespace zns::suites {
namespace {

using namespace reports;

// ZNS-ZMR-F04: options 1h to 7h list the states in the order of the standard's tables.
constexpr ReportingOption kStateOptions[] = {
    ReportingOption::Empty,
    ReportingOption::ImplicitlyOpened,
    ReportingOption::ExplicitlyOpened,
    ReportingOption::Closed,
    ReportingOption::Full,
    ReportingOption::ReadOnly,
    ReportingOption::Offline,
};

bool lists(ReportingOption option, ZoneState zs) {
  return option == ReportingOption::All || (column(zs) < kZoneStateCount && kStateOptions[column(zs)] == option);
}

std::string digit(ReportingOption option) {
  return std::to_string(static_cast<unsigned>(option)) + 'h';
}

// Given a zone in `zs`, then a report from it on with that option begins with the zone exactly if the option lists its
// state, lists nothing in another state, and counts the zone, with and without Partial Report.
void lists_or_leaves_out(Bench& bench, ReportingOption option, ZoneState zs) {
  const ZoneRef zone = bench.a_zone_in(zs);
  const ZoneState before = bench.expect_zone(zone, zs).zs;  // ZSC, if the controller has closed a zone in ZSIO
  const bool listed = lists(option, before);

  const Reported found =
      ask(bench, {.slba = zone.zslba, .bytes = report_bytes(1, 0), .option = option, .partial = true});
  const bool begins_with_it = !found.report.zones.empty() && found.report.zones[0].descriptor.zslba == zone.zslba;
  const auto closed_meanwhile = [&] { return bench.expect_zone(zone, zs).zs != before; };  // ZNS-SM-008
  if (begins_with_it != listed) bench.needs(!closed_meanwhile(), "the controller closes the zone while we look");
  bench.expect(begins_with_it == listed, listed ? "the zone is listed" : "the zone is not listed",
               listed ? "it is not" : "it is");
  for (const ReportedZone& entry : found.report.zones)
    bench.expect(lists(option, entry.descriptor.zs), "only zones that option " + digit(option) + " lists",
                 "one in " + std::string{letters(entry.descriptor.zs)});

  const bool last = zone.index + 1 == bench.facts().zone_count;
  const std::uint64_t after = last ? 0 : number_of_zones(bench, zone.end(), option);
  const std::uint64_t number = number_of_zones(bench, zone.zslba, option);
  bench.needs(!closed_meanwhile(), "the controller closes the zone while we look");
  expect_number(bench, after + (listed ? 1 : 0), number);
}

std::vector<Case> every_option_with_every_state() {
  std::vector<ReportingOption> options{ReportingOption::All};
  options.insert(options.end(), std::begin(kStateOptions), std::end(kStateOptions));
  std::vector<Case> cases;
  for (const ReportingOption option : options) {
    for (const ZoneState zs : kZoneStates) {
      const bool fails = zs == ZoneState::ReadOnly || zs == ZoneState::Offline;
      cases.push_back({.id = "zone-management-receive/option-" + digit(option) + "-zone-in-" + slug(zs),
                       .title = "Reporting option " + digit(option) + (lists(option, zs) ? " lists" : " leaves out") +
                                " a zone in " + std::string{letters(zs)},
                       .clauses = {"ZNS-ZMR-001", "ZNS-ZMR-002", "ZNS-ZMR-017", "ZNS-ZM-041"},
                       .level = Level::Shall,
                       .needs = fails ? std::vector{Need::ZoneEvents} : std::vector<Need>{},
                       .run = [option, zs](Bench& bench) { lists_or_leaves_out(bench, option, zs); }});
    }
  }
  return cases;
}

void partition_the_zones(Bench& bench) {
  for (const ZoneState zs : {ZoneState::Full, ZoneState::Closed})
    if (bench.free_zones() > 1) bench.a_zone_in(zs);

  std::uint64_t sum = 0;
  for (const ReportingOption option : kStateOptions) sum += number_of_zones(bench, 0, option);

  expect_number(bench, number_of_zones(bench, 0), sum);
}

void list_in_ascending_order(Bench& bench) {
  const std::vector<ZoneRef> zones = bench.zones_in(ZoneState::Full, 3);
  const auto below = [](const ZoneRef& a, const ZoneRef& b) { return a.zslba < b.zslba; };
  const std::uint64_t lowest = std::min_element(zones.begin(), zones.end(), below)->zslba;

  const std::uint64_t number =
      std::min(number_of_zones(bench, lowest, ReportingOption::Full), bench.facts().zone_count);
  const Reported full = ask(bench, {.slba = lowest, .bytes = report_bytes(number, 0), .option = ReportingOption::Full});

  for (std::size_t i = 1; i < full.report.zones.size(); ++i)
    bench.expect(
        full.report.zones[i - 1].descriptor.zslba < full.report.zones[i].descriptor.zslba, "zones in ascending order",
        "descriptor " + std::to_string(i) + " is of a zone before that of descriptor " + std::to_string(i - 1));
  for (const ZoneRef& zone : zones)
    bench.expect(std::any_of(full.report.zones.begin(), full.report.zones.end(),
                             [&](const ReportedZone& entry) { return entry.descriptor.zslba == zone.zslba; }),
                 "every zone in ZSF", "not the one at LBA " + std::to_string(zone.zslba));
}

// A filtered report from within a zone: it begins with this zone if the option lists it, and else with one behind.
void begin_inside_a_zone(Bench& bench) {
  const auto [lower, upper] = bench.two_adjacent_empty_zones();
  bench.needs(lower.zsze >= 2, "needs larger zones");
  const auto expect_from = [&](std::uint64_t slba, const ZoneRef& zone, bool listed, std::uint64_t behind) {
    const Reported found =
        ask(bench, {.slba = slba, .bytes = report_bytes(1, 0), .option = ReportingOption::Full, .partial = true});
    const bool begins_with_it = !found.report.zones.empty() && found.report.zones[0].descriptor.zslba == zone.zslba;
    bench.expect(begins_with_it == listed,
                 "a report of Full zones from LBA " + std::to_string(slba) + " on " +
                     (listed ? "begins with" : "leaves out") + " the zone at LBA " + std::to_string(zone.zslba),
                 begins_with_it ? "it begins with it" : "it does not begin with it");
    expect_number(bench, behind + (listed ? 1 : 0), number_of_zones(bench, slba, ReportingOption::Full));
  };

  bench.expect_success(bench.zone_mgmt_send(lower, ZoneSendAction::Finish));
  std::uint64_t behind = number_of_zones(bench, upper.zslba, ReportingOption::Full);
  for (const std::uint64_t slba : {lower.zslba, lower.zslba + 1, lower.end() - 1})
    expect_from(slba, lower, true, behind);
  for (const std::uint64_t slba : {upper.zslba, upper.zslba + 1, upper.end() - 1})
    expect_from(slba, lower, false, behind);

  bench.expect_success(bench.zone_mgmt_send(lower, ZoneSendAction::Reset));
  bench.expect_success(bench.zone_mgmt_send(upper, ZoneSendAction::Finish));
  for (const std::uint64_t slba : {lower.zslba, lower.zslba + 1, lower.end() - 1, upper.zslba + 1, upper.end() - 1})
    expect_from(slba, upper, true, behind);
}

void report_no_zone(Bench& bench) {
  const ZoneRef last = bench.the_last_zone();
  for (const bool partial : {false, true}) {
    const Reported none = ask(
        bench, {.slba = last.zslba, .bytes = report_bytes(1, 0), .option = ReportingOption::Full, .partial = partial});
    expect_number(bench, 0, none.report.number_of_zones);
  }
}

// ---- option 9h -----------------------------------------------------------------------------------------------------

constexpr ReportRequest kAttention{.slba = 0, .bytes = kReportHeaderBytes, .option = ReportingOption::Attention};

void support_option_9h(Bench& bench) {
  bench.expect_success(bench.zone_mgmt_receive(kAttention.command()));
}

// The attributes may come and go while we look: a zone that has them before and after has to be listed, one that has
// them neither before nor after must not.
void list_zones_that_want_attention(Bench& bench) {
  bench.needs(bench.zone_mgmt_receive(kAttention.command()).status != Status::InvalidFieldInCommand,
              "the device refuses option 9h, as one of ZNS 1.0 does (ZNS-GEN-039)");
  const auto wants = [](const ZoneDescriptor& zone) { return (zone.za & za::kAttention) != 0; };

  const std::vector<ZoneDescriptor> before = bench.all_descriptors();
  const std::uint64_t number = number_of_zones(bench, 0, ReportingOption::Attention);
  const Reported found = ask(
      bench,
      {.slba = 0, .bytes = report_bytes(std::min<std::uint64_t>(number, 32), 0), .option = ReportingOption::Attention});
  const std::vector<ZoneDescriptor> after = bench.all_descriptors();

  std::uint64_t at_least = 0;
  std::uint64_t at_most = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    at_least += wants(before[i]) && wants(after[i]) ? 1 : 0;
    at_most += wants(before[i]) || wants(after[i]) ? 1 : 0;
  }
  bench.expect(at_least <= number && number <= at_most,
               "Number of Zones " + std::to_string(at_least) + " to " + std::to_string(at_most),
               std::to_string(number));
  for (const ReportedZone& entry : found.report.zones)
    bench.expect(wants(entry.descriptor), "zones with RZR, FZR or ZFC", "one with none of them");
}

}  // namespace

std::vector<Case> reporting_option_cases() {
  std::vector<Case> cases = every_option_with_every_state();
  cases.insert(cases.end(),
               {
                   {.id = "zone-management-receive/options-partition-the-zones",
                    .title = "The counts of reporting options 1h to 7h add up to that of option 0h",
                    .clauses = {"ZNS-ZMR-015"},
                    .run = partition_the_zones},
                   {.id = "zone-management-receive/filtered-zones-ascend",
                    .title = "A report with a reporting option lists the zones in ascending order, each once",
                    .clauses = {"ZNS-ZMR-001"},
                    .run = list_in_ascending_order},
                   {.id = "zone-management-receive/filtered-from-inside-a-zone",
                    .title = "A filtered report from within a zone begins with it, if the option lists it",
                    .clauses = {"ZNS-ZMR-001", "ZNS-ZMR-002", "ZNS-ZMR-F01"},
                    .run = begin_inside_a_zone},
                   {.id = "zone-management-receive/no-matching-zone",
                    .title = "A report that no zone matches succeeds and counts none",
                    .clauses = {"ZNS-ZMR-016"},
                    .run = report_no_zone},
                   {.id = "zone-management-receive/option-9h-supported",
                    .title = "Reporting option 9h is supported, as on every device since ZNS 1.1",
                    .clauses = {"ZNS-AMB-18", "ZNS-GEN-039", "ZNS-ATTR-018"},
                    .level = Level::Should,
                    .run = support_option_9h},
                   {.id = "zone-management-receive/option-9h-lists-recommendations",
                    .title = "Reporting option 9h lists the zones with RZR, FZR or ZFC, and no others",
                    .clauses = {"ZNS-ATTR-018"},
                    .run = list_zones_that_want_attention},
               });
  return cases;
}

}  // namespace zns::suites
