// The two witnesses of a case, the suite and the oracle, put together into one result.
#pragma once

#include <string>
#include <vector>

#include "harness/witness/monitor.hpp"
#include "suites/result.hpp"

namespace zns::harness {

inline constexpr const char* kOracleObjects = "witnesses disagree: the suite is content, the oracle is not";
inline constexpr const char* kSuiteObjects = "witnesses disagree: the suite objects, the oracle does not";

// `findings` are the oracle's while the case ran, `commands` what the case sent. An objection of either witness makes
// the case failed, and the reason says so when the other has none, unless there was something that the oracle did not
// judge. Warnings never fail a case.
[[nodiscard]] suites::Result judge(suites::Result suite, const std::vector<Finding>& findings,
                                   const std::vector<std::string>& commands, bool all_judged = true);

// What the oracle says is not permitted, first; null if there is no such thing.
[[nodiscard]] const Finding* first_objection(const std::vector<Finding>& findings);

// An objection of the oracle as a failure; for findings outside of any case too.
[[nodiscard]] suites::Failure to_failure(const Finding& finding, const std::vector<std::string>& commands);

}  // namespace zns::harness
