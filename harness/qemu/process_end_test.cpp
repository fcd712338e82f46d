#include "harness/qemu/process_end.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <functional>

#include "harness/base/error.hpp"
#include "suites/target.hpp"

namespace zns::harness {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// "lost: ..." for a finding, "world: ..." for a failure of the world.
std::string outcome_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const suites::DeviceLost& lost) {
    return std::string{"lost: "} + lost.what();
  } catch (const HarnessError& error) {
    return std::string{"world: "} + error.what();
  }
  return {};
}
std::string end_of(const ExitStatus& status, const std::string& err = {}) {
  return outcome_of([&] { throw_process_end("qemu", status, err); });
}

TEST(ProcessEnd, ByItselfIsAFinding) {
  for (const int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL})
    EXPECT_THAT(end_of({.code = 0, .signal = signal}), StartsWith("lost: qemu ended with signal"));
  EXPECT_EQ(end_of({.code = 1, .signal = 0}, "a\nb\n\nc\n"), "lost: qemu ended with exit status 1: a / b / c");
  EXPECT_EQ(end_of({.code = 3}, "1\n2\n3\n4\n5\n6\n7\n"), "lost: qemu ended with exit status 3: 3 / 4 / 5 / 6 / 7");
}

TEST(ProcessEnd, FromOutsideIsNone) {
  for (const int signal : {SIGKILL, SIGTERM, SIGINT, SIGHUP})
    EXPECT_THAT(end_of({.code = 0, .signal = signal}), StartsWith("world: qemu ended with signal"));
  EXPECT_EQ(end_of({}), "world: qemu ended with exit status 0") << "as on SIGTERM";
}

TEST(ProcessEnd, SilenceIsToldFromAnEndlessLoop) {
  const auto silence_of = [](const char* script) {
    const Process process{{.argv = {"/bin/sh", "-c", script}}};
    return outcome_of([&] { throw_no_answer("qemu", process.pid(), std::chrono::milliseconds{70}); });
  };
  EXPECT_EQ(silence_of("while :; do :; done"), "lost: qemu does not answer for 70 ms: it is in an endless loop");
  EXPECT_EQ(silence_of("sleep 100"), "world: qemu does not answer for 70 ms");
  const Process stopped{{.argv = {"/bin/sh", "-c", "while :; do :; done"}}};
  kill(stopped.pid(), SIGSTOP);
  usleep(20'000);
  EXPECT_EQ(outcome_of([&] { throw_no_answer("qemu", stopped.pid(), std::chrono::milliseconds{70}); }),
            "world: qemu does not answer for 70 ms: it is stopped");
}

TEST(WhyNotStarted, IsTheProgramsOwnLastWord) {
  EXPECT_EQ(
      why_not_started("qemu", "qemu: invalid accelerator tcg\nqemu: -device x: no such device\nTry -device help\n"),
      "-device x: no such device");
  EXPECT_EQ(why_not_started("/bin/qemu", "qemu: odd\n"), "odd");
  EXPECT_EQ(why_not_started("qemu", "one\ntwo\n"), "two");
  EXPECT_EQ(why_not_started("qemu", "\n"), "");
}

}  // namespace
}  // namespace zns::harness
