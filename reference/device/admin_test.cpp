#include "reference/device/admin.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "reference/device/device.hpp"
#include "reference/spec/text.hpp"

namespace zns {
namespace {

Command admin(const Command::Body& body, std::uint32_t nsid = 0) {
  return {.queue = Queue::Admin, .nsid = nsid, .body = body};
}

Device::Done ask(Device& device, const Command::Body& body, std::uint32_t nsid = 0) {
  return device.submit(admin(body, nsid), {}, {});
}

void write(Device& device, std::uint64_t slba) {
  const std::vector<std::byte> block(device.geometry().lba_bytes, std::byte{0x5A});
  ASSERT_EQ(device.submit({.body = Write{.slba = slba}}, block, {}).status, kSuccess);
}

// ---- asynchronous events --------------------------------------------------------------------------------------------

TEST(AsyncEventRequest, IsOutstandingWhileNothingHappens) {
  Device device{Geometry{}, {}};
  EXPECT_TRUE(device.request_event().outstanding);
  write(device, 0);
  EXPECT_FALSE(device.next_event());
}

TEST(AsyncEventRequest, BeyondTheLimitIsAborted) {
  Device device{Geometry{}, {}};
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(device.request_event().outstanding) << "AERL is 3, 0's based";
  const Device::Done fifth = device.request_event();
  EXPECT_EQ(fifth.status, Status::AsynchronousEventRequestLimitExceeded);
  EXPECT_FALSE(fifth.outstanding);
}

TEST(AsyncEventRequest, IsGoneAfterAReset) {
  Device device{Geometry{}, {}, 2};
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(device.request_event().outstanding);
  device.restart(Reset::Controller);
  EXPECT_TRUE(device.request_event().outstanding);
  ASSERT_TRUE(device.undo());
  ASSERT_TRUE(device.undo());
  EXPECT_EQ(device.request_event().status, Status::AsynchronousEventRequestLimitExceeded) << "the reset is taken back";
}

// ---- Format NVM -----------------------------------------------------------------------------------------------------

TEST(FormatNvm, LeavesEveryZoneEmptyAndIsTakenBack) {
  Device device{Geometry{}, {}, 1};
  write(device, 0);
  ASSERT_TRUE(device.raise({EventKind::ReadOnly, 3}));
  const State before = device.state();
  EXPECT_EQ(ask(device, FormatNvm{}, 1).status, kSuccess);
  EXPECT_EQ(device.state(), (State{device.geometry(), BlockMemory{device.geometry().lba_bytes}}));
  ASSERT_TRUE(device.undo());
  EXPECT_EQ(device.state(), before);
}

TEST(FormatNvm, IsOfTheNamespaceThatItNamesAlone) {
  const std::vector<Geometry> both{Geometry{}, Geometry{.nsid = 2}};
  Device device{both, {}};
  write(device, 0);
  EXPECT_EQ(ask(device, FormatNvm{}, 2).status, kSuccess);
  EXPECT_NE(device.state().count(ZoneState::ImplicitlyOpened), 0U);
  EXPECT_EQ(ask(device, FormatNvm{}, kBroadcastNsid).status, kSuccess);
  EXPECT_EQ(device.state().count(ZoneState::ImplicitlyOpened), 0U);
}

TEST(FormatNvm, IsRefusedForWhatItDoesNotHave) {
  struct Row {
    FormatNvm command;
    std::uint32_t nsid;
    Status status;
  };
  for (const Row& row :
       {Row{{.lbaf = 1}, 1, Status::InvalidFormat}, Row{{.pi = 1}, 1, Status::InvalidFormat},
        Row{{.pi = 4}, 1, Status::InvalidFieldInCommand}, Row{{.mset = true}, 1, Status::InvalidFormat},
        Row{{.ses = 2}, 1, Status::InvalidFieldInCommand}, Row{{}, 0, Status::InvalidNamespaceOrFormat},
        Row{{}, 3, Status::InvalidFieldInCommand}, Row{{}, 5, Status::InvalidNamespaceOrFormat}}) {
    Device device{Geometry{}, {}};
    write(device, 0);
    const State before = device.state();
    EXPECT_EQ(ask(device, row.command, row.nsid).status, row.status) << to_text(admin(row.command, row.nsid));
    EXPECT_EQ(device.state(), before);
  }
}

// ---- the others -----------------------------------------------------------------------------------------------------

TEST(Abort, AbortsNothingThatIsDone) {
  Device device{Geometry{}, {}};
  const Device::Done done = ask(device, Abort{.sqid = 1, .cid = 7});
  EXPECT_EQ(done.status, kSuccess);
  EXPECT_EQ(done.result, 1U);
}

TEST(Abort, LeavesAnEventRequestWaitingUnlessThePolicyIsAnother) {  // AER-004
  Device device{Geometry{}, {}};
  ASSERT_TRUE(device.request_event({}, 7).outstanding);
  EXPECT_EQ(ask(device, Abort{.sqid = 0, .cid = 7}).result, 1U);
  EXPECT_FALSE(device.next_event());
}

TEST(Abort, EndsAnEventRequestThatItNames) {  // GEN-022, GEN-025
  Device device{Geometry{}, {.aborts_event_requests = true}, 4};
  ASSERT_TRUE(device.request_event({}, 7).outstanding);
  EXPECT_EQ(ask(device, Abort{.sqid = 0, .cid = 8}).result, 1U) << "another identifier";
  EXPECT_EQ(ask(device, Abort{.sqid = 1, .cid = 7}).result, 1U) << "another queue";
  EXPECT_EQ(ask(device, Abort{.sqid = 0, .cid = 7}).result, 0U);
  const auto ended = device.next_event();
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status, Status::CommandAbortRequested);
  EXPECT_FALSE(device.next_event()) << "it is completed once";
  ASSERT_TRUE(device.undo());
  EXPECT_TRUE(device.next_event()) << "its completion is taken back";
}

TEST(Abort, OfAQueueThatDoesNotExistIsRefusedWhereThatIsPermitted) {  // GEN-023
  Device device{Geometry{}, {.use_exceptions = true}};
  EXPECT_EQ(ask(device, Abort{.sqid = 0xFFFF}).status, Status::InvalidFieldInCommand);
  EXPECT_EQ(ask(device, Abort{.sqid = 1}).status, kSuccess);
}

TEST(KeepAlive, SucceedsAsKasSays) {
  Device device{Geometry{}, {}};
  EXPECT_EQ(ask(device, KeepAlive{}).status, kSuccess);
}

TEST(AdminCommands, ThatAreNotThereAreInvalidOpcodes) {
  Device device{Geometry{}, {}};
  for (const Command::Body& body :
       {Command::Body{DeviceSelfTest{.stc = 1}}, Command::Body{Sanitize{.sanact = SanitizeAction::BlockErase}}})
    EXPECT_EQ(ask(device, body).status, Status::InvalidCommandOpcode) << to_text(admin(body));
}

TEST(AdminCommands, OnAnIoQueueAreNoCommands) {
  Device device{Geometry{}, {}};
  EXPECT_EQ(device.submit({.body = OtherCommand{0x80}}, {}, {}).status, Status::InvalidCommandOpcode);
}

}  // namespace
}  // namespace zns
