#include "harness/run/blame.hpp"

#include <algorithm>

#include "harness/witness/judge.hpp"

namespace zns::harness {
namespace {

constexpr std::size_t kLinesBack = 3;  // a case may look at the zone before it says what is wrong

Cause cause_of(const Finding& finding) {
  Cause cause;
  if (!finding.clauses.empty()) cause.clause = finding.clauses.front();
  if (!finding.expected.empty()) cause.what = suites::without_numbers(finding.expected.front()) + '|';
  // The first thing, and not what bytes a block has.
  const std::size_t end = std::min(finding.observed.find(';'), finding.observed.find(": bytes "));
  cause.what += suites::without_numbers(finding.observed.substr(0, end));
  return cause;
}

Cause cause_of(const CaseReport& entry) {
  const suites::Failure& failure = *entry.result.failure;
  Cause cause{.clause = violated_clauses(entry).empty() ? "" : violated_clauses(entry).front(), .what = failure.what};
  if (!cause.what.empty()) return cause;
  for (const std::string& expected : failure.expected) cause.what += suites::without_numbers(expected) + '|';
  cause.what += suites::without_numbers(failure.observed);
  return cause;
}

// "write slba=0x3 nlb=0", of a finding or of a line in the log of a case.
std::string command_of(const std::string& line) {
  const std::size_t end = std::min({line.find(" -> "), line.find(", which was aborted"), line.find(", of ")});
  const std::string command = line.substr(0, end);
  return command.starts_with("together: ") ? command.substr(10) : command;
}

// What the oracle objects to in the commands at which the case ended; null if it is content with them.
const Finding* objection_at_the_end(const std::vector<std::string>& commands, const std::vector<Finding>& findings) {
  for (std::size_t back = 0; back < std::min(kLinesBack, commands.size()); ++back) {
    const std::string command = command_of(commands[commands.size() - 1 - back]);
    const auto found = std::find_if(findings.rbegin(), findings.rend(), [&command](const Finding& finding) {
      return !finding.warning && command_of(finding.command) == command;
    });
    if (found != findings.rend()) return &*found;
  }
  return nullptr;
}

bool cites(const CaseReport& entry, const std::string& id) {
  return std::find(entry.clauses.begin(), entry.clauses.end(), id) != entry.clauses.end();
}

}  // namespace

void blame(CaseReport& entry, const std::vector<Finding>& findings) {
  if (entry.result.verdict != suites::Verdict::Failed || !entry.result.failure) return;
  suites::Failure& failure = *entry.result.failure;
  const bool by_the_oracle_alone = failure.what.empty() && !findings.empty();
  const Finding* objection =
      by_the_oracle_alone ? first_objection(findings) : objection_at_the_end(failure.commands, findings);
  if (objection != nullptr && failure.clauses.empty()) {
    const auto own = std::find_if(objection->clauses.begin(), objection->clauses.end(),
                                  [&entry](const std::string& id) { return cites(entry, id); });
    if (own != objection->clauses.end()) failure.clauses = {*own};
  }
  if (by_the_oracle_alone && !failure.clauses.empty()) failure.aside = !cites(entry, failure.clauses.front());
  entry.cause = objection != nullptr ? cause_of(*objection) : cause_of(entry);
}

void count_clauses(const CaseReport& entry, std::map<std::string, ClauseCount>& clauses) {
  using suites::Verdict;
  const Verdict verdict = entry.result.verdict;
  if (verdict != Verdict::Passed && verdict != Verdict::Failed && verdict != Verdict::Warned) return;
  const bool by_the_oracle = entry.result.reason == kOracleObjects;
  const bool reached = by_the_oracle || !entry.result.failure || !entry.result.failure->aside;
  if (reached)
    for (const std::string& id : entry.clauses) ++clauses[id].exercised;
  // What the oracle named is counted already.
  if (verdict != Verdict::Failed || by_the_oracle || violated_clauses(entry).empty()) return;
  const std::string& violated = violated_clauses(entry).front();
  if (!reached || !cites(entry, violated)) ++clauses[violated].exercised;
  ++clauses[violated].violated;
}

}  // namespace zns::harness
