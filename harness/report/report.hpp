// What a run found out, as a value. The renderings (console, JSON, JUnit) and the exit status are functions of it.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/report/provenance.hpp"
#include "harness/witness/monitor.hpp"
#include "reference/spec/clause.hpp"
#include "suites/facts.hpp"
#include "suites/result.hpp"

namespace zns::harness {

// What failures of one defect have in common.
struct Cause {
  std::string clause;  // that is violated
  std::string what;    // expected and observed, without numbers and addresses; empty: nothing else is the same
  friend auto operator<=>(const Cause&, const Cause&) = default;
};

struct CaseReport {
  std::string title;
  Level level = Level::Shall;
  std::vector<std::string> clauses;
  suites::Result result;  // with the id
  std::string replay;     // one line that runs this case alone
  std::string trace;      // the file with what the case sent and what came back; empty if there is none
  std::uint64_t wall_ms = 0;
  Cause cause = {};  // of a failed case (blame.hpp)
};

struct SectionReport {
  std::string number;
  std::string title;
  std::vector<CaseReport> cases;
};

// Sections of cases that are not the suite's: what happened to the run itself, and what the deviations file says.
inline constexpr const char* kRunSection = "The run itself";
inline constexpr const char* kDeviationsSection = "Listed deviations";
inline constexpr const char* kPrepareId = "run/prepare";      // the zones are made Empty before the first case
inline constexpr const char* kMeasureId = "run/measure";      // before a plan
inline constexpr const char* kBeginId = "run/begin";          // the device is so wrong that nothing can begin
inline constexpr const char* kOutsideId = "run/outside";      // zones outside of --zones have changed
inline constexpr const char* kUndecidedId = "run/undecided";  // passing statuses left more cases open than not
inline constexpr const char* kStoppedId = "run/stopped";      // the run ended before its last case

// What a run, or a part of it, counts.
struct Counts {
  std::uint64_t wall_ms = 0;
  std::uint64_t commands = 0;
  std::uint64_t written_bytes = 0;
  std::map<std::string, std::uint64_t> freedoms = {};
  std::map<std::string, ClauseCount> clauses = {};
  Transitions transitions = {};
};

// The least and the most capacity of the namespace's zones, in logical blocks.
struct CapacityRange {
  std::uint64_t least = 0;
  std::uint64_t most = 0;
};

struct Report {
  std::string version;
  std::string target;
  suites::Facts facts;
  std::optional<CapacityRange> zcap;  // absent: no zone was looked at
  Provenance provenance;
  Scope scope;
  std::uint64_t seed = 1;
  std::uint64_t wall_ms = 0;
  std::uint64_t commands = 0;
  std::uint64_t written_bytes = 0;                // by Writes and Zone Appends
  std::vector<SectionReport> sections;            // in the standard's order
  std::map<std::string, std::uint64_t> freedoms;  // those that the device used
  std::map<std::string, ClauseCount> clauses;
  Transitions transitions;  // between zone states, that were taken
  std::string unsaved;      // why a trace could not be saved; empty if all were
  std::string stopped;      // why the run ended before its last case; empty if it did not
};

struct Summary {
  std::size_t cases = 0;
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t known = 0;
  std::size_t stale = 0;
  std::size_t warned = 0;
  std::size_t not_applicable = 0;
  std::size_t error = 0;
  std::size_t causes = 0;  // of those that failed
};

// One more case of that verdict.
void count(Summary& summary, suites::Verdict verdict);
[[nodiscard]] Summary summarize(const Report& report);

[[nodiscard]] Counts counts_of(const Report& report);
// Adds them to those that the report has.
void add_counts(Report& report, const Counts& more);
// What has come since `before`, which nothing of `now` is less than.
[[nodiscard]] Counts difference(const Counts& now, const Counts& before);

// The section of that number and title, which is added at the end where there is none.
SectionReport& section_for(Report& report, const std::string& number, const std::string& title);

// The clauses that a failed case violates: those that the failure names, or else the case's own.
[[nodiscard]] const std::vector<std::string>& violated_clauses(const CaseReport& report);

}  // namespace zns::harness
