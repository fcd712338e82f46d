#include "harness/targets/protection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <functional>
#include <string>

#include "harness/base/error.hpp"
#include "harness/targets/fake_host.hpp"

namespace zns::harness {
namespace {

using ::testing::EndsWith;
using testing::FakeHost;
using ::testing::HasSubstr;

std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const HarnessError& error) {
    return error.what();
  }
  return "no refusal";
}

// nvme0: nvme0n1 with two partitions, and ng0n1. nvme1: another drive.
class ProtectionTest : public ::testing::Test {
 protected:
  ProtectionTest() {
    tree.add_parent("pci/nvme0", "pcie");
    tree.add_block("pci/nvme0", "nvme0n1", 1, "259:0", "eui.0001");
    tree.add_partition("nvme0n1", "nvme0n1p1", "259:1");
    tree.add_partition("nvme0n1", "nvme0n1p2", "259:2");
    tree.add_generic("pci/nvme0", "ng0n1", "240:0");
    tree.add_parent("pci/nvme1", "pcie");
    tree.add_block("pci/nvme1", "nvme1n1", 1, "259:7", "eui.0002");
  }
  std::size_t claim(const std::string& name) const {
    const DeviceNode node = find_node(tree.dev(name), tree.host());
    return claim_unused(node, block_faces(node, 1, tree.host()), tree.host()).count();
  }
  std::string why_not(const std::string& name) const {
    return refusal([&] { claim(name); });
  }
  std::string not_found(const std::string& name) const {
    return refusal([&] { static_cast<void>(find_node(tree.dev(name), tree.host())); });
  }
  void mount(const std::string& line) const { tree.write("proc/self/mountinfo", line + "\n"); }

  FakeHost tree;
};

TEST_F(ProtectionTest, FindsBothKindsOfNodes) {
  const DeviceNode block = find_node(tree.dev("nvme0n1"), tree.host());
  EXPECT_EQ(block.name, "nvme0n1");
  EXPECT_FALSE(block.generic);
  const DeviceNode generic = find_node(tree.dev("ng0n1"), tree.host());
  EXPECT_EQ(generic.name, "ng0n1");
  EXPECT_TRUE(generic.generic);
}

TEST_F(ProtectionTest, FollowsALinkToItsNode) {
  tree.link("../../nvme0n1", "dev/disk/by-id/nvme-eui.0001");
  const DeviceNode node = find_node(tree.dev("disk/by-id/nvme-eui.0001"), tree.host());
  EXPECT_EQ(node.name, "nvme0n1");
  EXPECT_THAT(node.spelling, EndsWith("by-id/nvme-eui.0001"));
}

TEST_F(ProtectionTest, SaysWhyANodeIsNone) {
  for (const std::string name : {"nvme0", "nvme0c0n1", "sda", "nvme0n1x", "ng0"})
    tree.write("dev/" + name, "character 1:1");
  EXPECT_THAT(not_found("nvme7n1"), EndsWith("/nvme7n1: does not exist"));
  tree.write("dev/ng8n1", "character 1:1");
  EXPECT_THAT(not_found("nvme8n1"), HasSubstr("/nvme8n1: does not exist, but "));
  EXPECT_THAT(not_found("nvme8n1"), HasSubstr("/ng8n1 does: use that"));
  EXPECT_THAT(not_found("nvme0n1/x"), EndsWith("does not exist"));
  EXPECT_THAT(not_found("nvme0"), HasSubstr("is a controller: name one of its namespaces, such as /dev/nvme0n1"));
  EXPECT_THAT(not_found("nvme0n1p2"), HasSubstr("is a partition: name the whole namespace, /dev/nvme0n1"));
  EXPECT_THAT(not_found("nvme0c0n1"), HasSubstr("is one path of a multipath namespace"));
  for (const std::string name : {"sda", "nvme0n1x", "ng0"})
    EXPECT_THAT(not_found(name), HasSubstr("is not an NVMe namespace")) << name;
}

TEST_F(ProtectionTest, RefusesANodeThatIsNotWhatItsNameSays) {
  tree.write("dev/nvme3n1", "data that somebody wrote");
  EXPECT_THAT(not_found("nvme3n1"), HasSubstr("is not a block device node"));
  tree.write("dev/ng3n1", "block 259:0");
  EXPECT_THAT(not_found("ng3n1"), HasSubstr("is not a character device node"));
  tree.write("dev/nvme3n1", "block 259:9");
  EXPECT_THAT(not_found("nvme3n1"), HasSubstr("the kernel has no such device"));
  tree.write("dev/nvme0n1", "block 8:1");
  EXPECT_THAT(not_found("nvme0n1"), HasSubstr("is device 8:1, but the kernel's nvme0n1 is 259:0"));
}

TEST_F(ProtectionTest, ClaimsADeviceThatNobodyUses) {
  EXPECT_EQ(claim("nvme0n1"), 1U);
  EXPECT_EQ(claim("ng0n1"), 1U) << "its block device";
}

TEST_F(ProtectionTest, RefusesAMountedDevice) {
  mount("40 28 259:0 / /mnt/my\\040data rw - zonefs /dev/nvme0n1 rw");
  EXPECT_THAT(why_not("nvme0n1"), HasSubstr(": in use: /dev/nvme0n1 is mounted on /mnt/my data"));
  EXPECT_THAT(why_not("ng0n1"), HasSubstr("/dev/nvme0n1 is mounted on /mnt/my data"));
  EXPECT_EQ(why_not("nvme1n1"), "no refusal") << "another drive";
}

TEST_F(ProtectionTest, RefusesAMountedPartition) {
  mount("40 28 259:2 / /boot rw shared:3 master:1 - ext4 /dev/root rw");
  EXPECT_THAT(why_not("nvme0n1"), HasSubstr("/dev/nvme0n1p2 is mounted on /boot"));
}

// A file system of several devices has a number of its own.
TEST_F(ProtectionTest, RefusesTheSourceOfAMount) {
  mount("40 28 0:52 / /home rw - btrfs /dev/nvme0n1 rw");
  EXPECT_THAT(why_not("ng0n1"), HasSubstr("is mounted on /home"));
  tree.link("../../nvme0n1p1", "dev/disk/by-uuid/1234");
  mount("40 28 0:52 / /home rw shared:2 - btrfs /dev/disk/by-uuid/1234 rw");
  EXPECT_THAT(why_not("nvme0n1"), HasSubstr("/dev/nvme0n1p1 is mounted on /home"));
}

TEST_F(ProtectionTest, RefusesSwap) {
  tree.write("proc/swaps", "Filename Type Size Used Priority\n/dev/nvme0n1p1 partition 1 0 -2\n");
  EXPECT_THAT(why_not("nvme0n1"), HasSubstr("/dev/nvme0n1p1 is swap space"));
  tree.remove("proc/swaps");
  EXPECT_EQ(why_not("nvme0n1"), "no refusal") << "a kernel without swap";
}

TEST_F(ProtectionTest, RefusesADeviceThatAnotherOneHolds) {
  tree.write("sys/block/nvme0n1/holders/dm-3", "");
  EXPECT_THAT(why_not("ng0n1"), HasSubstr("/dev/nvme0n1 is held by /dev/dm-3"));
  tree.remove("sys/block/nvme0n1/holders/dm-3");
  tree.write("sys/block/nvme0n1/nvme0n1p2/holders/md0", "");
  EXPECT_THAT(why_not("nvme0n1"), HasSubstr("/dev/nvme0n1p2 is held by /dev/md0"));
}

TEST_F(ProtectionTest, RefusesADeviceThatIsOpenedExclusively) {
  FakeHost::busy_node = "nvme0n1";
  FakeHost::busy_error = EBUSY;
  EXPECT_THAT(why_not("nvme0n1"), HasSubstr("/dev/nvme0n1 is opened exclusively by another program"));
  EXPECT_THAT(why_not("ng0n1"), HasSubstr("/dev/nvme0n1 is opened exclusively by another program"));
  FakeHost::busy_error = EACCES;
  EXPECT_THAT(why_not("ng0n1"), HasSubstr("no permission: run as root"));
}

TEST_F(ProtectionTest, RefusesWhenItCannotTell) {
  tree.remove("dev/nvme0n1");
  EXPECT_THAT(why_not("ng0n1"), HasSubstr("cannot make sure that nobody uses it"));
  tree.remove("proc/self/mountinfo");
  EXPECT_THAT(why_not("ng0n1"), HasSubstr("cannot find out whether it is mounted"));
  tree.remove("sys/block");
  EXPECT_THAT(why_not("ng0n1"), HasSubstr("cannot find out whether it is in use"));
}

// With multipath the numbers of ngXnY and nvmeXnY may differ: one counts controllers, the other subsystems.
TEST_F(ProtectionTest, FindsTheBlockDeviceOfAGenericNodeByParentAndNsid) {
  tree.add_parent("pci/nvme5", "pcie");
  tree.add_generic("pci/nvme5", "ng5n2", "240:5");
  tree.add_block("pci/nvme5", "nvme4n2", 1, "259:20", "eui.0005");
  tree.add_block("pci/nvme5", "nvme4n3", 2, "259:21", "eui.0006");
  mount("40 28 259:20 / /a rw - ext4 /dev/x rw");
  EXPECT_THAT(why_not("ng5n2"), HasSubstr("/dev/nvme4n2 is mounted on /a"));
  mount("40 28 259:21 / /b rw - ext4 /dev/x rw");
  EXPECT_EQ(claim("ng5n2"), 1U) << "another namespace of the controller";
}

TEST_F(ProtectionTest, WatchesEveryPathToTheNamespace) {
  tree.add_parent("pci/nvme2", "pcie");
  tree.add_block("pci/nvme2", "nvme2n1", 1, "259:30", "eui.0001");
  EXPECT_EQ(claim("nvme0n1"), 2U);
  tree.write("sys/block/nvme2n1/holders/dm-0", "");
  EXPECT_THAT(why_not("nvme0n1"), HasSubstr("/dev/nvme2n1 is held by /dev/dm-0"));
}

TEST_F(ProtectionTest, AHiddenBlockDeviceHasNoNodeToClaim) {
  tree.write("sys/block/nvme0n1/hidden", "1\n");
  tree.remove("dev/nvme0n1");
  EXPECT_EQ(claim("ng0n1"), 0U);
}

TEST_F(ProtectionTest, AsksForConsentAndShowsWhoseDataWouldBeLost) {
  const DeviceNode node = find_node(tree.dev("nvme0n1"), tree.host());
  const DeviceIdentity identity{.model = "M1", .serial = "S42", .firmware = "1", .nsid = 3, .bytes = 1ULL << 40};
  const std::string text = refusal([&] { require_consent(node, identity, false); });
  EXPECT_THAT(text, HasSubstr("nvme0n1: model 'M1', serial number 'S42', namespace 3, 1024 GiB: "));
  EXPECT_THAT(text, HasSubstr("give --destroy-data"));
  EXPECT_EQ(refusal([&] { require_consent(node, identity, true); }), "no refusal");
}

TEST_F(ProtectionTest, LearnsTheLimitsOfTheWay) {
  const auto link = [&](const std::string& name) {
    const DeviceNode node = find_node(tree.dev(name), tree.host());
    return link_of(node, block_faces(node, 1, tree.host()), tree.host());
  };
  EXPECT_TRUE(link("nvme0n1").pcie);
  EXPECT_TRUE(link("ng0n1").pcie);
  EXPECT_EQ(link("ng0n1").max_bytes, 131072U);
  tree.write("sys/devices/pci/nvme0/transport", "tcp\n");
  EXPECT_FALSE(link("nvme0n1").pcie);
  tree.remove("sys/devices/pci/nvme0/transport");
  EXPECT_FALSE(link("nvme0n1").pcie) << "nobody says so";
  tree.write("sys/block/nvme0n1/queue/max_hw_sectors_kb", "many\n");
  EXPECT_EQ(link("nvme0n1").max_bytes, std::nullopt);
}

TEST_F(ProtectionTest, AMultipathNamespaceIsPcieIfEveryPathIs) {
  tree.write("sys/devices/virtual/nvme-subsys4/nvme8/transport", "pcie\n");
  tree.write("sys/devices/virtual/nvme-subsys4/nvme9/transport", "pcie\n");
  tree.add_block("virtual/nvme-subsys4", "nvme4n1", 1, "259:40", "eui.0004");
  const DeviceNode node = find_node(tree.dev("nvme4n1"), tree.host());
  EXPECT_TRUE(link_of(node, {}, tree.host()).pcie);
  tree.write("sys/devices/virtual/nvme-subsys4/nvme9/transport", "tcp\n");
  EXPECT_FALSE(link_of(node, {}, tree.host()).pcie);
}

}  // namespace
}  // namespace zns::harness
