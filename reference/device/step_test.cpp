#include "reference/device/step.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "reference/device/event.hpp"
#include "reference/device/invariants.hpp"
#include "reference/device/policy.hpp"

namespace zns {
namespace {

// 4 zones of 8 blocks, 6 of them writable; 3 active and 2 open at most.
Geometry tiny() {
  return {.lba_bytes = 512, .zones = 4, .zsze = 8, .zcap = 6, .max_active = 3, .max_open = 2, .zdes = 1};
}

class StepTest : public testing::Test {
 protected:
  Effect run(const Command::Body& body, Choices& choices) {
    const Command command{.body = body};
    const std::vector<std::byte> data(bytes_to_device(geometry_, command), std::byte{0x5A});
    Effect effect = step(geometry_, state_, command, data, choices);
    if (effect.status != kSuccess) {
      EXPECT_TRUE(effect.zones.empty() && effect.media.empty() && effect.extensions.empty())
          << "an aborted command changes nothing";
    }
    apply(state_, effect);
    EXPECT_EQ(violated_invariant(geometry_, state_) ? violated_invariant(geometry_, state_)->id : "", "");
    return effect;
  }
  Effect run(const Command::Body& body) { return run(body, choices_); }
  Effect write(std::uint64_t slba, std::uint64_t blocks) {
    return run(Write{.slba = slba, .nlb = Nlb::of_count(blocks)});
  }
  Effect append(std::uint64_t zslba, std::uint64_t blocks) {
    return run(ZoneAppend{.zslba = zslba, .nlb = Nlb::of_count(blocks)});
  }
  Effect send(ZoneId zone, ZoneSendAction zsa) {
    return run(ZoneManagementSend{.slba = geometry_.zslba(zone), .zsa = zsa});
  }
  Effect send_all(ZoneSendAction zsa) {
    return run(ZoneManagementSend{.slba = UINT64_MAX, .zsa = zsa, .select_all = true});
  }
  ZoneState zs(ZoneId zone) const { return state_.zone(zone).zs; }
  std::vector<Status> permitted(const Effect& effect) const {
    std::vector<Status> statuses;
    for (const Fault& fault : effect.faults.all()) statuses.push_back(fault.status);
    return statuses;
  }

  Geometry geometry_ = tiny();
  State state_{geometry_, {.bytes = geometry_.lba_bytes}};
  PolicyChoices choices_;
};

TEST_F(StepTest, AWriteAtTheWritePointerOpensTheZoneImplicitly) {
  EXPECT_EQ(write(8, 2).status, kSuccess);
  EXPECT_EQ(zs(1), ZoneState::ImplicitlyOpened);
  EXPECT_EQ(state_.zone(1).wp, 10U);
}

TEST_F(StepTest, AWriteElsewhereIsAZoneInvalidWrite) {
  EXPECT_EQ(write(9, 1).status, Status::ZoneInvalidWrite);
  EXPECT_EQ(zs(1), ZoneState::Empty);
}

TEST_F(StepTest, AWriteBeyondTheCapacityIsAZoneBoundaryError) {
  EXPECT_EQ(write(0, 7).status, Status::ZoneBoundaryError);
  EXPECT_EQ(write(0, 6).status, kSuccess);
  EXPECT_EQ(zs(0), ZoneState::Full);
}

TEST_F(StepTest, EveryStatusThatAppliesIsPermitted) {
  write(0, 6);
  const Effect effect = write(5, 4);
  EXPECT_EQ(permitted(effect), (std::vector{Status::ZoneIsFull, Status::ZoneBoundaryError}));
}

TEST_F(StepTest, AnAppendReturnsWhereItWrote) {
  append(16, 1);
  const Effect effect = append(16, 3);
  EXPECT_EQ(effect.result, 17U);
  EXPECT_EQ(append(17, 1).status, Status::InvalidFieldInCommand);
  EXPECT_EQ(append(16, 3).status, Status::ZoneBoundaryError);
}

TEST_F(StepTest, AtTheOpenLimitTheOldestImplicitlyOpenedZoneIsClosed) {
  write(0, 1);
  write(8, 1);
  EXPECT_EQ(write(16, 1).status, kSuccess);
  EXPECT_EQ(zs(0), ZoneState::Closed);
  EXPECT_EQ(zs(1), ZoneState::ImplicitlyOpened);
}

TEST_F(StepTest, ADeviceMayRefuseInsteadOfClosing) {
  PolicyChoices refuses{{.implicit_close = Policy::ImplicitClose::Refuse}};
  write(0, 1);
  write(8, 1);
  EXPECT_EQ(run(Write{.slba = 16}, refuses).status, Status::TooManyOpenZones);
}

TEST_F(StepTest, ExplicitlyOpenedZonesAreNeverClosedForAnother) {
  send(0, ZoneSendAction::Open);
  send(1, ZoneSendAction::Open);
  EXPECT_EQ(write(16, 1).status, Status::TooManyOpenZones);
}

TEST_F(StepTest, ActiveZonesAreLimitedToo) {
  for (ZoneId zone = 0; zone < 3; ++zone) {
    send(zone, ZoneSendAction::Open);
    send(zone, ZoneSendAction::Close);
  }
  EXPECT_EQ(write(24, 1).status, Status::TooManyActiveZones);
  EXPECT_EQ(send(3, ZoneSendAction::Finish).status, kSuccess);
  send(0, ZoneSendAction::Reset);
  EXPECT_EQ(send(0, ZoneSendAction::SetZoneDescriptorExtension).status, kSuccess);
}

TEST_F(StepTest, WithEqualLimitsOnlyTheActiveOneIsNamed) {
  geometry_.max_active = 2;
  send(0, ZoneSendAction::Open);
  send(1, ZoneSendAction::Open);
  const Effect effect = write(16, 1);
  EXPECT_EQ(permitted(effect), std::vector{Status::TooManyActiveZones});
}

TEST_F(StepTest, OpenWithSelectAllIsAllOrNothing) {
  for (const ZoneId zone : {0U, 1U, 2U}) {
    send(zone, ZoneSendAction::Open);
    send(zone, ZoneSendAction::Close);
  }
  EXPECT_EQ(send_all(ZoneSendAction::Open).status, Status::TooManyOpenZones);
  EXPECT_EQ(state_.count(ZoneState::Closed), 3U);
  send(2, ZoneSendAction::Reset);
  EXPECT_EQ(send_all(ZoneSendAction::Open).status, kSuccess);
  EXPECT_EQ(state_.count(ZoneState::ExplicitlyOpened), 2U);
}

TEST_F(StepTest, FinishWithSelectAllLeavesEmptyZones) {
  write(0, 1);
  EXPECT_EQ(send_all(ZoneSendAction::Finish).status, kSuccess);
  EXPECT_EQ(zs(0), ZoneState::Full);
  EXPECT_EQ(zs(1), ZoneState::Empty);
}

TEST_F(StepTest, AnExtensionLivesUntilTheZoneIsEmptyAgain) {
  EXPECT_EQ(send(0, ZoneSendAction::SetZoneDescriptorExtension).status, kSuccess);
  EXPECT_EQ(zs(0), ZoneState::Closed);
  EXPECT_EQ(send(0, ZoneSendAction::SetZoneDescriptorExtension).status, Status::InvalidZoneStateTransition);
  write(0, 6);
  ASSERT_NE(state_.extension(0), nullptr);
  EXPECT_EQ((*state_.extension(0))[0], std::byte{0x5A});
  send(0, ZoneSendAction::Reset);
  EXPECT_EQ(state_.extension(0), nullptr);
  EXPECT_EQ(state_.zone(0).za, 0);
}

TEST_F(StepTest, ReadsStopAtTheZoneUnlessTheDeviceReadsAcross) {
  const Read across{.slba = 7, .nlb = Nlb::of_count(2)};
  EXPECT_EQ(run(across).status, Status::ZoneBoundaryError);
  geometry_.read_across = true;
  EXPECT_EQ(run(across).status, kSuccess);
  EXPECT_EQ(run(Read{.slba = 32}).status, Status::LbaOutOfRange);
  EXPECT_EQ(run(Read{.slba = UINT64_MAX, .nlb = Nlb::of_count(2)}).status, Status::LbaOutOfRange);
}

TEST_F(StepTest, ReadsReturnWhatWasWrittenAndNothingElse) {
  write(0, 2);
  run(WriteZeroes{.slba = 2});
  geometry_.deallocated = DeallocatedValue::Ones;
  std::vector<std::byte> data(4 * 512, std::byte{0xA5});
  EXPECT_EQ(transfer(geometry_, state_, {.body = Read{.slba = 0, .nlb = Nlb::of_count(4)}}, choices_, data),
            data.size());
  EXPECT_EQ(data[0], std::byte{0x5A});
  EXPECT_EQ(data[1023], std::byte{0x5A});
  EXPECT_EQ(data[1024], std::byte{0});
  EXPECT_EQ(data[1536], std::byte{0xFF});
}

TEST_F(StepTest, AnOfflineZoneRefusesEverythingButReports) {
  auto event = background(geometry_, state_, {EventKind::Offline, 0});
  apply(state_, *event);
  EXPECT_EQ(run(Read{.slba = 0}).status, Status::ZoneIsOffline);
  EXPECT_EQ(write(0, 1).status, Status::ZoneIsOffline);
  EXPECT_EQ(permitted(send(0, ZoneSendAction::Reset)),
            (std::vector{Status::InvalidZoneStateTransition, Status::ZoneIsOffline}));
  EXPECT_EQ(send(0, ZoneSendAction::Offline).status, kSuccess);
}

TEST_F(StepTest, AWholeReportOfManyZonesCountsThoseThatDoNotFit) {
  std::vector<std::byte> data(64 + 2 * 64);
  const ZoneManagementReceive command{.slba = 9, .numd = NumberOfDwords::of_count(data.size() / 4)};
  EXPECT_EQ(transfer(geometry_, state_, {.body = command}, choices_, data), data.size());
  EXPECT_EQ(data[0], std::byte{3});
  EXPECT_EQ(data[64 + 16], std::byte{8});
}

TEST_F(StepTest, AMillionZonesTakeTensOfMegabytes) {
  const State large{{.zones = 1'000'000, .zsze = 64, .zcap = 64}, {.bytes = 4096}};
  EXPECT_EQ(large.zones(), 1'000'000U);
  EXPECT_LE(sizeof(Zone) + 2 * sizeof(ZoneId) + sizeof(SharedBlocks), 48U);
}

// ---- CDW0 -----------------------------------------------------------------------------------------------------------

TEST_F(StepTest, AHalfOfAFusedOperationIsAborted) {
  const auto faults = [&](Fuse fuse) {
    const Command command{.body = Write{.slba = 0}, .fuse = fuse};
    const std::vector<std::byte> data(512);
    return permitted(step(geometry_, state_, command, data, choices_));
  };
  const std::vector<Status> lone{Status::InvalidFieldInCommand, Status::CommandAbortedDueToMissingFusedCommand};
  EXPECT_EQ(faults(Fuse::First), lone);
  EXPECT_EQ(faults(Fuse::Second), lone);
  EXPECT_EQ(faults(Fuse::Reserved), std::vector{Status::InvalidFieldInCommand});
  EXPECT_EQ(faults(Fuse::Normal), std::vector<Status>{});
}

TEST_F(StepTest, ADataPointerIsOfPrpsUnlessSglsAreSupported) {
  const auto status = [&](const Command::Body& body, Psdt psdt) {
    const std::vector<std::byte> data(512);
    return step(geometry_, state_, {.body = body, .psdt = psdt}, data, choices_).status;
  };
  for (const Psdt psdt : {Psdt::Sgl, Psdt::SglAndMetadataSegment, Psdt::Reserved}) {
    EXPECT_EQ(status(Read{}, psdt), Status::InvalidFieldInCommand);
    EXPECT_EQ(status(Write{}, psdt), Status::InvalidFieldInCommand);
    EXPECT_EQ(status(Flush{}, psdt), kSuccess) << "moves no data: PSDT may be ignored";
  }
  geometry_.sgls = true;
  EXPECT_EQ(status(Read{}, Psdt::Sgl), kSuccess);
  EXPECT_EQ(status(Read{}, Psdt::Reserved), Status::InvalidFieldInCommand);
}

TEST_F(StepTest, FaultsOfTheEntryAndOfTheCommandAreAllPermitted) {
  const Command command{.nsid = 99, .body = Read{.slba = 9999}, .fuse = Fuse::First};
  const std::vector<Status> all = permitted(step(geometry_, state_, command, {}, choices_));
  EXPECT_EQ(all, (std::vector{Status::InvalidNamespaceOrFormat, Status::InvalidFieldInCommand,
                              Status::CommandAbortedDueToMissingFusedCommand}));
  const Command beyond{.body = Read{.slba = 9999}, .fuse = Fuse::Reserved};
  EXPECT_EQ(permitted(step(geometry_, state_, beyond, {}, choices_)),
            (std::vector{Status::InvalidFieldInCommand, Status::LbaOutOfRange}));
}

TEST_F(StepTest, AShutdownLeavesActiveZonesClosedOrEmpty) {
  write(0, 2);
  send(1, ZoneSendAction::Open);
  run(ZoneManagementSend{.slba = geometry_.zslba(2), .zsa = ZoneSendAction::SetZoneDescriptorExtension});
  send(3, ZoneSendAction::Finish);
  for (ZoneId id = 0; id < 4; ++id)
    if (auto effect = background(geometry_, state_, {EventKind::Initialize, id})) apply(state_, *effect);
  EXPECT_EQ(zs(0), ZoneState::Closed);
  EXPECT_EQ(state_.zone(0).wp, 2U);
  EXPECT_EQ(zs(1), ZoneState::Empty);
  EXPECT_EQ(zs(2), ZoneState::Closed) << "it has an extension";
  EXPECT_EQ(zs(3), ZoneState::Full);
  EXPECT_EQ(violated_invariant(geometry_, state_), std::nullopt);
}

TEST_F(StepTest, AnOptionalCommandThatIsAbsentIsAnInvalidOpcode) {
  geometry_.append = geometry_.write_zeroes = false;
  EXPECT_EQ(append(0, 1).status, Status::InvalidCommandOpcode);
  EXPECT_EQ(run(WriteZeroes{.slba = 0}).status, Status::InvalidCommandOpcode);
  EXPECT_EQ(write(0, 1).status, kSuccess);
}

TEST_F(StepTest, ALimitCountsPagesWhoseSizeMayBeUnknown) {
  geometry_ = {.lba_bytes = 4096, .zones = 1, .zsze = 256, .zcap = 256, .mdts = 2};
  state_ = State{geometry_, {.bytes = geometry_.lba_bytes}};
  EXPECT_EQ(write(0, 5).status, Status::InvalidFieldInCommand) << "pages of 4 KiB";
  geometry_.mpsmin = 4;
  EXPECT_EQ(permitted(write(0, 65)), std::vector{Status::InvalidFieldInCommand}) << "pages of 64 KiB";
  EXPECT_TRUE(permitted(write(0, 64)).empty());
  geometry_.mpsmin.reset();  // either, or a size between
  const Effect within = write(64, 64);
  EXPECT_EQ(within.status, kSuccess);
  ASSERT_EQ(permitted(within), std::vector{Status::InvalidFieldInCommand});
  EXPECT_EQ(within.faults.all()[0].freedom, Freedom::MinimumPage);
  EXPECT_TRUE(write(128, 65).faults.must_abort());
}

}  // namespace
}  // namespace zns
