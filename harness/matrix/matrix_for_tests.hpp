// Ends of jobs, with the reports that a znspec writes, for the tests of a matrix.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/matrix/job_runner.hpp"
#include "harness/matrix/matrix_report.hpp"
#include "harness/report/json.hpp"

namespace zns::harness {

inline std::vector<suites::Section> contents_of_matrix_for_tests() {
  const auto named = [](const std::string& id) {
    return suites::Case{.id = id, .title = "", .clauses = {}, .level = Level::Shall, .needs = {}, .run = {}};
  };
  return {{"Base 2.0 7.1", "Flush command", {named("flush/a"), named("flush/b")}},
          {"ZNS 1.1 2.1.1.3", "Zone state machine", {named("zsm/a")}},
          {"ZNS 1.1 2.1.1.3", "Read Only and Offline zones", {named("roz/a")}},
          {"ZNS 1.1 3.4.1", "Zone Append command", {named("append/a")}}};
}

inline CaseReport matrix_case(const std::string& id, suites::Verdict verdict, const std::string& text = "") {
  CaseReport entry;
  entry.title = "Title of " + id;
  entry.result = {.id = id, .verdict = verdict, .reason = text, .failure = {}};
  if (verdict == suites::Verdict::Failed)
    entry.result = {
        .id = id,
        .verdict = verdict,
        .reason = "",
        .failure = suites::Failure{.expected = {"this"}, .observed = text, .zones = {}, .commands = {}, .clauses = {}}};
  entry.replay = "znspec run X --filter " + id;
  return entry;
}

// A child that ended with `code`, having written a report of these cases.
inline JobEnd reported(int code, const std::vector<CaseReport>& cases, const std::string& section = "ZNS 1.1 2.1.1.3") {
  Report report;
  report.commands = 10;
  report.sections = {{section, "", cases}};
  return {
      .status = ExitStatus{.code = code, .signal = 0}, .report = render_json(report), .complaint = "", .wall_ms = 5};
}

// A child that only complained.
inline JobEnd complained(int code, const std::string& complaint) {
  return {.status = ExitStatus{.code = code, .signal = 0}, .report = "", .complaint = complaint, .wall_ms = 5};
}

// A matrix with one job for each target; targets are named t0, t1, ...
inline MatrixReport matrix_of(std::vector<JobEnd> ends, const std::string& refused = "") {
  std::vector<MatrixTarget> targets;
  std::vector<MatrixJob> jobs;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    MatrixTarget target;
    target.name = "t" + std::to_string(i);
    target.spelling = "ref:zones=" + std::to_string(i);
    target.refused = refused;
    targets.push_back(target);
    jobs.push_back({.target = i, .name = target.name, .arguments = {"run", target.spelling, "--filter", "a*"}});
  }
  return matrix_report(targets, jobs, {.jobs = std::move(ends), .interrupted = ""}, contents_of_matrix_for_tests());
}

}  // namespace zns::harness
