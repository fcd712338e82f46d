#include "harness/witness/judge.hpp"

#include <gmock/gmock.h>

namespace zns::harness {
namespace {

using suites::Result;
using suites::Verdict;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Result result_of(Verdict verdict) {
  Result result;
  result.id = "a/b";
  result.verdict = verdict;
  if (verdict == Verdict::Failed)
    result.failure =
        suites::Failure{.expected = {"this"}, .observed = "that", .zones = {}, .commands = {}, .clauses = {}};
  return result;
}

Finding objection() {
  return {.warning = false,
          .clauses = {"ZNS-GEN-001"},
          .command = "flush",
          .expected = {"success"},
          .observed = "an abort",
          .zones = {"zone 3  ZSE"}};
}

Finding warning() {
  Finding finding = objection();
  finding.warning = true;
  return finding;
}

TEST(Judge, LeavesACaseAloneThatBothWitnessesFindGood) {
  const Result judged = judge(result_of(Verdict::Passed), {}, {});
  EXPECT_EQ(judged.verdict, Verdict::Passed);
  EXPECT_EQ(judged.reason, "");
}

TEST(Judge, FailsAPassedCaseThatTheOracleObjectsTo) {
  const Result judged = judge(result_of(Verdict::Passed), {warning(), objection()}, {"flush -> abort"});
  EXPECT_EQ(judged.verdict, Verdict::Failed);
  EXPECT_EQ(judged.reason, kOracleObjects);
  ASSERT_TRUE(judged.failure);
  EXPECT_THAT(judged.failure->expected, ElementsAre("success"));
  EXPECT_EQ(judged.failure->observed, "flush: an abort");
  EXPECT_THAT(judged.failure->zones, ElementsAre("zone 3  ZSE"));
  EXPECT_THAT(judged.failure->commands, ElementsAre("flush -> abort"));
  EXPECT_THAT(judged.failure->clauses, ElementsAre("ZNS-GEN-001"));
}

TEST(Judge, FailsAWarnedCaseThatTheOracleObjectsTo) {
  const Result judged = judge(result_of(Verdict::Warned), {objection()}, {});
  EXPECT_EQ(judged.verdict, Verdict::Failed);
  EXPECT_EQ(judged.reason, kOracleObjects);
}

TEST(Judge, SeesNoDisagreementWhereTheSuiteCouldOnlyWarn) {
  Result should = result_of(Verdict::Failed);
  should.verdict = Verdict::Warned;
  should.reason = "the level of this case is \"should\"";
  const Result judged = judge(should, {objection()}, {});
  EXPECT_EQ(judged.verdict, Verdict::Failed);
  EXPECT_EQ(judged.reason, "");
  EXPECT_EQ(judged.failure->observed, "that");
}

TEST(Judge, LosesNoObjectionWhereTheSuiteHasNoVerdict) {
  Result undecided = result_of(Verdict::NotApplicable);
  undecided.reason = "no open limit";
  const Result judged = judge(undecided, {objection()}, {});
  EXPECT_EQ(judged.verdict, Verdict::Failed);
  EXPECT_THAT(judged.reason, HasSubstr("no open limit"));
}

TEST(Judge, SaysSoWhenOnlyTheSuiteObjects) {
  const Result judged = judge(result_of(Verdict::Failed), {warning()}, {});
  EXPECT_EQ(judged.verdict, Verdict::Failed);
  EXPECT_EQ(judged.reason, kSuiteObjects);
  EXPECT_EQ(judged.failure->observed, "that");
}

TEST(Judge, SaysNothingWhenBothObject) {
  const Result judged = judge(result_of(Verdict::Failed), {objection()}, {});
  EXPECT_EQ(judged.verdict, Verdict::Failed);
  EXPECT_EQ(judged.reason, "");
  EXPECT_EQ(judged.failure->observed, "that");
}

TEST(Judge, WarnsOfWarnings) {
  const Result judged = judge(result_of(Verdict::Passed), {warning(), warning()}, {});
  EXPECT_EQ(judged.verdict, Verdict::Warned);
  EXPECT_EQ(judged.reason, "flush: an abort (ZNS-GEN-001), and 1 more");
  EXPECT_FALSE(judged.failure);
}

TEST(Judge, NeverTurnsAWarningIntoAVerdict) {
  EXPECT_EQ(judge(result_of(Verdict::NotApplicable), {warning()}, {}).verdict, Verdict::NotApplicable);
  EXPECT_EQ(judge(result_of(Verdict::Error), {warning()}, {}).verdict, Verdict::Error);
}

TEST(Judge, DoesNotCallItADisagreementWhereTheOracleDoesNotJudge) {
  EXPECT_EQ(judge(result_of(Verdict::Failed), {}, {}, false).reason, result_of(Verdict::Failed).reason);
  EXPECT_EQ(judge(result_of(Verdict::Failed), {}, {}, true).reason, kSuiteObjects);
}

}  // namespace
}  // namespace zns::harness
