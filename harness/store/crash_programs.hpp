// Small programs for a stored device: all of a length, and one from its text.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/store/crash_states.hpp"
#include "harness/store/stored_device.hpp"

namespace zns::harness {

struct Program {
  Cache cache = Cache::None;
  std::vector<Act> acts;
};
// All that the plan has, the shorter ones first.
[[nodiscard]] std::vector<Program> programs_of(const CrashPlan& plan);
// // "cache=written write flush".
[[nodiscard]] std::string to_text(const Program& program);
[[nodiscard]] std::optional<Program> parse_program(const std::string& words);

// Calls `work` with each number below `count`, on so many threads.
void for_each_on_threads(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& work);

}  // namespace zns::harness
