// A finding of the search as a case of its report.
#pragma once

#include <string>
#include <vector>

#include "harness/finding.hpp"
#include "harness/report/report.hpp"

namespace zns::harness {

// What makes two findings the same one: the clause, the command without its fields, and the first thing observed
// without its numbers; however many commands were in flight.
[[nodiscard]] std::string signature_of(const Finding& finding);

// `commands`: the sequence that shows it. The id is "diff/CLAUSE/HASH", of the first clause and of the commands.
[[nodiscard]] CaseReport case_of(const Finding& finding, const std::vector<std::string>& commands);

}  // namespace zns::harness
