#include "harness/report/report.hpp"

#include <algorithm>

#include "harness/report/causes.hpp"

namespace zns::harness {
namespace {

template <class Key>
void subtract(std::map<Key, std::uint64_t>& from, const std::map<Key, std::uint64_t>& before) {
  for (const auto& [key, count] : before) from[key] -= count;
  std::erase_if(from, [](const auto& each) { return each.second == 0; });
}

}  // namespace

Counts counts_of(const Report& report) {
  return {.wall_ms = report.wall_ms,
          .commands = report.commands,
          .written_bytes = report.written_bytes,
          .freedoms = report.freedoms,
          .clauses = report.clauses,
          .transitions = report.transitions};
}

void add_counts(Report& report, const Counts& more) {
  report.wall_ms += more.wall_ms;
  report.commands += more.commands;
  report.written_bytes += more.written_bytes;
  for (const auto& [id, count] : more.freedoms) report.freedoms[id] += count;
  for (const auto& [id, count] : more.clauses) {
    report.clauses[id].exercised += count.exercised;
    report.clauses[id].violated += count.violated;
  }
  for (const auto& [transition, count] : more.transitions) report.transitions[transition] += count;
}

Counts difference(const Counts& now, const Counts& before) {
  Counts result = now;
  result.wall_ms -= before.wall_ms;
  result.commands -= before.commands;
  result.written_bytes -= before.written_bytes;
  subtract(result.freedoms, before.freedoms);
  subtract(result.transitions, before.transitions);
  for (const auto& [id, count] : before.clauses) {
    result.clauses[id].exercised -= count.exercised;
    result.clauses[id].violated -= count.violated;
  }
  std::erase_if(result.clauses, [](const auto& each) { return each.second.exercised + each.second.violated == 0; });
  return result;
}

SectionReport& section_for(Report& report, const std::string& number, const std::string& title) {
  const auto same = std::find_if(report.sections.begin(), report.sections.end(), [&](const SectionReport& each) {
    return each.number == number && each.title == title;
  });
  if (same != report.sections.end()) return *same;
  return report.sections.emplace_back(SectionReport{.number = number, .title = title, .cases = {}});
}

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
