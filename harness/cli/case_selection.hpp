// The arguments that say which cases: --suite and --filter.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/world.hpp"
#include "harness/exit_status.hpp"
#include "harness/select.hpp"

namespace zns::harness {

// All that an option was given, as one.
[[nodiscard]] inline Filter parse_filters(const std::vector<std::string>& filters,
                                          const std::string& option = "--filter") {
  std::string joined;
  for (const std::string& filter : filters) joined += (joined.empty() ? "" : ",") + filter;
  return filters.empty() ? Filter{} : Filter{joined, option};
}

// Says so, and returns the exit status for it. `options`: as they are spelt, each with a blank in front.
[[nodiscard]] inline int nothing_matched(const std::string& suite, const std::string& options, World& world) {
  world.err << "znspec: no case of the suite '" << suite << "' matches" << options << " (see znspec list cases)\n";
  return kNothingMatched;
}

// " --filter 'a'", for each.
[[nodiscard]] inline std::string spelt(const std::string& option, const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += " " + option + " '" + value + "'";
  return text;
}

}  // namespace zns::harness
