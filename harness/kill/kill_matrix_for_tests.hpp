// A kill matrix with something of everything.
#pragma once

#include "harness/kill/kill_matrix.hpp"

namespace zns::harness {

inline Witness noticed(const std::string& by, std::uint64_t commands) {
  return {.objects = true, .by = by, .commands = commands, .error = ""};
}

inline KillRow a_row(const std::string& id, const std::string& hard = "") {
  return {.specimen = {.id = id,
                       .target = "mutant:" + id,
                       .what = id + " does that",
                       .right = id + " should do this",
                       .hard = hard,
                       .clauses = {"ZNS-APPEND-005"}},
          .suite = {},
          .diff = {},
          .depth = {},
          .cases = {}};
}

// In this order: killed by all, by the suite alone, a survivor, killed by diff alone (and hard), no verdict.
inline KillMatrix kill_matrix_for_tests() {
  KillRow by_all = a_row("by-all");
  by_all.suite = noticed("append/first", 9);
  by_all.diff = noticed("diff/ZNS-APPEND-005/1a2b3c4d", 1200);
  by_all.depth = noticed("diff/ZNS-APPEND-005/5e6f7a8b", 300);
  KillRow by_suite = a_row("by-suite");
  by_suite.suite = noticed("append/second", 4);
  KillRow by_diff = a_row("by-diff", "only beyond 2^32 blocks");
  by_diff.diff = noticed("diff/ZNS-ZMR-014/deadbeef", 77);
  KillRow crashes = a_row("crashes");
  crashes.suite.error = "crashed: SIGSEGV";
  KillMatrix matrix;
  matrix.version = "1.2.3";
  matrix.plan = {.seed = 7, .commands = 5000, .depth_commands = 6000, .depth = 4};
  matrix.rows = {by_all, by_suite, a_row("survivor"), by_diff, crashes};
  matrix.redundant = {"append/nobody-would-miss", "append/nor-this"};
  matrix.wall_ms = 12'345;
  return matrix;
}

}  // namespace zns::harness
