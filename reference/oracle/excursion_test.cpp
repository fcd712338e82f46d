// Zone Active Excursions that nobody saw.
#include <gtest/gtest.h>

#include "reference/oracle/watched_for_tests.hpp"

namespace zns {
namespace {

TEST(Oracle, AnExcursionIsNoFailure) {
  Geometry geometry = tiny();
  geometry.active_excursions = true;
  Watched device{geometry, {}};
  device.run(write(0));
  device.happen({EventKind::Excursion, 0});
  EXPECT_EQ(device.run(write(1)).judgement, Judgement::Permitted);
}

TEST(Oracle, AnExcursionMayComeUnseenBeforeTheHostFinishesTheZone) {
  Geometry geometry = tiny();
  geometry.active_excursions = true;
  Watched device{geometry, {}};
  device.run(write(0));
  device.happen({EventKind::Excursion, 0});
  device.run(send(0, ZoneSendAction::Finish));
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted) << "ZFC is all that is left of it";
}

TEST(Oracle, AnExcursionMayComeUnseenBeforeTheHostFinishesAllZones) {
  Geometry geometry = tiny();
  geometry.active_excursions = true;
  Watched device{geometry, {}};
  device.run(write(0));
  device.happen({EventKind::Excursion, 0});
  ZoneManagementSend finish = send(0, ZoneSendAction::Finish);
  finish.select_all = true;
  EXPECT_EQ(device.run(finish).judgement, Judgement::Permitted);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted) << "ZFC is all that is left of it";
}

TEST(Oracle, AnExcursionMayComeUnseenBeforeTheZoneFails) {
  Geometry geometry = tiny();
  geometry.active_excursions = true;
  Watched device{geometry, {}};
  device.run(write(0));
  device.happen({EventKind::Excursion, 0});
  device.happen({EventKind::ReadOnly, 0});
  EXPECT_EQ(device.run(report()).judgement, Judgement::Noteworthy) << "the failure, and not ZFC";
}

TEST(Oracle, AnExcursionMayComeUnseenBeforeTheDeviceIsInitialized) {
  Geometry geometry = tiny();
  geometry.active_excursions = true;
  Watched device{geometry, {}};
  device.run(write(0));
  device.happen({EventKind::Excursion, 0});
  device.oracle_.note({EventKind::Initialize, 0});  // of which the device sees nothing: a Full zone stays
  EXPECT_EQ(device.oracle_.needs_report(), std::vector<ZoneId>{0});
  EXPECT_NE(device.run(report()).judgement, Judgement::NotPermitted);
  EXPECT_EQ(device.oracle_.needs_report(), std::vector<ZoneId>{}) << "the report says what it is";
}

TEST(Oracle, AnExcursionMayComeUnseenBeforeAReportOfOneState) {
  Geometry geometry = tiny();
  geometry.active_excursions = true;
  Watched device{geometry, {}};
  device.run(write(0));
  device.run(send(0, ZoneSendAction::Close));
  device.happen({EventKind::Excursion, 0});
  ZoneManagementReceive closed = report();
  closed.zrasf = ReportingOption::Closed;
  EXPECT_EQ(device.run(closed).judgement, Judgement::Permitted) << "it is Full, and not listed";
}

TEST(Oracle, AnExcursionMayComeUnseenOfAZoneThatIsOnlyCounted) {
  Geometry geometry = tiny();
  geometry.active_excursions = true;
  Watched device{geometry, {}};
  // given zones 0 and 1 opened, and zone 1 full unseen
  device.run(send(0, ZoneSendAction::Open));
  device.run(send(8, ZoneSendAction::Open));
  device.happen({EventKind::Excursion, 1});
  // when explicitly opened zones are asked for, with room for the descriptor of one
  const auto one = NumberOfDwords::of_count(report_bytes(1, 0) / 4);
  const Verdict verdict = device.run(ZoneManagementReceive{.numd = one, .zrasf = ReportingOption::ExplicitlyOpened});
  // then there may be no other
  EXPECT_EQ(verdict.judgement, Judgement::Permitted) << verdict.observed;
}

TEST(Oracle, AnExcursionUnseenFreesAnOpenResource) {
  Geometry geometry = tiny();
  geometry.active_excursions = true;
  Watched device{geometry, {}};
  device.run(send(0, ZoneSendAction::Open));
  device.run(send(8, ZoneSendAction::Open));
  device.happen({EventKind::Excursion, 0});
  EXPECT_EQ(device.run(send(16, ZoneSendAction::Open)).judgement, Judgement::Permitted);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);
}

}  // namespace
}  // namespace zns
