// Programs out of what happened: how corpora are grown from traces.
#pragma once

#include <cstdint>
#include <vector>

#include "fuzz/program.hpp"
#include "reference/trace/trace.hpp"

namespace zns::fuzz {

// The record that says `command` in `state`, or the nearest to it that a record can say.
[[nodiscard]] Record record_of(const Geometry& geometry, const State& state, const Command& command);

// A trace as programs of kMostRecords at most, each with the reference's start: all zones Empty.
[[nodiscard]] std::vector<std::vector<std::uint8_t>> programs_of(const Trace& trace);

}  // namespace zns::fuzz
