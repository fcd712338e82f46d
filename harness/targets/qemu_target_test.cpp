// Needs qemu-system-x86_64; skipped where there is none.
#include "harness/targets/qemu_target.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <set>
#include <thread>

#include "harness/base/error.hpp"
#include "harness/qemu/process.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/identify.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::harness {
namespace {

using suites::Completion;
using suites::DeviceLost;
using suites::Submission;
using ::testing::HasSubstr;
using Bytes = std::vector<std::byte>;

constexpr std::uint64_t kZone = 1024;  // blocks of a zone of the default drive

Submission submission(const Command::Body& body, std::span<const std::byte> to = {}, std::span<std::byte> from = {}) {
  return {.queue = Queue::Io, .sqe = encode(Command{.body = body}), .to_device = to, .from_device = from};
}
Status io(QemuTarget& target, const Command::Body& body, std::span<const std::byte> to = {},
          std::span<std::byte> from = {}) {
  return target.submit(submission(body, to, from)).status;
}
ZoneDescriptor zone(QemuTarget& target, std::uint64_t zslba) {
  Bytes data(report_bytes(1, 0));
  const ZoneManagementReceive receive{
      .slba = zslba, .numd = NumberOfDwords::of_count(data.size() / 4), .partial = true};
  EXPECT_EQ(io(target, receive, {}, data), kSuccess);
  return parse_zone_report(data, 0).zones.at(0).descriptor;
}
Bytes pattern(std::size_t bytes) {
  Bytes data(bytes);
  for (std::size_t i = 0; i < bytes; ++i) data[i] = static_cast<std::byte>(i / 4096 * 5 + i);
  return data;
}

class QemuTargetTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!program_exists(QemuProgram{}.name)) GTEST_SKIP() << QemuProgram{}.name << " is not installed";
  }
  static QemuTarget make(const std::string& options = {}) {
    return {"qemu:" + options, parse_qemu_options(options, options_of({}))};
  }
};

TEST_F(QemuTargetTest, WritesReadsAndAppends) {
  QemuTarget target = make();
  const Bytes data = pattern(3 * 4096);
  Bytes back(data.size());
  EXPECT_EQ(io(target, Write{.nlb = Nlb::of_count(3)}, data), kSuccess);
  EXPECT_EQ(io(target, Read{.nlb = Nlb::of_count(3)}, {}, back), kSuccess);
  EXPECT_TRUE(back == data);
  EXPECT_EQ(target.submit(submission(ZoneAppend{.nlb = Nlb::of_count(3)}, data)).result, 3U);
  EXPECT_EQ(zone(target, 0).wp, 6U);
}

TEST_F(QemuTargetTest, HasManyCommandsInFlight) {
  QemuTarget target = make("depth=200");
  const Bytes data = pattern(4096);
  ASSERT_EQ(target.carries().queue_depth, 199U);
  const std::vector<Submission> appends(199, submission(ZoneAppend{}, data));
  std::set<std::uint64_t> lbas;
  std::set<std::size_t> places;
  for (const Completion& cqe : target.submit_together(appends)) {
    EXPECT_EQ(cqe.status, kSuccess);
    lbas.insert(cqe.result);
    places.insert(cqe.place);
  }
  EXPECT_EQ(lbas.size(), 199U);
  EXPECT_EQ(*lbas.rbegin(), 198U);
  EXPECT_EQ(places.size(), 199U);
}

TEST_F(QemuTargetTest, LaysDataOutAsItIsTold) {
  QemuTarget target = make("mdts=0,zoned.zasl=0");
  const Bytes data = pattern(768 * 4096);  // a list of two pages
  Bytes back(data.size());
  for (const suites::PrpLayout& layout : {suites::PrpLayout{}, {.offset = 512}, {.offset = 4, .list_offset = 4080}}) {
    EXPECT_EQ(io(target, ZoneManagementSend{.zsa = ZoneSendAction::Reset}), kSuccess);
    Submission write = submission(Write{.nlb = Nlb::of_count(768)}, data);
    Submission read = submission(Read{.nlb = Nlb::of_count(768)}, {}, back);
    write.prps = read.prps = layout;
    EXPECT_EQ(target.submit(write).status, kSuccess);
    const Completion cqe = target.submit(read);
    EXPECT_EQ(cqe.status, kSuccess);
    EXPECT_FALSE(cqe.overran);
    EXPECT_TRUE(back == data) << layout.offset << ", " << layout.list_offset;
  }
  Submission misaligned = submission(Read{.nlb = Nlb::of_count(3)}, {}, std::span{back}.first(3 * 4096));
  misaligned.prps.prp2_offset = 8;
  EXPECT_EQ(target.submit(misaligned).status, Status::PrpOffsetInvalid);
}

TEST_F(QemuTargetTest, PassesFlagsAndReservedBitsOn) {
  QemuTarget target = make();
  Bytes block(4096);
  Submission read = submission(Read{}, {}, block);
  read.cid = 0x7777;
  EXPECT_EQ(target.submit(read).status, kSuccess);
  for (const std::uint8_t flags : std::initializer_list<std::uint8_t>{0x01, 0xC0}) {  // fused; a reserved PSDT
    read.sqe.flags = flags;
    EXPECT_EQ(target.submit(read).status, Status::InvalidFieldInCommand) << int{flags};
  }
}

TEST_F(QemuTargetTest, IsReset) {
  QemuTarget target = make();
  const Bytes data = pattern(4096);
  EXPECT_EQ(io(target, Write{}, data), kSuccess);
  EXPECT_EQ(io(target, ZoneManagementSend{.slba = kZone, .zsa = ZoneSendAction::Open}), kSuccess);
  target.reset(Reset::Controller);
  EXPECT_EQ(zone(target, 0).zs, ZoneState::ImplicitlyOpened);
  EXPECT_EQ(zone(target, kZone).zs, ZoneState::ExplicitlyOpened);
  target.reset(Reset::Shutdown);
  EXPECT_EQ(zone(target, 0).zs, ZoneState::Closed);
  EXPECT_EQ(zone(target, 0).wp, 1U);
  const pid_t before = target.pid();
  target.reset(Reset::PowerCycle);
  EXPECT_NE(target.pid(), before);
  EXPECT_EQ(zone(target, 0).zs, ZoneState::Empty);
  Bytes back(4096, std::byte{0xA5});
  EXPECT_EQ(io(target, Read{}, {}, back), kSuccess);
  EXPECT_EQ(back, Bytes(4096)) << "its data is as new as its zones";
}

TEST_F(QemuTargetTest, IsLostInACrashUntilItsPowerIsCycled) {
  QemuTarget target = make();
  kill(target.pid(), SIGSEGV);
  for (int i = 0; i < 2; ++i) {
    try {
      io(target, Flush{});
      ADD_FAILURE();
    } catch (const DeviceLost& lost) {
      EXPECT_THAT(lost.what(), HasSubstr("ended with signal 11 (Segmentation fault)"));
    }
  }
  EXPECT_THROW(target.reset(Reset::Controller), DeviceLost);
  target.reset(Reset::PowerCycle);
  EXPECT_EQ(io(target, Flush{}), kSuccess);
}

TEST_F(QemuTargetTest, IsNotToBlameForBeingKilledOrStopped) {
  QemuTarget target = make("timeout=1");
  kill(target.pid(), SIGSTOP);
  try {
    io(target, Flush{});
    ADD_FAILURE();
  } catch (const HarnessError& error) {
    EXPECT_THAT(error.what(), HasSubstr("does not answer for 1000 ms: it is stopped"));
  }
  target.reset(Reset::PowerCycle);
  kill(target.pid(), SIGKILL);
  EXPECT_THROW(io(target, Flush{}), HarnessError);
}

TEST_F(QemuTargetTest, IsLostWithACommandThatNeverCompletes) {
  QemuTarget target = make("timeout=1");
  const Submission event{.queue = Queue::Admin, .sqe = {.opcode = 0x0C}};  // completes when something happens: never
  try {
    target.submit(event);
    ADD_FAILURE();
  } catch (const DeviceLost& lost) {
    EXPECT_THAT(lost.what(), HasSubstr("no completion within 1000 ms: "));
  }
  EXPECT_THROW(io(target, Flush{}), DeviceLost) << "at once";
}

TEST_F(QemuTargetTest, HasDoorbellsInMemoryOrInRegisters) {
  for (const char* options : {"doorbells=shadow,depth=5", "doorbells=registers,depth=5"}) {
    QemuTarget target = make(options);
    const std::vector<Submission> some(4, submission(Flush{}));
    for (const Reset kind : {Reset::Controller, Reset::Shutdown, Reset::PowerCycle}) {
      for (int i = 0; i < 20; ++i)
        for (const Completion& cqe : target.submit_together(some)) EXPECT_EQ(cqe.status, kSuccess) << options;
      target.reset(kind);
    }
    EXPECT_THAT(target.noticed(), ::testing::IsEmpty()) << options;
  }
}

Completion identify_controller(QemuTarget& target, std::size_t controller, IdentifyPage& page) {
  return target.submit({.queue = Queue::Admin,
                        .sqe = encode(Command{.queue = Queue::Admin, .body = Identify{.cns = Cns::Controller}}),
                        .from_device = page,
                        .controller = controller});
}

TEST_F(QemuTargetTest, HasSeveralControllersOfOneDrive) {
  QemuTarget target = make("controllers=2,depth=8");
  ASSERT_EQ(target.carries().controllers, 2U);
  IdentifyPage first{};
  IdentifyPage second{};
  EXPECT_EQ(identify_controller(target, 0, first).status, kSuccess);
  EXPECT_EQ(identify_controller(target, 1, second).status, kSuccess);
  EXPECT_NE(decode_identify_controller(first).cntlid, decode_identify_controller(second).cntlid);
  const Bytes data = pattern(4096);
  Bytes back(4096);
  Submission write = submission(Write{}, data);
  write.controller = 1;
  EXPECT_EQ(target.submit(write).status, kSuccess);
  EXPECT_EQ(io(target, Read{}, {}, back), kSuccess);
  EXPECT_EQ(back, data) << "what one writes, the other reads";
  write.controller = 2;
  EXPECT_THROW(target.submit(write), suites::NotCarried);
  std::vector<Submission> both(2, submission(Flush{}));
  both[1].controller = 1;
  EXPECT_THROW(target.submit_together(both), suites::NotCarried);
  for (const Reset kind : {Reset::Controller, Reset::Shutdown, Reset::PowerCycle}) {
    target.reset(kind);
    EXPECT_EQ(identify_controller(target, 1, second).status, kSuccess);
  }
}

TEST_F(QemuTargetTest, ResetsOneControllerAlone) {
  QemuTarget target = make("controllers=2");
  suites::Registers& registers = *target.registers();
  registers.disable(0);
  EXPECT_FALSE(decode_csts(registers.read32(0, property::kCsts)).rdy);
  EXPECT_TRUE(decode_csts(registers.read32(1, property::kCsts)).rdy);
  EXPECT_THROW(io(target, Flush{}), suites::NotCarried);
  Submission flush = submission(Flush{});
  flush.controller = 1;
  EXPECT_EQ(target.submit(flush).status, kSuccess);
  registers.enable(0, {});
  EXPECT_EQ(io(target, Flush{}), kSuccess);
  registers.shut_down(1, ShutdownNotification::Abrupt);
  EXPECT_EQ(decode_csts(registers.read32(1, property::kCsts)).shst, ShutdownStatus::Complete);
  EXPECT_EQ(decode_csts(registers.read32(0, property::kCsts)).shst, ShutdownStatus::None);
  EXPECT_NE(registers.spare_page(0), registers.spare_page(1));
}

TEST_F(QemuTargetTest, TellsEvents) {
  QemuTarget target = make("controllers=2");
  suites::EventRequests& events = *target.events();
  EXPECT_FALSE(events.request(1));
  EXPECT_FALSE(events.next(1));
  // A doorbell of a queue that there is not: an error event, with information 0.
  target.registers()->write32(1, offset_of({9, false}, 0), 1);
  EXPECT_FALSE(events.next(0)) << "the other controller's";
  const auto told = events.next(1);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->status, kSuccess);
  EXPECT_EQ(told->result & 0xFF07, 0U);
}

TEST_F(QemuTargetTest, HasNamespacesThatNoControllerHas) {
  QemuTarget target = make("controllers=2,ns2.csi=nvm,ns3.csi=nvm,ns3.detached=on,ns4.csi=nvm,ns4.shared=off");
  const auto active = [&target](std::size_t controller) {
    IdentifyPage page{};
    target.submit(
        {.queue = Queue::Admin,
         .sqe = encode(Command{.queue = Queue::Admin, .nsid = 0, .body = Identify{.cns = Cns::ActiveNamespaces}}),
         .from_device = page,
         .controller = controller});
    return decode_namespace_list(page);
  };
  EXPECT_THAT(active(0), ::testing::ElementsAre(1, 2, 4));
  EXPECT_THAT(active(1), ::testing::ElementsAre(1, 2));
}

TEST_F(QemuTargetTest, IsOneOfMany) {
  QemuTarget first = make();
  QemuTarget second = make("machine=q35");
  QemuTarget third = make();
  const Bytes data = pattern(4096);
  EXPECT_EQ(io(second, Write{}, data), kSuccess);
  EXPECT_EQ(zone(first, 0).zs, ZoneState::Empty);
  EXPECT_EQ(zone(second, 0).zs, ZoneState::ImplicitlyOpened);
  EXPECT_EQ(zone(third, 0).zs, ZoneState::Empty);
}

TEST_F(QemuTargetTest, RefusesOptionsInQemusWords) {
  try {
    make("zoned.zone_size=4M,zoned.zone_capacity=8M");
    ADD_FAILURE();
  } catch (const HarnessError& error) {
    EXPECT_THAT(error.what(), HasSubstr("qemu: qemu-system-x86_64 does not start: -device nvme-ns,"));
    EXPECT_THAT(error.what(), HasSubstr("zone capacity 8388608B exceeds zone size 4194304B"));
  }
  EXPECT_THROW(make("depth=4096"), HarnessError) << "it has 2,048 at most";
  EXPECT_THROW(make("no-such-option=1"), UsageError);
}

// ---- what is left ---------------------------------------------------------------------------------------------------

bool ended_soon(pid_t pid) {
  for (int i = 0; i < 200; ++i) {
    if (kill(pid, 0) != 0) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  return false;
}

TEST_F(QemuTargetTest, LeavesNoProcessBehind) {
  pid_t pid = 0;
  {
    const QemuTarget target = make();
    pid = target.pid();
    EXPECT_EQ(kill(pid, 0), 0);
  }
  EXPECT_NE(kill(pid, 0), 0);
}

TEST_F(QemuTargetTest, LeavesNothingBehindEvenWhenWeAreKilled) {
  Pipe pipe = make_pipe();
  const pid_t child = fork();
  if (child == 0) {
    const QemuTarget target = make();
    const pid_t pid = target.pid();
    [[maybe_unused]] const ssize_t n = write(pipe.write_end.get(), &pid, sizeof pid);
    raise(SIGKILL);
  }
  pid_t pid = 0;
  ASSERT_EQ(read(pipe.read_end.get(), &pid, sizeof pid), static_cast<ssize_t>(sizeof pid));
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(ended_soon(pid));
}

TEST_F(QemuTargetTest, MakesNoFile) {
  const QemuTarget target = make();
  for (const auto& link : std::filesystem::directory_iterator{"/proc/" + std::to_string(target.pid()) + "/fd"}) {
    std::error_code error;
    const std::string file = std::filesystem::read_symlink(link, error).string();
    const bool anonymous = file.rfind("/memfd:", 0) == 0 || file.rfind("/dev/", 0) == 0 || file.front() != '/';
    EXPECT_TRUE(anonymous) << file;
  }
}

}  // namespace
}  // namespace zns::harness
