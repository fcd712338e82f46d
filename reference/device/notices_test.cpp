// What controllers note and tell of what nobody commanded them to: and that all of it is taken back.
#include "reference/device/notices.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "reference/device/device.hpp"
#include "reference/spec/features.hpp"

namespace zns {
namespace {

constexpr std::uint32_t kEvents = oaes::kNamespaceAttribute | oaes::kZoneDescriptorChanged;
constexpr std::uint32_t kNsid = 1;
constexpr At kFirst{0};
constexpr At kSecond{1};

SubsystemShape a_shape() {
  SubsystemShape shape{.namespaces = {}, .controllers = controllers_of(2)};
  shape.namespaces.push_back({.geometry = {.nsid = kNsid,
                                           .nn = 4,
                                           .lba_bytes = 512,
                                           .zones = 4,
                                           .zsze = 8,
                                           .zcap = 6,
                                           .active_excursions = true,
                                           .namespace_management = true}});
  return shape;
}

class Notices : public testing::Test {
 protected:
  Notices() {
    for (const At at : {kFirst, kSecond}) {
      send(SetFeatures{.dw11 = kEvents, .fid = Fid::AsynchronousEventConfiguration}, 0, at);
      static_cast<void>(device_.request_event(at));
    }
  }
  Status send(const Command::Body& body, std::uint32_t nsid, At at = {}) {
    return device_.submit({.queue = Queue::Admin, .nsid = nsid, .body = body}, {}, {}, at).status;
  }
  Status act(ZoneSendAction zsa, ZoneId zone) {
    return device_.submit({.nsid = kNsid, .body = ZoneManagementSend{.slba = zone * 8U, .zsa = zsa}}, {}, {}).status;
  }
  Status protect(WriteProtection wps) {
    return send(SetFeatures{.dw11 = static_cast<std::uint32_t>(wps), .fid = Fid::NamespaceWriteProtection}, kNsid);
  }
  std::uint64_t told(At at = {}) {
    const auto done = device_.next_event(at);
    return done ? done->result : 0;
  }
  [[nodiscard]] ChangedZones zones(At at = {}) const {
    return device_.subsystem().controller(at).changed.changed_zones(kNsid);
  }

  Device device_{a_shape(), {}, 64};
};

TEST_F(Notices, TellEveryControllerOfAZoneThatFails) {
  ASSERT_TRUE(device_.raise({EventKind::ReadOnly, 2}));
  for (const At at : {kFirst, kSecond}) {
    EXPECT_EQ(told(at), encode(zone_descriptor_changed(kNsid))) << at.controller;
    EXPECT_EQ(zones(at).zones, std::vector<std::uint64_t>{16}) << at.controller;
  }
}

TEST_F(Notices, TellNothingOfAZoneThatIsClosedToMakeRoom) {
  const std::vector<std::byte> block(512);
  ASSERT_EQ(device_.submit({.nsid = kNsid, .body = Write{.slba = 0}}, block, {}).status, kSuccess);
  ASSERT_TRUE(device_.raise({EventKind::CloseZone, 0}));
  EXPECT_EQ(told(), 0U);
  EXPECT_EQ(zones(), ChangedZones{});
}

TEST_F(Notices, TellOfRecommendationsThatComeAndGo) {
  ASSERT_EQ(act(ZoneSendAction::Open, 1), kSuccess);
  EXPECT_FALSE(device_.recommend(1, za::kResetRecommended)) << "of a zone that is not Full";
  ASSERT_TRUE(device_.recommend(1, za::kFinishRecommended));
  EXPECT_EQ(device_.state().zone(1).za, za::kFinishRecommended);
  EXPECT_EQ(told(), encode(zone_descriptor_changed(kNsid)));
  EXPECT_FALSE(device_.recommend(1, za::kFinishRecommended)) << "it is so already";
  ASSERT_TRUE(device_.recommend(1, 0));
  EXPECT_EQ(device_.state().zone(1).za, 0);
  ASSERT_EQ(act(ZoneSendAction::Finish, 1), kSuccess);
  EXPECT_FALSE(device_.recommend(1, za::kFinishRecommended)) << "of a Full zone";
  EXPECT_TRUE(device_.recommend(1, za::kResetRecommended));
}

TEST_F(Notices, TellOfProtectionAndOfTheZonesThatItFills) {
  ASSERT_EQ(act(ZoneSendAction::Open, 3), kSuccess);
  ASSERT_EQ(protect(WriteProtection::Protected), kSuccess);
  EXPECT_EQ(told(kSecond), encode(kNamespaceAttributeChanged));
  EXPECT_EQ(device_.subsystem().controller(kSecond).changed.changed_namespaces(), std::vector<std::uint32_t>{kNsid});
  EXPECT_EQ(zones(kSecond).zones, std::vector<std::uint64_t>{24});
}

TEST_F(Notices, AreTakenBackWithWhatTheyTellOf) {
  ASSERT_EQ(act(ZoneSendAction::Open, 3), kSuccess);
  const Controller before = device_.subsystem().controller(kSecond);
  ASSERT_EQ(protect(WriteProtection::Protected), kSuccess);
  ASSERT_TRUE(device_.undo());
  EXPECT_EQ(device_.subsystem().controller(kSecond), before);
  ASSERT_TRUE(device_.recommend(3, za::kFinishRecommended));
  ASSERT_TRUE(device_.undo());
  EXPECT_EQ(device_.subsystem().controller(kSecond), before);
  EXPECT_EQ(device_.state().zone(3).za, 0);
}

TEST_F(Notices, ProtectedNamespacesAreNeitherFormattedNorDeleted) {
  ASSERT_EQ(protect(WriteProtection::Protected), kSuccess);
  const NamespaceManagement deletion{.sel = NamespaceManagementAction::Delete};
  EXPECT_EQ(send(FormatNvm{}, kNsid), Status::NamespaceIsWriteProtected);
  EXPECT_EQ(send(FormatNvm{}, kBroadcastNsid), Status::NamespaceIsWriteProtected);
  EXPECT_EQ(send(deletion, kNsid), Status::NamespaceIsWriteProtected);
  EXPECT_EQ(send(deletion, kBroadcastNsid), Status::NamespaceIsWriteProtected);
  ASSERT_EQ(protect(WriteProtection::None), kSuccess);
  EXPECT_EQ(send(FormatNvm{}, kNsid), kSuccess);
  EXPECT_EQ(send(deletion, kNsid), kSuccess);
}

}  // namespace
}  // namespace zns
