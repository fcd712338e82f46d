#include "harness/run/resume.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "harness/base/error.hpp"
#include "harness/report/journal.hpp"
#include "harness/report/json.hpp"
#include "harness/report/json_reader.hpp"
#include "harness/report/text.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text.empty() ? "all cases" : text;
}

// Nodes are numbered as the machine comes up: what is behind one, its device tells.
std::string kind_of(const std::string& target) {
  return target.rfind("/dev/", 0) == 0 ? "a device node" : target;
}

// What a list excused is judged by the lists of this run.
void unexcuse(CaseReport& entry) {
  if (entry.result.verdict != Verdict::Known) return;
  entry.result.verdict = entry.result.failure ? Verdict::Failed : Verdict::Error;
  entry.result.reason.clear();
}

// What can be used or not, this run says itself.
bool is_event_to_keep(const CaseReport& entry) {
  const std::string& id = entry.result.id;
  return entry.result.verdict == Verdict::Failed && (id == kPrepareId || id == kOutsideId || id == kLostId);
}

}  // namespace

Report load_earlier(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) throw UsageError("--resume: cannot read '" + path + "'");
  try {
    return is_journal(text.str()) ? report_from_journal(text.str()) : report_from_json(text.str());
  } catch (const NotAReport& error) {
    throw UsageError("--resume: '" + path + "' is no report of znspec: " + error.what());
  }
}

void keep_results(Report& earlier, const std::vector<suites::Section>& selected) {
  std::set<std::string> ids;
  for (const suites::Section& section : selected)
    for (const suites::Case& each : section.cases) ids.insert(each.id);
  for (SectionReport& section : earlier.sections) {
    const bool of_the_run = section.number.empty() && section.title == kRunSection;
    std::for_each(section.cases.begin(), section.cases.end(), unexcuse);
    std::erase_if(section.cases, [&](const CaseReport& entry) {
      if (of_the_run) return !is_event_to_keep(entry);
      return entry.result.verdict == Verdict::Error || ids.erase(entry.result.id) == 0;  // each id once
    });
  }
  std::erase_if(earlier.sections, [](const SectionReport& section) { return section.cases.empty(); });
  earlier.stopped.clear();
  earlier.unsaved.clear();
}

std::size_t cases_of_the_suite(const Report& report) {
  std::size_t count = 0;
  for (const SectionReport& section : report.sections)
    if (section.title != kRunSection && section.title != kDeviationsSection) count += section.cases.size();
  return count;
}

void check_same_run(const Report& earlier, const Report& head, const std::string& path) {
  const Report now = report_from_json(render_json(head));  // which replaces what is not UTF-8
  struct Row {
    const char* what;
    std::string then;
    std::string now;
  };
  const Row rows[] = {{"version", earlier.version, now.version},
                      {"target", kind_of(earlier.target), kind_of(now.target)},
                      {"device", device_line(earlier.facts), device_line(now.facts)},
                      {"geometry", geometry_line(earlier), geometry_line(now)},
                      {"limits", limits_line(earlier.facts), limits_line(now.facts)},
                      {"seed", std::to_string(earlier.seed), std::to_string(now.seed)},
                      {"selection", joined(earlier.scope.limits), joined(now.scope.limits)}};
  for (const Row& row : rows)
    if (row.then != row.now)
      throw UsageError("--resume: '" + path + "' is of another run (" + row.what + "): " + printable(row.then) +
                       "; here " + printable(row.now));
}

}  // namespace zns::harness
