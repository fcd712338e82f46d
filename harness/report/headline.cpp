#include "harness/report/headline.hpp"

#include <algorithm>
#include <map>

#include "harness/report/exit_status.hpp"
#include "harness/report/text.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;

bool is_of_the_suite(const SectionReport& section) {
  return section.title != kRunSection && section.title != kDeviationsSection;
}

bool has_a_verdict(const CaseReport& entry) {
  return entry.result.verdict != Verdict::NotApplicable && entry.result.verdict != Verdict::Error;
}

std::string joined(const std::vector<std::string>& words, const std::string& between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

// Some cases find out only when they run that they make no sense for the device.
std::string tested_of_applicable(const Report& report) {
  const std::size_t tested = tested_cases(report);
  return std::to_string(tested) + (tested < report.scope.applicable ? " of at most " : " of ") +
         counted(report.scope.applicable, "applicable case");
}

std::string tested(const Report& report) {
  const std::string much = report.scope.random_commands != 0 ? counted(report.scope.random_commands, "random command")
                                                             : tested_of_applicable(report);
  return report.scope.limits.empty() ? much : much + ", with " + joined(report.scope.limits, " ");
}

std::string lists(const std::vector<AcceptedList>& lists) {
  std::vector<std::string> texts;
  for (const AcceptedList& list : lists)
    texts.push_back(counted(list.accepted, "deviation") + ", as listed in " + list.file + " (" +
                    (list.entries == 1 ? "1 entry" : std::to_string(list.entries) + " entries") + ")");
  return texts.empty() ? "no deviation" : joined(texts, "; ");
}

// "31 cases for the budget: write 3, zone-append 28"
std::string left_out(const std::vector<std::string>& ids) {
  if (ids.empty()) return {};
  std::map<std::string, std::size_t> topics;
  for (const std::string& id : ids) ++topics[id.substr(0, id.find('/'))];
  std::vector<std::string> words;
  for (const auto& [topic, count] : topics) words.push_back(topic + " " + std::to_string(count));
  return counted(ids.size(), "case") + " for the budget: " + joined(words, ", ");
}

std::vector<Particular> without_empty(std::vector<Particular> all) {
  all.erase(std::remove_if(all.begin(), all.end(), [](const Particular& each) { return each.value.empty(); }),
            all.end());
  return all;
}

}  // namespace

std::string version_text(const std::string& version, const std::string& commit) {
  return commit.empty() ? version : version + " (" + commit + ")";
}

std::size_t tested_cases(const Report& report) {
  std::size_t count = 0;
  for (const SectionReport& section : report.sections)
    if (is_of_the_suite(section))
      count += static_cast<std::size_t>(std::count_if(section.cases.begin(), section.cases.end(), has_a_verdict));
  return count;
}

Outcome outcome_of(const Report& report) {
  const int status = exit_status(report);
  if (status == kNotConformant) return Outcome::NotConformant;
  if (status != kConformant) return Outcome::Incomplete;
  const bool search = report.scope.random_commands != 0;
  if (!search && tested_cases(report) == 0) return Outcome::Nothing;
  const bool whole = !search && report.scope.limits.empty() && report.scope.ended.empty();
  return whole ? Outcome::Conformant : Outcome::InPart;
}

std::string_view name(Outcome outcome) {
  constexpr std::string_view kNames[] = {"conformant", "in_part", "nothing_tested", "not_conformant", "incomplete"};
  return kNames[static_cast<std::size_t>(outcome)];
}

std::string headline(const Report& report) {
  constexpr std::string_view kWords[] = {"Conformant", "No failure in what was tested", "Nothing was tested",
                                         "Not conformant", "Incomplete"};
  const Outcome outcome = outcome_of(report);
  const std::string words{kWords[static_cast<std::size_t>(outcome)]};
  const std::size_t known = summarize(report).known;
  const bool with_known = known != 0 && (outcome == Outcome::Conformant || outcome == Outcome::InPart);
  return with_known ? words + ", but for " + counted(known, "accepted deviation") : words;
}

std::vector<Particular> device_particulars(const Report& report) {
  return without_empty({{"target", report.target},
                        {"device", device_line(report.facts)},
                        {"geometry", geometry_line(report)},
                        {"limits", limits_line(report.facts)},
                        {"emulator", report.provenance.emulator}});
}

std::vector<Particular> origin(const std::string& version, const Provenance& from) {
  return without_empty({{"began", from.date},
                        {"host", from.host},
                        {"kernel", from.kernel},
                        {"emulator", from.emulator},
                        {"znspec", version_text(version, from.commit)},
                        {"command", from.command_line}});
}

std::vector<Particular> particulars(const Report& report) {
  std::vector<Particular> all = without_empty({{"target", report.target},
                                               {"device", device_line(report.facts)},
                                               {"geometry", geometry_line(report)},
                                               {"limits", limits_line(report.facts)},
                                               {"seed", std::to_string(report.seed)}});
  for (Particular& each : origin(report.version, report.provenance)) all.push_back(std::move(each));
  return all;
}

std::vector<Particular> extent(const Report& report) {
  return without_empty({{"tested", tested(report)},
                        {"left out", left_out(report.scope.left_out)},
                        {"ended", report.scope.ended},
                        {"resumed", report.scope.resumed},
                        {"accepted", lists(report.scope.lists)}});
}

}  // namespace zns::harness
