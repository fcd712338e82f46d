// Whether another answer than the reference's is one that a conforming device could have given, asked without the
// oracle.
#pragma once

#include "fuzz/device.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/device/namespace/state.hpp"

namespace zns::fuzz {

bool same_data(const Answer& a, const Answer& b);

// Whether the first command that a mutant answers in its own way, `wrong` where the reference answers `right`, tells it
// from every conforming device: under whatever choices, and after what that may have done by itself to one zone or to
// all. Reports and Identify leave too much open to say.
bool is_telling(const Geometry& geometry, const State& before, const Command& command, const Answer& right,
                const Answer& wrong);

}  // namespace zns::fuzz
