#include "harness/matrix/plan.hpp"

#include <gmock/gmock.h>

namespace zns::harness {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

MatrixTarget target(const std::string& name, const std::string& spelling) {
  MatrixTarget target;
  target.name = name;
  target.spelling = spelling;
  return target;
}

TEST(MatrixPlan, RunsTheSuiteAndThenRandomSequences) {
  MatrixTarget small = target("small", "qemu:size=4M");
  small.qemu = "/q";
  small.deviations = "d";
  small.diff = MatrixDiff{.commands = 20, .seed = 3, .depth = 8};
  const auto jobs = plan_jobs({small}, {.words = {"--suite", "zns"}});
  ASSERT_THAT(jobs, SizeIs(2));
  EXPECT_THAT(jobs[0].arguments,
              ElementsAre("run", "qemu:size=4M", "--qemu", "/q", "--deviations", "d", "--suite", "zns"));
  EXPECT_THAT(jobs[1].arguments, ElementsAre("diff", "qemu:size=4M", "--qemu", "/q", "--deviations", "d", "--commands",
                                             "20", "--seed", "3", "--depth", "8"));
  EXPECT_EQ(jobs[1].name, "small (diff)");
}

TEST(MatrixPlan, RunsInTheGuest) {
  const auto words = [](const std::string& guest, const std::string& qemu) {
    MatrixTarget linux = target("linux", "");
    linux.guest = guest;
    linux.qemu = qemu;
    return plan_jobs({linux}, {}).front().arguments;
  };
  EXPECT_THAT(words("", ""), ElementsAre("guest", "--", "run", "/dev/nvme0n1", "--destroy-data"));
  EXPECT_THAT(words("ms=8", "/q"),
              ElementsAre("guest", "--device", "ms=8", "--qemu", "/q", "--", "run", "/dev/nvme0n1", "--destroy-data"));
  EXPECT_THAT(words("nvmet", ""),
              ElementsAre("guest", "--target", "nvmet", "--", "run", "/dev/nvme1n1", "--destroy-data"));
}

TEST(MatrixPlan, LeavesOutWhatTheFilterLeavesOut) {
  MatrixTarget with_diff = target("a", "ref:");
  with_diff.diff = MatrixDiff{};
  const std::vector<MatrixTarget> targets{with_diff, target("b", "ref:")};
  EXPECT_THAT(plan_jobs(targets, {}), SizeIs(3));
  EXPECT_THAT(plan_jobs(targets, {.diff_matches = false, .words = {}}), SizeIs(2));
  const auto only_diff = plan_jobs(targets, {.suite_matches = false, .words = {}});
  ASSERT_THAT(only_diff, SizeIs(1));
  EXPECT_EQ(only_diff[0].arguments.front(), "diff");
  EXPECT_THAT(plan_jobs(targets, {.suite_matches = false, .diff_matches = false, .words = {}}), IsEmpty());
}

TEST(MatrixPlan, NamesTheDevice) {
  MatrixTarget linux = target("linux", "");
  linux.guest = "nvmet";
  EXPECT_EQ(device_of(linux), "guest nvmet");
  linux.guest = "";
  EXPECT_EQ(device_of(linux), "guest");
  EXPECT_EQ(device_of(target("a", "ref:")), "ref:");
}

}  // namespace
}  // namespace zns::harness
