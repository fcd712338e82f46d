// The JSON report of a child (harness/report/SCHEMA.md), as far as a matrix needs it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/report/report.hpp"

namespace zns::harness {

struct ChildCase {
  std::string id;
  suites::Verdict verdict = suites::Verdict::Passed;
  std::string title;
  std::string section;  // its number, or its title where it has none
  std::string reason;
  std::vector<std::string> expected;
  std::string observed;
  std::string replay;
  std::size_t commands = 0;  // of a failure: as many as it says
};

struct ChildReport {
  std::uint64_t commands = 0;
  std::vector<ChildCase> cases;
};

// Throws HarnessError for what is no such report.
[[nodiscard]] ChildReport parse_child_report(const std::string& text);

}  // namespace zns::harness
