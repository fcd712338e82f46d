// What a run or a search begins with: the facts of the device, or one line why it cannot be tested.
#pragma once

#include <optional>

#include "harness/targets/zone_snapshot.hpp"
#include "suites/facts.hpp"
#include "suites/target.hpp"

namespace zns::harness {

// Throws HarnessError for a device that cannot be tested as a zoned namespace.
[[nodiscard]] suites::Facts facts_of(suites::Target& target);

// Throws UsageError for zones that the namespace does not have.
void check_zones(const std::optional<ZoneRange>& zones, const suites::Facts& facts);

}  // namespace zns::harness
