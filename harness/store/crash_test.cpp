#include <gtest/gtest.h>

#include "harness/store/crash_states.hpp"
#include "reference/spec/sampled_for_tests.hpp"

namespace zns::harness {
namespace {

// A third of the programs of two acts; try_crashes({}) has all of three.
TEST(Crash, LeavesWhatWasPromisedInEveryState) {
  const CrashReport report = try_crashes({.longest = 2, .every = 3 * kSampleStep});
  EXPECT_GE(report.programs, 3 * (1 + 10 + 33 / kSampleStep));
  EXPECT_GT(report.loads, 50'000U / kSampleStep);
  EXPECT_TRUE(report.is_clean()) << to_text(report);
}

}  // namespace
}  // namespace zns::harness
