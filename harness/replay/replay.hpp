// A trace judged again from itself alone, and sent to a device again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/witness/finding.hpp"
#include "reference/trace/trace.hpp"
#include "suites/target.hpp"

namespace zns::harness {

struct TraceFinding {
  std::size_t command = 0;  // counted from 0 over all commands of the trace
  Finding finding;
  bool of_device = false;  // of the device line, and not of a command
};

struct Rejudgement {
  std::vector<TraceFinding> findings;        // in the order of the commands
  std::size_t not_judged = 0;                // commands of which the oracle says nothing, or cannot: see replay.cpp
  std::size_t decided = 0;                   // commands that were found permitted, or not
  std::vector<TraceFinding> undecided = {};  // commands whose status decides nothing (ZNS-GEN-014, ZNS-GEN-042)
};

// The verdict on the trace as a whole. It is inconclusive where no command was decided, and where the namespace was
// being formatted or sanitized, which leaves nothing that is known.
enum class TraceVerdict : std::uint8_t { Permitted, NotPermitted, Inconclusive };
[[nodiscard]] TraceVerdict verdict_of(const Rejudgement& judged);

// The verdict on what the trace says was seen. Throws UsageError for a trace with data that does not fit its commands.
[[nodiscard]] Rejudgement rejudge(const Trace& trace);

// Brings the zones of the device to the trace's start, sends its commands, and returns what happened now: its `target`
// and `note` are those of the device and of the trace. Throws UsageError, before a command is sent, for another
// geometry, a start that cannot be made and what the target does not carry.
[[nodiscard]] Trace replay(const Trace& trace, suites::Target& target);

// How a reference device of this geometry is spelt: "ref:zones=8,mar=none". What `ref:` has no key for is not said;
// empty for a geometry that no device can have.
[[nodiscard]] std::string fitting_reference(const Geometry& geometry);

// What differs between the recording and the replay of one command; empty if nothing does.
[[nodiscard]] std::string difference(const TraceEntry& recorded, const TraceEntry& now);

}  // namespace zns::harness
