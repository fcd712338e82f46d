// given reports of children, then who noticed what, what survives, and which cases nobody would miss
#include "harness/kill/kill_matrix.hpp"

#include <gmock/gmock.h>

#include "harness/report/exit_status.hpp"

namespace zns::harness {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr KillPlan kPlan{.seed = 7, .commands = 100, .depth_commands = 200, .depth = 4};

JobEnd ended(int code, const std::vector<std::string>& failed, int commands = 42) {
  std::string cases;
  for (const std::string& id : failed)
    cases += std::string{cases.empty() ? "" : ","} + R"({"id":")" + id +
             R"(","verdict":"failed","title":"t","section":"s","reason":"","failure":{"expected":[],"observed":"o",)" +
             R"("commands":["one","two"],"replay":"r"}})";
  return {.status = ExitStatus{.code = code},
          .report = R"({"schema":1,"commands":)" + std::to_string(commands) + R"(,"cases":[)" + cases + "]}",
          .complaint = "",
          .wall_ms = 1};
}

JobEnd killing(const std::vector<std::string>& failed, int commands = 42) {
  return ended(kNotConformant, failed, commands);
}
JobEnd quiet() {
  return ended(kConformant, {});
}

Specimen specimen(const std::string& id) {
  return {.id = id, .target = "mutant:" + id, .what = "does something else", .right = "", .hard = "", .clauses = {}};
}

TEST(KillPlan, LooksAtEachDeviceInThreeWays) {
  const std::vector<MatrixJob> jobs = plan_kills({specimen("a"), specimen("b")}, kPlan);
  ASSERT_EQ(jobs.size(), 6U);
  EXPECT_THAT(jobs[3].arguments, ElementsAre("run", "mutant:b", "--seed", "7"));
  EXPECT_THAT(jobs[4].arguments, ElementsAre("diff", "mutant:b", "--seed", "7", "--first", "--commands", "100"));
  EXPECT_THAT(jobs[5].arguments, ElementsAre("diff", "mutant:b,order=shuffled", "--seed", "7", "--first", "--commands",
                                             "200", "--depth", "4"));
}

TEST(KillMatrix, SaysWhoNoticedAndAfterHowManyCommands) {
  const KillMatrix matrix = kill_matrix(
      {specimen("a")}, kPlan, {.jobs = {killing({"x/1", "x/2"}), killing({"diff/C/1"}, 17), quiet()}}, {"x/1", "x/2"});
  const KillRow& row = matrix.rows.at(0);
  EXPECT_EQ(row.suite.by, "x/1");
  EXPECT_EQ(row.suite.commands, 2U);
  EXPECT_EQ(row.diff.commands, 17U);
  EXPECT_FALSE(row.depth.objects);
  EXPECT_THAT(row.cases, ElementsAre("x/1", "x/2"));
  EXPECT_EQ(mutants_status(matrix), kConformant);
  EXPECT_EQ(variants_status(matrix), kNotConformant) << "a permitted device must be left in peace";
}

TEST(KillMatrix, HasASurvivor) {
  const KillMatrix matrix = kill_matrix({specimen("a"), specimen("b")}, kPlan,
                                        {.jobs = {killing({"x/1"}), quiet(), quiet(), quiet(), quiet(), quiet()}}, {});
  EXPECT_EQ(mutants_status(matrix), kNotConformant);
  EXPECT_THAT(render_mutants(matrix, false), HasSubstr("SURVIVES: does something else"));
  EXPECT_THAT(render_mutants(matrix, false), HasSubstr("1 of 2  50.0 %"));
}

TEST(KillMatrix, TakesNoCrashForAVerdict) {
  JobEnd crash = quiet();
  crash.status = ExitStatus{.code = 0, .signal = 11};
  JobEnd silent = killing({});
  silent.report.clear();
  for (const JobEnd& end : {crash, silent, JobEnd{}, ended(kHarnessError, {"x/1"})}) {
    const KillMatrix matrix = kill_matrix({specimen("a")}, kPlan, {.jobs = {end, killing({"d"}), quiet()}}, {});
    EXPECT_FALSE(matrix.rows[0].suite.objects);
    EXPECT_FALSE(matrix.rows[0].suite.error.empty());
    EXPECT_EQ(mutants_status(matrix), kHarnessError);
    EXPECT_EQ(variants_status(matrix), kHarnessError);
  }
}

TEST(KillMatrix, NamesCasesThatNobodyWouldMiss) {
  // given a: killed by 1 and 2; b: by 2 and 3; c: by 3 alone
  const KillMatrix matrix = kill_matrix({specimen("a"), specimen("b"), specimen("c")}, kPlan,
                                        {.jobs = {killing({"1", "2"}), quiet(), quiet(), killing({"2", "3"}), quiet(),
                                                  quiet(), killing({"3"}), quiet(), quiet()}},
                                        {"1", "2", "3", "4"});
  // then 1 and 3 kill all three; the first of equals stays
  EXPECT_THAT(matrix.redundant, ElementsAre("2", "4"));
}

TEST(KillMatrix, CountsEachWayApart) {
  const KillMatrix matrix =
      kill_matrix({specimen("a"), specimen("b")}, kPlan,
                  {.jobs = {killing({"1"}), quiet(), quiet(), quiet(), quiet(), killing({"d"})}}, {});
  const KillCounts counts = count_kills(matrix);
  EXPECT_EQ(counts.by_suite, 1U);
  EXPECT_EQ(counts.by_diff, 0U);
  EXPECT_EQ(counts.by_depth, 1U);
  EXPECT_EQ(counts.by_diff_or_depth, 1U);
  EXPECT_EQ(counts.noticed, 2U);
  EXPECT_THAT(
      render_kill_json(matrix, Catalogue::Mutants),
      AllOf(HasSubstr(R"("catalogue": "mutants")"), HasSubstr(R"("by_suite": 1)"), HasSubstr(R"("by_diff": 0)"),
            HasSubstr(R"("by_depth": 1)"), HasSubstr(R"("by_diff_or_depth": 1)"), HasSubstr(R"("noticed": 2)")));
}

TEST(KillMatrix, LeavesPermittedDevicesInPeace) {
  const KillMatrix matrix = kill_matrix({specimen("a")}, kPlan, {.jobs = {quiet(), quiet(), quiet()}}, {});
  EXPECT_EQ(variants_status(matrix), kConformant);
  EXPECT_THAT(render_variants(matrix), HasSubstr("1 permitted devices, 0 flagged"));
}

}  // namespace
}  // namespace zns::harness
