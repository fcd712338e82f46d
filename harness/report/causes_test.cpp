#include "harness/report/causes.hpp"

#include <gmock/gmock.h>

#include "harness/report/console.hpp"
#include "harness/report/github.hpp"
#include "harness/report/html/html.hpp"
#include "harness/report/junit.hpp"
#include "harness/report/report_for_tests.hpp"
#include "harness/report/tap.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

CaseReport failing(const std::string& id, const std::string& clause, const Cause& cause) {
  CaseReport entry = case_for_tests(id, Verdict::Failed);
  entry.clauses = {clause};
  entry.result.failure = failure_for_tests();
  entry.cause = cause;
  return entry;
}

const Cause kKeepsData{.clause = "ZNS-ZMS-030", .what = "deallocated|data"};

// Three cases meet data that a Reset left, one of which is about Reset; another one fails by itself.
Report a_report() {
  Report report = report_for_tests();
  std::vector<CaseReport>& cases = report.sections[1].cases;
  cases = {failing("read/old-data", "ZNS-IO-005", kKeepsData), failing("reset/keeps-data", "ZNS-ZMS-030", kKeepsData),
           failing("write/alone", "ZNS-IO-020", {.clause = "ZNS-IO-020", .what = "abort|success"}),
           failing("append/old-data", "ZNS-APPEND-020", kKeepsData)};
  cases[0].result.failure->aside = true;
  return report;
}

const CaseReport& entry(const Report& report, std::size_t index) {
  return report.sections[1].cases[index];
}

std::vector<std::string> ids(const std::vector<const CaseReport*>& entries) {
  std::vector<std::string> result;
  for (const CaseReport* each : entries) result.push_back(each->result.id);
  return result;
}

TEST(Causes, AreToldByTheCaseThatIsAboutThem) {
  const Report report = a_report();
  const Causes causes{report};
  EXPECT_EQ(causes.count(), 2U);
  EXPECT_EQ(causes.told_by(entry(report, 0)).result.id, "reset/keeps-data");
  EXPECT_EQ(causes.told_by(entry(report, 1)).result.id, "reset/keeps-data") << "it tells itself";
  EXPECT_THAT(ids(causes.others(entry(report, 1))), ::testing::ElementsAre("read/old-data", "append/old-data"));
  EXPECT_THAT(causes.others(entry(report, 0)), IsEmpty());
  EXPECT_EQ(causes.told_by(entry(report, 2)).result.id, "write/alone");
}

TEST(Causes, ThatNoCaseIsAboutAreToldByTheFirstThatDidNotMeetThemByTheWay) {
  Report report = a_report();
  report.sections[1].cases[1].clauses = {"ZNS-ZMS-020"};
  EXPECT_EQ(Causes{report}.told_by(entry(report, 3)).result.id, "reset/keeps-data")
      << "the first one met it in a set-up";
}

TEST(Causes, AreThoseOfFailedCasesOnly) {
  Report report = a_report();
  report.sections[1].cases[1].result.verdict = Verdict::Known;
  const Causes causes{report};
  EXPECT_EQ(causes.count(), 2U);
  EXPECT_EQ(causes.told_by(entry(report, 0)).result.id, "append/old-data");
  EXPECT_EQ(causes.told_by(entry(report, 1)).result.id, "reset/keeps-data") << "a known deviation stands alone";
}

TEST(Causes, OfFailuresThatSayNothingOfTheirsStandAlone) {
  Report report = a_report();
  for (CaseReport& each : report.sections[1].cases) each.cause = {};
  EXPECT_EQ(Causes{report}.count(), 4U);
}

TEST(Causes, AreToldOnceInEveryRendering) {
  const Report report = a_report();
  const std::string console = render_console(report, false);
  // As the results come, the first is told; the one that is about it follows at the end, and names the others.
  EXPECT_THAT(console,
              AllOf(HasSubstr("× reset/keeps-data  What reset/keeps-data expects\n      see       the same cause as "
                              "read/old-data\n"),
                    HasSubstr("      also      read/old-data\n                append/old-data\n"),
                    HasSubstr("4 failed (2 causes)")));
  EXPECT_THAT(render_junit(report),
              AllOf(HasSubstr("failures=\"4\""), HasSubstr("(the same cause as reset/keeps-data)")));
  for (const char* id : {"read/old-data", "reset/keeps-data", "write/alone", "append/old-data"})  // with its own time
    EXPECT_THAT(render_junit(report), HasSubstr(std::string{" name=\""} + id + "\" time=\"0.012\">\n      <failure "));
  EXPECT_THAT(render_tap(report), HasSubstr("  see: \"the same cause as reset/keeps-data\"\n"));
  EXPECT_THAT(render_github(report), AllOf(HasSubstr("<br>also append"), Not(HasSubstr("| append"))));
  EXPECT_THAT(render_html(report),
              AllOf(HasSubstr("Failures (5: 2 causes)"), HasSubstr("2 other cases failed for the same cause"),
                    HasSubstr("<li id=\"case-read/old-data\">")));
}

TEST(Causes, AreNotMentionedWhereEachFailureHasItsOwn) {
  EXPECT_THAT(render_console(report_for_tests(), false), Not(HasSubstr("cause")));
}

}  // namespace
}  // namespace zns::harness
