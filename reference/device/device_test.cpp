// The device as a whole: what belongs to one command, restart or event is done, and taken back, together.
#include "reference/device/device.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "reference/spec/identify.hpp"
#include "reference/spec/namespace_structures.hpp"

namespace zns {
namespace {

using enum ZoneState;

const Geometry kGeometry{
    .lba_bytes = 512, .zones = 4, .zsze = 8, .zcap = 6, .max_active = 3, .max_open = 2, .write_cache = true};

Device::Done write(Device& device, std::uint64_t slba) {
  const std::vector<std::byte> data(kGeometry.lba_bytes, std::byte{0x5A});
  return device.submit({.body = Write{.slba = slba}}, data, {});
}

std::byte first_byte(Device& device, std::uint64_t slba) {
  std::vector<std::byte> block(kGeometry.lba_bytes);
  EXPECT_EQ(device.submit({.body = Read{.slba = slba}}, {}, block).status, kSuccess);
  return block[0];
}

TEST(Device, TakesBackWhatACommandDidWithWhatFollowedFromIt) {
  // given
  Device device{kGeometry, {.close_eagerly = true}, 4};
  const State before = device.state();
  // when
  ASSERT_EQ(write(device, 0).status, kSuccess);
  ASSERT_EQ(device.state().zone(0).zs, Closed) << "opened, and closed at once";
  // then
  EXPECT_TRUE(device.undo());
  EXPECT_EQ(device.state(), before);
  EXPECT_FALSE(device.undo()) << "there is nothing more";
}

TEST(Device, TakesBackARestartWithWhatWasNotDurable) {
  // given
  Device device{kGeometry, {}, 4};
  ASSERT_EQ(write(device, 0).status, kSuccess);
  const State before = device.state();
  const WriteCache cache = device.cache();
  ASSERT_FALSE(cache.empty());
  // when
  device.restart(Reset::PowerCycle);
  ASSERT_NE(device.state(), before);
  ASSERT_TRUE(device.cache().empty());
  // then
  EXPECT_TRUE(device.undo());
  EXPECT_EQ(device.state(), before);
  EXPECT_EQ(device.cache(), cache);
}

TEST(Device, TakesBackAsMuchAsItWasToldAndNoMore) {
  Device device{kGeometry, {}, 2};
  for (const std::uint64_t slba : {0, 1, 2}) ASSERT_EQ(write(device, slba).status, kSuccess);
  EXPECT_TRUE(device.undo());
  EXPECT_TRUE(device.undo());
  EXPECT_FALSE(device.undo());
  EXPECT_EQ(device.state().zone(0).wp, 1U);
  Device without{kGeometry, {}};
  ASSERT_EQ(write(without, 0).status, kSuccess);
  EXPECT_FALSE(without.undo());
}

TEST(Device, RaisesOnlyWhatTheZonesStateKnows) {
  Device device{kGeometry, {}, 1};
  EXPECT_TRUE(device.raise({EventKind::ReadOnly, 1}));
  EXPECT_EQ(device.state().zone(1).zs, ReadOnly);
  EXPECT_FALSE(device.raise({EventKind::ReadOnly, 1}));
  EXPECT_TRUE(device.undo());
  EXPECT_EQ(device.state().zone(1).zs, Empty);
}

TEST(Device, IsAValue) {
  // given
  Device device{kGeometry, {}};
  ASSERT_EQ(write(device, 0).status, kSuccess);
  Device copy = device;
  // when
  ASSERT_EQ(write(copy, 1).status, kSuccess);
  // then
  EXPECT_EQ(copy.state().zone(0).wp, 2U);
  EXPECT_EQ(device.state().zone(0).wp, 1U);
  EXPECT_EQ(first_byte(copy, 1), std::byte{0x5A});
}

TEST(Device, ThatIsGivenAStateForgetsWhatCameBefore) {
  Device device{kGeometry, {}, 4};
  const State empty = device.state();
  ASSERT_EQ(write(device, 0).status, kSuccess);
  device.restore(empty);
  EXPECT_EQ(device.state(), empty);
  EXPECT_TRUE(device.cache().empty());
  EXPECT_FALSE(device.undo());
}

TEST(Device, LetsWhoeverKnowsBetterChangeARestart) {
  Device device{kGeometry, {}};
  ASSERT_EQ(write(device, 0).status, kSuccess);
  const State before = device.state();
  device.restart(Reset::PowerCycle, [](std::size_t, ZoneId, std::optional<Effect>& effect) { effect.reset(); });
  EXPECT_EQ(device.state(), before);
}

// ---- two namespaces -------------------------------------------------------------------------------------------------

std::vector<Geometry> two_namespaces() {
  Geometry blocks{.nsid = 2, .lba_bytes = 512, .zones = 1, .zsze = 32, .zcap = 32, .write_cache = true};
  blocks.csi = Csi::Nvm;
  return {kGeometry, blocks};
}

Device::Done write_beside(Device& device, std::uint64_t slba, std::byte value, bool fua = false) {
  const std::vector<std::byte> data(512, value);
  return device.submit({.nsid = 2, .body = Write{.slba = slba, .fua = fua}}, data, {});
}

std::byte byte_beside(Device& device, std::uint64_t slba) {
  std::vector<std::byte> block(512);
  EXPECT_EQ(device.submit({.nsid = 2, .body = Read{.slba = slba}}, {}, block).status, kSuccess);
  return block[0];
}

TEST(TwoNamespaces, AreWrittenEachByItsOwnRules) {
  Device device{two_namespaces(), {}};
  EXPECT_EQ(write(device, 3).status, Status::ZoneInvalidWrite);
  EXPECT_EQ(write_beside(device, 3, std::byte{1}).status, kSuccess);
  EXPECT_EQ(write_beside(device, 3, std::byte{2}).status, kSuccess);
  EXPECT_EQ(byte_beside(device, 3), std::byte{2});
  EXPECT_EQ(write_beside(device, 32, std::byte{1}).status, Status::LbaOutOfRange);
  EXPECT_EQ(device.submit({.nsid = 2, .body = ZoneManagementSend{.zsa = ZoneSendAction::Reset}}, {}, {}).status,
            Status::InvalidCommandOpcode);
  EXPECT_EQ(device.submit({.nsid = 3, .body = Flush{}}, {}, {}).status, Status::InvalidFieldInCommand);
}

TEST(TwoNamespaces, AreTakenBackTogether) {
  // given
  Device device{two_namespaces(), {}, 4};
  ASSERT_EQ(write_beside(device, 3, std::byte{1}).status, kSuccess);
  ASSERT_EQ(write(device, 0).status, kSuccess);
  const State zoned = device.state();
  const State blocks = device.subsystem()[1].state;
  // when
  ASSERT_EQ(write_beside(device, 3, std::byte{2}).status, kSuccess);
  device.restart(Reset::PowerCycle);
  ASSERT_NE(device.state(), zoned);
  // then
  EXPECT_TRUE(device.undo());
  EXPECT_TRUE(device.undo());
  EXPECT_EQ(device.state(), zoned);
  EXPECT_EQ(device.subsystem()[1].state, blocks);
  EXPECT_EQ(byte_beside(device, 3), std::byte{1});
}

TEST(TwoNamespaces, AreFlushedByABroadcast) {
  Device device{two_namespaces(), {}};
  ASSERT_EQ(write(device, 0).status, kSuccess);
  ASSERT_FALSE(device.cache().empty());
  ASSERT_EQ(device.submit({.nsid = 2, .body = Flush{}}, {}, {}).status, kSuccess);
  EXPECT_FALSE(device.cache().empty()) << "that Flush named the other namespace";
  ASSERT_EQ(device.submit({.nsid = kBroadcastNsid, .body = Flush{}}, {}, {}).status, kSuccess);
  EXPECT_TRUE(device.cache().empty());
}

std::vector<std::uint32_t> listed(Device& device, Cns cns, Csi csi, std::uint32_t after) {
  IdentifyPage page{};
  const Command identify{.queue = Queue::Admin, .nsid = after, .body = Identify{.cns = cns, .csi = csi}};
  EXPECT_EQ(device.submit(identify, {}, page).status, kSuccess);
  return decode_namespace_list(page);
}

TEST(TwoNamespaces, AreListedByNsidAndByCommandSet) {
  std::vector<Geometry> namespaces = two_namespaces();
  namespaces[0].nsid = 4;
  Device device{namespaces, {}};
  using List = std::vector<std::uint32_t>;
  EXPECT_EQ(listed(device, Cns::ActiveNamespaces, Csi::Nvm, 0), (List{2, 4}));
  EXPECT_EQ(listed(device, Cns::ActiveNamespaces, Csi::Nvm, 2), (List{4}));
  EXPECT_EQ(listed(device, Cns::CommandSetActiveNamespaces, Csi::Nvm, 0), (List{2}));
  EXPECT_EQ(listed(device, Cns::CommandSetActiveNamespaces, Csi::Zoned, 0), (List{4}));
}

TEST(TwoNamespaces, NeedTwoNsids) {
  std::vector<Geometry> namespaces = two_namespaces();
  EXPECT_EQ(inconsistency(namespaces), std::nullopt);
  namespaces[1].nsid = 1;
  EXPECT_EQ(inconsistency(namespaces), "namespace 1: another one has that nsid");
}

// ---- the life of one of two controllers ----------------------------------------------------------------------------

class TwoControllers : public testing::Test {
 protected:
  TwoControllers() {
    for (const At at : {kFirst, kSecond}) {
      enable_events(at);
      device_.request_event(at);
    }
    EXPECT_EQ(write(device_, 0).status, kSuccess);
  }
  void enable_events(At at) {
    const SetFeatures notices{.dw11 = oaes::kZoneDescriptorChanged, .fid = Fid::AsynchronousEventConfiguration};
    EXPECT_EQ(device_.submit({.queue = Queue::Admin, .nsid = 0, .body = notices}, {}, {}, at).status, kSuccess);
  }
  [[nodiscard]] const Controller& controller(At at) const { return device_.subsystem().controller(at); }

  static constexpr At kFirst{0};
  static constexpr At kSecond{1};
  Device device_{SubsystemShape{.namespaces = {{.geometry = kGeometry}}, .controllers = controllers_of(2)}, {}, 8};
};

TEST_F(TwoControllers, AResetOfOneIsNothingToTheOther) {
  const Controller second = controller(kSecond);
  device_.disable(kFirst);
  EXPECT_EQ(controller(kFirst).life(), Life::Disabled);
  EXPECT_EQ(controller(kFirst).events, Events{});
  EXPECT_EQ(controller(kFirst).features, FeatureValues{});
  EXPECT_EQ(controller(kSecond), second);
  EXPECT_EQ(device_.state().zone(0).zs, ImplicitlyOpened);
}

TEST_F(TwoControllers, AShutdownOfTheLastInitialisesTheZones) {
  device_.shut_down(kFirst);
  EXPECT_EQ(device_.state().zone(0).zs, ImplicitlyOpened) << "after the shutdown of one";
  const Controller second = controller(kSecond);
  device_.shut_down(kSecond);
  EXPECT_EQ(device_.state().zone(0).zs, Closed);
  EXPECT_TRUE(device_.undo());
  EXPECT_EQ(device_.state().zone(0).zs, ImplicitlyOpened);
  EXPECT_EQ(controller(kSecond), second);
}

TEST_F(TwoControllers, AResetControllerIsShutDownNoLonger) {
  device_.shut_down(kFirst);
  device_.disable(kFirst);
  device_.shut_down(kSecond);
  EXPECT_EQ(device_.state().zone(0).zs, ImplicitlyOpened) << "only one reports that its shutdown is complete";
}

TEST_F(TwoControllers, AreNotToldOfAZoneThatIsClosed) {
  ASSERT_TRUE(device_.raise({EventKind::CloseZone, 0}));
  EXPECT_FALSE(device_.next_event(kFirst));
  EXPECT_EQ(controller(kFirst).changed, ChangeLogs{});
  ASSERT_TRUE(device_.raise({EventKind::ReadOnly, 0}));
  EXPECT_TRUE(device_.next_event(kFirst)) << "of a zone that failed they are";
}

TEST_F(TwoControllers, DisableWhatWasNotTold) {
  ASSERT_TRUE(device_.raise({EventKind::ReadOnly, 0}));
  const SetFeatures none{.fid = Fid::AsynchronousEventConfiguration};
  EXPECT_EQ(device_.submit({.queue = Queue::Admin, .nsid = 0, .body = none}, {}, {}, kFirst).status, kSuccess);
  EXPECT_FALSE(device_.next_event(kFirst)) << "it is disabled";
  EXPECT_TRUE(device_.next_event(kSecond)) << "at the other it is not";
}

// A namespace that only the second controller has.
class AtTheSecond : public testing::Test {
 protected:
  AtTheSecond() { EXPECT_TRUE(device_.raise({EventKind::ReadOnly, 0}, 1)); }
  static SubsystemShape shape() {
    Geometry second = kGeometry;
    second.nsid = 2;
    second.deallocated_error = true;
    Geometry first = kGeometry;
    first.namespace_management = second.namespace_management = true;
    SubsystemShape shape{.namespaces = {}, .controllers = controllers_of(2)};
    shape.namespaces.push_back({.geometry = first});
    shape.namespaces.push_back({.geometry = second, .attached = Attached{0b10}});
    return shape;
  }
  Status send(const Command::Body& body, At at, std::span<std::byte> out = {}, std::span<const std::byte> data = {}) {
    return device_.submit({.queue = Queue::Admin, .nsid = 2, .body = body}, data, out, at).status;
  }
  static constexpr At kFirst{0};
  static constexpr At kSecond{1};
  Device device_{shape(), {}, 8};
};

TEST_F(AtTheSecond, ItsChangedZoneListIsRead) {
  const GetLogPage page{.numd = NumberOfDwords::of_count(kChangedZonesBytes / 4), .lid = Lid::ChangedZoneList};
  std::vector<std::byte> out(kChangedZonesBytes);
  EXPECT_NE(send(page, kFirst, out), kSuccess) << "it is inactive there";
  EXPECT_EQ(send(page, kSecond, out), kSuccess);
  EXPECT_EQ(decode_changed_zones(out).nrzid, 1U);
}

TEST_F(AtTheSecond, ItsFeaturesAreSet) {
  const SetFeatures dulbe{.dw11 = error_recovery::kDulbe, .fid = Fid::ErrorRecovery};
  EXPECT_NE(send(dulbe, kFirst), kSuccess) << "it is inactive there";
  EXPECT_EQ(send(dulbe, kSecond), kSuccess);
  EXPECT_EQ(device_.subsystem()[1].geometry.dulbe, Dulbe::On);
  EXPECT_NE(device_.subsystem()[0].geometry.dulbe, Dulbe::On);
}

TEST_F(AtTheSecond, NothingIsToldOfItsZonesOnceItIsDetached) {
  // given
  constexpr std::uint32_t kBoth = oaes::kNamespaceAttribute | oaes::kZoneDescriptorChanged;
  const Command enable{
      .queue = Queue::Admin, .nsid = 0, .body = SetFeatures{.dw11 = kBoth, .fid = Fid::AsynchronousEventConfiguration}};
  ASSERT_EQ(device_.submit(enable, {}, {}, kSecond).status, kSuccess);
  ASSERT_TRUE(device_.raise({EventKind::Offline, 0}, 1));
  // when
  ASSERT_EQ(send(NamespaceAttachment{.sel = NamespaceAttachmentAction::Detach}, kFirst, {},
                 encode_controller_list(std::vector<std::uint16_t>{2})),
            kSuccess);
  // then
  const Device::Done done = device_.request_event(kSecond);
  EXPECT_FALSE(done.outstanding);
  EXPECT_EQ(decode_async_event(done.result), kNamespaceAttributeChanged);
}

TEST(Device, HasZonesFailInAnyNamespace) {
  Geometry second = kGeometry;
  second.nsid = 2;
  Device device{std::vector{kGeometry, second}, {}, 2};
  ASSERT_TRUE(device.raise({EventKind::ReadOnly, 3}, 1));
  EXPECT_EQ(device.subsystem()[1].state.zone(3).zs, ReadOnly);
  EXPECT_EQ(device.state().zone(3).zs, Empty);
  EXPECT_EQ(device.subsystem().controller({}).changed.changed_zones(2).zones, std::vector{kGeometry.zslba(3)});
  EXPECT_TRUE(device.undo());
  EXPECT_EQ(device.subsystem()[1].state.zone(3).zs, Empty);
}

}  // namespace
}  // namespace zns
