#include "harness/report/report.hpp"

#include "harness/report/causes.hpp"

namespace zns::harness {

void count(Summary& summary, suites::Verdict verdict) {
  ++summary.cases;
  switch (verdict) {
    case suites::Verdict::Passed:
      ++summary.passed;
      break;
    case suites::Verdict::Failed:
      ++summary.failed;
      break;
    case suites::Verdict::Known:
      ++summary.known;
      break;
    case suites::Verdict::Stale:
      ++summary.stale;
      break;
    case suites::Verdict::Warned:
      ++summary.warned;
      break;
    case suites::Verdict::NotApplicable:
      ++summary.not_applicable;
      break;
    case suites::Verdict::Error:
      ++summary.error;
      break;
  }
}

Summary summarize(const Report& report) {
  Summary summary;
  for (const SectionReport& section : report.sections)
    for (const CaseReport& entry : section.cases) count(summary, entry.result.verdict);
  summary.causes = Causes{report}.count();
  return summary;
}

const std::vector<std::string>& violated_clauses(const CaseReport& report) {
  const bool named = report.result.failure && !report.result.failure->clauses.empty();
  return named ? report.result.failure->clauses : report.clauses;
}

}  // namespace zns::harness
