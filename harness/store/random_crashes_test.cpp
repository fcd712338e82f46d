#include "harness/store/random_crashes.hpp"

#include <gtest/gtest.h>

#include "harness/store/bad_disk_for_tests.hpp"
#include "reference/spec/sampled_for_tests.hpp"

namespace zns::harness {
namespace {

TEST(RandomCrashes, LeaveWhatWasPromised) {
  const CrashReport report = try_random_crashes({.points = sampled(1'000)});
  EXPECT_GE(report.points, sampled(1'000));
  EXPECT_GT(report.loads, sampled(1'000));
  EXPECT_GT(report.gone_on, 5U);
  EXPECT_TRUE(report.is_clean()) << to_text(report);
}

TEST(RandomCrashes, AreTheSameForTheSameSeed) {
  const RandomCrashPlan plan{.seed = 7, .points = 100};
  EXPECT_EQ(to_text(try_random_crashes(plan)), to_text(try_random_crashes(plan)));
}

TEST(RandomCrashes, SeeADiskThatIsNotSynced) {
  const CrashReport report =
      try_random_crashes({.disk = [](FakeDisk& disk) { return std::make_unique<BadDisk>(disk, Misdeed::NoSync); }});
  EXPECT_GT(report.lost, 0U);
  EXPECT_NE(report.first, "");
}

}  // namespace
}  // namespace zns::harness
