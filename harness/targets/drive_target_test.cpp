#include "harness/targets/drive_target.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "harness/base/error.hpp"
#include "harness/targets/fake_host.hpp"
#include "harness/targets/fake_kernel.hpp"
#include "harness/targets/open_device.hpp"
#include "reference/spec/bytes.hpp"

// libnvme 3 opens nodes by name and only below the real /dev.
#if ZNSPEC_LIBNVME_GEN < 3

namespace zns::harness {
namespace {

using suites::DeviceLost;
using ::testing::ElementsAre;
using testing::FakeHost;
using testing::FakeKernel;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kPci = "sys/devices/pci/0000:00:04.0";
constexpr const char* kResetController = "sys/devices/pci/nvme0/reset_controller=1";

class DriveTest : public ::testing::Test {
 protected:
  DriveTest() { add("nvme0", "SERIAL-42"); }

  // A controller with one namespace, and both nodes of it.
  void add(const std::string& name, const std::string& serial, const std::string& transport = "pcie") const {
    const std::string parent = "pci/" + name;
    const std::string number = name.substr(4);
    tree.add_parent(parent, transport);
    tree.add_controller(parent, serial, "pci/0000:00:04.0");
    tree.add_block(parent, name + "n1", 1, "259:" + number, "eui.000" + number);
    tree.add_generic(parent, "ng" + number + "n1", "240:" + number);
  }
  void remove(const std::string& name) const {
    const std::string number = name.substr(4);
    for (const std::string& path : {"sys/devices/pci/" + name, "sys/class/nvme/" + name, "sys/block/" + name + "n1",
                                    "sys/class/nvme-generic/ng" + number + "n1", "dev/" + name + "n1",
                                    "dev/ng" + number + "n1", std::string{kPci}, std::string{"sys/bus"}})
      tree.remove(path);
  }
  void add_suspend(const std::string& modes) const {
    tree.write("sys/power/state", "freeze mem\n");
    tree.write("sys/power/pm_test", "[none] core processors platform devices freezer\n");
    tree.write("sys/power/mem_sleep", modes + "\n");
    tree.write("sys/module/suspend/parameters/pm_test_delay", "5\n");
  }
  OpenedDevice open(const std::string& ways, const std::string& power_cycle = {}) const {
    return open_device({.path = tree.dev("ng0n1"),
                        .destroy_data = true,
                        .resets = {.ways = parse_reset_ways(ways), .power_cycle = power_cycle}},
                       tree.host());
  }
  // What the loss, or the failure of the world, says.
  static std::string loss(suites::Target& target, Reset kind) {
    try {
      target.reset(kind);
    } catch (const DeviceLost& lost) {
      return std::string{"lost: "} + lost.what();
    } catch (const HarnessError& error) {
      return std::string{"harness: "} + error.what();
    }
    return "no loss";
  }
  FakeKernel kernel;
  FakeHost tree;
};

TEST_F(DriveTest, EachWayStandsForTheResetThatDoesTheSameToZones) {
  const auto carried = [&](const std::string& ways) {
    const suites::Carries carries = open(ways, "true").target().carries();
    return std::string{carries.controller_reset ? "C" : ""} + (carries.shutdown ? "S" : "") +
           (carries.power_cycle ? "P" : "") + (carries.keeps_zones ? "K" : "");
  };
  EXPECT_EQ(carried("none"), "");
  EXPECT_EQ(carried("controller"), "C");
  EXPECT_EQ(carried("flr"), "C");
  EXPECT_EQ(carried("shutdown"), "S");
  EXPECT_EQ(carried("hot"), "S");
  EXPECT_EQ(carried("power"), "PK");
  add_suspend("s2idle [deep]");
  EXPECT_EQ(carried("suspend"), "S");
  kernel.subsystem_reset_error = 0;
  tree.write("dev/nvme0", "character 239:0");
  EXPECT_EQ(carried("subsystem"), "PK");
}

TEST_F(DriveTest, WaysOfOneKindTakeTurns) {
  const OpenedDevice opened = open("flr,controller");
  for (int i = 0; i < 3; ++i) opened.target().reset(Reset::Controller);
  const std::string pci = kPci;
  EXPECT_THAT(FakeHost::written,
              ElementsAre(pci + "/reset_method=flr", pci + "/reset=1", pci + "/reset_method=flr bus", kResetController,
                          pci + "/reset_method=flr", pci + "/reset=1", pci + "/reset_method=flr bus"));
}

TEST_F(DriveTest, SaysWhatWasAskedForAndIsNotThere) {
  tree.write(std::string{kPci} + "/reset_method", "bus\n");
  tree.remove(std::string{kPci} + "/remove");
  tree.write("dev/nvme0", "character 239:0");
  const OpenedDevice opened = open("controller,flr,hot,subsystem");
  const std::vector<std::string>& missing = opened.drive->resets().missing();
  ASSERT_EQ(missing.size(), 3U);
  EXPECT_EQ(missing[0], "no resets of kind flr: the kernel can reset it by bus");
  EXPECT_THAT(missing[1], HasSubstr("no resets of kind hot: "));
  EXPECT_THAT(missing[1], HasSubstr("/remove: No such file or directory"));
  EXPECT_EQ(missing[2], "no resets of kind subsystem: the drive has no such reset (CAP.NSSRS)");
  EXPECT_TRUE(opened.target().carries().controller_reset) << "the others go on";
  EXPECT_FALSE(opened.target().carries().shutdown);
  EXPECT_EQ(kernel.subsystem_resets, 1);
}

TEST_F(DriveTest, OverAFabricThereIsTheControllersResetOnly) {
  remove("nvme0");
  add("nvme0", "SERIAL-42", "tcp");
  const OpenedDevice opened = open("controller,flr,shutdown,hot");
  EXPECT_TRUE(opened.target().carries().controller_reset);
  EXPECT_THAT(opened.drive->resets().missing(), ElementsAre("no resets of kind flr: the drive is no PCI device",
                                                            "no resets of kind shutdown: the drive is no PCI device",
                                                            "no resets of kind hot: the drive is no PCI device"));
}

TEST_F(DriveTest, WhoUsesAnotherNamespaceIsNotDisturbed) {
  tree.add_block("pci/nvme0", "nvme0n2", 2, "259:9", "eui.0009");
  EXPECT_TRUE(open("controller").target().carries().controller_reset) << "nobody uses it";
  tree.write("proc/self/mountinfo", "40 28 259:9 / /mnt rw - ext4 /dev/nvme0n2 rw\n");
  const OpenedDevice opened = open("controller,hot");
  EXPECT_FALSE(opened.target().carries().controller_reset);
  EXPECT_THAT(opened.drive->resets().missing(),
              ElementsAre("no resets: they would disturb another namespace: /dev/nvme0n2: in use: it is mounted on "
                          "/mnt"));
}

TEST_F(DriveTest, ZonesOfOthersAreNotReset) {
  const OpenedDevice opened = open_device({.path = tree.dev("ng0n1"),
                                           .destroy_data = true,
                                           .zones = ZoneRange{2, 5},
                                           .resets = {.ways = {ResetWay::Controller}}},
                                          tree.host());
  EXPECT_FALSE(opened.target().carries().controller_reset);
  EXPECT_THAT(opened.drive->resets().missing(), ElementsAre(HasSubstr("no resets: with --zones")));
}

TEST_F(DriveTest, StaysOursOverAResetThatLeavesTheNode) {
  const OpenedDevice opened = open("controller");
  FakeHost::busy_node = "nvme0n1";  // ours it is: whoever asks again would be refused
  FakeHost::busy_error = EBUSY;
  EXPECT_EQ(loss(opened.target(), Reset::Controller), "no loss");
  EXPECT_EQ(opened.drive->claimed(), 1U);
  EXPECT_EQ(FakeHost::paused, std::chrono::milliseconds{0});
}

TEST_F(DriveTest, WaitsUntilTheControllerIsLive) {
  const OpenedDevice opened = open("flr");
  FakeHost::on_write = [&](const std::string& path, const std::string&) {
    if (path == std::string{kPci} + "/reset") tree.write("sys/devices/pci/nvme0/state", "resetting\n");
    return 0;
  };
  int pauses = 0;
  FakeHost::on_pause = [&] {
    if (++pauses == 7) tree.write("sys/devices/pci/nvme0/state", "live\n");
  };
  EXPECT_EQ(loss(opened.target(), Reset::Controller), "no loss");
  EXPECT_EQ(pauses, 7);
}

TEST_F(DriveTest, ComesBackUnderAnotherName) {
  const OpenedDevice opened = open("hot");
  FakeHost::on_write = [&](const std::string& path, const std::string&) {
    if (path == std::string{kPci} + "/remove") {
      remove("nvme0");
      add("nvme1", "OTHER");
    }
    if (path == "sys/bus/pci/rescan") {
      remove("nvme1");
      add("nvme7", "SERIAL-42");
    }
    return 0;
  };
  EXPECT_EQ(loss(opened.target(), Reset::Shutdown), "no loss");
  EXPECT_EQ(opened.target().name(), tree.dev("ng0n1")) << "as the user spelt it";
  EXPECT_EQ(opened.drive->claimed(), 1U);
  const std::size_t before = kernel.seen.size();
  opened.target().submit({.queue = Queue::Io, .sqe = Sqe{.nsid = 1}});
  EXPECT_EQ(kernel.seen.size(), before + 1) << "and takes commands";
  FakeHost::on_write = {};
  FakeHost::written.clear();
  EXPECT_EQ(loss(opened.target(), Reset::Shutdown), "no loss") << "a second time";
}

TEST_F(DriveTest, UnbindsAndBindsItsDriver) {
  const OpenedDevice opened = open("shutdown");
  opened.target().reset(Reset::Shutdown);
  EXPECT_THAT(FakeHost::written, ElementsAre("sys/bus/pci/drivers/nvme/unbind=0000:00:04.0",
                                             "sys/bus/pci/drivers/nvme/bind=0000:00:04.0"));
}

TEST_F(DriveTest, IsSuspendedByTheKernelsOwnTestOfIt) {
  add_suspend("[s2idle] deep");
  kernel.npss = std::byte{4};
  const OpenedDevice opened = open("suspend");
  opened.target().reset(Reset::Shutdown);
  EXPECT_THAT(FakeHost::written,
              ElementsAre("sys/power/pm_test=devices", "sys/module/suspend/parameters/pm_test_delay=1",
                          "sys/power/mem_sleep=deep", "sys/power/state=mem", "sys/power/mem_sleep=s2idle",
                          "sys/module/suspend/parameters/pm_test_delay=5", "sys/power/pm_test=none"))
      << "and all is as it was before";
}

TEST_F(DriveTest, ASuspendThatShutsNothingDownIsNoReset) {
  const auto missing = [&] { return open("suspend").drive->resets().missing(); };
  EXPECT_THAT(missing(), ElementsAre(HasSubstr("no resets of kind suspend: "))) << "the kernel has no such test";
  add_suspend("[s2idle]");
  EXPECT_THAT(missing(), IsEmpty()) << "a drive with one power state is shut down in the lightest suspend, too";
  kernel.npss = std::byte{4};
  EXPECT_THAT(missing(),
              ElementsAre("no resets of kind suspend: the kernel would bring it to another power state, which "
                          "is no shutdown"));
}

TEST_F(DriveTest, WhatASuspendNeedsIsPutBackWhereItFails) {
  add_suspend("[s2idle]");
  const OpenedDevice opened = open("suspend");
  FakeHost::on_write = [](const std::string& path, const std::string&) {
    return path == "sys/power/state" ? EBUSY : 0;
  };
  EXPECT_THAT(loss(opened.target(), Reset::Shutdown), HasSubstr("harness: "));
  EXPECT_EQ(FakeHost::written.back(), "sys/power/pm_test=none");
}

TEST_F(DriveTest, ADriveThatDoesNotComeBackIsLost) {
  const OpenedDevice opened = open("hot");
  FakeHost::on_write = [&](const std::string& path, const std::string&) {
    if (path == std::string{kPci} + "/remove") remove("nvme0");
    return 0;
  };
  EXPECT_EQ(loss(opened.target(), Reset::Shutdown),
            "lost: after a removal from the bus the drive did not come back within 60 s: no controller has serial "
            "number 'SERIAL-42'");
  EXPECT_GE(FakeHost::paused, std::chrono::seconds{60});
  EXPECT_THROW(opened.target().submit({.queue = Queue::Io, .sqe = Sqe{.nsid = 1}}), DeviceLost) << "nor later";
}

// What is plugged in is the user's: a drive that only did not come back would still be on its bus.
TEST_F(DriveTest, ADriveThatSomebodyPulledIsTheWorlds) {
  for (const char* way : {"controller", "flr", "shutdown"}) {
    const OpenedDevice opened = open(way);
    FakeHost::on_write = [&](const std::string&, const std::string&) { return remove("nvme0"), 0; };
    const Reset kind = opened.target().carries().shutdown ? Reset::Shutdown : Reset::Controller;
    EXPECT_THAT(loss(opened.target(), kind), HasSubstr("harness: ")) << way;
    FakeHost::on_write = {};
    add("nvme0", "SERIAL-42");
  }
}

TEST_F(DriveTest, AControllerThatTheKernelGaveUpIsLost) {
  const OpenedDevice opened = open("controller");
  FakeHost::on_write = [&](const std::string&, const std::string&) {
    tree.write("sys/devices/pci/nvme0/state", "dead\n");
    return ENETRESET;
  };
  const std::string text = loss(opened.target(), Reset::Controller);
  EXPECT_THAT(text, HasSubstr("lost: after a controller reset the drive did not come back within 60 s: nvme0, its "
                              "controller, is dead ("));
}

TEST_F(DriveTest, AResetThatTheKernelRefusesIsNoneOfTheDrives) {
  const OpenedDevice opened = open("controller");
  FakeHost::on_write = [](const std::string&, const std::string&) { return EBUSY; };
  EXPECT_THAT(loss(opened.target(), Reset::Controller), HasSubstr("harness: "));
  FakeHost::on_write = [](const std::string&, const std::string&) { return EROFS; };
  EXPECT_THAT(loss(opened.target(), Reset::Controller), HasSubstr("Read-only file system"));
}

TEST_F(DriveTest, NeverTakesAnotherDriveForOurs) {
  const auto lost_with = [&](const std::function<void()>& change) {
    kernel.controller.mn = "Fake Drive";
    kernel.ns.eui64 = {1, 2, 3};
    const OpenedDevice opened = open("shutdown");
    change();
    kernel.seen.clear();
    const std::string text = loss(opened.target(), Reset::Shutdown);
    for (const auto& ioctl : kernel.seen) EXPECT_EQ(ioctl.command.opcode, 0x06) << "Identify, and nothing else";
    EXPECT_EQ(opened.drive->claimed(), 0U);
    return text;
  };
  EXPECT_THAT(lost_with([&] { kernel.controller.mn = "Another Model"; }),
              HasSubstr("ng0n1 is another drive now: model 'Another Model'"));
  EXPECT_THAT(lost_with([&] { kernel.ns.eui64 = {1, 2, 4}; }), HasSubstr("is another drive now"));
  EXPECT_THAT(lost_with([&] { tree.write("sys/devices/pci/nvme0/serial", "SERIAL-43\n"); }),
              HasSubstr("no controller has serial number 'SERIAL-42'"));
}

TEST_F(DriveTest, OneThatSomebodyTookMeanwhileIsNotOurs) {
  const OpenedDevice opened = open("shutdown");
  FakeHost::busy_node = "nvme0n1";
  FakeHost::busy_error = EBUSY;
  EXPECT_THAT(loss(opened.target(), Reset::Shutdown), HasSubstr("harness: "));
}

TEST_F(DriveTest, TheUsersCommandCyclesThePower) {
  const OpenedDevice opened = open("power", "relay off; relay on");
  EXPECT_EQ(loss(opened.target(), Reset::PowerCycle), "no loss");
  EXPECT_THAT(FakeHost::shell_commands, ElementsAre("relay off; relay on"));
  EXPECT_THAT(FakeHost::written, ElementsAre("sys/bus/pci/rescan=1", kResetController));
  FakeHost::shell_answer = "it exited with 3";
  EXPECT_THAT(loss(opened.target(), Reset::PowerCycle),
              HasSubstr("ng0n1: --power-cycle 'relay off; relay on': it exited with 3"));
}

// The kernel may have found the drive dead while it had no power, and looks at it again only when it is told to.
TEST_F(DriveTest, ADriveThatLostItsDriverWithItsPowerIsHelpedBack) {
  const OpenedDevice opened = open("power", "relay");
  FakeHost::on_write = [&](const std::string& path, const std::string&) {
    if (path == "sys/devices/pci/nvme0/reset_controller") tree.write("sys/devices/pci/nvme0/state", "dead\n");
    if (path == std::string{kPci} + "/remove") tree.write("sys/devices/pci/nvme0/state", "live\n");
    return 0;
  };
  EXPECT_EQ(loss(opened.target(), Reset::PowerCycle), "no loss");
}

// ---- the kernel gave a command up

class GivenUpTest : public DriveTest {
 protected:
  // What comes of a command that the kernel gives up, having said `line`.
  std::string with(const std::string& line) {
    const OpenedDevice opened = open("none");
    kernel.answer = [&, this](nvme_passthru_cmd64&) {
      if (!line.empty()) log(line);
      return errno = EINTR, -1;
    };
    try {
      opened.target().submit({.queue = Queue::Io, .sqe = Sqe{.nsid = 1}});
    } catch (const DeviceLost& lost) {
      return std::string{"lost: "} + lost.what();
    } catch (const HarnessError& error) {
      return std::string{"harness: "} + error.what();
    }
    return "nothing";
  }
  void log(const std::string& line) {
    text_ += "4,7,12345,-;" + line + "\n SUBSYSTEM=nvme\n";
    tree.write("dev/kmsg", text_);
  }

 private:
  std::string text_;
};

TEST_F(GivenUpTest, ALateCommandIsTheDrives) {
  log("nvme nvme0: I/O 1 QID 1 timeout, long before");
  EXPECT_EQ(with("nvme nvme0: I/O 8 QID 2 timeout, aborting"),
            "lost: I/O command 00h did not complete: the kernel gave it up and reset the controller; its log: 'nvme "
            "nvme0: I/O 8 QID 2 timeout, aborting'");
  EXPECT_THAT(with("nvme 0000:00:04.0: Abort status: 0x0"), HasSubstr("lost: ")) << "by its place on the bus";
}

TEST_F(GivenUpTest, AResetThatNoLateCommandExplainsIsSomebodyElses) {
  log("nvme nvme0: I/O 1 QID 1 timeout, long before");
  for (const std::string line : {"", "nvme nvme0: resetting controller", "nvme nvme01: I/O 8 QID 2 timeout, aborting",
                                 "nvme nvme0: Shutdown timeout set to 8 seconds"})
    EXPECT_THAT(with(line), HasSubstr("somebody else reset it")) << line;
}

TEST_F(GivenUpTest, WithoutTheKernelsLogTheDriveIsHeldToIt) {
  EXPECT_THAT(with(""), HasSubstr("lost: I/O command 00h did not complete"));
}

// The kernel takes the namespace away while commands are in flight.
TEST_F(GivenUpTest, ADriveThatGoesAwayIsTheWorlds) {
  const OpenedDevice opened = open("none");
  kernel.answer = [](nvme_passthru_cmd64&) { return errno = ENODEV, -1; };
  const std::vector<suites::Submission> batch(3, {.queue = Queue::Io, .sqe = Sqe{.nsid = 1}});
  EXPECT_THROW(opened.target().submit_together(batch), HarnessError);
}

// ---- what the drive and the kernel say of a run

TEST_F(GivenUpTest, TellsWhatTheKernelSaidOfTheRun) {
  log("nvme nvme0: I/O 1 QID 1 timeout, long before");
  const OpenedDevice opened = open("controller");
  log("nvme nvme0: I/O 2 QID 1 timeout, before the run");
  opened.drive->watch();
  EXPECT_THAT(opened.drive->noticed(), IsEmpty());
  log("nvme nvme0: I/O 7 QID 2 timeout, aborting");
  FakeHost::on_write = [&](const std::string&, const std::string&) { return log("nvme nvme0: resetting"), 0; };
  opened.target().reset(Reset::Controller);
  log("nvme nvme0: 2/0/0 default/read/poll queues");
  EXPECT_THAT(opened.drive->noticed(), ElementsAre("the kernel: nvme nvme0: I/O 7 QID 2 timeout, aborting"))
      << "but not what the run did itself";
}

TEST_F(DriveTest, TellsWhatTheDriveCountsOfTheRun) {
  std::uint64_t media_errors = 3;
  std::uint64_t entries = 7;
  kernel.answer = [&](nvme_passthru_cmd64& command) {
    if (command.opcode != 0x02) return 0x4002;
    store_le(testing::memory(command, 512), 160, media_errors);
    store_le(testing::memory(command, 512), 176, entries);
    return 0;
  };
  const OpenedDevice opened = open("none");
  opened.drive->watch();
  media_errors = 4;
  entries = 9;
  opened.target().submit({.queue = Queue::Io, .sqe = Sqe{.nsid = 1}});
  EXPECT_THAT(opened.drive->noticed(),
              ElementsAre("media errors: 3 before, 4 after",
                          "entries of the Error Information log: 7 before, 9 after (1 by the run)"));
}

TEST(ResetWays, AreSpelt) {
  EXPECT_THAT(parse_reset_ways("none"), IsEmpty());
  EXPECT_THAT(parse_reset_ways("hot,controller,hot"), ElementsAre(ResetWay::Hot, ResetWay::Controller));
  EXPECT_EQ(all_reset_ways(), "controller, subsystem, flr, hot, shutdown, suspend, power");
  EXPECT_THAT(parse_reset_ways("power", "relay"), ElementsAre(ResetWay::Power));
  EXPECT_THROW(static_cast<void>(parse_reset_ways("power", "")), UsageError);
  EXPECT_THROW(static_cast<void>(parse_reset_ways("controller", "relay")), UsageError);
  for (const std::string text : {"", "controller,", "warm", "none,hot"})
    EXPECT_THROW(static_cast<void>(parse_reset_ways(text)), UsageError) << text;
}

}  // namespace
}  // namespace zns::harness

#endif
