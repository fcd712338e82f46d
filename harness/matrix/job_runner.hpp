// Child processes of znspec, several at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/matrix/plan.hpp"
#include "harness/qemu/process.hpp"

namespace zns::harness {

// How a job ended.
struct JobEnd {
  std::optional<ExitStatus> status;  // none: it was interrupted, or never started
  std::string report;                // its JSON report; empty if it wrote none
  std::string complaint;             // the last line of its standard error, without the program's name
  std::uint64_t wall_ms = 0;
};

struct JobRunnerOptions {
  std::filesystem::path program;  // znspec
  unsigned jobs = 1;              // most at a time
  std::function<void(std::size_t done, const std::vector<std::string>& running)> progress = [](auto, const auto&) {};
};

struct JobsEnd {
  std::vector<JobEnd> jobs = {};  // one for each
  std::string interrupted = {};   // "interrupted by signal 2 (Interrupt): ... were killed"; empty if they were not
};

// Runs all of them, each with its own folder for its report and its temporary files. SIGINT, SIGTERM and SIGHUP kill
// what runs. Throws HarnessError when a child cannot be started at all.
[[nodiscard]] JobsEnd run_jobs(const std::vector<MatrixJob>& jobs, const JobRunnerOptions& options);

}  // namespace zns::harness
