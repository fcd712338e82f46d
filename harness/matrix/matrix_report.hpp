// What a matrix found out, as a value. The table, the JSON and the exit status are functions of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/matrix/child_report.hpp"
#include "harness/matrix/job_runner.hpp"
#include "harness/matrix/matrix_file.hpp"
#include "harness/report/provenance.hpp"
#include "suites/case.hpp"

namespace zns::harness {

// A column: a section of the suite's contents, or of what else a report holds.
struct MatrixArea {
  std::string head;    // "ZMS"; no two areas have the same
  std::string number;  // "ZNS 1.1 3.4.3"; empty where it is none of the suite's
  std::string title;   // "Zone Management Send command"
};

struct MatrixRow {
  std::string name;
  std::string target;          // its spelling
  std::string replay;          // the command line of its first job
  int exit = 0;                // as of `znspec run`, of all that was run for it
  std::string remark;          // why there is no verdict, or that it is refused as listed; else empty
  std::vector<Summary> areas;  // one for each area
  Summary summary;
  std::vector<ChildCase> cases;  // of all its reports
  std::uint64_t wall_ms = 0;
  std::uint64_t commands = 0;
  std::vector<std::string> reports;  // the JSON texts
};

struct MatrixReport {
  std::string version;
  std::string file;
  Provenance provenance = {};
  std::vector<MatrixArea> areas;  // those in which a target has a case
  std::vector<MatrixRow> rows;
  std::string interrupted;  // empty if it was not
  std::uint64_t wall_ms = 0;
};

// `jobs` and `ends` belong together, one by one.
[[nodiscard]] MatrixReport matrix_report(const std::vector<MatrixTarget>& targets, const std::vector<MatrixJob>& jobs,
                                         const JobsEnd& ends, const std::vector<suites::Section>& contents);

// 2 if a target cannot be tested as the file says, else 3 if one came to no verdict, else 1 if one does not conform.
[[nodiscard]] int exit_status(const MatrixReport& report);

// A title of the standard as the head of a column: "Zone Append command" -> "ZA", "Flush command" -> "Flush".
[[nodiscard]] std::string short_head(const std::string& title);

}  // namespace zns::harness
