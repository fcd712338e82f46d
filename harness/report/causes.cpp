#include "harness/report/causes.hpp"

#include <algorithm>
#include <set>

namespace zns::harness {
namespace {

using Group = std::vector<const CaseReport*>;

std::set<std::string> clauses_of(const Group& group) {
  std::set<std::string> clauses;
  for (const CaseReport* entry : group) {
    clauses.insert(entry->cause.clause);
    if (entry->result.failure && !entry->result.failure->clauses.empty())
      clauses.insert(entry->result.failure->clauses.front());
  }
  return clauses;
}

// How much a case is about what violates these clauses.
int relevance(const CaseReport& entry, const std::set<std::string>& clauses) {
  if (entry.result.failure && entry.result.failure->aside) return 0;
  if (!entry.clauses.empty() && clauses.contains(entry.clauses.front())) return 3;
  const auto cited = [&clauses](const std::string& id) { return clauses.contains(id); };
  return std::any_of(entry.clauses.begin(), entry.clauses.end(), cited) ? 2 : 1;
}

const CaseReport* teller_of(const Group& group) {
  const std::set<std::string> clauses = clauses_of(group);
  return *std::max_element(group.begin(), group.end(), [&clauses](const CaseReport* a, const CaseReport* b) {
    return relevance(*a, clauses) < relevance(*b, clauses);
  });
}

}  // namespace

Causes::Causes(const Report& report) {
  std::map<Cause, Group> groups;
  for (const SectionReport& section : report.sections)
    for (const CaseReport& entry : section.cases) {
      if (entry.result.verdict != suites::Verdict::Failed) continue;
      if (entry.cause.what.empty())
        ++count_;  // nothing else is known to be the same
      else
        groups[entry.cause].push_back(&entry);
    }
  count_ += groups.size();
  for (const auto& [cause, group] : groups) {
    const CaseReport* teller = teller_of(group);
    for (const CaseReport* entry : group) {
      if (entry == teller) continue;
      told_[teller].push_back(entry);
      teller_[entry] = teller;
    }
  }
}

const CaseReport& Causes::told_by(const CaseReport& entry) const {
  const auto found = teller_.find(&entry);
  return found == teller_.end() ? entry : *found->second;
}

std::vector<const CaseReport*> Causes::others(const CaseReport& entry) const {
  const auto found = told_.find(&entry);
  return found == told_.end() ? Group{} : found->second;
}

std::string pointer_text(const Causes& causes, const CaseReport& entry) {
  const CaseReport& teller = causes.told_by(entry);
  return &teller == &entry ? "" : "the same cause as " + teller.result.id;
}

}  // namespace zns::harness
