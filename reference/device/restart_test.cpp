// What resets leave of a zone, and what is in a volatile write cache.
#include "reference/device/restart.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "reference/device/invariants.hpp"
#include "reference/device/policy.hpp"
#include "reference/device/step.hpp"

namespace zns {
namespace {

using enum ZoneState;

class RestartTest : public testing::Test {
 protected:
  void run(const Command::Body& body) {
    const Command command{.body = body};
    const std::vector<std::byte> data(bytes_to_device(geometry_, command), std::byte{0x5A});
    PolicyChoices choices;
    Effect effect = step(geometry_, state_, command, data, choices);
    ASSERT_EQ(effect.status, kSuccess);
    apply(state_, effect);
    cache_.carried_out(command, effect);
  }
  void write(std::uint64_t slba, std::uint64_t blocks, bool fua = false) {
    run(Write{.slba = slba, .nlb = Nlb::of_count(blocks), .fua = fua});
  }
  void send(ZoneId zone, ZoneSendAction zsa) { run(ZoneManagementSend{.slba = geometry_.zslba(zone), .zsa = zsa}); }
  // What undo() takes back is what was there.
  void reset(Reset kind, const Policy& policy = {}) {
    PolicyChoices choices{policy};
    for (ZoneId id = 0; id < geometry_.zones; ++id) {
      auto effect = restart(geometry_, state_, cache_, kind, id, choices);
      if (!effect) continue;
      const State before = state_;
      apply(state_, *effect);
      undo(state_, *effect);
      EXPECT_EQ(state_, before) << "zone " << id << " is as it was once the reset is taken back";
      apply(state_, *effect);
    }
    EXPECT_EQ(violated_invariant(geometry_, state_) ? violated_invariant(geometry_, state_)->id : "", "");
  }
  bool is_written(std::uint64_t lba) { return state_.block(geometry_, lba).content == BlockMap::Content::Payload; }

  Geometry geometry_{.lba_bytes = 512,
                     .zones = 4,
                     .zsze = 8,
                     .zcap = 6,
                     .max_active = 3,
                     .max_open = 2,
                     .zdes = 1,
                     .write_cache = true};
  State state_{geometry_, {.bytes = 512}};
  WriteCache cache_;
};

TEST_F(RestartTest, AControllerResetChangesNothing) {
  write(0, 2);
  send(1, ZoneSendAction::Open);
  const State before = state_;
  reset(Reset::Controller);
  EXPECT_EQ(state_, before);
}

TEST_F(RestartTest, AShutdownInitializesAndLosesNothing) {
  write(0, 2);
  send(1, ZoneSendAction::Open);
  send(2, ZoneSendAction::SetZoneDescriptorExtension);
  reset(Reset::Shutdown);
  EXPECT_EQ(state_.zone(0).zs, Closed);
  EXPECT_EQ(state_.zone(0).wp, 2U);
  EXPECT_EQ(state_.zone(1).zs, Empty) << "it held nothing";
  EXPECT_EQ(state_.zone(2).zs, Closed) << "it has an extension";
  EXPECT_TRUE(is_written(1));
}

TEST_F(RestartTest, PowerTakesWhatIsInTheCache) {
  write(0, 2);
  run(Flush{});
  write(2, 2);
  reset(Reset::PowerCycle, {.power_loss = Policy::PowerLoss::All});
  EXPECT_EQ(state_.zone(0).zs, Closed);
  EXPECT_EQ(state_.zone(0).wp, 2U);
  EXPECT_TRUE(is_written(1));
  EXPECT_FALSE(is_written(2));
}

TEST_F(RestartTest, TheWritePointerIsBehindAFuaBlockAndWhatIsCachedBelowItIsLost) {
  write(0, 2);
  write(2, 1, true);
  write(3, 1);
  reset(Reset::PowerCycle, {.power_loss = Policy::PowerLoss::All});
  EXPECT_EQ(state_.zone(0).wp, 3U);
  EXPECT_FALSE(is_written(0));
  EXPECT_FALSE(is_written(1));
  EXPECT_TRUE(is_written(2));
}

TEST_F(RestartTest, AZoneThatWasFilledFromTheCacheIsWritableAgain) {
  write(0, 6);
  reset(Reset::PowerCycle, {.power_loss = Policy::PowerLoss::Prefix});
  EXPECT_EQ(state_.zone(0).zs, Closed);
  EXPECT_EQ(state_.zone(0).wp, 3U);
  EXPECT_TRUE(is_written(2));
}

TEST_F(RestartTest, NotMoreZonesAreActiveThanMayBe) {
  for (ZoneId zone = 0; zone < 4; ++zone) write(geometry_.zslba(zone), 6);
  reset(Reset::PowerCycle, {.power_loss = Policy::PowerLoss::Prefix});
  EXPECT_EQ(state_.count(Closed), 3U);
  EXPECT_EQ(state_.count(Full), 1U);
}

TEST_F(RestartTest, AFinishedZoneStaysFullAndItsCachedBlocksAreLost) {
  write(0, 2);
  send(0, ZoneSendAction::Finish);
  reset(Reset::PowerCycle, {.power_loss = Policy::PowerLoss::All});
  EXPECT_EQ(state_.zone(0).zs, Full);
  EXPECT_FALSE(is_written(1));
}

TEST_F(RestartTest, WithoutACacheNothingIsLost) {
  write(0, 2);
  cache_.commit();
  reset(Reset::PowerCycle, {.power_loss = Policy::PowerLoss::All});
  EXPECT_EQ(state_.zone(0).wp, 2U);
  EXPECT_TRUE(is_written(1));
}

TEST_F(RestartTest, ActiveZonesMayBecomeFull) {
  write(0, 2);
  send(1, ZoneSendAction::Open);
  reset(Reset::PowerCycle, {.power_loss = Policy::PowerLoss::Nothing, .full_at_power_loss = true});
  EXPECT_EQ(state_.zone(0).zs, Full);
  EXPECT_EQ(state_.zone(1).zs, Full);
  EXPECT_EQ(state_.zone(2).zs, Empty);
  EXPECT_TRUE(is_written(1));
}

TEST_F(RestartTest, AResetZoneTakesWhatWasCachedOutOfTheCache) {
  write(0, 2);
  EXPECT_FALSE(cache_.blocks(0).empty());
  send(0, ZoneSendAction::Reset);
  EXPECT_TRUE(cache_.blocks(0).empty());
  ASSERT_NE(cache_.before_actions(0), nullptr);
  EXPECT_EQ(cache_.before_actions(0)->durable_end, 0U);
  write(0, 1, true);
  EXPECT_EQ(cache_.before_actions(0), nullptr) << "what is durable was written behind the Reset";
}

}  // namespace
}  // namespace zns
