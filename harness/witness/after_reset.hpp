// What to look at after a reset: all zones, and what they hold.
#pragma once

#include <cstddef>
#include <vector>

#include "reference/oracle/oracle.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/reset.hpp"

namespace zns::harness {

// "a controller reset", "a shutdown", "a power cycle".
[[nodiscard]] const char* words_of(Reset kind);

// Reports of all zones, with their extensions where there are any; none is longer than `buffer` bytes.
[[nodiscard]] std::vector<Command> reports_after_reset(const Geometry& geometry, std::size_t buffer);
// Then reads of the zones whose data is known: all of it, or of one that holds much both ends. So many blocks in all
// that a reset of a large device takes no minutes.
[[nodiscard]] std::vector<Command> reads_after_reset(const Oracle& oracle);

}  // namespace zns::harness
