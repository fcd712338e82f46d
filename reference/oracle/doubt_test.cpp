// What follows, of others, from a zone of which nothing is known until it is reported.
#include <gtest/gtest.h>

#include "reference/oracle/watched_for_tests.hpp"

namespace zns {
namespace {

constexpr auto kClose = ZoneSendAction::Close;
constexpr auto kFinish = ZoneSendAction::Finish;
constexpr auto kOpen = ZoneSendAction::Open;
constexpr auto kReset = ZoneSendAction::Reset;

// Where capacities vary (ZNS-ZM-006) nothing is known about a zone that was reset, nor about what a write does to it.
TEST(Oracle, AZoneInDoubtMayHoldTheActiveResourceThatIsWanting) {
  Geometry geometry = tiny();
  geometry.variable_capacity = true;
  Watched device{geometry, {}};
  for (const std::uint64_t slba : {0U, 8U}) device.run(write(slba));
  device.run(send(16, kFinish));
  device.run(send(16, kReset));
  EXPECT_EQ(device.run(write(16)).judgement, Judgement::Inconclusive);
  EXPECT_EQ(device.run_but_say(write(24), Status::TooManyOpenZones).judgement, Judgement::Permitted);

  const Verdict verdict = device.run(write(24));
  EXPECT_EQ(verdict.judgement, Judgement::Permitted) << verdict.observed;  // Too Many Active Zones
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);
  EXPECT_EQ(device.run_but_say(write(24), kSuccess).judgement, Judgement::Noteworthy) << "a zone must have failed";
  EXPECT_EQ(device.run(report()).judgement, Judgement::NotPermitted) << "none has, and nothing was in doubt";
}

TEST(Oracle, AZoneInDoubtMayHaveGivenTheActiveResourceBack) {
  Watched device{tiny(), {}};
  for (const std::uint64_t slba : {0U, 8U, 16U}) device.run(write(slba));
  EXPECT_EQ(device.run_but_say(send(16, kFinish), Status::InternalError).judgement, Judgement::Inconclusive);
  const Verdict verdict = device.run(write(24));
  EXPECT_EQ(verdict.judgement, Judgement::Permitted) << verdict.observed;
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);
}

TEST(Oracle, AZoneInDoubtExplainsNoMoreThanOneResource) {
  Watched device{tiny(), {}};
  device.run(write(0));
  EXPECT_EQ(device.run_but_say(write(16), Status::InternalError).judgement, Judgement::Inconclusive);
  EXPECT_EQ(device.run_but_say(write(8), Status::TooManyActiveZones).judgement, Judgement::NotPermitted);
}

TEST(Oracle, AZoneInDoubtNeedNotBeExplicitlyOpened) {
  Watched device{tiny(), {}};
  device.run(write(16));
  device.run(send(0, kOpen));
  device.run_but_say(send(0, kClose), Status::InternalError);
  device.run(send(8, kOpen));
  const Verdict verdict = device.run(report());  // zone 2 is open still: zone 0 made room
  EXPECT_EQ(verdict.judgement, Judgement::Permitted) << verdict.observed;
}

TEST(Oracle, AZoneInDoubtIsNoneThatWasClosedForTheExplicitlyOpenedOnes) {
  Watched device{tiny(), {}};
  device.run(write(16, 5));
  device.run_but_say(write(21), Status::InternalError);  // that fills it
  device.run(send(0, kOpen));
  device.run(send(8, kOpen));
  const Verdict verdict = device.run(report());
  EXPECT_EQ(verdict.judgement, Judgement::Permitted) << verdict.observed;
}

TEST(Oracle, AZoneInDoubtNeedNotBeOpenedWithAll) {
  Geometry geometry = tiny();
  geometry.max_open = 1;
  Watched device{geometry, {}};
  for (const std::uint64_t slba : {0U, 8U}) {
    device.run(write(slba));
    device.run(send(slba, kClose));
  }
  device.run_but_say(send(0, kFinish), Status::InternalError);
  const Verdict verdict = device.run(ZoneManagementSend{.zsa = kOpen, .select_all = true});
  EXPECT_EQ(verdict.judgement, Judgement::Permitted) << verdict.observed;
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);
}

// Reset, and written as far as before.
TEST(Oracle, AZoneInDoubtNeedNotHoldWhatItHeld) {
  Watched device{tiny(), {}};
  device.run(write(0));
  device.run_but_say(send(0, kReset), Status::InternalError);
  const Command again{.body = write(0)};
  EXPECT_EQ(device.observe(again, device.answer(again, 0x77)).judgement, Judgement::Inconclusive);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);
  const Verdict verdict = device.run(Read{.slba = 0});
  EXPECT_EQ(verdict.judgement, Judgement::Permitted) << verdict.observed;
}

TEST(Oracle, AZoneInDoubtMayBeReadAfterOneThatIsNot) {
  Geometry geometry = tiny();
  geometry.read_across = true;
  Watched device{geometry, {}};
  device.happen({EventKind::ReadOnly, 1});
  device.oracle_.note({EventKind::ReadOnly, 1});
  device.run_but_say(send(8, ZoneSendAction::Offline), Status::InternalError);
  const Read across{.slba = 7, .nlb = Nlb::of_count(2)};
  EXPECT_EQ(device.run(across).judgement, Judgement::Inconclusive);  // Zone Is Offline

  Watched other{geometry, {}};
  for (const std::uint64_t slba : {0U, 8U}) other.run(write(slba, 6));
  other.run_but_say(send(8, kReset), Status::InternalError);
  const Command whole{.body = Read{.slba = 0, .nlb = Nlb::of_count(16)}};
  auto answer = other.answer(whole);
  EXPECT_EQ(other.observe(whole, answer).judgement, Judgement::Inconclusive);
  answer.returned[5 * 512] ^= std::byte{1};
  EXPECT_EQ(other.observe(whole, answer).judgement, Judgement::NotPermitted) << "nothing is in doubt of zone 0";
  other.run_but_say(send(24, kFinish), Status::InternalError);
  EXPECT_EQ(other.run_but_say(Read{.slba = 24, .nlb = Nlb::of_count(30)}, kSuccess).judgement, Judgement::Inconclusive)
      << "and there is nothing behind zone 3";
}

TEST(Oracle, AZoneInDoubtIsInDoubtAfterSelectAll) {
  Watched device{tiny(), {}};
  device.run(write(0));
  device.run_but_say(send(0, kFinish), Status::InternalError);
  EXPECT_EQ(device.run(ZoneManagementSend{.zsa = kClose, .select_all = true}).judgement, Judgement::Permitted);
  const Verdict verdict = device.run(report());  // Full
  EXPECT_EQ(verdict.judgement, Judgement::Permitted) << verdict.observed;
}

}  // namespace
}  // namespace zns
