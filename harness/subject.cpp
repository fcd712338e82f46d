#include "harness/subject.hpp"

#include <string>

#include "harness/error.hpp"

namespace zns::harness {

suites::Facts facts_of(suites::Target& target) {
  try {
    return suites::read_facts(target);
  } catch (const suites::NotTestable& error) {
    throw HarnessError(target.name() + ": " + error.what());
  }
}

void check_zones(const std::optional<ZoneRange>& zones, const suites::Facts& facts) {
  if (zones && zones->last >= facts.zone_count)
    throw UsageError("--zones: the namespace has zones 0 to " + std::to_string(facts.zone_count - 1) + ", no zone " +
                     std::to_string(zones->last));
}

}  // namespace zns::harness
