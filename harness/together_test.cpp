#include "harness/together.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace zns::harness {
namespace {

Geometry three_zones() {
  return {.lba_bytes = 512, .zones = 3, .zsze = 8, .zcap = 8, .max_active = 3, .max_open = 2};
}

const Command kWrites{.body = Write{.slba = 0, .nlb = Nlb::of_count(1)}};
const Command kAppends{.body = ZoneAppend{.zslba = 0, .nlb = Nlb::of_count(1)}};
const Command kWritesElsewhere{.body = Write{.slba = 8, .nlb = Nlb::of_count(1)}};
const Command kResetsElsewhere{.body = ZoneManagementSend{.slba = 8, .zsa = ZoneSendAction::Reset}};

// A batch that no order explains: after a Write of one block an append is said to have gone to the sixth.
Together impossible() {
  const std::vector<std::byte> block(512, std::byte{0x77});
  Together batch;
  batch.add(kWrites, block, {.status = kSuccess, .data = {}}, 0);
  batch.add(kAppends, block, {.status = kSuccess, .result = 5, .data = {}}, 1);
  return batch;
}

TEST(Together, ThatNoOrderExplainsIsAFinding) {
  Oracle oracle{three_zones()};
  const Together::Outcome outcome = impossible().judge(oracle);
  ASSERT_TRUE(outcome.finding);
  EXPECT_EQ(outcome.stuck, 1U);
  EXPECT_FALSE(outcome.undecided);
}

TEST(Together, ThatNoOrderExplainsLeavesNoDataBelieved) {
  // given a zone that was written by such a batch, and adopted as it is reported
  Oracle oracle{three_zones()};
  static_cast<void>(impossible().judge(oracle));
  ASSERT_TRUE(oracle.needs_whole_report());
  oracle.adopt(0, {.zs = ZoneState::ImplicitlyOpened, .zcap = 8, .zslba = 0, .wp = 1}, {});
  // when its first block is read, then it may hold anything
  const std::vector<std::byte> zeroes(512);
  const Command reads{.body = Read{.slba = 0, .nlb = Nlb::of_count(1)}};
  const Verdict verdict = oracle.observe(reads, {}, {.status = kSuccess, .data = zeroes});
  EXPECT_NE(verdict.judgement, Judgement::NotPermitted) << verdict.observed;
}

TEST(Together, WithAStatusThatDecidesNothingProvesNothing) {
  Together batch = impossible();
  batch.add(kWritesElsewhere, std::vector<std::byte>(512), {.status = Status::NamespaceNotReady, .data = {}}, 2);
  Oracle oracle{three_zones()};
  const Together::Outcome outcome = batch.judge(oracle);
  EXPECT_FALSE(outcome.finding);
  EXPECT_TRUE(outcome.undecided);
}

TEST(Together, WithAResetThatMayChangeACapacityProvesNothing) {
  for (const bool variable : {false, true}) {
    Geometry geometry = three_zones();
    geometry.variable_capacity = variable;
    Together batch = impossible();
    batch.add(kResetsElsewhere, {}, {.status = kSuccess, .data = {}}, 2);
    Oracle oracle{geometry};
    EXPECT_EQ(batch.judge(oracle).undecided, variable);
  }
}

TEST(Together, LooksAtZonesThatMayHaveBeenClosedForRoom) {
  // given an implicitly opened zone
  Oracle oracle{three_zones()};
  const Command opens{.body = Write{.slba = 16, .nlb = Nlb::of_count(1)}};
  ASSERT_EQ(oracle.observe(opens, std::vector<std::byte>(512), {.status = kSuccess, .data = {}}).judgement,
            Judgement::Permitted);
  // when a batch is about other zones, then it is looked at, too
  EXPECT_EQ(impossible().reports(oracle).size(), 2U);
  // and not where there is no limit: nothing is closed for room
  Geometry unlimited = three_zones();
  unlimited.max_open.reset();
  Oracle free{unlimited};
  static_cast<void>(free.observe(opens, std::vector<std::byte>(512), {.status = kSuccess, .data = {}}));
  EXPECT_EQ(impossible().reports(free).size(), 1U);
}

}  // namespace
}  // namespace zns::harness
