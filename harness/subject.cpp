#include "harness/subject.hpp"

#include <string>

#include "harness/error.hpp"

namespace zns::harness {

suites::Facts facts_of(suites::Target& target) {
  try {
    return suites::read_facts(target);
  } catch (const suites::NotTestable& error) {
    throw HarnessError(target.name() + ": " + error.what());
  } catch (const suites::DeviceLost& lost) {  // before there was anything to report on
    throw HarnessError(target.name() + ": " + lost.what());
  }
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

void check_zones(const std::optional<ZoneRange>& zones, const suites::Facts& facts) {
  if (zones && zones->last >= facts.zone_count)
    throw UsageError("--zones: the namespace has zones 0 to " + std::to_string(facts.zone_count - 1) + ", no zone " +
                     std::to_string(zones->last));
}

}  // namespace zns::harness
