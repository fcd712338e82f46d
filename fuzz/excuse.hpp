// Whether another answer than the reference's is one that a conforming device could have given, asked without the
// oracle.
#pragma once

#include <span>

#include "reference/device/geometry.hpp"
#include "reference/device/state.hpp"
#include "reference/mutants/mutant.hpp"

namespace zns::fuzz {

// Whether a device in `state` may end `command` with `status`: under some choices, and after what it may have done by
// itself to one zone or to all.
bool may_end_with(const Geometry& geometry, const State& state, const Command& command,
                  std::span<const std::byte> to_device, Status status);

}  // namespace zns::fuzz
