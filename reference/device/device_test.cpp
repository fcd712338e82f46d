// The device as a whole: what belongs to one command, restart or event is done, and taken back, together.
#include "reference/device/device.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace zns {
namespace {

using enum ZoneState;

const Geometry kGeometry{
    .lba_bytes = 512, .zones = 4, .zsze = 8, .zcap = 6, .max_active = 3, .max_open = 2, .write_cache = true};

Device::Done write(Device& device, std::uint64_t slba) {
  const std::vector<std::byte> data(kGeometry.lba_bytes, std::byte{0x5A});
  return device.submit({.body = Write{.slba = slba}}, data, {});
}

std::byte first_byte(Device& device, std::uint64_t slba) {
  std::vector<std::byte> block(kGeometry.lba_bytes);
  EXPECT_EQ(device.submit({.body = Read{.slba = slba}}, {}, block).status, kSuccess);
  return block[0];
}

TEST(Device, TakesBackWhatACommandDidWithWhatFollowedFromIt) {
  // given
  Device device{kGeometry, {.close_eagerly = true}, 4};
  const State before = device.state();
  // when
  ASSERT_EQ(write(device, 0).status, kSuccess);
  ASSERT_EQ(device.state().zone(0).zs, Closed) << "opened, and closed at once";
  // then
  EXPECT_TRUE(device.undo());
  EXPECT_EQ(device.state(), before);
  EXPECT_FALSE(device.undo()) << "there is nothing more";
}

TEST(Device, TakesBackARestartWithWhatWasNotDurable) {
  // given
  Device device{kGeometry, {}, 4};
  ASSERT_EQ(write(device, 0).status, kSuccess);
  const State before = device.state();
  const WriteCache cache = device.cache();
  ASSERT_FALSE(cache.empty());
  // when
  device.restart(Reset::PowerCycle);
  ASSERT_NE(device.state(), before);
  ASSERT_TRUE(device.cache().empty());
  // then
  EXPECT_TRUE(device.undo());
  EXPECT_EQ(device.state(), before);
  EXPECT_EQ(device.cache(), cache);
}

TEST(Device, TakesBackAsMuchAsItWasToldAndNoMore) {
  Device device{kGeometry, {}, 2};
  for (const std::uint64_t slba : {0, 1, 2}) ASSERT_EQ(write(device, slba).status, kSuccess);
  EXPECT_TRUE(device.undo());
  EXPECT_TRUE(device.undo());
  EXPECT_FALSE(device.undo());
  EXPECT_EQ(device.state().zone(0).wp, 1U);
  Device without{kGeometry, {}};
  ASSERT_EQ(write(without, 0).status, kSuccess);
  EXPECT_FALSE(without.undo());
}

TEST(Device, RaisesOnlyWhatTheZonesStateKnows) {
  Device device{kGeometry, {}, 1};
  EXPECT_TRUE(device.raise({EventKind::ReadOnly, 1}));
  EXPECT_EQ(device.state().zone(1).zs, ReadOnly);
  EXPECT_FALSE(device.raise({EventKind::ReadOnly, 1}));
  EXPECT_TRUE(device.undo());
  EXPECT_EQ(device.state().zone(1).zs, Empty);
}

TEST(Device, IsAValue) {
  // given
  Device device{kGeometry, {}};
  ASSERT_EQ(write(device, 0).status, kSuccess);
  Device copy = device;
  // when
  ASSERT_EQ(write(copy, 1).status, kSuccess);
  // then
  EXPECT_EQ(copy.state().zone(0).wp, 2U);
  EXPECT_EQ(device.state().zone(0).wp, 1U);
  EXPECT_EQ(first_byte(copy, 1), std::byte{0x5A});
}

TEST(Device, ThatIsGivenAStateForgetsWhatCameBefore) {
  Device device{kGeometry, {}, 4};
  const State empty = device.state();
  ASSERT_EQ(write(device, 0).status, kSuccess);
  device.restore(empty);
  EXPECT_EQ(device.state(), empty);
  EXPECT_TRUE(device.cache().empty());
  EXPECT_FALSE(device.undo());
}

TEST(Device, LetsWhoeverKnowsBetterChangeARestart) {
  Device device{kGeometry, {}};
  ASSERT_EQ(write(device, 0).status, kSuccess);
  const State before = device.state();
  device.restart(Reset::PowerCycle, [](ZoneId, std::optional<Effect>& effect) { effect.reset(); });
  EXPECT_EQ(device.state(), before);
}

}  // namespace
}  // namespace zns
