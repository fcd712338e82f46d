// Numbers that look random, the same on every machine.
#pragma once

#include <cstdint>

namespace zns {

// The finaliser of SplitMix64, a bijection: spreads a number over 64 bits.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t n) {
  n += 0x9E37'79B9'7F4A'7C15;
  n = (n ^ n >> 30) * 0xBF58'476D'1CE4'E5B9;
  n = (n ^ n >> 27) * 0x94D0'49BB'1331'11EB;
  return n ^ n >> 31;
}

}  // namespace zns
