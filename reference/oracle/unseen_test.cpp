// Zones that fail unseen: each permission beside the report that takes it back where no zone has failed.
#include <gtest/gtest.h>

#include "reference/oracle/watched_for_tests.hpp"

namespace zns {
namespace {

constexpr auto kClose = ZoneSendAction::Close;
constexpr auto kFinish = ZoneSendAction::Finish;
constexpr auto kOpen = ZoneSendAction::Open;
constexpr auto kReset = ZoneSendAction::Reset;
constexpr auto kSetExtension = ZoneSendAction::SetZoneDescriptorExtension;
constexpr ZoneManagementSend kResetAll{.zsa = kReset, .select_all = true};

// What the device says of a command that it does not carry out.
Verdict refuse(Watched& device, const Command::Body& body, Status status) {
  const Command command{.body = body};
  return device.observe(command, {.effect = aborted(status, {}),
                                  .sent = std::vector<std::byte>(bytes_to_device(device.geometry_, command)),
                                  .returned = {}});
}

TEST(Unseen, AZoneThatFailedKnowsNoTransition) {
  for (const ZoneSendAction zsa : {kOpen, kFinish, kReset, kSetExtension}) {
    Watched device{tiny(), {}};
    device.happen({EventKind::Offline, 0});
    const Verdict verdict = refuse(device, send(0, zsa), Status::InvalidZoneStateTransition);
    EXPECT_EQ(verdict.judgement, Judgement::Noteworthy);
    EXPECT_EQ(verdict.clauses.front().str(), "ZNS-SM-048");
    EXPECT_EQ(device.run(Read{.slba = 0}).judgement, Judgement::Noteworthy) << "Zone Is Offline";
    EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);
  }
}

TEST(Unseen, ARefusedTransitionIsWrongIfTheZoneHasNotFailed) {
  Watched device{tiny(), {}};
  refuse(device, send(0, kOpen), Status::InvalidZoneStateTransition);
  const Verdict verdict = device.run(report());
  EXPECT_EQ(verdict.judgement, Judgement::NotPermitted);
  EXPECT_EQ(verdict.clauses.front().str(), "ZNS-SM-048");
}

TEST(Unseen, ARefusedTransitionIsWrongIfTheZoneWasSeenToWork) {
  Watched device{tiny(), {}};
  const Command command{.body = send(0, kOpen)};
  const Verdict verdict = device.oracle_.observe(
      command, {}, {.status = Status::InvalidZoneStateTransition, .result = 0, .data = {}, .looked = true});
  EXPECT_EQ(verdict.judgement, Judgement::NotPermitted);
}

TEST(Unseen, OfflineSucceedsForAZoneThatFailed) {
  Watched device{tiny(), {}};
  device.happen({EventKind::ReadOnly, 0});
  EXPECT_EQ(device.run(send(0, ZoneSendAction::Offline)).judgement, Judgement::Noteworthy);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);

  Watched other{tiny(), {}};
  EXPECT_EQ(other.run_but_say(send(0, ZoneSendAction::Offline), kSuccess).judgement, Judgement::Noteworthy);
  EXPECT_EQ(other.run(report()).judgement, Judgement::NotPermitted) << "it is Empty";
}

TEST(Unseen, AZoneThatFailedGaveBackItsActiveResource) {
  Watched device{tiny(), {}};
  for (const std::uint64_t slba : {0U, 8U, 16U}) device.run(write(slba));
  device.happen({EventKind::ReadOnly, 1});
  const Verdict verdict = device.run(write(24));
  EXPECT_EQ(verdict.judgement, Judgement::Noteworthy) << verdict.observed;
  EXPECT_EQ(verdict.clauses.front().str(), "ZNS-RES-021");
  EXPECT_TRUE(device.oracle_.supposes_some_zone_failed());
  EXPECT_EQ(device.run(report()).judgement, Judgement::Noteworthy) << "zone 1 is Read Only";
  EXPECT_FALSE(device.oracle_.supposes_some_zone_failed());
}

// A device that ignores its limit, and whose zones all work.
TEST(Unseen, ASuccessBeyondTheActiveLimitIsWrongIfNoZoneHasFailed) {
  Watched device{tiny(), {}};
  for (const std::uint64_t slba : {0U, 8U, 16U}) device.run(write(slba));
  device.geometry_.max_active = 4;
  EXPECT_EQ(device.run(write(24)).judgement, Judgement::Noteworthy);
  const Verdict verdict = device.run(report());
  EXPECT_EQ(verdict.judgement, Judgement::NotPermitted);
  EXPECT_EQ(verdict.clauses.back().str(), "ZNS-RES-004");
}

TEST(Unseen, OneZoneThatFailedMakesOnePlace) {
  Geometry geometry = tiny();
  geometry.zones = 6;
  Watched device{geometry, {}};
  for (const std::uint64_t slba : {0U, 8U, 16U}) device.run(write(slba));
  device.happen({EventKind::ReadOnly, 1});
  device.geometry_.max_active = 4;
  EXPECT_EQ(device.run(write(24)).judgement, Judgement::Noteworthy);
  EXPECT_EQ(device.run(write(32)).judgement, Judgement::Noteworthy);  // two must have failed
  EXPECT_EQ(device.run(report()).judgement, Judgement::NotPermitted) << "one has";
}

TEST(Unseen, AZoneThatWorksHasNotMadeRoom) {
  Geometry geometry = tiny();
  geometry.max_active = geometry.max_open = 1;
  Watched device{geometry, {}};
  device.run(write(0));
  device.geometry_.max_active = device.geometry_.max_open = 2;
  EXPECT_EQ(device.run(write(8)).judgement, Judgement::Noteworthy);
  device.run(write(1));
  EXPECT_EQ(device.run(ZoneManagementReceive{.slba = 24, .numd = NumberOfDwords::of_count(32)}).judgement,
            Judgement::NotPermitted)
      << "of the zones that held the resource none may have failed";
}

TEST(Unseen, AZoneThatFailedGaveBackItsPlaceAmongTheExplicitlyOpened) {
  Watched device{tiny(), {}};
  for (const std::uint64_t slba : {0U, 8U}) device.run(send(slba, kOpen));
  device.happen({EventKind::Offline, 0});
  EXPECT_EQ(device.run(send(16, kOpen)).judgement, Judgement::Noteworthy);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Noteworthy);
  EXPECT_EQ(device.run_but_say(send(24, kOpen), kSuccess).judgement, Judgement::Noteworthy);
  EXPECT_EQ(device.run(report()).judgement, Judgement::NotPermitted) << "zone 3 is not open";
}

TEST(Unseen, AnImplicitlyOpenedZoneStaysOpenInThePlaceOfOneThatFailed) {
  Watched device{tiny(), {}};
  device.run(write(16));
  device.run(send(0, kOpen));
  device.happen({EventKind::ReadOnly, 0});
  device.run(send(8, kOpen));  // all places are taken, as the host counts: zone 2 is closed
  EXPECT_EQ(device.run(write(17)).judgement, Judgement::Noteworthy);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Noteworthy);

  Watched reported{tiny(), {}};
  reported.run(write(16));
  reported.run(send(0, kOpen));
  reported.happen({EventKind::ReadOnly, 0});
  reported.run(send(8, kOpen));
  const ZoneManagementReceive from_zone_2{.slba = 16, .numd = NumberOfDwords::of_count(32), .partial = true};
  EXPECT_EQ(reported.run(from_zone_2).judgement, Judgement::Noteworthy) << "open: some other zone has failed";
  const Verdict verdict = reported.run(report());
  EXPECT_EQ(verdict.judgement, Judgement::Noteworthy) << verdict.observed;
}

TEST(Unseen, AnImplicitlyOpenedZoneDoesNotStayOpenOtherwise) {
  Watched device{tiny(), {}};
  device.run(write(16));
  device.run(send(0, kOpen));
  device.geometry_.max_open = 3;
  device.run(send(8, kOpen));
  EXPECT_EQ(device.run(report()).judgement, Judgement::NotPermitted);
}

TEST(Unseen, AnExtensionBeyondTheActiveLimitSaysNothingOfOpenZones) {
  Geometry geometry = tiny();
  geometry.max_active = 2;
  geometry.max_open = 1;
  Watched device{geometry, {}};
  device.run(send(24, kSetExtension));  // Closed
  device.run(send(0, ZoneSendAction::Open));
  device.happen({EventKind::Offline, 3});
  EXPECT_EQ(device.run(send(8, kSetExtension)).judgement, Judgement::Noteworthy) << "zone 3 or zone 0 has failed";
  EXPECT_EQ(device.run(write(0, 2)).judgement, Judgement::Permitted) << "not zone 0";
  EXPECT_EQ(device.run(report()).judgement, Judgement::Noteworthy) << "zone 3, and no other";
}

TEST(Unseen, ResetOfAllPassesOverAZoneThatFailed) {
  Watched device{tiny(), {}};
  const Command first{.body = write(0, 2)};
  device.observe(first, device.answer(first, 0x77));
  device.happen({EventKind::ReadOnly, 0});
  EXPECT_EQ(device.run(kResetAll).judgement, Judgement::Permitted);
  EXPECT_EQ(device.run(Read{.slba = 0, .nlb = Nlb::of_count(2)}).judgement, Judgement::Noteworthy) << "the old data";
  EXPECT_EQ(device.run(Read{.slba = 0, .nlb = Nlb::of_count(2)}).judgement, Judgement::Permitted);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted) << "Read Only";
}

TEST(Unseen, AZoneThatWasPassedOverMayBeReportedFirst) {
  Watched device{tiny(), {}};
  device.run(send(0, kSetExtension));
  device.run(write(0, 2));
  device.happen({EventKind::ReadOnly, 0});
  device.run(kResetAll);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Noteworthy) << "with ZDEV, as it was";
  EXPECT_EQ(device.run(Read{.slba = 0, .nlb = Nlb::of_count(2)}).judgement, Judgement::Permitted);
}

TEST(Unseen, AZoneMayFailAfterAllWereReset) {
  Watched device{tiny(), {}};
  device.run(write(0, 2));
  device.run(kResetAll);
  device.happen({EventKind::ReadOnly, 0});
  EXPECT_EQ(device.run(report()).judgement, Judgement::Noteworthy);
  EXPECT_EQ(device.run(Read{.slba = 0, .nlb = Nlb::of_count(2)}).judgement, Judgement::Permitted) << "nothing";
}

TEST(Unseen, OldDataIsWrongInAZoneThatWorks) {
  const Command read{.body = Read{.slba = 0, .nlb = Nlb::of_count(2)}};
  const auto verdict_after = [&](bool reported_first) {
    Watched device{tiny(), {}};
    device.run(write(0, 2));
    const Watched::Answer old = device.answer(read);
    device.run(kResetAll);
    if (reported_first) device.run(report());
    const Verdict verdict = device.observe(read, old);
    return reported_first ? verdict : device.run(report());
  };
  EXPECT_EQ(verdict_after(true).judgement, Judgement::NotPermitted);
  EXPECT_EQ(verdict_after(false).judgement, Judgement::NotPermitted) << "said to have failed, and Empty";
}

TEST(Unseen, AZoneThatIsNotListedHasFailedIfNobodyCanLook) {
  Watched device{tiny(), {}};
  const Command empty{.body =
                          ZoneManagementReceive{.numd = NumberOfDwords::of_count(80), .zrasf = ReportingOption::Empty}};
  device.happen({EventKind::Offline, 1});
  EXPECT_EQ(device.observe(empty, device.answer(empty)).judgement, Judgement::Noteworthy);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Noteworthy) << "Offline: it was taken for Read Only";

  Watched other{tiny(), {}};
  Watched::Answer answer = other.answer(empty);
  other.happen({EventKind::Offline, 1});
  answer = other.answer(empty);
  other.state_ = State{other.geometry_, {.bytes = other.geometry_.lba_bytes}};
  other.observe(empty, answer);
  EXPECT_EQ(other.run(report()).judgement, Judgement::NotPermitted) << "it is Empty still";
}

TEST(Unseen, AReadReachesTheZoneThatFailed) {
  Geometry geometry = tiny();
  geometry.read_across = true;
  Watched device{geometry, {}};
  device.happen({EventKind::Offline, 1});
  EXPECT_EQ(device.run(Read{.slba = 7, .nlb = Nlb::of_count(2)}).judgement, Judgement::Noteworthy);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Noteworthy);
  EXPECT_FALSE(device.oracle_.supposes_some_zone_failed());
  EXPECT_EQ(refuse(device, Read{.slba = 23, .nlb = Nlb::of_count(2)}, Status::ZoneIsOffline).judgement,
            Judgement::Noteworthy);
  EXPECT_EQ(device.run(report()).judgement, Judgement::NotPermitted) << "neither zone 2 nor zone 3 is Offline";
}

ZoneManagementReceive report_of(ReportingOption option) {
  return {.numd = NumberOfDwords::of_count(1024), .zrasf = option};
}

// A zone that is not listed among those that it was one of is supposed to have had an excursion, where there are any.
TEST(Unseen, AZoneThatIsNotListedMayHaveFailedInsteadOfAnExcursion) {
  Geometry geometry = tiny();
  geometry.active_excursions = true;
  Watched device{geometry, {}};
  device.run(write(0));
  device.happen({EventKind::ReadOnly, 0});
  EXPECT_EQ(device.run(report_of(ReportingOption::ImplicitlyOpened)).judgement, Judgement::Permitted);
  EXPECT_EQ(device.run(report_of(ReportingOption::Closed)).judgement, Judgement::Permitted);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Noteworthy) << "it is Read Only, and ZFC is cleared";
}

TEST(Unseen, AZoneThatRefusedATransitionMayHaveFailedInsteadOfAnExcursion) {
  Geometry geometry = tiny();
  geometry.active_excursions = true;
  Watched device{geometry, {}};
  device.run(write(0));
  device.happen({EventKind::ReadOnly, 0});
  refuse(device, send(0, kOpen), Status::InvalidZoneStateTransition);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Noteworthy) << "it is Read Only, and ZFC is cleared";
}

TEST(Unseen, AZoneThatWasSeenToHaveMadeAnExcursionKeepsItsAttribute) {
  Geometry geometry = tiny();
  geometry.active_excursions = true;
  Watched device{geometry, {}};
  device.run(write(0));
  device.happen({EventKind::Excursion, 0});
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);
  Zone failed = device.state_.zone(0);
  failed.zs = ZoneState::ReadOnly;
  failed.za = 0;
  device.become(0, failed);
  const Verdict verdict = device.run(report());
  EXPECT_EQ(verdict.judgement, Judgement::NotPermitted);
  EXPECT_EQ(verdict.clauses.front().str(), "ZNS-ATTR-004");
}

}  // namespace
}  // namespace zns
