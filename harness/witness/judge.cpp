#include "harness/witness/judge.hpp"

#include <algorithm>

namespace zns::harness {
namespace {

std::string warning_text(const std::vector<Finding>& findings) {
  const Finding& first = findings.front();
  std::string text = first.command + ": " + first.observed;
  if (!first.clauses.empty()) text += " (" + first.clauses.front() + ")";
  if (findings.size() > 1) text += ", and " + std::to_string(findings.size() - 1) + " more";
  return text;
}

// Where the suite has no objection of its own.
std::string objection_text(const suites::Result& suite) {
  if (suite.verdict == suites::Verdict::Passed || suite.verdict == suites::Verdict::Warned) return kOracleObjects;
  return "the oracle objects where the suite has no verdict (" + suite.reason + ")";
}

}  // namespace

suites::Failure to_failure(const Finding& finding, const std::vector<std::string>& commands) {
  return {.expected = finding.expected,
          .observed = finding.command.empty() ? finding.observed : finding.command + ": " + finding.observed,
          .zones = finding.zones,
          .commands = commands,
          .clauses = finding.clauses,
          .seen = finding.seen};
}

const Finding* first_objection(const std::vector<Finding>& findings) {
  const auto found = std::find_if(findings.begin(), findings.end(), [](const Finding& f) { return !f.warning; });
  return found == findings.end() ? nullptr : &*found;
}

suites::Result judge(suites::Result suite, const std::vector<Finding>& findings,
                     const std::vector<std::string>& commands, bool all_judged) {
  const Finding* objection = first_objection(findings);
  if (suite.verdict == suites::Verdict::Failed) {
    if (objection == nullptr && all_judged) suite.reason = kSuiteObjects;
    return suite;
  }
  if (objection != nullptr && suite.failure) {  // what could only warn is confirmed
    suite.reason.clear();
    suite.verdict = suites::Verdict::Failed;
  } else if (objection != nullptr) {
    suite.reason = objection_text(suite);
    suite.verdict = suites::Verdict::Failed;
    suite.failure = to_failure(*objection, commands);
  } else if (suite.verdict == suites::Verdict::Passed && !findings.empty()) {
    suite.verdict = suites::Verdict::Warned;
    suite.reason = warning_text(findings);
  }
  return suite;
}

}  // namespace zns::harness
