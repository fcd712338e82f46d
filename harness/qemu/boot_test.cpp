// Boots the real guest, with a stand-in for znspec. Needs QEMU and the kernel (which is fetched), and some seconds for
// each test: built only with -DZNSPEC_GUEST_TESTS=ON.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "harness/qemu/guest.hpp"
#include "harness/qemu/work_folder.hpp"

namespace zns::harness {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Boot : public testing::Test {
 protected:
  int run(const std::vector<std::string>& steps) {
    const auto start = std::chrono::steady_clock::now();
    const int status = run_guest(options_, steps, ZNSPEC_STAND_IN, out_, diagnostics_);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::cout << "session: " << took.count() << " s\n";
    return status;
  }
  std::string error_of_run(const std::vector<std::string>& steps) {
    try {
      run(steps);
    } catch (const HarnessError& error) {
      return error.what();
    }
    return "(no error)";
  }
  WorkFolder folder_{testing::TempDir()};
  GuestOptions options_;
  std::ostringstream out_, diagnostics_;
};

TEST_F(Boot, AWholeSession) {
  const fs::path report = folder_.path() / "r'1.json", input = folder_.path() / "an input,1";
  std::ofstream{input} << "from the host\n";
  EXPECT_EQ(run({"device", "cwd", "cat=" + input.string(), "terminal", "error=to stderr", "--report",
                 "json=" + report.string(), "status=1"}),
            1);
  EXPECT_EQ(out_.str(),
            "report 0, 64 zones, the first in state 1\n" + fs::current_path().string() + "\nfrom the host\n000\n");
  EXPECT_EQ(diagnostics_.str(), "to stderr\n");
  std::string expected;
  for (int i = 0; i < 256 * 1024; ++i) expected += static_cast<char>(i % 256);
  std::ostringstream brought;
  brought << std::ifstream{report, std::ios::binary}.rdbuf();
  EXPECT_TRUE(brought.str() == expected);
}

TEST_F(Boot, TracesAreSavedOnTheHost) {
  const fs::path traces = folder_.path() / "new/tra ces";
  EXPECT_EQ(run({"--save", traces.string(), "status=1"}), 1);
  std::map<std::string, std::string> saved;
  for (const fs::directory_entry& file : fs::directory_iterator{traces}) {
    std::ostringstream content;
    content << std::ifstream{file.path(), std::ios::binary}.rdbuf();
    saved[file.path().filename().string()] = content.str();
  }
  EXPECT_THAT(saved, testing::ElementsAre(testing::Pair("run.a-1_b.sh", "run.a-1_b.sh\n"),
                                          testing::Pair("run.a-1_b.trace", "run.a-1_b.trace\n")));
}

TEST_F(Boot, TheDriveIsTheOneAskedFor) {
  options_.device = {
      {"size", "64M"}, {"zoned.zone_size", "1M"}, {"zoned.zone_capacity", "1M"}, {"logical_block_size", "512"}};
  EXPECT_EQ(run({"device"}), 0);
  EXPECT_EQ(out_.str(), "report 0, 64 zones, the first in state 1\n");
}

TEST_F(Boot, LinuxsOwnTargetIsBesideQemusDrive) {
  options_.target = GuestTarget::Nvmet;
  options_.device = {{"size", "16"}, {"zone_size", "1"}, {"zone_capacity", "1"}};
  EXPECT_EQ(run({"device", "device=/dev/nvme1n1", "device=/dev/ng1n1"}), 0);
  EXPECT_EQ(out_.str(),
            "report 0, 64 zones, the first in state 1\nreport 0, 16 zones, the first in state 1\n"
            "report 0, 16 zones, the first in state 1\n");
}

TEST_F(Boot, ATargetThatCannotBeSetUpIsTold) {
  options_.target = GuestTarget::Nvmet;
  options_.device = {{"zone_sizes", "4"}};
  EXPECT_THAT(error_of_run({"print=never"}), HasSubstr("the guest: null_blk has no option zone_sizes; "));
  options_.device = {{"zone_size", "3"}};
  EXPECT_THAT(error_of_run({"print=never"}), testing::ContainsRegex("refuses these options; .*must be power-of-two"));
  EXPECT_EQ(out_.str(), "");
}

TEST_F(Boot, MuchOutputComesWhole) {
  EXPECT_EQ(run({"lines=100000"}), 0);
  const std::string text = out_.str();
  EXPECT_THAT(text, testing::EndsWith("\nline 99999\n"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 100000);
}

TEST_F(Boot, FailuresAreTold) {
  EXPECT_THAT(error_of_run({"crash"}), HasSubstr("killed in the guest by signal 11"));
  EXPECT_THAT(error_of_run({"panic", "hang"}), HasSubstr("Kernel panic - not syncing: sysrq triggered crash"));
  options_.controller = {{"mdts", "many"}};
  EXPECT_THAT(error_of_run({}), HasSubstr("QEMU did not start (exit status 1): "));
}

TEST_F(Boot, AProgramThatHangsIsSilentAndOneThatWorksIsNot) {
  options_.silence = std::chrono::seconds{8};
  EXPECT_THAT(error_of_run({"print=x", "hang"}), HasSubstr("no sign of life for 8 s"));
  EXPECT_EQ(run({"compute=12"}), 0) << "prints nothing for longer than that, but is at work";
}

}  // namespace
}  // namespace zns::harness
