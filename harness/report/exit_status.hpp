// The exit statuses of znspec: a promise to scripts.
#pragma once

#include "harness/report/report.hpp"

namespace zns::harness {

inline constexpr int kConformant = 0;     // listed deviations included
inline constexpr int kNotConformant = 1;  // or a listed deviation is gone
inline constexpr int kUsage = 2;
inline constexpr int kHarnessError = 3;  // or the target's
inline constexpr int kNothingMatched = 4;

// With --bisect, for `git bisect run`: no verdict on this commit, and an order that makes no sense for any.
inline constexpr int kSkipCommit = 125;
inline constexpr int kEndBisection = 128;

[[nodiscard]] inline int exit_status(const Report& report) {
  const Summary summary = summarize(report);
  if (!report.stopped.empty()) return kHarnessError;  // what was not run might have failed, or been excused
  if (!report.unsaved.empty()) return kHarnessError;  // the user asked for files that are not there
  if (summary.failed + summary.stale > 0) return kNotConformant;
  return summary.error > 0 ? kHarnessError : kConformant;
}

}  // namespace zns::harness
