#include <gtest/gtest.h>

#include "harness/store/crash_states.hpp"

namespace zns::harness {
namespace {

// A third of the programs of two acts; try_crashes({}) has all of three.
TEST(Crash, LeavesWhatWasPromisedInEveryState) {
  const CrashReport report = try_crashes({.longest = 2, .every = 3});
  EXPECT_EQ(report.programs, 3U * (1 + 10 + 34));
  EXPECT_GT(report.loads, 50'000U);
  EXPECT_TRUE(report.is_clean()) << to_text(report);
}

}  // namespace
}  // namespace zns::harness
