// Sanitizers look for our mistakes, not for a device's, and make a run ten times as long: under them a test of very
// many takes every fourth. The same tests take all of them without.
#pragma once

#include <cstdint>

namespace zns {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr std::uint64_t kSampleStep = 4;
#else
inline constexpr std::uint64_t kSampleStep = 1;
#endif

// How many of `all` seeds a test takes; at least 1.
constexpr std::uint64_t sampled(std::uint64_t all) {
  return (all + kSampleStep - 1) / kSampleStep;
}

// Whether the test takes the item at `place`.
constexpr bool is_sampled(std::uint64_t place) {
  return place % kSampleStep == 0;
}

}  // namespace zns
