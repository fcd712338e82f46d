// Namespace Management and Namespace Attachment at the device as a whole: what is created, refused, attached and
// deleted, and that each of these is taken back exactly.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "reference/device/device.hpp"
#include "reference/device/random_for_tests.hpp"
#include "reference/spec/namespace_structures.hpp"

namespace zns {
namespace {

constexpr std::uint64_t kZsze = 8;

SubsystemShape a_shape(std::size_t controllers = 2) {
  SubsystemShape shape{.namespaces = {}, .controllers = controllers_of(controllers)};
  shape.namespaces.push_back({.geometry = {.nn = 4,
                                           .lba_bytes = 512,
                                           .zones = 4,
                                           .zsze = kZsze,
                                           .zcap = 6,
                                           .max_active = 3,
                                           .max_open = 2,
                                           .namespace_management = true}});
  return shape;
}

class Namespaces : public testing::Test {
 protected:
  Device::Done send(const Command::Body& body, std::uint32_t nsid, std::span<const std::byte> data = {}, At at = {}) {
    return device_.submit({.queue = Queue::Admin, .nsid = nsid, .body = body}, data, {}, at);
  }
  Device::Done create(const NamespaceCreation& creation, Csi csi = Csi::Zoned, std::uint32_t nsid = 0) {
    return send(NamespaceManagement{.csi = csi}, nsid, encode(creation));
  }
  Device::Done create() { return create({.nsze = kZsze, .ncap = kZsze, .nmic = kNamespaceShared}); }
  Status remove(std::uint32_t nsid) {
    return send(NamespaceManagement{.sel = NamespaceManagementAction::Delete}, nsid).status;
  }
  Status attach(std::uint32_t nsid, const std::vector<std::uint16_t>& ids,
                NamespaceAttachmentAction sel = NamespaceAttachmentAction::Attach) {
    return send(NamespaceAttachment{.sel = sel}, nsid, encode_controller_list(ids)).status;
  }
  Status detach(std::uint32_t nsid, const std::vector<std::uint16_t>& ids) {
    return attach(nsid, ids, NamespaceAttachmentAction::Detach);
  }
  Status write(std::uint32_t nsid, std::uint64_t slba, At at = {}) {
    const std::vector<std::byte> block(512, std::byte{1});
    return device_.submit({.nsid = nsid, .body = Write{.slba = slba}}, block, {}, at).status;
  }
  IdentifyPage identify(Cns cns, std::uint32_t nsid, At at = {}) {
    IdentifyPage page{};
    const Command command{.queue = Queue::Admin, .nsid = nsid, .body = Identify{.cns = cns, .csi = Csi::Zoned}};
    EXPECT_EQ(device_.submit(command, {}, page, at).status, kSuccess) << static_cast<unsigned>(cns);
    return page;
  }
  std::vector<std::uint32_t> active(At at = {}) {
    return decode_namespace_list(identify(Cns::ActiveNamespaces, 0, at));
  }

  Device device_{a_shape(), {}, 64};
};

TEST_F(Namespaces, AreCreatedAndAttachedToNothing) {
  const Device::Done done = create();
  ASSERT_EQ(done.status, kSuccess);
  EXPECT_EQ(done.result, 2U);
  EXPECT_EQ(decode_namespace_list(identify(Cns::AllocatedNamespaces, 0)), (std::vector<std::uint32_t>{1, 2}));
  EXPECT_EQ(active(), std::vector<std::uint32_t>{1});
  EXPECT_EQ(write(2, 0), Status::InvalidFieldInCommand);
  EXPECT_EQ(decode_identify_controller(identify(Cns::Controller, 0)).unvmcap, 2 * 4 * kZsze * 512 - kZsze * 512);
}

TEST_F(Namespaces, AreRefusedForEachReason) {
  const NamespaceCreation good{.nsze = kZsze, .ncap = kZsze};
  const auto with = [&](auto change) {
    NamespaceCreation creation = good;
    change(creation);
    return create(creation).status;
  };
  EXPECT_EQ(create(good, static_cast<Csi>(1)).status, Status::IoCommandSetNotSupported);
  EXPECT_EQ(with([](auto& c) { c.flbas = 1; }), Status::InvalidFormat);
  EXPECT_EQ(with([](auto& c) { c.dps = 1; }), Status::InvalidFormat);
  EXPECT_EQ(with([](auto& c) { c.nsze = c.ncap = kZsze + 1; }), Status::InvalidFieldInCommand);
  EXPECT_EQ(with([](auto& c) { c.nsze = c.ncap = 0; }), Status::InvalidFieldInCommand);
  EXPECT_EQ(with([](auto& c) { c.ncap = 2 * kZsze; }), Status::InvalidFieldInCommand);
  EXPECT_EQ(with([](auto& c) { c.nsze = c.ncap = kZsze << 40; }), Status::NamespaceInsufficientCapacity);
  EXPECT_EQ(with([](auto& c) { c.ncap = 1; }), Status::ThinProvisioningNotSupported);
  EXPECT_EQ(with([](auto& c) { c.anagrpid = 1; }), Status::AnaGroupIdentifierInvalid);
  EXPECT_EQ(with([](auto& c) { c.endgid = 1; }), Status::InvalidFieldInCommand);
  EXPECT_EQ(with([](auto& c) { c.rar = 4; }), Status::InvalidFieldInCommand);
  EXPECT_EQ(with([](auto& c) { c.rar = 1, c.ror = 2; }), Status::InvalidFieldInCommand);
  EXPECT_EQ(send(NamespaceManagement{.sel = static_cast<NamespaceManagementAction>(2)}, 0, encode(good)).status,
            Status::InvalidFieldInCommand);
  EXPECT_EQ(device_.subsystem().allocated().size(), 1U) << "a refused creation has changed something";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(create(good).status, kSuccess);
  EXPECT_EQ(create(good).status, Status::NamespaceIdentifierUnavailable);
}

TEST_F(Namespaces, HaveTheResourcesThatWereAskedFor) {
  const auto nsid = static_cast<std::uint32_t>(create({.nsze = kZsze, .ncap = kZsze, .rar = 2, .ror = 1}).result);
  const IdentifyZonedNamespace found =
      decode_identify_zoned_namespace(identify(Cns::CommandSetAllocatedNamespace, nsid));
  EXPECT_EQ(found.mar, 1U);
  EXPECT_EQ(found.mor, 0U);
}

TEST_F(Namespaces, AreOneThroughWhicheverController) {
  const auto nsid = static_cast<std::uint32_t>(create().result);
  ASSERT_EQ(attach(nsid, {1, 2}), kSuccess);
  EXPECT_EQ(write(nsid, 0, At{0}), kSuccess);
  EXPECT_EQ(write(nsid, 1, At{1}), kSuccess);
  ASSERT_EQ(detach(nsid, {1}), kSuccess);
  EXPECT_EQ(write(nsid, 2, At{0}), Status::InvalidFieldInCommand);
  EXPECT_EQ(write(nsid, 2, At{1}), kSuccess);
  EXPECT_EQ(active(At{0}), std::vector<std::uint32_t>{1});
  EXPECT_EQ(active(At{1}), (std::vector<std::uint32_t>{1, 2}));
}

TEST_F(Namespaces, KeepTheirZonesWhileTheyAreDetached) {
  const auto nsid = static_cast<std::uint32_t>(create().result);
  ASSERT_EQ(attach(nsid, {1}), kSuccess);
  ASSERT_EQ(write(nsid, 0), kSuccess);
  const Zone before = device_.subsystem()[1].state.zone(0);
  ASSERT_EQ(detach(nsid, {1}), kSuccess);
  ASSERT_EQ(attach(nsid, {2}), kSuccess);
  EXPECT_EQ(device_.subsystem()[1].state.zone(0), before);
  EXPECT_EQ(write(nsid, 1, At{1}), kSuccess);
}

TEST_F(Namespaces, AreAttachedUpToTheFirstEntryThatFails) {
  const auto nsid = static_cast<std::uint32_t>(create().result);
  EXPECT_EQ(attach(nsid, {}), Status::ControllerListInvalid);
  EXPECT_EQ(attach(nsid, {9}), Status::ControllerListInvalid);
  EXPECT_EQ(attach(nsid, {2, 1}), Status::ControllerListInvalid);
  EXPECT_EQ(detach(nsid, {1}), Status::NamespaceNotAttached);
  ASSERT_EQ(attach(nsid, {2}), kSuccess);
  EXPECT_EQ(attach(nsid, {1, 2}), Status::NamespaceAlreadyAttached);
  EXPECT_EQ(active(At{0}).size(), 2U) << "the entry before the one that failed is done (NSA-009)";
  EXPECT_EQ(attach(0, {1}), Status::InvalidNamespaceOrFormat);
  EXPECT_EQ(attach(4, {1}), Status::InvalidFieldInCommand);
  EXPECT_EQ(attach(kBroadcastNsid, {1}), Status::InvalidNamespaceOrFormat);
  EXPECT_EQ(attach(nsid, {1}, static_cast<NamespaceAttachmentAction>(2)), Status::InvalidFieldInCommand);
}

TEST_F(Namespaces, ArePrivateUnlessTheyAreShared) {
  const auto nsid = static_cast<std::uint32_t>(create({.nsze = 64, .ncap = 64}, Csi::Nvm).result);
  ASSERT_EQ(attach(nsid, {1}), kSuccess);
  EXPECT_EQ(attach(nsid, {2}), Status::NamespaceIsPrivate);
}

TEST_F(Namespaces, AreDeletedOneByOneAndAllTogether) {
  const auto nsid = static_cast<std::uint32_t>(create().result);
  ASSERT_EQ(attach(nsid, {1, 2}), kSuccess);
  ASSERT_EQ(write(nsid, 0), kSuccess);
  EXPECT_EQ(remove(nsid), kSuccess);
  EXPECT_EQ(remove(nsid), Status::InvalidFieldInCommand);
  EXPECT_EQ(remove(0), Status::InvalidNamespaceOrFormat);
  EXPECT_EQ(write(nsid, 1, At{1}), Status::InvalidFieldInCommand);
  EXPECT_EQ(create().result, nsid);
  ASSERT_EQ(attach(nsid, {1}), kSuccess);
  EXPECT_EQ(device_.subsystem()[1].state.zone(0).zs, ZoneState::Empty) << "nothing of the deleted one is left";

  EXPECT_EQ(remove(kBroadcastNsid), kSuccess);
  EXPECT_TRUE(active().empty());
  EXPECT_EQ(write(1, 0), Status::InvalidFieldInCommand) << "the first namespace is gone, too";
  EXPECT_EQ(remove(kBroadcastNsid), kSuccess) << "success even if there are none (NSM-021)";
  EXPECT_EQ(create().result, 1U);
}

TEST_F(Namespaces, AreTakenBackStepByStep) {
  Random random{7};
  const auto seen = [&] {
    std::string text;
    for (const Namespace& each : device_.subsystem().namespaces())
      text += std::to_string(each.geometry.nsid) + (each.allocated ? "+" : "-") + each.attached.to_string() +
              std::to_string(each.state.zone(0).wp) + ' ';
    return text;
  };
  std::vector<std::string> history;
  for (int i = 0; i < 60; ++i) {
    history.push_back(seen());
    const auto nsid = static_cast<std::uint32_t>(1 + random.below(4));
    const auto id = static_cast<std::uint16_t>(1 + random.below(2));
    switch (random.below(5)) {
      case 0:
        create();
        break;
      case 1:
        remove(nsid);
        break;
      case 2:
        attach(nsid, {id});
        break;
      case 3:
        detach(nsid, {id});
        break;
      default:
        write(nsid, random.below(4), At{id - 1U});
    }
  }
  for (; !history.empty(); history.pop_back()) {
    ASSERT_TRUE(device_.undo());
    EXPECT_EQ(seen(), history.back());
  }
}

TEST(NamespacesWithoutManagement, AreNeitherMadeNorAttached) {
  SubsystemShape shape = a_shape();
  shape.namespaces.front().geometry.namespace_management = false;
  Device device{shape, {}};
  for (const Command::Body& body : {Command::Body{NamespaceManagement{}}, Command::Body{NamespaceAttachment{}}})
    EXPECT_EQ(device.submit({.queue = Queue::Admin, .nsid = 1, .body = body}, {}, {}).status,
              Status::InvalidCommandOpcode);
  for (const Cns cns : {Cns::AllocatedNamespaces, Cns::AllocatedNamespace, Cns::Controllers}) {
    IdentifyPage page{};
    EXPECT_EQ(device.submit({.queue = Queue::Admin, .nsid = 1, .body = Identify{.cns = cns}}, {}, page).status,
              Status::InvalidFieldInCommand);
  }
}

TEST(SubsystemShapes, AreConsistentOrSayWhyNot) {
  EXPECT_EQ(inconsistency(a_shape()), std::nullopt);
  SubsystemShape shape = a_shape();
  shape.namespaces.front().shared = false;
  EXPECT_NE(inconsistency(shape).value_or("").find("not shared"), std::string::npos);
  shape.namespaces.front().attached = Attached{4};
  EXPECT_NE(inconsistency(shape).value_or("").find("no place"), std::string::npos);
  shape.controllers.clear();
  EXPECT_NE(inconsistency(shape).value_or("").find("controllers"), std::string::npos);
}

}  // namespace
}  // namespace zns
