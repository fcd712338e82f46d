// Which clauses a run of the suite, and one of random sequences, exercise: measured, on reference devices.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "harness/targets/open.hpp"
#include "suites/case.hpp"

namespace zns::harness {

struct Reach {
  std::set<std::string> suite;  // clause ids
  std::set<std::string> diff;
};

using OpenTarget = std::function<std::unique_ptr<OpenedTarget>(const std::string& spelling, const TargetOptions&)>;

// Takes a second or two. Throws what run() and diff() throw.
[[nodiscard]] Reach measure_reach(const OpenTarget& open, const std::vector<suites::Section>& contents);

}  // namespace zns::harness
