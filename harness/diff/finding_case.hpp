// A finding of the search as a case of its report.
#pragma once

#include <string>
#include <vector>

#include "harness/report/report.hpp"
#include "harness/witness/finding.hpp"

namespace zns::harness {

// The things that are wrong, each as a finding of its own. One about commands in flight together stays whole.
[[nodiscard]] std::vector<Finding> apart(const Finding& finding);

// Whether `known` says what is wrong in `other`: the violated clause, what is permitted and what was seen, without
// numbers, whichever command showed it (wrong.hpp).
[[nodiscard]] bool explains(const Finding& known, const Finding& other);

// `commands`: the sequence that shows it. The id is "diff/CLAUSE/HASH", of the first clause and of the commands.
[[nodiscard]] CaseReport case_of(const Finding& finding, const std::vector<std::string>& commands);

}  // namespace zns::harness
