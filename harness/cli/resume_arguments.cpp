#include "harness/cli/resume_arguments.hpp"

#include <filesystem>

#include "harness/report/text.hpp"
#include "harness/run/resume.hpp"
#include "harness/select/select.hpp"

namespace zns::harness {
namespace {

std::string resumed_text(const Report& earlier, const std::string& file) {
  const std::string& date = earlier.provenance.date;
  return counted(cases_of_the_suite(earlier), "case") + " of " + file + (date.empty() ? "" : ", begun " + date);
}

// As Runner::stop() says it.
void stop(Report& report, const std::string& why, std::size_t selected) {
  report.stopped =
      why + " (" + std::to_string(cases_of_the_suite(report)) + " of " + std::to_string(selected) + " cases were run)";
  CaseReport entry;
  entry.title = "Every selected case is run";
  entry.result = {.id = kStoppedId, .verdict = suites::Verdict::Error, .reason = report.stopped};
  section_for(report, "", kRunSection).cases.push_back(std::move(entry));
}

}  // namespace

void add_resume_arguments(SubCommand& command, ResumeArguments& arguments) {
  command
      .add_option("--resume", arguments.resume,
                  "a JSON report or a journal: only cases that have no result in it are run")
      .type_name("FILE");
  command.add_option("--journal", arguments.journal, "keep what is found out in this file, case by case")
      .type_name("FILE");
  command.add_option("--guest-journal", arguments.guest_journal, "").hidden();
  command.add_option("--go-on", arguments.go_on, "").hidden();
  command.add_option("--unseen", arguments.unseen, "").hidden();
  command.add_option("--gone-on", arguments.gone_on, "").hidden();
  command.add_option("--stopped", arguments.stopped, "").hidden();
}

Earlier earlier_of(const ResumeArguments& arguments, const std::vector<suites::Section>& selected) {
  const bool seen = !arguments.go_on.empty();
  if (!seen && arguments.resume.empty()) return {};
  Earlier earlier{
      .report = load_earlier(seen ? arguments.go_on : arguments.resume), .seen = seen, .unseen = arguments.unseen};
  Report& report = *earlier.report;
  keep_results(report, selected);
  std::string& resumed = report.scope.resumed;
  if (!seen)
    resumed = resumed_text(report, arguments.resume);
  else if (!arguments.gone_on.empty())
    resumed += (resumed.empty() ? "" : "; ") + arguments.gone_on;
  if (!arguments.stopped.empty()) stop(report, arguments.stopped, case_count(selected));
  return earlier;
}

std::unique_ptr<Journal> journal_of(const ResumeArguments& arguments) {
  const std::string& path = arguments.guest_journal.empty() ? arguments.journal : arguments.guest_journal;
  return path.empty() ? nullptr : std::make_unique<Journal>(path);
}

void begin_journal(Journal& journal, const ResumeArguments& arguments, const Report& head, const Earlier& earlier) {
  if (!arguments.go_on.empty()) return;
  journal.head(head);
  if (!earlier.report) return;
  journal.counts(counts_of(*earlier.report));
  for (const SectionReport& section : earlier.report->sections)
    for (const CaseReport& entry : section.cases) journal.end(section, entry, {});
}

SaveTrace saving_into(Journal& journal, SaveTrace save) {
  return [&journal, save = std::move(save)](const std::string& id, const Trace& trace) {
    const std::string name = save(id, trace);
    journal.file(name);
    journal.file(std::filesystem::path{name}.replace_extension(".sh").string());
    return name;
  };
}

}  // namespace zns::harness
