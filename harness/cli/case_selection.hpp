// The arguments that say which cases: --suite and --filter.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/world.hpp"
#include "harness/exit_status.hpp"
#include "harness/select.hpp"

namespace zns::harness {

// All that --filter was given, as one.
[[nodiscard]] inline Filter parse_filters(const std::vector<std::string>& filters) {
  std::string joined;
  for (const std::string& filter : filters) joined += (joined.empty() ? "" : ",") + filter;
  return filters.empty() ? Filter{} : Filter{joined};
}

// Says so, and returns the exit status for it.
[[nodiscard]] inline int nothing_matched(const std::string& suite, const std::vector<std::string>& filters,
                                         World& world) {
  std::string what = "no case of the suite '" + suite + "' matches";
  for (const std::string& filter : filters) what += " --filter '" + filter + "'";
  world.err << "znspec: " << what << " (see znspec list cases)\n";
  return kNothingMatched;
}

}  // namespace zns::harness
