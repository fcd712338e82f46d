#include "harness/targets/shell_command.hpp"

#include <gtest/gtest.h>

namespace zns::harness {
namespace {

using std::chrono::seconds;

TEST(ShellCommand, SaysHowItEnded) {
  EXPECT_EQ(run_in_shell("true && test -n \"$PATH\"", seconds{20}), "");
  EXPECT_EQ(run_in_shell("exit 3", seconds{20}), "it exited with 3");
  EXPECT_EQ(run_in_shell("kill -9 $$", seconds{20}), "it was killed by signal 9");
}

TEST(ShellCommand, EndsWithItsPatience) {
  EXPECT_EQ(run_in_shell("sleep 100 & sleep 100", seconds{0}), "it did not end within 0 s");
}

}  // namespace
}  // namespace zns::harness
