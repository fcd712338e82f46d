// What a device says of itself, as the reference's geometry.
#pragma once

#include <vector>

#include "reference/device/namespace/geometry.hpp"
#include "suites/facts.hpp"

namespace zns::harness {

// But for the capacity of the zones, which their reports say: zcap is zsze.
[[nodiscard]] Geometry geometry_of(const suites::Facts& facts);

// A namespace beside the first.
[[nodiscard]] Geometry geometry_of(const suites::Facts& facts, const suites::NamespaceFacts& beside);
// Those without zones, which can be judged.
[[nodiscard]] std::vector<Geometry> geometries_beside(const suites::Facts& facts);

}  // namespace zns::harness
