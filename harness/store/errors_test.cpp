#include <gtest/gtest.h>

#include <variant>

#include "harness/store/crash_states.hpp"
#include "harness/store/fake_disk.hpp"
#include "harness/store/stored_device.hpp"
#include "reference/spec/sampled_for_tests.hpp"

namespace zns::harness {
namespace {

TEST(Errors, LeaveACommandTakenOrNotOrAStoreThatTakesNone) {
  const ErrorReport report = try_errors({.longest = 2, .every = kSampleStep});
  EXPECT_GT(report.runs, 9'000U / kSampleStep);
  EXPECT_GT(report.refused, 200U / kSampleStep);
  EXPECT_GT(report.poisoned, 1'000U / kSampleStep);
  EXPECT_TRUE(report.is_clean()) << to_text(report);
}

TEST(Deaths, LeaveAnImageThatTheNextProcessCanBePromisedThingsIn) {
  const DeathReport report = try_deaths({.longest = 2, .every = kSampleStep});
  EXPECT_GT(report.deaths, 700U / kSampleStep);
  EXPECT_EQ(report.lost, 0U) << report.first;
}

// The number of the next operation on the disk, and how it fails.
FakeDisk::Failure next(const FakeDisk& disk, DiskOutcome outcome, std::size_t later = 0) {
  return {.at = disk.operations() + later, .outcome = outcome};
}

TEST(Errors, TakeACommandBackWhereThereIsNoSpaceForIt) {
  FakeDisk disk;
  StoredDevice device{disk, Cache::None};
  ASSERT_TRUE(device.create() && device.act(Act::Write));
  const Subsystem before = device.device().subsystem();
  const std::size_t bytes = disk.content(kImagePath)->size();
  disk.failure = next(disk, DiskOutcome::NoSpace);
  ASSERT_TRUE(device.act(Act::Append));
  EXPECT_EQ(device.refused(), 1U);
  EXPECT_EQ(device.device().subsystem(), before);
  EXPECT_EQ(disk.content(kImagePath)->size(), bytes);
  disk.failure = {};
  ASSERT_TRUE(device.act(Act::Append));
  device.die();
  disk.lose_power();
  auto found = Store::open(disk, kImagePath);
  EXPECT_TRUE(device.is_latest(std::get<Store::Opened>(found).subsystem));
}

TEST(Errors, KeepWhatWasNotedBeforeACommandThatIsTakenBack) {
  FakeDisk disk;
  StoredDevice device{disk, Cache::None};
  ASSERT_TRUE(device.create() && device.act(Act::Finish));
  ASSERT_TRUE(device.act(Act::Write));  // which fails, as the zone is full: an entry of the error log, that waits
  disk.failure = next(disk, DiskOutcome::NoSpace);
  ASSERT_TRUE(device.act(Act::Append));
  ASSERT_EQ(device.refused(), 1U);
  ASSERT_TRUE(device.act(Act::Append) && device.act(Act::WriteFua));
  device.die();
  disk.lose_power();
  const auto found = Store::open(disk, kImagePath);
  ASSERT_TRUE(std::holds_alternative<Store::Opened>(found));
  EXPECT_TRUE(device.is_latest(std::get<Store::Opened>(found).subsystem));
}

TEST(Errors, PoisonAtTheFirstSyncThatFailsThoughTheNextOneWouldNot) {
  FakeDisk disk;
  StoredDevice device{disk, Cache::None};
  ASSERT_TRUE(device.create());
  disk.failure = next(disk, DiskOutcome::Io, 1);
  EXPECT_FALSE(device.act(Act::Write));
  EXPECT_EQ(disk.failed(), FakeDisk::Operation::Sync);
  EXPECT_TRUE(device.store()->poisoned());
  EXPECT_FALSE(device.act(Act::Flush));
}

TEST(Errors, KeepTheOldFileWhereTheNewOneIsNotRenamed) {
  FakeDisk disk;
  StoredDevice device{disk, Cache::None};
  ASSERT_TRUE(device.create() && device.act(Act::Write) && device.act(Act::Reset));
  const FakeDisk::Bytes before = *disk.content(kImagePath);
  disk.failure = next(disk, DiskOutcome::Other, 3);
  ASSERT_TRUE(device.act(Act::Compact));
  EXPECT_EQ(disk.failed(), FakeDisk::Operation::Rename);
  EXPECT_EQ(*disk.content(kImagePath), before);
  EXPECT_EQ(disk.content("image.new"), nullptr);
  ASSERT_TRUE(device.act(Act::Compact));
  EXPECT_LT(disk.content(kImagePath)->size(), before.size());
}

}  // namespace
}  // namespace zns::harness
