#include "harness/run/subject.hpp"

#include <algorithm>
#include <string>

#include "harness/base/error.hpp"
#include "suites/patience.hpp"

namespace zns::harness {
namespace {

std::vector<std::string> names_of(const std::vector<ClauseId>& clauses) {
  std::vector<std::string> names;
  names.reserve(clauses.size());
  for (const ClauseId id : clauses) names.emplace_back(id.str());
  return names;
}

}  // namespace

suites::Facts facts_of(suites::Target& target) {
  try {
    return suites::read_facts(target);
  } catch (const suites::NotTestable& error) {
    throw HarnessError(target.name() + ": " + error.what());
  } catch (const suites::NeverDecides& error) {
    throw HarnessError(target.name() + ": " + error.what());
  } catch (const suites::DeviceLost& lost) {  // before there was anything to report on
    throw HarnessError(target.name() + ": " + lost.what());
  }
}

CapacityRange capacities(const Oracle& oracle) {
  CapacityRange range{.least = oracle.belief().zone(0).zcap, .most = oracle.belief().zone(0).zcap};
  for (ZoneId zone = 1; zone < oracle.geometry().zones; ++zone) {
    const std::uint64_t zcap = oracle.belief().zone(zone).zcap;
    range = {.least = std::min(range.least, zcap), .most = std::max(range.most, zcap)};
  }
  return range;
}

suites::Failure failure_of(const suites::DeviceWrong& wrong, const std::vector<std::string>& commands) {
  return {.expected = {wrong.expected},
          .observed = wrong.what(),
          .zones = {},
          .commands = commands,
          .clauses = {std::string{wrong.clause.str()}}};
}

// Whatever else it did, no command may end like that (QUE-003).
suites::Failure failure_of(const suites::DeviceLost& lost, const std::vector<std::string>& commands) {
  return {.expected = {"every command is completed"},
          .observed = lost.what(),
          .zones = {},
          .commands = commands,
          .clauses = {std::string{ClauseId{"QUE-003"}.str()}}};
}

CaseReport report_of(const suites::Case& begun) {
  CaseReport entry;
  entry.title = begun.title;
  entry.level = begun.level;
  entry.clauses = names_of(begun.clauses);
  entry.result = {.id = begun.id, .verdict = suites::Verdict::Error, .reason = "it was begun and not ended"};
  return entry;
}

Report report_of(const suites::DeviceWrong& wrong, const suites::Target& target, std::uint64_t seed) {
  Report report;
  report.version = ZNSPEC_VERSION;
  report.target = target.name();
  report.seed = seed;
  CaseReport entry;
  entry.title = "The device tells what it is, so that it can be tested";
  entry.clauses = {std::string{wrong.clause.str()}};
  entry.result = {.id = kBeginId, .verdict = suites::Verdict::Failed, .failure = failure_of(wrong, {})};
  report.clauses[entry.clauses.front()] = {.exercised = 1, .violated = 1};
  report.sections.push_back({.number = "", .title = kRunSection, .cases = {std::move(entry)}});
  return report;
}

std::optional<CaseReport> look_outside(OpenedTarget& opened) {
  const std::vector<std::string> changes = opened.changes_outside();
  if (changes.empty()) return std::nullopt;
  CaseReport entry;
  entry.title = "Zones outside of --zones stay as they were";
  entry.result = {.id = kOutsideId,
                  .verdict = suites::Verdict::Failed,
                  .failure = suites::Failure{.expected = {"nothing changes"},
                                             .observed = std::to_string(changes.size()) + " changes",
                                             .zones = changes,
                                             .commands = {},
                                             .clauses = {}}};
  return entry;
}

std::optional<CaseReport> look_into_logs(OpenedTarget& opened) {
  std::string all;
  for (const std::string& line : opened.noticed()) all += (all.empty() ? "" : "; ") + line;
  if (all.empty()) return std::nullopt;
  CaseReport entry;
  entry.title = "The logs of the drive and of the kernel tell of nothing else";
  entry.result = {.id = kDriveLogId, .verdict = suites::Verdict::Warned, .reason = all, .failure = std::nullopt};
  return entry;
}

void check_zones(const std::optional<ZoneRange>& zones, const suites::Facts& facts) {
  if (zones && zones->last >= facts.zone_count)
    throw UsageError("--zones: the namespace has zones 0 to " + std::to_string(facts.zone_count - 1) + ", no zone " +
                     std::to_string(zones->last));
}

}  // namespace zns::harness
