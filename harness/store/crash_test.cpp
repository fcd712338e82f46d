#include <gtest/gtest.h>

#include "harness/store/crash_states.hpp"

namespace zns::harness {
namespace {

TEST(Crash, LeavesWhatWasPromisedInEveryStateOfEveryProgramOfTwo) {
  const CrashReport report = try_crashes({.longest = 2});
  EXPECT_EQ(report.programs, 222U);
  EXPECT_GT(report.loads, 50'000U);
  EXPECT_TRUE(report.is_clean()) << to_text(report);
}

}  // namespace
}  // namespace zns::harness
