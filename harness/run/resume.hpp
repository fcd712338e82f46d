// What an earlier run has found out, taken over by a new one.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/report/report.hpp"
#include "suites/case.hpp"

namespace zns::harness {

// A finding of the run itself: the device was lost between two cases.
inline constexpr const char* kLostId = "run/lost";

// A JSON report, or the journal of a run. Throws UsageError, one line that names the file.
[[nodiscard]] Report load_earlier(const std::string& path);

// Leaves the results that count: of selected cases that came to one, as it was before any list excused it, and what the
// run itself met. A case that ended as an error is run again.
void keep_results(Report& earlier, const std::vector<suites::Section>& selected);

// Cases of the suite.
[[nodiscard]] std::size_t cases_of_the_suite(const Report& report);

// Throws UsageError, which says what differs, unless it was the same device, version, seed and selection.
void check_same_run(const Report& earlier, const Report& head, const std::string& path);

}  // namespace zns::harness
