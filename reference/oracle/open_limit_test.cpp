// What the oracle knows of zones that it believes open, at the limit.
#include <gtest/gtest.h>

#include "reference/oracle/watched_for_tests.hpp"
#include "reference/spec/text.hpp"

namespace zns {
namespace {

TEST(Oracle, PermitsEitherAnswerAtTheOpenLimit) {
  for (const auto policy :
       {Policy::ImplicitClose::Oldest, Policy::ImplicitClose::Newest, Policy::ImplicitClose::Refuse}) {
    Watched device{tiny(), {.implicit_close = policy}};
    for (const std::uint64_t slba : {0U, 8U, 16U}) EXPECT_EQ(device.run(write(slba)).judgement, Judgement::Permitted);
    EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);
    EXPECT_EQ(device.oracle_.freedoms_used()[static_cast<std::size_t>(Freedom::ImplicitClose)], 1U);
  }
}

// Found by znspec diff: zones seen open before it need not be those that are open after it.
TEST(Oracle, ForgetsWhatItSawOpenWhenOpenWithSelectAllMayHaveOpenedAZoneClosedUnseen) {
  Watched device{tiny(), {.implicit_close = Policy::ImplicitClose::Oldest}};
  const auto report_from = [](std::uint64_t slba) {
    return ZoneManagementReceive{.slba = slba, .numd = NumberOfDwords::of_count(32), .partial = true};
  };
  // given zone 0 was closed unseen to make room, and zones 1 and 2 were seen open
  for (const std::uint64_t slba : {0U, 8U, 16U}) device.run(write(slba));
  device.run(report_from(8));
  device.run(report_from(16));
  // when Open with Select All opens zone 0 and closes zone 1 for it
  const auto all = ZoneManagementSend{.zsa = ZoneSendAction::Open, .select_all = true};
  EXPECT_EQ(device.run(all).judgement, Judgement::Permitted);
  // then zones 0 and 2 are the open ones
  EXPECT_EQ(device.run(report_from(0)).judgement, Judgement::Permitted);
  EXPECT_EQ(device.run(report_from(16)).judgement, Judgement::Permitted);
  EXPECT_EQ(device.run(report_from(8)).judgement, Judgement::Permitted);
}

TEST(Oracle, DemandsARefusalWhenOnlyExplicitlyOpenedZonesAreOpen) {
  Watched device{tiny(), {}};
  device.run(write(16));
  device.run(send(0, ZoneSendAction::Open));
  device.run(send(8, ZoneSendAction::Open));
  EXPECT_EQ(device.run(write(17)).judgement,
            Judgement::Permitted);  // zone 2 was closed to make room: Too Many Open Zones
  EXPECT_EQ(device.run_but_say(write(17), kSuccess).judgement, Judgement::Noteworthy) << "one must have failed";
  EXPECT_EQ(device.run(report()).judgement, Judgement::NotPermitted) << "none has";
}

TEST(Oracle, KnowsThatAnImplicitlyOpenedZoneWasClosedForTheExplicitlyOpenedOnes) {
  Watched device{tiny(), {}};
  device.run(write(16));
  device.run(send(0, ZoneSendAction::Open));
  device.run(send(8, ZoneSendAction::Open));
  EXPECT_EQ(device.run_but_say(write(17), kSuccess).judgement, Judgement::Noteworthy) << "one must have failed";
  EXPECT_EQ(device.run(report()).judgement, Judgement::NotPermitted) << "none has";
}

TEST(Oracle, PermitsAnImplicitlyOpenedZoneToHaveBeenClosedUnseen) {
  Watched device{tiny(), {.implicit_close = Policy::ImplicitClose::Refuse}};
  device.run(write(16));
  device.run(send(0, ZoneSendAction::Open));
  device.happen({EventKind::CloseZone, 2});
  device.run(send(8, ZoneSendAction::Open));
  EXPECT_EQ(device.run(write(17)).judgement, Judgement::Permitted);  // Too Many Open Zones
}

// Found by fuzz_oracle: zones 0 and 1 cannot both be open still, or there had been no place for zone 2.
TEST(Oracle, KnowsThatTheZoneOpenedLastLeavesItsOwnPlaceFree) {
  // given zones 0, 1 and 2 believed open, at a limit of two
  Watched device{tiny(), {}};
  for (const std::uint64_t slba : {0U, 8U, 16U}) device.run(write(slba));
  // then zone 2 may be closed by now, but finds a place again
  const Verdict verdict = device.run_but_say(send(16, ZoneSendAction::Open), Status::TooManyOpenZones);
  EXPECT_EQ(verdict.judgement, Judgement::NotPermitted);
  EXPECT_EQ(verdict.expected, std::vector{to_string(kSuccess)});
}

TEST(Oracle, KnowsThatAZoneClosedByTheHostLeavesAPlaceFree) {
  // given zone 2 opened in the place of zone 0 or 1, and closed again
  Watched device{tiny(), {}};
  for (const std::uint64_t slba : {0U, 8U, 16U}) device.run(write(slba));
  device.run(send(16, ZoneSendAction::Close));
  // then there is a place for any of the three
  for (const std::uint64_t slba : {0U, 8U, 16U}) {
    const Verdict verdict = Watched{device}.run_but_say(send(slba, ZoneSendAction::Open), Status::TooManyOpenZones);
    EXPECT_EQ(verdict.judgement, Judgement::NotPermitted) << slba;
    EXPECT_EQ(verdict.expected, std::vector{to_string(kSuccess)}) << slba;
  }
}

// Found by znspec diff: the zones that QEMU opens before it refuses to open all take places.
TEST(Oracle, DoesNotKnowOfAPlaceAfterARefusedSelectAll) {
  // given zones 0, 1 and 2 believed open, at a limit of two
  Watched device{tiny(), {}};
  for (const std::uint64_t slba : {0U, 8U, 16U}) device.run(write(slba));
  // when Open with Select All is refused
  const auto all = ZoneManagementSend{.zsa = ZoneSendAction::Open, .select_all = true};
  EXPECT_EQ(device.run_but_say(all, Status::TooManyOpenZones).judgement, Judgement::Permitted);
  // then zone 2, opened last, may find no place
  EXPECT_EQ(device.run_but_say(send(16, ZoneSendAction::Open), Status::TooManyOpenZones).judgement,
            Judgement::Permitted);
}

// Found by fuzz_linearize: a zone that finds no place is not open, whatever Open with Select All had done to it.
TEST(Oracle, KnowsThatAZoneThatFindsNoPlaceIsClosed) {
  // given zone 0 seen closed, zones 1 and 2 seen open, and either of them closed for zone 0, or found closed and opened
  Watched device{tiny(), {.implicit_close = Policy::ImplicitClose::Oldest}};
  for (const std::uint64_t slba : {0U, 8U, 16U}) device.run(write(slba));
  device.run(report());
  device.run(ZoneManagementSend{.zsa = ZoneSendAction::Open, .select_all = true});
  // when zone 1 finds no place
  EXPECT_EQ(device.run_but_say(send(8, ZoneSendAction::Open), Status::TooManyOpenZones).judgement,
            Judgement::Permitted);
  // then it is not open afterwards
  const Verdict verdict = device.run(report());
  EXPECT_EQ(verdict.judgement, Judgement::NotPermitted);
  EXPECT_EQ(verdict.zones, std::vector<ZoneId>{1});
}

TEST(Oracle, FindsNoPlaceBesideExplicitlyOpenedZonesHoweverTheyCameToBe) {
  // given a device that does not keep to its limit of two: zones 0 and 1, closed unseen, are opened with Select All
  Watched device{tiny(), {}};
  device.geometry_.max_open = 3;
  for (const std::uint64_t slba : {0U, 8U}) device.run(write(slba));
  for (const ZoneId zone : {0U, 1U}) device.happen({EventKind::CloseZone, zone});
  device.run(ZoneManagementSend{.zsa = ZoneSendAction::Open, .select_all = true});
  // and zone 2 beside them, until it closes
  device.run(write(16));
  device.happen({EventKind::CloseZone, 2});
  device.run(report());
  // then Too Many Open Zones is right, although zone 2 was opened last
  EXPECT_EQ(device.run_but_say(write(17), Status::TooManyOpenZones).judgement, Judgement::Permitted);
}

TEST(Oracle, DoesNotKnowOfAPlaceOnceAnotherZoneWasOpened) {
  const Policy refuses{.implicit_close = Policy::ImplicitClose::Refuse};
  // given zone 0, closed by itself, and zones 1 and 2, opened later
  Watched device{tiny(), refuses};
  device.run(write(0));
  device.happen({EventKind::CloseZone, 0});
  for (const std::uint64_t slba : {8U, 16U}) device.run(write(slba));
  // then zone 0 may find no place
  EXPECT_EQ(device.run(write(1)).judgement, Judgement::Permitted);  // Too Many Open Zones
}

TEST(Oracle, DemandsSuccessWhileResourcesAreFree) {
  Watched device{tiny(), {}};
  device.run(write(0));
  EXPECT_EQ(device.run_but_say(write(8), Status::TooManyOpenZones).judgement, Judgement::NotPermitted);
}

TEST(Oracle, SeesAZoneTooManyOpen) {
  Watched device{tiny(), {}};
  device.run(write(0));
  device.run(write(8));
  device.geometry_.max_open = 3;  // a device that does not keep to its limit
  device.run(write(16));
  const Verdict verdict = device.run(report());
  EXPECT_EQ(verdict.judgement, Judgement::NotPermitted);
  EXPECT_EQ(verdict.clauses.front().str(), "ZNS-RES-002");
}

// To be filled at the open limit a zone needs a resource too (ZNS-RES-008), and then gives it back.
TEST(Oracle, KnowsThatAZoneWasClosedForOneThatIsFullByNow) {
  Geometry geometry = tiny();
  geometry.max_open = 1;
  Watched device{geometry, {}};
  device.run(write(0));
  EXPECT_EQ(device.run(write(8, 6)).judgement, Judgement::Permitted);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);
  EXPECT_EQ(device.run(write(1)).judgement, Judgement::Permitted);  // opens it again
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);

  geometry.max_open = 2;
  Watched careless{geometry, {}};
  careless.run(write(0));
  careless.oracle_ = Oracle{[&] {
    Geometry limited = geometry;
    limited.max_open = 1;  // what the device says, but does not keep to
    return limited;
  }()};
  careless.oracle_.observe({.body = write(0)}, std::vector<std::byte>(512), {});
  EXPECT_EQ(careless.run(write(8, 6)).judgement, Judgement::Permitted);
  const Verdict verdict = careless.run(report());
  EXPECT_EQ(verdict.judgement, Judgement::NotPermitted);
  EXPECT_EQ(verdict.clauses.at(0), ClauseId{"ZNS-RES-008"});
}

}  // namespace
}  // namespace zns
