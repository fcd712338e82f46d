#include "harness/targets/open_device.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "harness/base/error.hpp"
#include "harness/targets/fake_host.hpp"
#include "harness/targets/fake_kernel.hpp"

// libnvme 3 opens nodes by name and only below the real /dev.
#if ZNSPEC_LIBNVME_GEN < 3

namespace zns::harness {
namespace {

using testing::FakeHost;
using testing::FakeKernel;
using ::testing::HasSubstr;

class OpenDeviceTest : public ::testing::Test {
 protected:
  OpenDeviceTest() {
    tree.add_parent("pci/nvme0", "pcie");
    tree.add_block("pci/nvme0", "nvme0n1", 1, "259:0", "eui.0001");
    tree.add_generic("pci/nvme0", "ng0n1", "240:0");
  }
  OpenedDevice open(const std::string& name, bool destroy_data, std::optional<ZoneRange> zones = {}) const {
    return open_device({.path = tree.dev(name), .destroy_data = destroy_data, .zones = zones}, tree.host());
  }
  std::string refusal(const std::string& name, bool destroy_data, std::optional<ZoneRange> zones = {}) const {
    try {
      static_cast<void>(open(name, destroy_data, zones));
    } catch (const HarnessError& error) {
      return error.what();
    } catch (const UsageError& error) {
      return error.what();
    }
    return "no refusal";
  }
  FakeKernel kernel;
  FakeHost tree;
};

TEST_F(OpenDeviceTest, OpensBothNodesOfANamespace) {
  for (const std::string name : {"nvme0n1", "ng0n1"}) {
    const OpenedDevice opened = open(name, true);
    EXPECT_EQ(opened.target().name(), tree.dev(name));
    EXPECT_EQ(opened.target().nsid(), 1U);
    EXPECT_EQ(opened.identity().serial, "SERIAL-42");
    EXPECT_EQ(opened.target().carries().max_transfer_bytes, 131072U) << "what /sys says";
    EXPECT_EQ(opened.drive->claimed(), 1U);
    EXPECT_EQ(opened.guard, nullptr);
  }
}

TEST_F(OpenDeviceTest, TakesTheNsidFromTheKernel) {
  kernel.nsid = 5;
  EXPECT_EQ(open("nvme0n1", true).target().nsid(), 5U);
  EXPECT_EQ(kernel.last().command.nsid, 5U);
}

TEST_F(OpenDeviceTest, SendsNothingButIdentifyWithoutConsent) {
  EXPECT_THAT(refusal("nvme0n1", false), HasSubstr("serial number 'SERIAL-42'"));
  EXPECT_EQ(kernel.seen.size(), 3U);
  for (const auto& ioctl : kernel.seen) EXPECT_EQ(ioctl.command.opcode, 0x06);
}

TEST_F(OpenDeviceTest, SendsNothingToADeviceInUse) {
  tree.write("proc/self/mountinfo", "40 28 259:0 / /mnt rw - ext4 /dev/nvme0n1 rw\n");
  EXPECT_THAT(refusal("ng0n1", true), HasSubstr("is mounted on /mnt"));
  EXPECT_TRUE(kernel.seen.empty());
}

TEST_F(OpenDeviceTest, ADeviceThatDoesNotAnswerIsNoDevice) {
  kernel.nsid = 0;
  EXPECT_THAT(refusal("nvme0n1", true), HasSubstr("does not tell its NSID"));
  FakeKernel::current = nullptr;
  EXPECT_THAT(refusal("nvme0n1", true), HasSubstr("is not an NVMe namespace"));
}

TEST_F(OpenDeviceTest, SaysWhyANodeDoesNotOpen) {
  FakeHost::busy_node = "ng0n1";
  FakeHost::open_error = EACCES;
  EXPECT_THAT(refusal("ng0n1", true), HasSubstr("/ng0n1: no permission: run as root"));
  FakeHost::open_error = ENXIO;
  EXPECT_THAT(refusal("ng0n1", true), HasSubstr("/ng0n1: there is no device behind this node"));
  FakeHost::open_error = EMFILE;
  EXPECT_THAT(refusal("ng0n1", true), HasSubstr("/ng0n1: cannot be opened: "));
}

TEST_F(OpenDeviceTest, TakesTheGenericNodeForCommandsInFlightTogether) {
  FakeHost::uring_error = 0;
  for (const std::string name : {"nvme0n1", "ng0n1"}) {
    const OpenedDevice opened = open(name, true);
    EXPECT_EQ(opened.drive->way_together(), "io_uring") << name;
    EXPECT_EQ(opened.target().carries().queue_depth, 64U) << name;
  }
}

// Numbers of nodes say nothing: the controller and the NSID do.
TEST_F(OpenDeviceTest, KnowsTheGenericNodeByItsControllerAndNamespace) {
  FakeHost::uring_error = 0;
  tree.add_generic("pci/nvme0", "ng7n1", "240:7");
  tree.remove("sys/class/nvme-generic/ng0n1");
  EXPECT_EQ(open("nvme0n1", true).drive->way_together(), "io_uring");
  kernel.nsids = {1, 2};  // the node itself, and its neighbour
  EXPECT_EQ(open("nvme0n1", true).drive->way_together(), "threads (no generic node)") << "another namespace's";
  FakeHost::busy_node = "ng7n1";
  FakeHost::open_error = ENXIO;
  EXPECT_EQ(open("nvme0n1", true).drive->way_together(), "threads (no generic node)");
  tree.remove("sys/class/nvme-generic/ng7n1");
  tree.add_parent("pci/nvme1", "pcie");
  tree.add_generic("pci/nvme1", "ng1n1", "240:1");
  EXPECT_EQ(open("nvme0n1", true).drive->way_together(), "threads (no generic node)") << "another drive's";
}

TEST_F(OpenDeviceTest, TakesThreadsWhereThereIsNoIoUringAndSaysWhy) {
  const auto way = [&](int error) {
    FakeHost::uring_error = error;
    return open("ng0n1", true).drive->way_together();
  };
  EXPECT_EQ(way(ENOSYS), "threads (the kernel has no io_uring)");
  EXPECT_EQ(way(EPERM), "threads (io_uring is forbidden: kernel.io_uring_disabled?)");
  EXPECT_EQ(way(EINVAL), "threads (io_uring passthrough needs Linux 5.19)");
  EXPECT_EQ(way(ENOMEM), "threads (io_uring: Cannot allocate memory)");
  EXPECT_EQ(open("ng0n1", true).target().carries().queue_depth, 64U);
}

TEST_F(OpenDeviceTest, HasNoMoreInFlightThanTheQueueHasRoomFor) {
  tree.write("sys/devices/pci/nvme0/sqsize", "15\n");
  EXPECT_EQ(open("nvme0n1", true).target().carries().queue_depth, 15U);
  tree.write("sys/devices/pci/nvme0/sqsize", "1023\n");
  EXPECT_EQ(open("nvme0n1", true).target().carries().queue_depth, 64U);
}

TEST_F(OpenDeviceTest, KeepsARunInsideOfItsZones) {
  const OpenedDevice opened = open("nvme0n1", true, ZoneRange{2, 5});
  ASSERT_NE(opened.guard, nullptr);
  EXPECT_EQ(&opened.target(), opened.guard.get());
  EXPECT_THAT(refusal("nvme0n1", true, ZoneRange{2, 64}), HasSubstr("has zones 0 to 63"));
  kernel.is_zoned = false;
  EXPECT_THAT(refusal("nvme0n1", true, ZoneRange{2, 5}), HasSubstr("Identify"));
}

}  // namespace
}  // namespace zns::harness

#endif
