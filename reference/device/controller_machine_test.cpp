// Controllers by their properties: what a write does to one, to the others, and to the namespaces; queues; and what is
// left of the commands under each CC.CSS.
#include "reference/device/controller_machine.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "reference/device/device.hpp"
#include "reference/spec/identify.hpp"

namespace zns {
namespace {

using enum ZoneState;

const Geometry kGeometry{.zones = 4, .zsze = 16, .zcap = 12};
constexpr At kFirst{0};
constexpr At kSecond{1};

Device two_controllers(const Policy& policy = {}, bool lists_unusable = false) {
  std::vector<ControllerShape> controllers = controllers_of(2);
  for (ControllerShape& each : controllers) each.lists_unusable = lists_unusable;
  return Device{SubsystemShape{.namespaces = {{.geometry = kGeometry}}, .controllers = controllers}, policy, 8};
}

Csts csts(const Device& device, At at = kFirst) {
  return decode_csts(device.read_property(at, property::kCsts));
}
Cc cc(const Device& device, At at = kFirst) {
  return decode_cc(device.read_property(at, property::kCc));
}
void write_cc(Device& device, At at, const Cc& value) {
  device.write_property(at, property::kCc, encode(value));
}
void disable(Device& device, At at = kFirst) {
  Cc value = cc(device, at);
  value.en = false;
  value.shn = ShutdownNotification::None;
  write_cc(device, at, value);
}
void enable_with(Device& device, CommandSets css, At at = kFirst) {
  disable(device, at);
  write_cc(device, at, {.en = true, .css = css, .iosqes = kIosqes, .iocqes = kIocqes});
}
void shut_down(Device& device, At at) {
  Cc value = cc(device, at);
  value.shn = ShutdownNotification::Abrupt;
  write_cc(device, at, value);
}

Status open_zone(Device& device, At at = kFirst, std::uint64_t zslba = 0) {
  return device.submit({.body = ZoneManagementSend{.slba = zslba, .zsa = ZoneSendAction::Open}}, {}, {}, at).status;
}
Status identify(Device& device, Cns cns, Csi csi) {
  std::vector<std::byte> page(kIdentifyBytes);
  return device.submit({.queue = Queue::Admin, .body = Identify{.cns = cns, .csi = csi}}, {}, page, kFirst).status;
}

TEST(ControllerMachine, BeginsEnabledWithQueues) {
  const Device device = two_controllers();
  for (const At at : {kFirst, kSecond}) {
    EXPECT_TRUE(cc(device, at).en);
    EXPECT_EQ(csts(device, at), (Csts{.rdy = true}));
    EXPECT_EQ(device.subsystem().controller(at).life(), Life::Enabled);
    EXPECT_TRUE(device.subsystem().controller(at).has_io_queues());
  }
}

TEST(ControllerMachine, AResetIsOfOneControllerAndLeavesNoQueue) {
  Device device = two_controllers();
  const Controller second = device.subsystem().controller(kSecond);
  const std::uint32_t aqa = device.read_property(kFirst, property::kAqa);
  ASSERT_EQ(open_zone(device), kSuccess);
  disable(device);
  EXPECT_EQ(csts(device), Csts{});
  EXPECT_EQ(device.subsystem().controller(kFirst).queues, Queues{});
  EXPECT_EQ(device.read_property(kFirst, property::kAqa), aqa);
  EXPECT_EQ(device.subsystem().controller(kSecond), second);
  EXPECT_EQ(device.state().zone(0).zs, ExplicitlyOpened);
}

TEST(ControllerMachine, TheShutdownOfTheLastInitialisesTheZones) {
  Device device = two_controllers();
  ASSERT_EQ(open_zone(device), kSuccess);
  shut_down(device, kFirst);
  EXPECT_EQ(csts(device).shst, ShutdownStatus::Complete);
  EXPECT_EQ(device.state().zone(0).zs, ExplicitlyOpened);
  shut_down(device, kSecond);
  EXPECT_EQ(device.state().zone(0).zs, Empty);
}

TEST(ControllerMachine, NssrResetsAllControllersByOneValueAlone) {
  Device device = two_controllers();
  device.write_property(kFirst, property::kNssr, kResetSubsystem ^ 1U);
  EXPECT_TRUE(csts(device, kSecond).rdy);
  device.write_property(kFirst, property::kNssr, kResetSubsystem);
  for (const At at : {kFirst, kSecond}) {
    EXPECT_EQ(csts(device, at), (Csts{.nssro = true}));
    EXPECT_EQ(device.read_property(at, property::kAqa), 0U);
    EXPECT_EQ(device.subsystem().controller(at).life(), Life::Disabled);
  }
}

TEST(ControllerMachine, AWriteIsTakenBack) {
  Device device = two_controllers();
  ASSERT_EQ(open_zone(device), kSuccess);
  const Controller first = device.subsystem().controller(kFirst);
  shut_down(device, kSecond);
  const Controller second = device.subsystem().controller(kSecond);
  shut_down(device, kFirst);
  ASSERT_EQ(device.state().zone(0).zs, Empty);
  ASSERT_TRUE(device.undo());
  EXPECT_EQ(device.state().zone(0).zs, ExplicitlyOpened);
  EXPECT_EQ(device.subsystem().controller(kFirst), first);
  EXPECT_EQ(device.subsystem().controller(kSecond), second);
}

TEST(ControllerMachine, FeaturesOfNamespacesGoWithTheLastController) {
  Geometry geometry = kGeometry;
  geometry.deallocated_error = true;
  Device device{SubsystemShape{.namespaces = {{.geometry = geometry}}, .controllers = controllers_of(2)}, {}};
  const SetFeatures dulbe{.dw11 = error_recovery::kDulbe, .fid = Fid::ErrorRecovery};
  ASSERT_EQ(device.submit({.queue = Queue::Admin, .body = dulbe}, {}, {}, kFirst).status, kSuccess);
  disable(device, kFirst);
  EXPECT_EQ(device.geometry().dulbe, Dulbe::On) << "the other controller goes on";
  disable(device, kSecond);
  EXPECT_EQ(device.geometry().dulbe, Dulbe::Off);
}

// ---- queues ---------------------------------------------------------------------------------------------------------

TEST(ControllerMachine, QueuesComeAndGo) {
  Device device = two_controllers();
  const auto few = QueueEntries::of_count(2);
  EXPECT_EQ(device.submit(CreateSubmissionQueue{.qid = 2, .qsize = few, .cqid = 2}, kFirst).status,
            Status::CompletionQueueInvalid);
  EXPECT_EQ(device.submit(CreateCompletionQueue{.qid = 2, .qsize = few}, kFirst).status, kSuccess);
  EXPECT_EQ(device.submit(CreateSubmissionQueue{.qid = 2, .qsize = few, .cqid = 2}, kFirst).status, kSuccess);
  EXPECT_EQ(device.submit(DeleteCompletionQueue{.qid = 2}, kFirst).status, Status::InvalidQueueDeletion);
  EXPECT_FALSE(device.subsystem().controller(kSecond).queues.completion.contains(2));
  EXPECT_EQ(device.submit(DeleteSubmissionQueue{.qid = 2}, kFirst).status, kSuccess);
  EXPECT_EQ(device.submit(DeleteCompletionQueue{.qid = 2}, kFirst).status, kSuccess);
}

TEST(ControllerMachine, AsManyQueuesAsTheFeatureAllocates) {
  Device device = two_controllers();
  const QueueLimits limits = queue_limits(device.subsystem().controller(kFirst));
  const auto few = QueueEntries::of_count(2);
  EXPECT_EQ(device.submit(CreateCompletionQueue{.qid = limits.completion_queues, .qsize = few}, kFirst).status,
            kSuccess);
  const auto beyond = static_cast<std::uint16_t>(limits.completion_queues + 1);
  EXPECT_EQ(device.submit(CreateCompletionQueue{.qid = beyond, .qsize = few}, kFirst).status,
            Status::InvalidQueueIdentifier);
}

TEST(ControllerMachine, TheNumberOfQueuesIsSetBeforeThereAreAny) {
  Device device = two_controllers();
  const SetFeatures one_each{.fid = Fid::NumberOfQueues};
  const Command command{.queue = Queue::Admin, .nsid = 0, .body = one_each};
  EXPECT_EQ(device.submit(command, {}, {}, kFirst).status, Status::CommandSequenceError);
  enable_with(device, CommandSets::AllSupported);
  EXPECT_EQ(device.submit(command, {}, {}, kFirst).status, kSuccess);
  EXPECT_EQ(device.submit(CreateCompletionQueue{.qid = 2, .qsize = QueueEntries::of_count(2)}, kFirst).status,
            Status::InvalidQueueIdentifier);
}

TEST(ControllerMachine, WrongDoorbellsAreTold) {
  Device device = two_controllers();
  const auto tell = [&](DoorbellRegister doorbell, std::uint32_t value) {
    EXPECT_TRUE(device.request_event(kFirst).outstanding);
    device.write_property(kFirst, offset_of(doorbell, 0), value);
    const auto told = device.next_event(kFirst);
    return told ? decode_async_event(told->result) : AsyncEvent{};
  };
  EXPECT_EQ(tell({9, false}, 1), (AsyncEvent{.type = EventType::Error, .info = 0, .log = Lid::ErrorInformation}));
  device = two_controllers();
  EXPECT_EQ(tell({kHostsQueue, true}, 0xFFFF),
            (AsyncEvent{.type = EventType::Error, .info = 1, .log = Lid::ErrorInformation}));
  device = two_controllers();
  EXPECT_EQ(tell({kHostsQueue, false}, 1), AsyncEvent{}) << "a right one is nothing to tell";
}

// ---- CC.CSS ---------------------------------------------------------------------------------------------------------

TEST(CommandSets, WithNvmAloneAZonedNamespaceIsNotActive) {
  Device device = two_controllers();
  enable_with(device, CommandSets::Nvm);
  EXPECT_FALSE(device.subsystem().is_active(0, kFirst));
  EXPECT_TRUE(device.subsystem().active(kFirst).empty());
  EXPECT_EQ(open_zone(device), Status::InvalidFieldInCommand);  // as an inactive NSID (NSID-002)
  EXPECT_EQ(identify(device, Cns::CommandSetController, Csi::Zoned), Status::InvalidFieldInCommand);
  EXPECT_EQ(identify(device, Cns::CommandSetController, Csi::Nvm), kSuccess);
  EXPECT_EQ(open_zone(device, kSecond), kSuccess) << "the other controller has every command set";
  enable_with(device, CommandSets::AllSupported);
  EXPECT_EQ(open_zone(device, kFirst, kGeometry.zsze), kSuccess);
}

TEST(CommandSets, OrIsActiveAndTakesNoCommand) {
  Device device = two_controllers({.statuses = Policy::Statuses::Last}, true);
  enable_with(device, CommandSets::Nvm);
  EXPECT_TRUE(device.subsystem().is_active(0, kFirst));
  EXPECT_EQ(open_zone(device), Status::InvalidIoCommandSet);
  EXPECT_EQ(device.state().zone(0).zs, Empty);
}

TEST(CommandSets, AdminOnlyIsAdminOnly) {
  Device device = two_controllers();
  enable_with(device, CommandSets::AdminOnly);
  EXPECT_EQ(open_zone(device), Status::InvalidCommandOpcode);
  EXPECT_EQ(identify(device, Cns::CommandSetNamespace, Csi::Nvm), Status::InvalidCommandOpcode);
  EXPECT_EQ(identify(device, Cns::Controller, Csi::Nvm), kSuccess);
}

TEST(CommandSets, AReservedValueIsFatal) {
  Device device = two_controllers();
  enable_with(device, static_cast<CommandSets>(5));
  EXPECT_EQ(csts(device), (Csts{.cfs = true}));
  EXPECT_EQ(device.subsystem().controller(kFirst).life(), Life::Disabled);
  device.enable(kFirst);
  EXPECT_EQ(open_zone(device), kSuccess);
}

}  // namespace
}  // namespace zns
