#include "harness/qemu/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "harness/base/error.hpp"

namespace zns::harness {
namespace {

using ::testing::HasSubstr;

CommandResult shell(const std::string& script) {
  return run_command({.argv = {"/bin/sh", "-c", script}});
}

TEST(Process, OutputErrorAndStatusAreTaken) {
  const CommandResult result = shell("echo out; echo err >&2; echo more >&2; exit 7");
  EXPECT_EQ(result.out, "out\n");
  EXPECT_EQ(result.err, "err\nmore\n");
  EXPECT_EQ(result.status.code, 7);
  EXPECT_EQ(result.first_error_line(), "err");
  EXPECT_EQ(result.status.describe(), "exit status 7");
}

TEST(Process, MuchOnBothPipesDoesNotHang) {
  const CommandResult result = shell("head -c 1000000 /dev/zero >&2 & head -c 3000000 /dev/zero; wait");
  EXPECT_EQ(result.out.size(), 3'000'000u);
  EXPECT_EQ(result.err.size(), 1'000'000u);
}

TEST(Process, ThereIsNoInput) {
  EXPECT_EQ(shell("wc -c").out, "0\n");
}

TEST(Process, ASignalIsToldFromAnExit) {
  const CommandResult result = shell("kill -SEGV $$");
  EXPECT_EQ(result.status.signal, SIGSEGV);
  EXPECT_FALSE(result.status.success());
  EXPECT_THAT(result.status.describe(), HasSubstr("signal 11 (Segmentation fault)"));
}

TEST(Process, AMissingProgramIsNamed) {
  try {
    run_command({.argv = {"no-such-program"}});
    FAIL();
  } catch (const HarnessError& error) {
    EXPECT_STREQ(error.what(), "cannot start no-such-program: No such file or directory");
  }
  EXPECT_FALSE(program_exists("no-such-program"));
  EXPECT_FALSE(program_exists("/no/such/program"));
  EXPECT_TRUE(program_exists("sh"));
  EXPECT_TRUE(program_exists("/bin/sh"));
}

TEST(Process, EnvironmentAndFolderAreTheChilds) {
  const CommandResult result = run_command(
      {.argv = {"/bin/sh", "-c", "echo $HOME; pwd"}, .environment = {{"HOME", "/elsewhere"}}, .directory = "/usr"});
  EXPECT_EQ(result.out, "/elsewhere\n/usr\n");
}

TEST(Process, NeitherItNorItsChildrenOutliveUs) {
  Pipe pipe = make_pipe();
  {
    const Process process{{.argv = {"/bin/sh", "-c", "sleep 100 & sleep 100"}, .stdout_fd = pipe.write_end.get()}};
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    EXPECT_EQ(kill(process.pid(), 0), 0);
  }
  pipe.write_end.reset();
  std::string nothing;  // the end of the file comes only when the last of them is gone
  EXPECT_FALSE(read_available(pipe.read_end.get(), nothing));
}

TEST(Lines, FirstAndLast) {
  EXPECT_EQ(first_line("\r\n\na\r\nb"), "a");
  EXPECT_EQ(first_line(""), "");
  EXPECT_EQ(last_line("a\nb \r\n\n"), "b");
  EXPECT_EQ(last_line("only"), "only");
  EXPECT_EQ(last_line(" \n"), "");
}

}  // namespace
}  // namespace zns::harness
