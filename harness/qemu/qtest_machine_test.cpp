// Needs qemu-system-x86_64; skipped where there is none.
#include "harness/qemu/qtest_machine.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "harness/base/error.hpp"
#include "harness/qemu/qtest_bus.hpp"
#include "harness/qemu/work_folder.hpp"
#include "reference/spec/registers.hpp"
#include "suites/target.hpp"

namespace zns::harness {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string joined_command(const QtestMachineOptions& options) {
  std::string text;
  for (const std::string& word : qtest_command(options, {.socket = 5, .ram = 6, .firmware = 7})) text += word + " ";
  return text;
}

TEST(QtestCommand, NamesDescriptorsAndNoFiles) {
  const std::string text =
      joined_command({.qemu = "/q", .qemu_data = "/a:/b", .machine = "q35", .devices = {"-device", "x"}});
  for (const char* part : {"/q ", "-machine q35,memory-backend=ram ", "fd=5 ", "mem-path=/proc/self/fd/6 ",
                           "-bios /proc/self/fd/7 ", "-L /a -L /b ", "-S ", "-m 64M ", "-device x "})
    EXPECT_THAT(text, HasSubstr(part));
  EXPECT_THAT(joined_command({}), Not(HasSubstr("-L ")));
}

TEST(SharedMemoryFile, IsSharedAndCleared) {
  SharedMemory memory{"test", 8192};
  memory.map();
  memory.bytes()[8191] = std::byte{'x'};
  EXPECT_EQ(memory.tail(2), std::string("\0x", 2));
  EXPECT_EQ(memory.tail(1 << 20).size(), 8192U);
  SharedMemory moved = std::move(memory);
  EXPECT_EQ(moved.bytes()[8191], std::byte{'x'});
  EXPECT_TRUE(memory.bytes().empty());  // NOLINT(bugprone-use-after-move): what a move leaves is the point
  moved.clear();
  EXPECT_EQ(moved.tail(1), std::string(1, '\0'));
}

class Machine : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!program_exists(options_.qemu)) GTEST_SKIP() << options_.qemu << " is not installed";
  }
  std::string refusal() {
    try {
      QtestMachine{options_};
    } catch (const HarnessError& error) {
      return error.what();
    }
    return {};
  }
  QtestMachineOptions options_{.timeout = std::chrono::milliseconds{10'000}};
};

TEST_F(Machine, SharesItsMemoryAndItsPorts) {
  QtestMachine machine{options_};
  machine.ram()[0x1000] = std::byte{0x78};
  machine.ram()[0x1003] = std::byte{0x12};
  EXPECT_EQ(machine.read32(0x1000), 0x1200'0078U);
  machine.write32(0x2000, 0xA1B2'C3D4);
  EXPECT_EQ(machine.ram()[0x2000], std::byte{0xD4});
  machine.out32(0xCF8, 0x8000'0000);
  EXPECT_EQ(machine.in32(0xCFC), 0x1237'8086U) << "the host bridge of every `pc`";
}

TEST_F(Machine, TakesPostedWritesInTheirOrder) {
  QtestMachine machine{options_};
  for (std::uint32_t i = 1; i <= 500; ++i) machine.post_write32(0x3000, i, i % 3 == 0);
  EXPECT_EQ(machine.read32(0x3000), 500U);
}

TEST_F(Machine, HasNoControllerUnlessItIsTold) {
  QtestMachine machine{options_};
  EXPECT_THROW(QtestBus{machine}, HarnessError);
}

TEST_F(Machine, HasItsControllerOnTheBus) {
  for (const char* name : {"pc", "q35"}) {
    options_.machine = name;
    options_.devices = {"-device", "nvme,serial=x"};
    QtestMachine machine{options_};
    QtestBus bus{machine};
    EXPECT_EQ(bus.read(0x08) >> 16, 1U) << "VS: NVMe 1.x";
    bus.write(property::kAqa, 0x001F'001F);
    EXPECT_EQ(bus.read(property::kAqa), 0x001F'001FU);
  }
}

TEST_F(Machine, SaysWhyItDoesNotStart) {
  options_.devices = {"-device", "no-such-device"};
  EXPECT_THAT(refusal(), HasSubstr("qemu-system-x86_64 does not start: -device no-such-device: "));
  options_.devices = {};
  options_.machine = "no-such-machine";
  EXPECT_THAT(refusal(), HasSubstr("unsupported machine type"));
  options_.qemu = "false";
  EXPECT_EQ(refusal(), "false does not start: false ended with exit status 1");
  options_.qemu = "no-such-program";
  EXPECT_EQ(refusal(), "cannot start no-such-program: No such file or directory");
}

// Programs that are no QEMU.
class StandIn : public ::testing::Test {
 protected:
  // A bash script, which finds our socket at $fd.
  std::string refusal(const std::string& script) const {
    const std::string program = (folder_.path() / "stand-in").string();
    std::ofstream{program} << "#!/bin/bash\nfor word in \"$@\"; do [[ $word == socket,* ]] && fd=${word##*=}; done\n"
                           << script << "\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    try {
      QtestMachine{{.qemu = program, .timeout = std::chrono::milliseconds{300}}};
    } catch (const HarnessError& error) {
      return error.what();
    }
    return {};
  }
  WorkFolder folder_{::testing::TempDir()};
};

TEST_F(StandIn, IsNotWaitedForForEver) {
  EXPECT_THAT(refusal("sleep 100"), HasSubstr("stand-in does not answer for 300 ms"));
}

TEST_F(StandIn, MayRefuseARequest) {
  EXPECT_THAT(refusal("read -u $fd line; echo FAIL what is $line >&$fd; sleep 100"),
              HasSubstr("stand-in refuses a qtest request: FAIL what is endianness"));
  EXPECT_EQ(refusal("read -u $fd line; echo IRQ raise 4 >&$fd; echo OK little >&$fd; sleep 100"), "");
}

TEST_F(StandIn, MayCloseItsSocketAndLive) {
  EXPECT_THAT(refusal("exec {fd}>&-; sleep 100"), HasSubstr("has closed its socket, and does not end"));
}

TEST_F(Machine, TellsACrashFromAMurder) {
  for (const int signal : {SIGSEGV, SIGABRT}) {
    QtestMachine machine{options_};
    kill(machine.pid(), signal);
    EXPECT_THROW(static_cast<void>(machine.read32(0)), suites::DeviceLost) << signal;
  }
  for (const int signal : {SIGKILL, SIGTERM, SIGINT, SIGHUP}) {
    QtestMachine machine{options_};
    kill(machine.pid(), signal);
    usleep(100'000);  // QEMU may still answer before it ends
    EXPECT_THROW(static_cast<void>(machine.read32(0)), HarnessError) << signal;
  }
}

}  // namespace
}  // namespace zns::harness
