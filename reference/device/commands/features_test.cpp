// Get and Set Features: values, what speaks against setting them, and what they do to I/O and to what a reset leaves.
#include <gtest/gtest.h>

#include <vector>

#include "reference/device/device.hpp"
#include "reference/spec/identify.hpp"

namespace zns {
namespace {

const Geometry kGeometry{.lba_bytes = 512,
                         .zones = 4,
                         .zsze = 8,
                         .zcap = 6,
                         .max_active = 3,
                         .max_open = 2,
                         .write_cache = true,
                         .deallocated_error = true};
constexpr auto kWps = static_cast<std::uint32_t>(WriteProtection::Protected);

struct FeaturesOfDevice : ::testing::Test {
  Device device{kGeometry, {}, 8};

  Device::Done get(Fid fid, std::uint32_t dw11 = 0, std::uint32_t nsid = 0, Select sel = Select::Current) {
    return device.submit({.queue = Queue::Admin, .nsid = nsid, .body = GetFeatures{dw11, fid, sel}}, {}, out);
  }
  Status set(Fid fid, std::uint32_t dw11, std::uint32_t nsid = 0, bool save = false) {
    const SetFeatures body{.dw11 = dw11, .fid = fid, .save = save};
    return device.submit({.queue = Queue::Admin, .nsid = nsid, .body = body}, data, {}).status;
  }
  Status write(std::uint64_t slba) { return device.submit({.body = Write{.slba = slba}}, block, {}).status; }
  Status read(std::uint64_t slba, std::uint64_t blocks = 1) {
    std::vector<std::byte> into(512 * blocks);
    return device.submit({.body = Read{.slba = slba, .nlb = Nlb::of_count(blocks)}}, {}, into).status;
  }
  Status send(ZoneSendAction zsa, bool all = false) {
    return device.submit({.body = ZoneManagementSend{.zsa = zsa, .select_all = all}}, {}, {}).status;
  }

  std::vector<std::byte> block = std::vector<std::byte>(512, std::byte{0x5A});
  std::vector<std::byte> data = std::vector<std::byte>(16, std::byte{7});
  std::vector<std::byte> out = std::vector<std::byte>(4096);
};

TEST_F(FeaturesOfDevice, HaveADefaultAValueAndASavedOne) {
  EXPECT_EQ(get(Fid::Arbitration).result, 7U);
  EXPECT_EQ(set(Fid::Arbitration, 3), kSuccess);
  EXPECT_EQ(get(Fid::Arbitration).result, 3U);
  EXPECT_EQ(get(Fid::Arbitration, 0, 0, Select::Default).result, 7U);
  EXPECT_EQ(get(Fid::Arbitration, 0, 0, Select::Saved).result, 7U) << "not saved: the default";
  EXPECT_EQ(set(Fid::Arbitration, 2, 0, true), kSuccess);
  EXPECT_EQ(get(Fid::Arbitration, 0, 0, Select::Saved).result, 2U);
}

TEST_F(FeaturesOfDevice, EachSaysWhatCanBeDoneWithIt) {
  for (const FeatureRow& row : features()) {
    if (row.fid == Fid::SanitizeConfig) continue;  // there is none where there is no Sanitize (sanitize_test.cpp)
    const Device::Done done = get(row.fid, 0xFFFF'FFFF, 1, Select::Supported);
    EXPECT_EQ(done.status, kSuccess) << static_cast<int>(row.fid) << ": parameters are ignored (FEA-003)";
    const FeatureCapabilities found = decode_feature_capabilities(static_cast<std::uint32_t>(done.result));
    EXPECT_EQ(found.saveable, row.saveable) << static_cast<int>(row.fid);
    EXPECT_EQ(found.changeable, row.changeable) << static_cast<int>(row.fid);
    EXPECT_EQ(found.namespace_specific, row.scope == FeatureScope::Namespace) << static_cast<int>(row.fid);
  }
}

TEST_F(FeaturesOfDevice, AreRefusedForEachFaultAndKeepTheirValue) {
  struct Wrong {
    Fid fid;
    std::uint32_t dw11;
    std::uint32_t nsid;
    bool save;
    Status status;
  };
  const Wrong wrongs[] = {
      {Fid{0x00}, 0, 0, false, Status::InvalidFieldInCommand},
      {Fid::Arbitration, 1, 1, false, Status::FeatureNotNamespaceSpecific},
      {Fid::KeepAliveTimer, 1000, 0, true, Status::FeatureIdentifierNotSaveable},
      {Fid::KeepAliveTimer, UINT32_MAX, 0, false, Status::KeepAliveTimeoutInvalid},
      {Fid::WriteAtomicityNormal, 1, 0, false, Status::FeatureNotChangeable},
      {Fid::PowerManagement, 1, 0, false, Status::InvalidFieldInCommand},
      {Fid::TemperatureThreshold, 0x20'0100, 0, false, Status::InvalidFieldInCommand},
      {Fid::TemperatureThreshold, 0x0F'0100, 0, false, Status::InvalidFieldInCommand},
      {Fid::InterruptVectorConfiguration, 0x1'0000 | kInterruptVectors, 0, false, Status::InvalidFieldInCommand},
      {Fid::NumberOfQueues, 0, 0, false, Status::CommandSequenceError},
      {Fid::NumberOfQueues, 0xFFFF, 0, false, Status::InvalidFieldInCommand},
      {Fid::ErrorRecovery, 1, 0, false, Status::InvalidNamespaceOrFormat},
      {Fid::ErrorRecovery, 1, 3, false, Status::InvalidNamespaceOrFormat},
      {Fid::IoCommandSetProfile, 1, 0, false, Status::IoCommandSetCombinationRejected},
      {Fid::IoCommandSetProfile, 2, 0, false, Status::IoCommandSetCombinationRejected},
      {Fid::HostIdentifier, 1, 0, false, Status::InvalidFieldInCommand},
      {Fid::NamespaceWriteProtection, 3, 1, false, Status::InvalidFieldInCommand},
      {Fid::NamespaceWriteProtection, kWps, kBroadcastNsid, false, Status::InvalidNamespaceOrFormat},
  };
  const Subsystem before = device.subsystem();
  for (const Wrong& wrong : wrongs) {
    EXPECT_EQ(set(wrong.fid, wrong.dw11, wrong.nsid, wrong.save), wrong.status) << static_cast<int>(wrong.fid);
    EXPECT_EQ(device.subsystem().controller({}), before.controller({})) << static_cast<int>(wrong.fid);
    EXPECT_EQ(device.subsystem()[0].features, before[0].features) << static_cast<int>(wrong.fid);
  }
  EXPECT_EQ(get(Fid::Arbitration, 0, 0, Select{4}).status, Status::InvalidFieldInCommand);
  EXPECT_EQ(get(Fid::ErrorRecovery, 0, kBroadcastNsid).status, Status::InvalidNamespaceOrFormat);
}

TEST_F(FeaturesOfDevice, GoBackToWhatIsSavedAtAReset) {
  // given
  ASSERT_EQ(set(Fid::Arbitration, 2, 0, true), kSuccess);
  ASSERT_EQ(set(Fid::Arbitration, 3), kSuccess);
  ASSERT_EQ(set(Fid::TemperatureThreshold, 300), kSuccess);
  ASSERT_EQ(set(Fid::ErrorRecovery, error_recovery::kDulbe, 1), kSuccess);
  // when
  device.restart(Reset::Controller);
  // then
  EXPECT_EQ(get(Fid::Arbitration).result, 2U);
  EXPECT_EQ(get(Fid::TemperatureThreshold).result, kOverThreshold);
  EXPECT_EQ(get(Fid::ErrorRecovery, 0, 1).result, 0U);
  EXPECT_EQ(read(0), kSuccess) << "DULBE is back, too";
  // and when it is taken back
  EXPECT_TRUE(device.undo());  // the read
  for (int gets = 0; gets < 3; ++gets) EXPECT_TRUE(device.undo());
  EXPECT_TRUE(device.undo());
  EXPECT_EQ(get(Fid::Arbitration).result, 3U);
  EXPECT_EQ(read(0), Status::DeallocatedOrUnwrittenLogicalBlock);
}

TEST_F(FeaturesOfDevice, DulbeMakesReadsOfDeallocatedBlocksErrors) {
  ASSERT_EQ(write(0), kSuccess);
  EXPECT_EQ(read(8), kSuccess);
  ASSERT_EQ(set(Fid::ErrorRecovery, error_recovery::kDulbe, 1), kSuccess);
  EXPECT_EQ(read(8), Status::DeallocatedOrUnwrittenLogicalBlock);
  EXPECT_EQ(read(0), kSuccess) << "written";
  EXPECT_EQ(read(1), kSuccess) << "above the write pointer of a zone that is not Empty: either";
  EXPECT_EQ(read(14), kSuccess) << "above the capacity: either";
  ASSERT_EQ(set(Fid::ErrorRecovery, 0, 1), kSuccess);
  EXPECT_EQ(read(8), kSuccess);
}

TEST_F(FeaturesOfDevice, WithoutTheWriteCacheEverythingIsDurable) {
  ASSERT_EQ(write(0), kSuccess);
  ASSERT_FALSE(device.cache().empty());
  ASSERT_EQ(set(Fid::VolatileWriteCache, 0), kSuccess);
  EXPECT_TRUE(device.cache().empty()) << "what was cached";
  ASSERT_EQ(write(1), kSuccess);
  EXPECT_TRUE(device.cache().empty()) << "what is written from now on";
  ASSERT_EQ(set(Fid::VolatileWriteCache, 1), kSuccess);
  ASSERT_EQ(write(2), kSuccess);
  EXPECT_FALSE(device.cache().empty());
}

TEST_F(FeaturesOfDevice, ProtectionRefusesWhatChangesZonesAndFillsActiveOnes) {
  // given
  ASSERT_EQ(write(0), kSuccess);
  const State before = device.state();
  // when
  ASSERT_EQ(set(Fid::NamespaceWriteProtection, kWps, 1), kSuccess);
  // then
  EXPECT_EQ(device.state().zone(0).zs, ZoneState::Full);
  EXPECT_EQ(device.state().active(), 0U);
  EXPECT_TRUE(device.cache().empty());
  EXPECT_EQ(write(8), Status::NamespaceIsWriteProtected);
  EXPECT_EQ(send(ZoneSendAction::Reset), Status::NamespaceIsWriteProtected);
  EXPECT_EQ(send(ZoneSendAction::Close, true), Status::NamespaceIsWriteProtected);
  EXPECT_EQ(read(0), kSuccess);
  device.restart(Reset::PowerCycle);
  EXPECT_EQ(write(8), Status::NamespaceIsWriteProtected) << "it outlives a power cycle";
  for (int steps = 0; steps < 7; ++steps) ASSERT_TRUE(device.undo());
  EXPECT_EQ(device.state(), before) << "taken back, zones and all";
  EXPECT_EQ(write(8), kSuccess);
}

TEST_F(FeaturesOfDevice, ProtectionUntilPowerCycleEndsThere) {
  constexpr auto kUntil = static_cast<std::uint32_t>(WriteProtection::UntilPowerCycle);
  ASSERT_EQ(set(Fid::NamespaceWriteProtection, kUntil, 1), kSuccess);
  EXPECT_EQ(set(Fid::NamespaceWriteProtection, 0, 1), Status::FeatureNotChangeable);
  device.restart(Reset::Controller);
  EXPECT_EQ(write(0), Status::NamespaceIsWriteProtected);
  device.restart(Reset::PowerCycle);
  EXPECT_EQ(write(0), kSuccess);
}

TEST_F(FeaturesOfDevice, HoldDataToo) {
  ASSERT_EQ(set(Fid::HostIdentifier, 0), kSuccess);
  ASSERT_EQ(get(Fid::HostIdentifier).status, kSuccess);
  EXPECT_EQ(load_le<std::uint64_t>(out, 0), 0x0707'0707'0707'0707U);
  ASSERT_EQ(set(Fid::Timestamp, 0), kSuccess);
  ASSERT_EQ(get(Fid::Timestamp).status, kSuccess);
  const Timestamp found = decode_timestamp(load_le<std::uint64_t>(out, 0));
  EXPECT_EQ(found.milliseconds, 0x0707'0707'0707U);
  EXPECT_EQ(found.origin, TimestampOrigin::SetFeatures);
}

}  // namespace
}  // namespace zns
