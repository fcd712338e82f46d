// Feedback beyond edges: which abstract states a program went through.
#pragma once

#include "reference/device/namespace/geometry.hpp"
#include "reference/device/namespace/state.hpp"

namespace zns::fuzz {

// Counts the vector of (zones in each state, room up to mar and mor, zones one block before zcap) in libFuzzer's extra
// counters: an input that reaches a new one is kept.
void count_situation(const Geometry& geometry, const State& state);

}  // namespace zns::fuzz
