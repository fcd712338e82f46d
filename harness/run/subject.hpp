// What a run or a search begins with: the facts of the device, or one line why it cannot be tested. And what it ends
// with, where it had zones to keep out of.
#pragma once

#include <optional>

#include "harness/report/report.hpp"
#include "harness/targets/open.hpp"
#include "harness/targets/zone_snapshot.hpp"
#include "suites/case.hpp"
#include "suites/facts.hpp"
#include "suites/target.hpp"

namespace zns::harness {

// Throws HarnessError for a device that cannot be tested as a zoned namespace, or that is lost at once.
[[nodiscard]] suites::Facts facts_of(suites::Target& target);

// Throws UsageError for zones that the namespace does not have.
void check_zones(const std::optional<ZoneRange>& zones, const suites::Facts& facts);

// The capacities of all zones, as they are believed.
[[nodiscard]] CapacityRange capacities(const Oracle& oracle);

// The failure of a device that is wrong, or is lost, outside of what a case expects.
[[nodiscard]] suites::Failure failure_of(const suites::DeviceWrong& wrong, const std::vector<std::string>& commands);
[[nodiscard]] suites::Failure failure_of(const suites::DeviceLost& lost, const std::vector<std::string>& commands);
// A case that begins: all but its replay line and what becomes of it.
[[nodiscard]] CaseReport report_of(const suites::Case& begun);
// The report on a device with which nothing could begin.
[[nodiscard]] Report report_of(const suites::DeviceWrong& wrong, const suites::Target& target, std::uint64_t seed);

// The case that fails when zones outside of --zones have changed since opened.snapshot(). What is sent to a device
// never reaches them: that is the device's doing.
[[nodiscard]] std::optional<CaseReport> look_outside(OpenedTarget& opened);

inline constexpr const char* kDriveLogId = "run/drive-log";  // the drive's log, or the kernel's, tells of more

// The case that warns of what was noticed since opened.watch().
[[nodiscard]] std::optional<CaseReport> look_into_logs(OpenedTarget& opened);

}  // namespace zns::harness
