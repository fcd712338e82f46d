// What cases about zone reports share: requests and what comes back.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "suites/bench.hpp"

namespace zns::suites {

// Parts of zone_management_receive_cases(), and one of zone_model_cases(), each in the file of its name.
std::vector<Case> reporting_option_cases();
std::vector<Case> extended_report_cases();
std::vector<Case> zone_descriptor_cases();

namespace reports {

// A report request; its buffer is given in bytes, a multiple of 4.
struct ReportRequest {
  std::uint64_t slba = 0;
  std::size_t bytes = kReportHeaderBytes;
  ReportingOption option = ReportingOption::All;
  bool partial = false;
  ZoneReceiveAction action = ZoneReceiveAction::ReportZones;

  [[nodiscard]] ZoneManagementReceive command() const {
    return {
        .slba = slba, .numd = NumberOfDwords::of_count(bytes / 4), .zra = action, .zrasf = option, .partial = partial};
  }
};

struct Reported {
  Bytes bytes;  // the extensions of `report` point into these
  ZoneReport report;
};

inline void needs_transfer(Bench& bench, std::uint64_t bytes) {
  std::uint64_t most = bench.target().carries().max_transfer_bytes;
  if (bench.facts().mdts_bytes) most = std::min(most, *bench.facts().mdts_bytes);
  bench.needs(bytes <= most, "needs a report of " + std::to_string(bytes) + " bytes in one command");
}

// The report, which succeeds.
inline Reported ask(Bench& bench, const ReportRequest& request) {
  needs_transfer(bench, request.bytes);
  Reported reported;
  reported.report = bench.report(request.command(), reported.bytes);
  return reported;
}

// How many zones match from `slba` on.
inline std::uint64_t number_of_zones(Bench& bench, std::uint64_t slba, ReportingOption option = ReportingOption::All) {
  return ask(bench, {.slba = slba, .option = option}).report.number_of_zones;
}

inline void expect_number(Bench& bench, std::uint64_t expected, std::uint64_t observed) {
  bench.expect(expected == observed, "Number of Zones " + std::to_string(expected), std::to_string(observed));
}

// The report lists the zones that start at `first`, `first` + ZSZE, ..., `count` of them.
inline void expect_zones(Bench& bench, const ZoneReport& report, std::uint64_t first, std::uint64_t count) {
  bench.expect(report.zones.size() == count, std::to_string(count) + " descriptors",
               std::to_string(report.zones.size()));
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t zslba = report.zones[static_cast<std::size_t>(i)].descriptor.zslba;
    const std::uint64_t expected = first + i * bench.facts().zsze;
    bench.expect(zslba == expected,
                 "descriptor " + std::to_string(i) + " of the zone at LBA " + std::to_string(expected),
                 "of the zone at LBA " + std::to_string(zslba));
  }
}

}  // namespace reports
}  // namespace zns::suites
