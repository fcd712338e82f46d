#include "harness/run/resume.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "harness/base/error.hpp"
#include "harness/report/json.hpp"
#include "harness/report/json_reader.hpp"
#include "harness/report/report_for_tests.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;
using ::testing::HasSubstr;
using ::testing::StartsWith;

suites::Section section_of(const std::vector<std::string>& ids) {
  suites::Section section{.number = "1", .title = "T", .cases = {}};
  for (const std::string& id : ids) section.cases.push_back({.id = id, .title = "", .clauses = {}, .run = {}});
  return section;
}

std::vector<std::string> ids_of(const Report& report) {
  std::vector<std::string> ids;
  for (const SectionReport& section : report.sections)
    for (const CaseReport& entry : section.cases) ids.push_back(entry.result.id);
  return ids;
}

Report as_read(const Report& report) {
  return report_from_json(render_json(report));
}

std::string difference_to(const Report& now) {
  try {
    check_same_run(as_read(report_for_tests()), now, "r.json");
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(Resume, KeepsTheCasesThatHaveAResultAndAreSelected) {
  // given a report with one case of each verdict, and a run that has stopped
  Report earlier = report_for_tests();
  earlier.stopped = "interrupted";
  earlier.sections.push_back({"", kRunSection, {case_for_tests(kStoppedId, Verdict::Error, "interrupted")}});
  // when another run of all cases but one takes it over
  keep_results(earlier, {section_of({"flush/ok", "send/failed", "send/known", "send/skipped", "send/undecided"})});
  // then what ended in an error is left for that run, and so are stale entries and the end of this one
  EXPECT_THAT(ids_of(earlier), ::testing::ElementsAre("flush/ok", "send/failed", "send/known", "send/skipped"));
  EXPECT_EQ(cases_of_the_suite(earlier), 4U);
  EXPECT_EQ(earlier.stopped, "");
}

TEST(Resume, LeavesItToTheListsOfTheNewRunWhatIsKnown) {
  Report earlier = report_for_tests();
  keep_results(earlier, {section_of({"send/known"})});
  EXPECT_EQ(earlier.sections.at(0).cases.at(0).result.verdict, Verdict::Failed);
  EXPECT_EQ(earlier.sections.at(0).cases.at(0).result.reason, "");
}

TEST(Resume, RunsAgainWhatAListExcusedWithoutAFailure) {
  Report earlier = report_for_tests();
  earlier.sections[1].cases[1].result.failure.reset();
  keep_results(earlier, {section_of({"send/known"})});
  EXPECT_THAT(ids_of(earlier), ::testing::IsEmpty());
}

TEST(Resume, TakesTheSameRunOnly) {
  EXPECT_EQ(difference_to(report_for_tests()), "");
  const std::vector<std::pair<std::string, void (*)(Report&)>> rows = {
      {"(version): 0.1.0; here 9", [](Report& now) { now.version = "9"; }},
      {"(target): ref:; here qemu:", [](Report& now) { now.target = "qemu:"; }},
      {"(device): Drive", [](Report& now) { now.facts.controller.sn = "other"; }},
      {"(geometry): 16 zones of 64 blocks", [](Report& now) { now.facts.zsze = 32; }},
      {"(limits): at most 5 active", [](Report& now) { now.facts.max_active = 6; }},
      {"(seed): 7; here 8", [](Report& now) { now.seed = 8; }},
      {"(selection): all cases; here --suite zns", [](Report& now) { now.scope.limits = {"--suite zns"}; }}};
  for (const auto& [words, change] : rows) {
    Report now = report_for_tests();
    change(now);
    EXPECT_THAT(difference_to(now),
                ::testing::AllOf(StartsWith("--resume: 'r.json' is of another run ("), HasSubstr(words)));
  }
}

TEST(Resume, NodesMayHaveOtherNumbers) {
  Report then = report_for_tests();
  Report now = report_for_tests();
  then.target = "/dev/nvme0n1";
  now.target = "/dev/nvme3n1";
  EXPECT_NO_THROW(check_same_run(as_read(then), now, "r.json"));
}

TEST(Resume, AFileThatIsNoReportIsRefusedInOneLine) {
  const auto path = std::filesystem::path{::testing::TempDir()} / ("resume_" + std::to_string(::getpid()));
  const auto refusal = [](const std::string& file) -> std::string {
    try {
      static_cast<void>(load_earlier(file));
    } catch (const UsageError& error) {
      return error.what();
    }
    return "(taken)";
  };
  EXPECT_EQ(refusal("/no/such/file"), "--resume: cannot read '/no/such/file'");
  std::ofstream{path} << "{\"schema\": 1}";
  EXPECT_EQ(refusal(path.string()), "--resume: '" + path.string() + "' is no report of znspec: version: it is missing");
  std::ofstream{path} << render_json(report_for_tests());
  EXPECT_EQ(ids_of(load_earlier(path.string())), ids_of(report_for_tests()));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace zns::harness
