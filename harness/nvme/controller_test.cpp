#include "harness/nvme/controller.hpp"

#include <gmock/gmock.h>

#include <functional>

#include "harness/base/error.hpp"
#include "harness/nvme/fake_controller.hpp"
#include "reference/spec/identify.hpp"

namespace zns::harness::nvme {
namespace {

using Mischief = FakeController::Mischief;
using suites::Completion;
using suites::DeviceLost;
using suites::Submission;
using ::testing::Each;
using ::testing::HasSubstr;
using Bytes = std::vector<std::byte>;

class ControllerTest : public ::testing::Test {
 protected:
  void enable(std::uint32_t entries = 16) {
    controller_.emplace(fake_,
                        ControllerOptions{.entries = entries, .command_timeout = std::chrono::milliseconds{120}});
    controller_->enable();
  }
  Completion submit(const Submission& submission) { return controller_->submit({&submission, 1}).front(); }
  Completion io(const Command::Body& body, std::span<const std::byte> to = {}, std::span<std::byte> from = {}) {
    return submit({.queue = Queue::Io, .sqe = encode(Command{.body = body}), .to_device = to, .from_device = from});
  }
  static Submission flush(std::optional<std::uint16_t> cid = {}) {
    return {.queue = Queue::Io, .sqe = encode(Command{.body = Flush{}}), .cid = cid};
  }
  static Bytes pattern(std::uint64_t blocks) {
    Bytes data(blocks * 4096);
    for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::byte>(i / 4096 + i * 3);
    return data;
  }
  // What the driver says of a device that is lost; empty if it is not.
  std::string loss_of(const std::function<void()>& action) {
    try {
      action();
    } catch (const DeviceLost& lost) {
      return lost.what();
    }
    return {};
  }

  FakeController fake_;
  std::optional<Controller> controller_;
};

TEST_F(ControllerTest, IsEnabledAsItsCapabilitiesSay) {
  for (const auto dstrd : {std::uint8_t{0}, std::uint8_t{2}}) {
    FakeController fake;
    fake.registers.shape.cap.dstrd = dstrd;
    Controller controller{fake, {.entries = 16}};
    controller.enable();
    EXPECT_EQ(encode(fake.registers.cc()), 0x0046'0061U);
    const std::vector<Submission> some(40, flush());
    for (const Submission& each : some) EXPECT_EQ(controller.submit({&each, 1}).front().status, kSuccess);
  }
}

TEST_F(ControllerTest, CarriesDataBothWays) {
  enable();
  for (const std::uint64_t blocks : {1, 2, 3, 600}) {
    const Bytes data = pattern(blocks);
    EXPECT_EQ(io(ZoneManagementSend{.zsa = ZoneSendAction::Reset}).status, kSuccess);
    EXPECT_EQ(io(Write{.nlb = Nlb::of_count(blocks)}, data).status, kSuccess);
    Bytes back(data.size());
    EXPECT_EQ(io(Read{.nlb = Nlb::of_count(blocks)}, {}, back).status, kSuccess);
    EXPECT_TRUE(back == data) << blocks;
  }
  IdentifyPage page{};
  const Sqe identify = encode(Command{.queue = Queue::Admin, .body = Identify{.cns = Cns::Controller}});
  EXPECT_EQ(submit({.queue = Queue::Admin, .sqe = identify, .from_device = page}).status, kSuccess);
  EXPECT_NE(page, IdentifyPage{});
}

TEST_F(ControllerTest, LeavesABufferAsItWasWhereTheDeviceDoes) {
  enable();
  Bytes buffer(4096, std::byte{0xA5});
  EXPECT_EQ(io(Read{.slba = 1 << 20}, {}, buffer).status, Status::LbaOutOfRange);
  EXPECT_THAT(buffer, Each(std::byte{0xA5}));
}

TEST_F(ControllerTest, PassesEntriesOnAsTheyAre) {
  enable();
  Sqe sqe = encode(Command{.body = Flush{}});
  sqe.flags = 0xC3;
  sqe.cdw2 = 2;
  sqe.cdw3 = 3;
  sqe.mptr = 4;
  sqe.prp1 = 5;
  sqe.prp2 = 6;
  sqe.cdw15 = 15;
  submit({.queue = Queue::Io, .sqe = sqe, .cid = 0x1234});
  sqe.cid = 0x1234;
  EXPECT_EQ(fake_.io_entries.back(), sqe);
}

TEST_F(ControllerTest, WrapsItsQueues) {
  for (const std::uint32_t entries : {2U, 3U, 5U}) {
    enable(entries);
    for (int i = 0; i < 23; ++i) EXPECT_EQ(io(Flush{}).status, kSuccess);
    const std::vector<Submission> full(controller_->room(), flush());
    for (int i = 0; i < 23; ++i) EXPECT_EQ(controller_->submit(full).size(), entries - 1);
    EXPECT_THROW(controller_->submit(std::vector<Submission>(entries, flush())), suites::NotCarried);
  }
}

TEST_F(ControllerTest, WrapsTheCommandIds) {
  enable(64);
  const std::vector<Submission> many(63, flush(std::nullopt));
  for (int i = 0; i < 1100; ++i) controller_->submit(many);
  EXPECT_GT(fake_.io_entries.size(), 65'536U);
  EXPECT_TRUE(
      std::none_of(fake_.io_entries.begin(), fake_.io_entries.end(), [](const Sqe& s) { return s.cid == 0xFFFF; }));
}

TEST_F(ControllerTest, PutsCompletionsInOrderAndTellsTheirPlaces) {
  enable();
  for (const bool reversed : {false, true}) {
    fake_.reversed = reversed;
    const Bytes data = pattern(1);
    std::vector<Submission> appends;
    for (std::uint64_t zone : {1, 2, 3})
      appends.push_back(
          {.queue = Queue::Io, .sqe = encode(Command{.body = ZoneAppend{.zslba = zone * 1024}}), .to_device = data});
    const std::vector<Completion> done = controller_->submit(appends);
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(done[i].result, (i + 1) * 1024 + (reversed ? 1 : 0));
      EXPECT_EQ(done[i].place, reversed ? 2 - i : i);
    }
  }
}

TEST_F(ControllerTest, HasBothQueuesInFlightTogether) {
  enable();
  fake_.late = 3;
  IdentifyPage page{};
  const Sqe identify = encode(Command{.queue = Queue::Admin, .body = Identify{.cns = Cns::Controller}});
  const std::vector<Submission> both{flush(), {.queue = Queue::Admin, .sqe = identify, .from_device = page}, flush()};
  for (const Completion& cqe : controller_->submit(both)) EXPECT_EQ(cqe.status, kSuccess);
  EXPECT_NE(page, IdentifyPage{});
}

TEST_F(ControllerTest, TakesTheCommandIdsThatItIsGiven) {
  enable();
  submit(flush());
  const std::uint16_t last = fake_.io_entries.back().cid;
  const auto cid = [last](int more) { return static_cast<std::uint16_t>(last + more); };
  const std::vector<Submission> some{flush(), flush(cid(2)), flush(cid(3)), flush(cid(3)), flush()};
  EXPECT_EQ(controller_->submit(some).size(), 5U);
  std::vector<std::uint16_t> cids;
  for (const Sqe& sqe : std::span{fake_.io_entries}.subspan(1)) cids.push_back(sqe.cid);
  EXPECT_THAT(cids, ::testing::ElementsAre(cid(1), cid(2), cid(3), cid(3), cid(4)))
      << "its own choice is never one of those";
}

TEST_F(ControllerTest, NoticesBytesOutsideOfABuffer) {
  enable();
  Bytes buffer(4096);
  const Bytes data = pattern(1);
  EXPECT_FALSE(io(Read{}, {}, buffer).overran);
  fake_.mischief = Mischief::Overrun;
  EXPECT_TRUE(io(Read{}, {}, buffer).overran);
  EXPECT_FALSE(io(Read{}, {}, buffer).overran);
  fake_.mischief = Mischief::Overrun;
  EXPECT_TRUE(io(Write{}, data).overran);
  fake_.mischief = Mischief::Stray;
  EXPECT_TRUE(io(Flush{}).overran) << "data without PRP entries goes to address 0";
  EXPECT_FALSE(io(Flush{}).overran);
}

TEST_F(ControllerTest, FollowsTheHeadThatCompletionsTell) {
  const auto wrong_ones = [this](auto told_head) {
    enable(5);
    fake_.told_head = told_head;
    std::size_t wrong = 0;
    for (int round = 0; round < 10; ++round)
      for (const std::size_t count : {1U, 3U})
        for (const Completion& cqe : controller_->submit(std::vector<Submission>(count, flush())))
          wrong += cqe.wrong_sqhd ? 1 : 0;
    fake_.told_head = [](auto head, auto) { return head; };
    return wrong;
  };
  EXPECT_EQ(wrong_ones([](auto head, auto) { return head; }), 0U);
  EXPECT_GT(wrong_ones([](auto, auto) { return 0U; }), 0U) << "it goes back";
  EXPECT_EQ(wrong_ones([](auto head, auto entries) { return (head + 1) % entries; }), 40U) << "beyond the tail";
  EXPECT_GT(wrong_ones([](auto head, auto entries) { return (head + entries - 1) % entries; }), 10U)
      << "the slot of a completed command was fetched";
  EXPECT_EQ(wrong_ones([](auto, auto entries) { return entries; }), 40U) << "no slot";
  EXPECT_EQ(wrong_ones([](auto head, auto) { return head; }), 0U) << "a new queue begins anew";
}

TEST_F(ControllerTest, LosesADeviceThatHangsOrIsBroken) {
  const std::pair<Mischief, const char*> all[] = {
      {Mischief::Stuck, "no completion within 120 ms: flush"},
      {Mischief::Fatal, "CSTS.CFS): flush"},
      {Mischief::UnknownCid, "which no command in flight has"},
      {Mischief::WrongSqid, "has SQID 7"},
  };
  for (const auto& [mischief, text] : all) {
    enable();
    fake_.mischief = mischief;
    EXPECT_THAT(loss_of([this] { io(Flush{}); }), HasSubstr(text));
  }
}

TEST_F(ControllerTest, LosesADeviceThatCompletesACommandTwice) {
  enable();
  fake_.mischief = Mischief::Doubled;
  EXPECT_EQ(loss_of([this] { io(Flush{}); }), "");
  EXPECT_THAT(loss_of([this] { io(Flush{}); }), HasSubstr("which no command in flight has"));
}

TEST_F(ControllerTest, LosesADeviceThatDoesNotBecomeReady) {
  fake_.ready = false;
  EXPECT_THAT(loss_of([this] { enable(); }), HasSubstr("enabling the controller: not done within 500 ms (CAP.TO)"));
  fake_.fatal_on_enable = true;
  EXPECT_THAT(loss_of([this] { enable(); }), HasSubstr("enabling the controller: the controller has a fatal status"));
}

TEST_F(ControllerTest, LosesADeviceThatRefusesQueues) {
  fake_.create_status = Status::InvalidFieldInCommand;
  EXPECT_THAT(loss_of([this] { enable(); }), HasSubstr("Create I/O Completion Queue: Invalid Field in Command"));
}

// A controller that waits for registers asks for every step; one that polls, for none that a queue can make at once.
std::uint32_t polled_index(std::uint32_t seen, std::uint32_t entries) {
  return (seen + entries - 1) % entries;
}

TEST_F(ControllerTest, WritesRegistersWhereTheEventIndexAsksForIt) {
  fake_.announces_buffers = true;
  enable();
  fake_.io_register_rings = 0;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(io(Flush{}).status, kSuccess);
  EXPECT_EQ(fake_.io_register_rings, 19U) << "10 tails and 10 heads, of which the last still waits";
}

TEST_F(ControllerTest, WritesNoRegisterOfAControllerThatPolls) {
  fake_.announces_buffers = true;
  fake_.polls = true;
  fake_.tail_index = fake_.head_index = polled_index;
  enable();
  IdentifyPage page{};
  const Sqe identify = encode(Command{.queue = Queue::Admin, .body = Identify{.cns = Cns::Controller}});
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(io(Flush{}).status, kSuccess);
    EXPECT_EQ(submit({.queue = Queue::Admin, .sqe = identify, .from_device = page}).status, kSuccess)
        << "the admin queue has registers only";
  }
  EXPECT_EQ(fake_.io_register_rings, 0U);
}

TEST_F(ControllerTest, LetsNoHeadWaitForATailThatIsNotWritten) {
  fake_.announces_buffers = true;
  fake_.polls = true;
  fake_.tail_index = polled_index;
  enable();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(io(Flush{}).status, kSuccess);
  EXPECT_EQ(fake_.io_register_rings, 9U) << "each head but the last";
}

TEST_F(ControllerTest, WrapsItsShadowDoorbells) {
  for (const bool polls : {false, true})
    for (const auto dstrd : {std::uint8_t{0}, std::uint8_t{3}})
      for (const std::uint32_t entries : {2U, 3U, 5U}) {
        FakeController fake;
        fake.announces_buffers = true;
        fake.registers.shape.cap.dstrd = dstrd;
        fake.polls = polls;
        if (polls) fake.tail_index = fake.head_index = polled_index;
        Controller controller{fake, {.entries = entries, .command_timeout = std::chrono::milliseconds{120}}};
        controller.enable();
        for (int i = 0; i < 23; ++i)
          for (const std::size_t count : {std::size_t{1}, controller.room()})
            EXPECT_EQ(controller.submit(std::vector<Submission>(count, flush())).size(), count);
        EXPECT_EQ(fake.io_register_rings == 0, polls);
      }
}

TEST_F(ControllerTest, ConfiguresShadowDoorbellsAgainAfterAReset) {
  fake_.announces_buffers = true;
  fake_.polls = true;
  fake_.tail_index = fake_.head_index = polled_index;
  enable();
  for (std::size_t resets = 1; resets < 4; ++resets) {
    for (std::size_t i = 0; i < resets; ++i) EXPECT_EQ(io(Flush{}).status, kSuccess);
    controller_->disable();
    controller_->enable();
    EXPECT_EQ(fake_.buffer_configs, resets + 1);
    EXPECT_EQ(io(Flush{}).status, kSuccess) << "with doorbells that begin at 0 again";
  }
  EXPECT_EQ(controller_->note(), "");
}

TEST_F(ControllerTest, GoesOnWithoutShadowDoorbellsThatAreRefused) {
  fake_.announces_buffers = true;
  fake_.buffer_status = Status::InvalidFieldInCommand;
  enable();
  EXPECT_EQ(fake_.buffer_configs, 1U);
  EXPECT_EQ(io(Flush{}).status, kSuccess);
  EXPECT_THAT(controller_->note(), HasSubstr("Doorbell Buffer Config, which OACS announces: Invalid Field in Command"));
  fake_.buffer_status = kSuccess;
  controller_->disable();
  controller_->enable();
  EXPECT_EQ(controller_->note(), "");
}

TEST_F(ControllerTest, SendsNoDoorbellBufferConfigUnlessItIsAnnouncedAndWanted) {
  enable();
  EXPECT_EQ(io(Flush{}).status, kSuccess);
  fake_.announces_buffers = true;
  Controller by_registers{fake_, {.entries = 16, .doorbells = Doorbells::Registers}};
  by_registers.enable();
  const Submission one = flush();
  EXPECT_EQ(by_registers.submit({&one, 1}).front().status, kSuccess);
  EXPECT_EQ(fake_.buffer_configs, 0U);
}

TEST_F(ControllerTest, SendsNoDoorbellBufferConfigWhereAPageIsTooSmall) {
  fake_.announces_buffers = true;
  fake_.registers.shape.cap.dstrd = 9;
  enable();
  EXPECT_EQ(io(Flush{}).status, kSuccess);
  EXPECT_THAT(controller_->note(), HasSubstr("the doorbells' stride (CAP.DSTRD) leaves no room in a page"));
  EXPECT_EQ(fake_.buffer_configs, 0U);
}

TEST_F(ControllerTest, JudgesNoControllerThatRefusesIdentify) {
  fake_.announces_buffers = true;
  fake_.identify_status = Status::InternalError;
  enable();
  EXPECT_EQ(fake_.buffer_configs, 0U);
  EXPECT_EQ(io(Flush{}).status, kSuccess);
  EXPECT_THAT(controller_->note(), HasSubstr("Identify Controller: Internal Error"));
}

TEST_F(ControllerTest, TellsAHangByTheEventIndexFromOthers) {
  fake_.announces_buffers = true;
  fake_.tail_index = polled_index;  // but it does not poll
  enable();
  EXPECT_THAT(loss_of([this] { io(Flush{}); }),
              ::testing::MatchesRegex("no completion within 120 ms: flush.*; as the event index said, no register was "
                                      "written of the tail doorbell \\(value 1, event index 15\\): now that it was, "
                                      "there is a completion"));
  enable();
  fake_.tail_index = [](auto, auto) { return 9U; };
  fake_.mischief = Mischief::Stuck;
  EXPECT_THAT(loss_of([this] { io(Flush{}); }), HasSubstr("that it was now has not helped"));
}

// ---- events ---------------------------------------------------------------------------------------------------------

TEST_F(ControllerTest, LetsEventRequestsWaitWhileCommandsPassThem) {
  enable(8);
  EXPECT_FALSE(controller_->request_event());
  EXPECT_FALSE(controller_->request_event());
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(io(Flush{}).status, kSuccess);
    IdentifyPage page{};
    const Completion cqe = submit({.queue = Queue::Admin,
                                   .sqe = encode(Command{.queue = Queue::Admin, .body = Identify{}}),
                                   .from_device = page});
    EXPECT_FALSE(cqe.wrong_sqhd) << "the slots of the requests are used again, round by round";
    EXPECT_FALSE(controller_->next_event());
  }
  fake_.raise(0x0002'0100);
  const auto told = controller_->next_event();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->status, kSuccess);
  EXPECT_EQ(told->result, 0x0002'0100U);
  EXPECT_FALSE(told->wrong_sqhd);
  EXPECT_FALSE(controller_->next_event());
  EXPECT_EQ(fake_.event_requests(), 1U);
}

TEST_F(ControllerTest, TellsAnEventThatCameBetweenCommandsLater) {
  enable();
  EXPECT_FALSE(controller_->request_event());
  fake_.raise(1);
  EXPECT_EQ(io(Flush{}).status, kSuccess) << "its completion is none of the command's";
  const auto told = controller_->next_event();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->result, 1U);
}

TEST_F(ControllerTest, SaysWhichRequestIsRefused) {
  enable();
  for (std::size_t i = 0; i <= fake_.aerl; ++i) EXPECT_FALSE(controller_->request_event());
  const auto refused = controller_->request_event();
  ASSERT_TRUE(refused);
  EXPECT_EQ(static_cast<std::uint16_t>(refused->status), 0x105);
  EXPECT_EQ(fake_.event_requests(), fake_.aerl + 1);
}

TEST_F(ControllerTest, ForgetsEventRequestsWithAReset) {
  enable();
  EXPECT_FALSE(controller_->request_event());
  fake_.raise(1);
  controller_->disable();
  controller_->enable();
  EXPECT_FALSE(controller_->next_event()) << "also one that was completed, and nobody had asked for";
  EXPECT_FALSE(controller_->request_event());
}

TEST_F(ControllerTest, LeavesTheAdminQueueRoomForACommand) {
  enable(2);
  EXPECT_THROW(controller_->request_event(), suites::NotCarried);
  enable(4);
  EXPECT_FALSE(controller_->request_event());
  EXPECT_FALSE(controller_->request_event());
  EXPECT_THROW(controller_->request_event(), suites::NotCarried);
  IdentifyPage page{};
  const Submission identify{.queue = Queue::Admin,
                            .sqe = encode(Command{.queue = Queue::Admin, .body = Identify{.cns = Cns::Controller}}),
                            .from_device = page};
  EXPECT_EQ(controller_->submit({&identify, 1}).size(), 1U);
  EXPECT_THROW(controller_->submit(std::vector<Submission>(2, identify)), suites::NotCarried);
  EXPECT_EQ(controller_->submit(std::vector<Submission>(3, flush())).size(), 3U) << "the I/O queue has room";
}

// ---- enabled and disabled -------------------------------------------------------------------------------------------

TEST_F(ControllerTest, IsSentNothingWhileItIsDown) {
  enable();
  controller_->disable();
  EXPECT_THROW(io(Flush{}), suites::NotCarried);
  EXPECT_THROW(controller_->request_event(), suites::NotCarried);
  EXPECT_FALSE(controller_->next_event());
  controller_->enable();
  controller_->shutdown(ShutdownNotification::Abrupt);
  EXPECT_EQ(fake_.registers.cc().shn, ShutdownNotification::Abrupt);
  EXPECT_THROW(io(Flush{}), suites::NotCarried);
  controller_->enable();
  EXPECT_EQ(io(Flush{}).status, kSuccess);
}

TEST_F(ControllerTest, IsEnabledWithTheCommandSetsThatAreWanted) {
  fake_.registers.shape.cap.css = cap_css::kNvm | cap_css::kIoCommandSets | cap_css::kNoIoCommandSet;
  enable();
  controller_->enable(CommandSets::Nvm);
  EXPECT_EQ(fake_.registers.cc().css, CommandSets::Nvm);
  EXPECT_EQ(io(ZoneManagementSend{.zsa = ZoneSendAction::Reset}).status, Status::InvalidCommandOpcode);
  controller_->enable(CommandSets::AdminOnly);
  EXPECT_EQ(fake_.registers.cc().css, CommandSets::AdminOnly);
  EXPECT_THROW(io(Flush{}), suites::NotCarried) << "there is no I/O queue";
  controller_->enable();
  EXPECT_EQ(fake_.registers.cc().css, CommandSets::AllSupported);
  EXPECT_EQ(io(Flush{}).status, kSuccess);
}

TEST_F(ControllerTest, KeepsToItsPartOfTheMemory) {
  const std::size_t half = (fake_.memory().size() - kFirstAddress) / 2;
  Controller second{fake_, {.entries = 16, .part = 1, .parts = 2}};
  second.enable();
  EXPECT_GE(fake_.registers.asq(), kFirstAddress + half);
  EXPECT_GE(second.spare_page(), kFirstAddress + half);
  EXPECT_EQ(second.spare_page() % kPageBytes, 0U);
  Controller first{fake_, {.entries = 16, .part = 0, .parts = 2}};
  first.enable();
  EXPECT_LT(fake_.registers.acq(), kFirstAddress + half);
  Bytes data(half);
  const Submission read{.queue = Queue::Io, .sqe = encode(Command{.body = Read{}}), .from_device = data};
  EXPECT_THROW(static_cast<void>(first.submit({&read, 1})), suites::NotCarried) << "it would be in the other's";
}

TEST_F(ControllerTest, IsMadeForSomeControllersOnly) {
  EXPECT_THROW(enable(65), HarnessError) << "MQES";
  EXPECT_THROW(enable(1), HarnessError);
  enable(64);
  fake_.registers.shape.cap.mpsmin = 1;
  EXPECT_THROW(enable(), HarnessError);
}

TEST_F(ControllerTest, ComesBackAfterAResetOrAShutdown) {
  enable(5);
  fake_.late = 3;  // what is left of former completions is seen
  const Bytes data = pattern(1);
  for (std::uint64_t lba = 0; lba < 3; ++lba) EXPECT_EQ(io(Write{.slba = lba}, data).status, kSuccess);
  controller_->disable();
  EXPECT_FALSE(fake_.registers.csts().rdy);
  controller_->enable();
  EXPECT_EQ(io(Write{.slba = 3}, data).status, kSuccess);
  controller_->shutdown();
  EXPECT_EQ(fake_.registers.csts().shst, ShutdownStatus::Complete);
  controller_->enable();
  EXPECT_EQ(io(Write{.slba = 4}, data).status, kSuccess);
  fake_.shuts_down = false;
  EXPECT_THAT(loss_of([this] { controller_->shutdown(); }), HasSubstr("shutting the controller down: not done within"));
}

}  // namespace
}  // namespace zns::harness::nvme
