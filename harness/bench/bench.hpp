// znspec bench: how many commands a second reach the device, through all of znspec and through a bare loop.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "harness/bench/bare_loop.hpp"
#include "suites/target.hpp"

namespace zns::harness {

struct BenchTimes {
  std::chrono::milliseconds round{200};  // each way, each workload
  int rounds = 5;
  std::function<bool()> interrupted = [] { return false; };
};

struct BenchRow {
  std::string workload;
  double bare = 0;    // commands a second, the median of the rounds
  double znspec = 0;  // likewise: sent by the target, judged by the oracle
  double ratio = 0;   // znspec / bare, the median of the rounds' ratios
};

// One command after the other (depth 1); both ways take turns, so that both meet the same machine. Zone 0 is written.
[[nodiscard]] std::vector<BenchRow> bench(suites::Target& target, BareLoop& bare, const BenchTimes& options);

[[nodiscard]] std::string to_table(const std::vector<BenchRow>& rows);

}  // namespace zns::harness
