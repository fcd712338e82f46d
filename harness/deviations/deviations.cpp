#include "harness/deviations/deviations.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/select/select.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;

bool contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool could_cover(const Deviation& deviation, const std::string& id, const std::vector<std::string>& clauses) {
  if (!deviation.case_glob.empty() && !id_matches(deviation.case_glob, id)) return false;
  return deviation.clause.empty() || contains(clauses, deviation.clause);
}

// The clauses that an entry of the file may name for this failure: those of the case, unless it violates others.
const std::vector<std::string>& clauses_of(const CaseReport& entry) {
  const std::vector<std::string>& violated = violated_clauses(entry);
  const bool own = std::all_of(violated.begin(), violated.end(),
                               [&entry](const std::string& id) { return contains(entry.clauses, id); });
  return own ? entry.clauses : violated;
}

bool covers(const Deviation& deviation, const CaseReport& entry) {
  if (!could_cover(deviation, entry.result.id, clauses_of(entry))) return false;
  if (entry.result.verdict == Verdict::Error)
    return !deviation.observed.empty() && entry.result.reason.find(deviation.observed) != std::string::npos;
  const std::string observed = entry.result.failure ? entry.result.failure->observed : "";
  return observed.find(deviation.observed) != std::string::npos;
}

std::string reason_of(const Deviation& deviation) {
  std::string reason = deviation.reason + " (" + deviation.where();
  if (!deviation.link.empty()) reason += ", " + deviation.link;
  if (!deviation.trace.empty()) reason += ", shown by " + deviation.trace;
  return reason + ")";
}

// The entries that cover it; of a case that needs no excuse there are none.
std::vector<const Deviation*> excuses_of(const CaseReport& entry, const std::vector<Deviation>& deviations) {
  std::vector<const Deviation*> excuses;
  if (entry.result.verdict != Verdict::Failed && entry.result.verdict != Verdict::Error) return excuses;
  for (const Deviation& deviation : deviations)
    if (covers(deviation, entry)) excuses.push_back(&deviation);
  return excuses;
}

AcceptedList& list_of(const Deviation& deviation, std::vector<AcceptedList>& lists) {
  const auto known = std::find_if(lists.begin(), lists.end(),
                                  [&deviation](const AcceptedList& list) { return list.file == deviation.file; });
  return known != lists.end() ? *known : lists.emplace_back(AcceptedList{.file = deviation.file});
}

// Every entry that covers a case has forgiven it; the first is shown to the reader, and its list counts the case.
std::set<const Deviation*> forgive(Report& report, const std::vector<Deviation>& deviations) {
  std::set<const Deviation*> used;
  for (const Deviation& deviation : deviations) ++list_of(deviation, report.scope.lists).entries;
  for (SectionReport& section : report.sections) {
    for (CaseReport& entry : section.cases) {
      const std::vector<const Deviation*> excuses = excuses_of(entry, deviations);
      used.insert(excuses.begin(), excuses.end());
      if (forgive(entry, deviations)) ++list_of(*excuses.front(), report.scope.lists).accepted;
    }
  }
  return used;
}

const CaseReport* find_case(const Report& report, const std::string& id) {
  for (const SectionReport& section : report.sections)
    for (const CaseReport& entry : section.cases)
      if (entry.result.id == id) return &entry;
  return nullptr;
}

bool is_stale(const Deviation& deviation, const Report& report, const std::vector<suites::Section>& contents) {
  if (deviation.shows == kSometimes) return false;
  bool judged = false;
  for (const suites::Section& section : contents) {
    for (const suites::Case& candidate : section.cases) {
      std::vector<std::string> clauses;
      for (const ClauseId id : candidate.clauses) clauses.emplace_back(id.str());
      if (!could_cover(deviation, candidate.id, clauses)) continue;
      const CaseReport* entry = find_case(report, candidate.id);
      if (entry == nullptr || entry->result.verdict == Verdict::Error) return false;  // it might have been this one
      judged = judged || entry->result.verdict != Verdict::NotApplicable;
    }
  }
  return judged;
}

CaseReport stale_case(const Deviation& deviation) {
  const std::string subject = deviation.case_glob.empty() ? deviation.clause : deviation.case_glob;
  CaseReport entry;
  entry.title = "The device still shows the listed deviation of " + subject;
  if (!deviation.clause.empty()) entry.clauses.push_back(deviation.clause);
  entry.result.id = "deviation/" + deviation.where();
  entry.result.verdict = Verdict::Stale;
  entry.result.reason = "stale: the entry excuses nothing any more; remove it (" + deviation.reason + ")";
  return entry;
}

}  // namespace

void check_deviations(const std::vector<Deviation>& deviations, const std::vector<suites::Section>& contents) {
  for (const Deviation& deviation : deviations) {
    const auto matches = [&](const suites::Case& candidate) { return id_matches(deviation.case_glob, candidate.id); };
    const bool found = std::any_of(contents.begin(), contents.end(), [&](const suites::Section& section) {
      return std::any_of(section.cases.begin(), section.cases.end(), matches);
    });
    const bool event = id_matches(deviation.case_glob, kPrepareId) || id_matches(deviation.case_glob, kOutsideId);
    const bool of_diff = deviation.case_glob.rfind("diff/", 0) == 0;  // whose cases are what is found
    if (!deviation.case_glob.empty() && !found && !event && !of_diff)
      throw UsageError(deviation.where() + ": no case matches '" + deviation.case_glob + "' (znspec list cases)");
  }
}

bool forgive(CaseReport& entry, const std::vector<Deviation>& deviations) {
  const std::vector<const Deviation*> excuses = excuses_of(entry, deviations);
  if (excuses.empty()) return false;
  entry.result.verdict = Verdict::Known;
  entry.result.reason = reason_of(*excuses.front());
  return true;
}

void apply_deviations(Report& report, const std::vector<Deviation>& deviations,
                      const std::vector<suites::Section>& contents) {
  const std::set<const Deviation*> used = forgive(report, deviations);
  SectionReport stale{.number = "", .title = kDeviationsSection, .cases = {}};
  for (const Deviation& deviation : deviations)
    if (!used.contains(&deviation) && is_stale(deviation, report, contents))
      stale.cases.push_back(stale_case(deviation));
  if (!stale.cases.empty()) report.sections.push_back(std::move(stale));
}

}  // namespace zns::harness
