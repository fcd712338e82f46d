// Known deviations of a device: what a run forgives, with the reason. An entry that forgives nothing any more is stale,
// and a stale entry fails the run: a list that only grows would end up hiding everything.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/report/report.hpp"
#include "suites/case.hpp"

namespace zns::harness {

// The deviation is a race, which is met or not as the time goes: the entry is never stale.
inline constexpr std::string_view kSometimes = "sometimes";

// One [[deviation]] of a TOML file. It covers a failure that matches everything it names; if `observed` is there, also
// a case that the device never let come to a verdict (ZNS-GEN-014), for a reason that contains it.
struct Deviation {
  std::string file;
  std::uint32_t line = 0;
  std::string case_glob;  // empty: any case
  std::string clause;     // empty: any clause
  std::string reason;
  std::string link;      // may be empty, like `observed`
  std::string observed;  // part of what the failure observed
  std::string trace;     // a file that shows it (reference/trace/FORMAT.md); empty: none
  std::string shows;     // kSometimes; empty: always
  [[nodiscard]] std::string where() const { return file + ":" + std::to_string(line); }
};

// Both throw UsageError, "FILE:LINE: what is wrong". A trace is left as it is written where a text is parsed, and
// looked for beside the file where a file is read.
[[nodiscard]] std::vector<Deviation> parse_deviations(const std::string& text, const std::string& file);
[[nodiscard]] std::vector<Deviation> load_deviations(const std::string& path);

// Throws UsageError for an entry whose case glob matches no case of the suite: it could never forgive anything.
void check_deviations(const std::vector<Deviation>& deviations, const std::vector<suites::Section>& contents);

// Makes the case known if an entry covers it, and says whether one does.
bool forgive(CaseReport& entry, const std::vector<Deviation>& deviations);
// The same for all cases of a report, which then says how many each list has excused. Adds a stale case for every entry
// that covers nothing, although a case that it could cover ran to a verdict, and none of those was left out of the run
// or ended without one.
void apply_deviations(Report& report, const std::vector<Deviation>& deviations,
                      const std::vector<suites::Section>& contents);

}  // namespace zns::harness
