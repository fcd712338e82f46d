// What cases cost on a drive, estimated before any of them is run.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "reference/device/namespace/geometry.hpp"
#include "suites/case.hpp"
#include "suites/target.hpp"

namespace zns::harness {

struct Cost {
  double commands = 0;
  double bytes = 0;  // that the host writes; Write Zeroes moves none
  Cost& operator+=(const Cost& more) {
    commands += more.commands;
    bytes += more.bytes;
    return *this;
  }
};

using Costs = std::map<std::string, Cost>;  // by the id of the case

// The cases are run on small references with the drive's limits and abilities, and of two sizes of zones: what a case
// sends is so much, and so much more for each block of a zone. A case that no reference can run has the mean cost of
// the others. `carries`: of the way to the drive.
[[nodiscard]] Costs estimate(const std::vector<suites::Section>& cases, const Geometry& drive,
                             const suites::Carries& carries);

[[nodiscard]] Cost sum(const std::vector<suites::Section>& cases, const Costs& costs);

}  // namespace zns::harness
