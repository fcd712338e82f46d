// Which rows of the zone state table a command in a state is an example of.
#pragma once

#include "reference/device/state.hpp"
#include "reference/spec/command.hpp"
#include "suites/zns/zone_state_table.hpp"

namespace zns::harness {

// Whether `command` is what `row` sends to `zone`. WriteZeroes counts as Write.
[[nodiscard]] bool is_example(const suites::matrix::Row& row, const Geometry& geometry, const State& state,
                              const Command& command, ZoneId zone);

}  // namespace zns::harness
