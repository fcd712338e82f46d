// The arguments that say which cases: --suite, --filter and the like.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/world.hpp"
#include "harness/select/select.hpp"

namespace zns::harness {

// All that an option was given, as one.
[[nodiscard]] Filter parse_filters(const std::vector<std::string>& filters, const std::string& option = "--filter");

// " --filter 'a'", for each.
[[nodiscard]] std::string spelt(const std::string& option, const std::vector<std::string>& values);

// Warns of each pattern of --filter, --clause or --section that is like nothing there is: it is a typing error.
void warn_of_unknown(const Selection& selection, const std::vector<suites::Section>& contents, World& world);

// Says that nothing matches, and what was probably meant; returns the exit status for it. `options`: as they are spelt,
// each with a blank in front.
[[nodiscard]] int nothing_matched(const std::string& suite, const std::string& options, const Selection& selection,
                                  const std::vector<suites::Section>& contents, World& world);

}  // namespace zns::harness
