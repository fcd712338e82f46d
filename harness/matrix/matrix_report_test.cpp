#include "harness/matrix/matrix_report.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <set>

#include "harness/matrix/matrix_for_tests.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> heads(const MatrixReport& report) {
  std::vector<std::string> all;
  for (const MatrixArea& area : report.areas) all.push_back(area.head);
  return all;
}

TEST(MatrixReport, CountsByTheSectionOfTheSuite) {
  // given a case of each of two sections with the same number, and one that is not of the suite
  const MatrixReport report =
      matrix_of({reported(1, {matrix_case("zsm/a", Verdict::Passed), matrix_case("roz/a", Verdict::Failed, "x")}),
                 reported(0, {matrix_case("diff/sequences", Verdict::Passed)}, "Random sequences")});
  // then each has its column, in the standard's order, and sections without a case have none
  EXPECT_THAT(heads(report), ElementsAre("ZSM", "ROOZ", "RS"));
  EXPECT_EQ(report.rows[0].areas[0].passed, 1U);
  EXPECT_EQ(report.rows[0].areas[1].failed, 1U);
  EXPECT_EQ(report.rows[0].summary.cases, 2U);
  EXPECT_EQ(report.rows[1].areas[2].passed, 1U);
  EXPECT_EQ(report.rows[0].replay, "znspec run ref:zones=0 --filter 'a*'");
}

TEST(MatrixReport, HasAHeadOfItsOwnForEverySectionOfTheSuite) {
  std::set<std::string> names;
  for (const suites::Section& section : suites::contents()) {
    EXPECT_LE(short_head(section.title).size(), 8U) << section.title;
    EXPECT_TRUE(names.insert(short_head(section.title)).second) << section.title;
  }
  EXPECT_EQ(short_head("Zone Management Send command: Select All"), "ZMSSA");
  EXPECT_EQ(short_head("Flush command"), "Flush");
}

TEST(MatrixReport, SaysWhyThereIsNoVerdict) {
  const auto row = [](const JobEnd& end) { return matrix_of({end}).rows[0]; };
  EXPECT_EQ(row(reported(0, {})).exit, 0);
  EXPECT_EQ(row(reported(1, {})).exit, 1);
  EXPECT_EQ(row(complained(3, "no QEMU")).exit, 3);
  EXPECT_EQ(row(complained(3, "no QEMU")).remark, "no QEMU");
  EXPECT_EQ(row(complained(2, "no such option")).exit, 2);
  EXPECT_EQ(row(complained(0, "")).exit, 3) << "a verdict without a report is none";
  EXPECT_EQ(row(complained(0, "")).remark, "wrote no report");
  EXPECT_EQ(row(complained(7, "")).exit, 3);
  EXPECT_EQ(row(complained(7, "")).remark, "exit status 7");
  EXPECT_EQ(row({}).remark, "interrupted");
  EXPECT_EQ(row({}).exit, 3);
  JobEnd crashed;
  crashed.status = ExitStatus{.code = 0, .signal = SIGSEGV};
  EXPECT_EQ(row(crashed).exit, 3);
  EXPECT_EQ(row(crashed).remark, "crashed: signal 11 (Segmentation fault)");
  JobEnd rubbish = complained(0, "");
  rubbish.report = "{\"schema\": 2}";
  EXPECT_EQ(row(rubbish).exit, 3);
  EXPECT_THAT(row(rubbish).remark, HasSubstr("schema 2"));
  rubbish.report = "{";
  EXPECT_THAT(row(rubbish).remark, HasSubstr("cannot be read"));
}

TEST(MatrixReport, KeepsWhatWasFoundBeforeARunStopped) {
  const MatrixReport report = matrix_of({reported(
      3, {matrix_case("zsm/a", Verdict::Failed, "x"), matrix_case("run/stopped", Verdict::Error, "QEMU died")})});
  EXPECT_EQ(report.rows[0].exit, 3);
  EXPECT_EQ(report.rows[0].remark, "QEMU died");
  EXPECT_EQ(report.rows[0].summary.failed, 1U);
}

TEST(MatrixReport, ExitsWithTheGravest) {
  const JobEnd good = reported(0, {});
  const JobEnd bad = reported(1, {});
  const JobEnd lost = complained(3, "x");
  const JobEnd misspelt = complained(2, "x");
  EXPECT_EQ(exit_status(matrix_of({good, good})), 0);
  EXPECT_EQ(exit_status(matrix_of({good, bad, good})), 1);
  EXPECT_EQ(exit_status(matrix_of({lost, bad})), 3);
  EXPECT_EQ(exit_status(matrix_of({lost, misspelt, bad})), 2);
  EXPECT_EQ(exit_status(matrix_of({})), 0);
  MatrixReport interrupted = matrix_of({good});
  interrupted.interrupted = "interrupted";
  EXPECT_EQ(exit_status(interrupted), 3);
}

TEST(MatrixReport, IsContentWithARefusalThatIsListed) {
  const auto row = [](const JobEnd& end) { return matrix_of({end}, "metadata").rows[0]; };
  EXPECT_EQ(row(complained(3, "it has metadata")).exit, 0);
  EXPECT_EQ(row(complained(3, "it has metadata")).remark, "refused, as listed: it has metadata");
  EXPECT_EQ(row(complained(3, "no QEMU")).exit, 3) << "in other words";
  EXPECT_EQ(row(reported(0, {})).exit, 1) << "it is not refused any more";
  EXPECT_EQ(row(reported(0, {})).remark, "is not refused any more: 'metadata' is stale");
}

TEST(MatrixReport, SaysNothingOfARefusalWhereNothingWasAsked) {
  MatrixTarget target;
  target.name = "t";
  target.spelling = "ref:";
  target.refused = "metadata";
  const MatrixReport report = matrix_report({target}, {}, {}, contents_of_matrix_for_tests());
  EXPECT_EQ(report.rows[0].exit, 0);
  EXPECT_EQ(report.rows[0].remark, "");
}

TEST(MatrixReport, CallsADeviationStaleOnlyIfItExcusesNothingAnywhere) {
  const CaseReport stale = matrix_case("deviation/d:3", Verdict::Stale, "stale: gone");
  const CaseReport other = matrix_case("zsm/a", Verdict::Known, "old (d:33)");
  const CaseReport known = matrix_case("zsm/a", Verdict::Known, "old (d:3, https://example.org)");
  EXPECT_EQ(matrix_of({reported(1, {stale}), reported(0, {other})}).rows[0].exit, 1);
  const MatrixReport report = matrix_of({reported(1, {stale}), reported(0, {known})});
  EXPECT_EQ(report.rows[0].exit, 0);
  EXPECT_THAT(report.rows[0].cases, IsEmpty());
  const CaseReport failed = matrix_case("roz/a", Verdict::Failed, "x");
  EXPECT_EQ(matrix_of({reported(1, {stale, failed}), reported(0, {known})}).rows[0].exit, 1);
}

TEST(MatrixReport, PutsTheJobsOfATargetTogether) {
  MatrixTarget target;
  target.name = "t";
  target.spelling = "ref:";
  const std::vector<MatrixJob> jobs{{0, "t", {"run", "ref:"}}, {0, "t (diff)", {"diff", "ref:"}}};
  const MatrixReport report = matrix_report(
      {target}, jobs,
      {.jobs = {reported(0, {matrix_case("zsm/a", Verdict::Passed)}), complained(3, "died")}, .interrupted = ""},
      contents_of_matrix_for_tests());
  EXPECT_EQ(report.rows[0].exit, 3);
  EXPECT_EQ(report.rows[0].remark, "died");
  EXPECT_EQ(report.rows[0].summary.passed, 1U);
  EXPECT_EQ(report.rows[0].wall_ms, 10U);
  EXPECT_EQ(report.rows[0].commands, 10U);
}

}  // namespace
}  // namespace zns::harness
