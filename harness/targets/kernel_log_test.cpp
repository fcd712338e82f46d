#include "harness/targets/kernel_log.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace zns::harness {
namespace {

TEST(KernelLog, TellsTheDriversLastLinesSinceTheBeginning) {
  // given a log with lines of before
  const auto path = std::filesystem::path{::testing::TempDir()} / ("kmsg_" + std::to_string(::getpid()));
  std::ofstream out{path};
  out << "6,1,1,-;nvme nvme0: pci function\n" << std::flush;
  KernelLog log{path.c_str()};
  EXPECT_EQ(log.lines_of_the_driver(), "");
  // when the kernel gives a command up
  out << "4,2,2,-;nvme nvme0: I/O 5 QID 1 timeout, aborting\n SUBSYSTEM=pci\n6,3,3,-;usb 1-1: new\n"
      << "4,4,4,-;nvme nvme0: I/O 5 QID 1 timeout, reset controller\x1b\n"
      << std::flush;
  // then its lines are told, and told once
  EXPECT_EQ(log.lines_of_the_driver(),
            "nvme nvme0: I/O 5 QID 1 timeout, aborting / nvme nvme0: I/O 5 QID 1 timeout, reset controller?");
  EXPECT_EQ(log.lines_of_the_driver(), "");
  std::filesystem::remove(path);
}

TEST(KernelLog, ThatCannotBeReadHasNoLines) {
  EXPECT_EQ(KernelLog{"/no/such/file"}.lines_of_the_driver(), "");
}

}  // namespace
}  // namespace zns::harness
