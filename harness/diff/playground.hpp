// What a search may use of a device, and of the way to it.
#pragma once

#include <optional>

#include "harness/targets/zone_snapshot.hpp"
#include "suites/facts.hpp"
#include "suites/properties/plan.hpp"
#include "suites/target.hpp"

namespace zns::harness {

// As many zones of the range as it takes to meet every limit, and the last one.
[[nodiscard]] suites::Playground playground_of(const suites::Target& target, const suites::Facts& facts,
                                               const std::optional<ZoneRange>& zones);

}  // namespace zns::harness
