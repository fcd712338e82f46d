// A trace judged again from itself alone, and sent to a device again.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/finding.hpp"
#include "reference/trace/trace.hpp"
#include "suites/target.hpp"

namespace zns::harness {

struct TraceFinding {
  std::size_t command = 0;  // counted from 0 over all commands of the trace
  Finding finding;
};

struct Rejudgement {
  std::vector<TraceFinding> findings;  // in the order of the commands
  std::size_t not_judged = 0;          // commands of which the oracle says nothing, or cannot: see replay.cpp
};

// The verdict on what the trace says was seen. Throws UsageError for a trace with data that does not fit its commands.
[[nodiscard]] Rejudgement rejudge(const Trace& trace);

// Brings the zones of the device to the trace's start, sends its commands, and returns what happened now: its `target`
// and `note` are those of the device and of the trace. Throws UsageError, before a command is sent, for another
// geometry, a start that cannot be made and what the target does not carry.
[[nodiscard]] Trace replay(const Trace& trace, suites::Target& target);

// What differs between the recording and the replay of one command; empty if nothing does.
[[nodiscard]] std::string difference(const TraceEntry& recorded, const TraceEntry& now);

}  // namespace zns::harness
