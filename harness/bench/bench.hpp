// znspec bench: how many commands a second reach the device: through a bare loop, a target, and a target with the
// oracle.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "harness/bench/bare_loop.hpp"
#include "suites/target.hpp"

namespace zns::harness {

struct BenchTimes {
  std::chrono::milliseconds round{200};  // each way, each workload
  int rounds = 5;
  std::size_t depth = 1;  // commands in flight together
  std::function<bool()> interrupted = [] { return false; };
};

// Commands a second, the median of the rounds; each ratio is the median of the rounds' ratios.
struct BenchRow {
  std::string workload;
  double bare = 0;
  double target = 0;  // sent by the target, buffers guarded
  double target_ratio = 0;
  double judged = 0;  // and every completion judged by the oracle; 0 at any depth but 1, where it searches for orders
  double judged_ratio = 0;
};

// One command after the other, or always as many together as the depth says; all ways take turns, so that they meet the
// same machine. Zone 0 is emptied and written. Throws HarnessError for a device that answers otherwise than the
// workloads expect, or whose blocks are larger than kBareBytes.
[[nodiscard]] std::vector<BenchRow> bench(suites::Target& target, BareLoop& bare, const BenchTimes& options);

[[nodiscard]] std::string to_table(const std::vector<BenchRow>& rows, std::size_t depth = 1);

}  // namespace zns::harness
