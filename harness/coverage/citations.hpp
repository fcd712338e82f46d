// Which cases cite which clause.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "suites/case.hpp"

namespace zns::harness {

using Citations = std::map<std::string, std::vector<std::string>, std::less<>>;  // clause id -> case ids

[[nodiscard]] inline Citations citations(const std::vector<suites::Section>& contents) {
  Citations cited;
  for (const suites::Section& section : contents)
    for (const suites::Case& each : section.cases)
      for (const ClauseId id : each.clauses) cited[std::string{id.str()}].push_back(each.id);
  return cited;
}

}  // namespace zns::harness
