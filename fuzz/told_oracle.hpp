// An oracle that is told anything.
#pragma once

#include <cstddef>
#include <span>

namespace zns::fuzz {

// It observes some commands, then `bytes` as a report, twice, and goes on to answer. Bits of `past`: which commands; of
// `how`: the geometry and what is asked for.
void tell_oracle(std::span<const std::byte> bytes, unsigned past, unsigned how);

}  // namespace zns::fuzz
