// From the targets of a matrix to command lines of znspec.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/matrix/matrix_file.hpp"

namespace zns::harness {

// What is asked of every target.
struct MatrixRequest {
  bool suite_matches = true;       // the filter leaves cases of the suite
  bool diff_matches = true;        // ... and random sequences, where a target has them
  std::vector<std::string> words;  // --suite and --filter, for `run`
};

// One child process.
struct MatrixJob {
  std::size_t target = 0;  // index of the target
  std::string name;        // for the progress: the target's
  std::vector<std::string> arguments;
};

// The jobs in the order of the targets, each without a --report.
[[nodiscard]] std::vector<MatrixJob> plan_jobs(const std::vector<MatrixTarget>& targets, const MatrixRequest& request);

// The device of a target for people: its spelling, or the guest's device.
[[nodiscard]] std::string device_of(const MatrixTarget& target);

}  // namespace zns::harness
