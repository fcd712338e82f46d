// A budget is kept, and what it leaves out is named.
#include "harness/cli/planning.hpp"

#include "harness/cli/cli_for_tests.hpp"
#include "harness/targets/in_process.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class BudgetOfARun : public Cli {
 protected:
  BudgetOfARun() {
    contents_ = [] { return suites::contents(); };
  }
};

TEST_F(BudgetOfARun, LeavesOutWhatItHasNoRoomFor) {
  // given a drive of which the whole suite writes some 100 MiB, when it may write 10
  const CliOutcome outcome = znspec({"run", "ref:zones=64,zsze=256,zcap=256", "--budget", "10M", "-q"});
  // then some cases are left out, and the report says so
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("znspec: plan: "), HasSubstr("MiB to write")));
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("No failure in what was tested\n"), HasSubstr(", with --budget 10M\n"),
                                 HasSubstr(" for the budget: "), Not(HasSubstr("is used up"))));
}

TEST_F(BudgetOfARun, LeavesOutNothingWhereAllFits) {
  const CliOutcome outcome = znspec({"run", "ref:", "--budget", "2h", "-q"});
  EXPECT_THAT(outcome.out, Not(HasSubstr("for the budget")));
}

TEST_F(BudgetOfARun, IsNotPlannedForSmallZones) {
  EXPECT_THAT(znspec({"run", "ref:", "--filter", "flush", "-q"}).err, Not(HasSubstr("plan: ")));
  EXPECT_THAT(znspec({"run", "ref:zones=8,zsze=32768,zcap=32768", "--filter", "flush", "-q"}).err,
              HasSubstr("znspec: plan: 12 cases, about 1 s, "));
}

class PlanningOf : public ::testing::Test {
 protected:
  Planning planning(const std::string& budget) {
    return Planning{budget, 1, [this] { return now_; }};
  }
  std::chrono::steady_clock::time_point now_;
};

TEST_F(PlanningOf, ATimeEndsTheRunWhenItIsOver) {
  Planning plan = planning("10m");
  EXPECT_EQ(plan.enough(0), "");
  now_ += seconds{599};
  EXPECT_EQ(plan.enough(std::uint64_t{1} << 60), "");
  now_ += seconds{1};
  EXPECT_EQ(plan.enough(0), "--budget 10m is used up");
}

TEST_F(PlanningOf, ASizeEndsTheRunWhenItIsWritten) {
  Planning plan = planning("1M");
  EXPECT_EQ(plan.enough(16U << 20U), "") << "to measure the drive";
  EXPECT_EQ(plan.enough((17U << 20U) - 1), "");
  EXPECT_EQ(plan.enough(17U << 20U), "--budget 1M is used up");
}

TEST_F(PlanningOf, WithoutABudgetNothingEndsTheRun) {
  Planning plan = planning("");
  now_ += std::chrono::hours{100};
  EXPECT_EQ(plan.enough(std::uint64_t{1} << 60), "");
  EXPECT_EQ(plan.share_of(3), std::nullopt);
}

}  // namespace
}  // namespace zns::harness
