#include "harness/store/store.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <variant>
#include <vector>

#include "harness/store/fake_disk.hpp"
#include "harness/store/stored_device.hpp"
#include "reference/device/random_for_tests.hpp"

namespace zns::harness {
namespace {

// What another process finds.
Store::Opened opened(FakeDisk& disk) {
  auto found = Store::open(disk, kImagePath);
  const auto* why = std::get_if<StoreRefusal>(&found);
  EXPECT_EQ(why, nullptr) << (why != nullptr ? why->text : std::string{});
  return std::get<Store::Opened>(std::move(found));
}

StoreRefusal refusal(FakeDisk& disk) {
  auto found = Store::open(disk, kImagePath);
  const auto* why = std::get_if<StoreRefusal>(&found);
  return why != nullptr ? *why : StoreRefusal{};
}

std::vector<Act> random_acts(std::uint64_t seed, std::size_t count) {
  Random random{seed};
  std::vector<Act> acts;
  for (std::size_t i = 0; i < count; ++i) acts.push_back(static_cast<Act>(random.below(kActs)));
  return acts;
}

// ---- forward progress ---------------------------------------------------------------------------------------------

TEST(Store, HoldsTheStateAfterACleanStopThoughPowerIsLost) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    FakeDisk disk;
    StoredDevice device{disk, static_cast<Cache>(seed % 3)};
    ASSERT_TRUE(device.create());
    for (const Act each : random_acts(seed, 20)) ASSERT_TRUE(device.act(each)) << device.fault();
    ASSERT_TRUE(device.stop());
    device.die();
    disk.lose_power();
    const Store::Opened found = opened(disk);
    EXPECT_TRUE(device.is_latest(found.subsystem)) << "seed " << seed;
    EXPECT_TRUE(found.stopped_cleanly);
    EXPECT_EQ(found.torn_bytes, 0U);
  }
}

TEST(Store, GoesOnAfterACleanStop) {
  FakeDisk disk;
  StoredDevice device{disk, Cache::Written};
  ASSERT_TRUE(device.create() && device.act(Act::Write) && device.stop() && device.act(Act::WriteFua));
  device.die();
  disk.lose_power();
  EXPECT_TRUE(device.is_latest(opened(disk).subsystem));
}

TEST(Store, ChangesNothingByCompaction) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    FakeDisk disk;
    StoredDevice device{disk, static_cast<Cache>(seed % 3)};
    ASSERT_TRUE(device.create());
    for (const Act each : random_acts(seed, 12)) ASSERT_TRUE(device.act(each)) << device.fault();
    ASSERT_TRUE(device.act(Act::Compact));
    device.die();
    disk.lose_power();
    EXPECT_TRUE(device.is_latest(opened(disk).subsystem)) << "seed " << seed;
  }
}

image::ImageId id_in(const FakeDisk& disk) {
  return std::get<image::Loaded>(image::load(*disk.content(kImagePath))).about.id;
}

TEST(Store, GivesEachFileAnIdOfItsOwn) {
  FakeDisk disk;
  StoredDevice device{disk, Cache::None};
  ASSERT_TRUE(device.create());
  const image::ImageId first = id_in(disk);
  ASSERT_TRUE(device.act(Act::Compact));
  const image::ImageId second = id_in(disk);
  ASSERT_TRUE(device.act(Act::Compact));
  EXPECT_NE(first, second);
  EXPECT_NE(second, id_in(disk));
  EXPECT_NE(first, id_in(disk));
}

// How many frames the last one is ahead of what it says is durable.
std::uint64_t lag_of_the_last_frame(const FakeDisk& disk) {
  const FakeDisk::Bytes& bytes = *disk.content(kImagePath);
  image::FrameHeader last;
  std::uint64_t at = 0;
  for (auto header = image::frame_header_at(bytes, at); header; header = image::frame_header_at(bytes, at)) {
    last = *header;
    at += header->size();
  }
  return last.sequence - last.durable;
}

TEST(Store, MarksWhatIsDurableAndNoMore) {
  FakeDisk disk;
  StoredDevice device{disk, Cache::Written};
  ASSERT_TRUE(device.create() && device.act(Act::Write));
  EXPECT_EQ(lag_of_the_last_frame(disk), 1U);
  ASSERT_TRUE(device.act(Act::Append));
  EXPECT_EQ(lag_of_the_last_frame(disk), 2U);
  ASSERT_TRUE(device.act(Act::Flush) && device.act(Act::Write));
  EXPECT_EQ(lag_of_the_last_frame(disk), 1U);
  ASSERT_TRUE(device.act(Act::Append) && device.act(Act::Compact) && device.act(Act::Write));
  EXPECT_EQ(lag_of_the_last_frame(disk), 1U);
  ASSERT_TRUE(device.act(Act::Append) && device.act(Act::PowerOn));
  EXPECT_EQ(lag_of_the_last_frame(disk), 1U);
  ASSERT_TRUE(device.act(Act::Append) && device.stop());
  EXPECT_EQ(lag_of_the_last_frame(disk), 1U);
}

// ---- the log ------------------------------------------------------------------------------------------------------

Geometry one_zone() {
  return {.lba_bytes = 512, .zones = 2, .zsze = 4096, .zcap = 4096};
}

// Writes a block that holds something else each time, and empties the zone once it is full.
Committed write(Store& store, Device& device, std::uint64_t number) {
  std::vector<std::byte> data(512, std::byte{0});
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::byte>(number * 31 + i * i);
  const std::uint64_t slba = number % 64;
  Command command{.body = Write{.slba = slba}};
  if (slba == 0 && number != 0) {
    command.body = ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Reset};
    device.submit(command, {}, {});
    store.add(device, durability_of(command, device));
    command.body = Write{.slba = 0};
  }
  EXPECT_EQ(device.submit(command, data, {}).status, kSuccess);
  store.add(device, durability_of(command, device));
  return store.commit(device);
}

TEST(Store, ReplacesALogThatIsLongerThanItsLimit) {
  FakeDisk disk;
  Device device{one_zone(), Policy{}, 1};
  auto made =
      Store::create(disk, kImagePath, device.subsystem(), Policy{}, image::ImageId{1}, {.compact_beyond = 100'000});
  Store& store = *std::get<std::unique_ptr<Store>>(made);
  std::uint64_t longest = 0;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    ASSERT_TRUE(write(store, device, i).done());
    longest = std::max(longest, store.bytes());
  }
  EXPECT_GT(longest, 95'000U);
  EXPECT_LE(longest, 100'000U + 1'000U);
}

TEST(Store, KeepsALogOfWhichAllIsNeeded) {
  FakeDisk disk;
  Device device{one_zone(), Policy{}, 1};
  auto made =
      Store::create(disk, kImagePath, device.subsystem(), Policy{}, image::ImageId{1}, {.compact_beyond = 10'000});
  Store& store = *std::get<std::unique_ptr<Store>>(made);
  std::vector<std::byte> data(512);
  for (std::uint64_t lba = 0; lba < 200; ++lba) {
    for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::byte>(lba + i * i);
    const Command command{.body = Write{.slba = lba}};
    ASSERT_EQ(device.submit(command, data, {}).status, kSuccess);
    store.add(device, durability_of(command, device));
    ASSERT_TRUE(store.commit(device).done());
  }
  EXPECT_GT(store.bytes(), 100'000U);
  EXPECT_EQ(id_in(disk), image::ImageId{1});
}

TEST(Store, DoesNotWriteWhatIsOnlyNotedUntilSomethingElseIsWritten) {
  FakeDisk disk;
  Device device{one_zone(), Policy{}, 1};
  auto made = Store::create(disk, kImagePath, device.subsystem(), Policy{}, image::ImageId{1});
  Store& store = *std::get<std::unique_ptr<Store>>(made);
  ASSERT_TRUE(write(store, device, 0).done());
  const std::size_t before = disk.operations();
  std::vector<std::byte> out(512);
  const Command read{.body = Read{}};
  for (int i = 0; i < 10; ++i) {
    device.submit(read, {}, out);
    store.add(device, durability_of(read, device));
    ASSERT_TRUE(store.commit(device).done());
  }
  EXPECT_EQ(disk.operations(), before);
  ASSERT_TRUE(write(store, device, 1).done());
  std::get<std::unique_ptr<Store>>(made).reset();
  disk.lose_power();
  EXPECT_EQ(opened(disk).subsystem, device.subsystem());
}

TEST(Store, LetsWhatMayLagWaitAndWritesItAtOnce) {
  FakeDisk disk;
  StoredDevice device{disk, Cache::Waiting};
  ASSERT_TRUE(device.create());
  const std::size_t before = disk.operations();
  ASSERT_TRUE(device.act(Act::Write) && device.act(Act::Append) && device.act(Act::Write));
  EXPECT_EQ(disk.operations(), before);
  ASSERT_TRUE(device.act(Act::Flush));
  EXPECT_EQ(disk.operations(), before + 2);  // a write, a sync
  device.die();
  disk.lose_power();
  EXPECT_TRUE(device.is_latest(opened(disk).subsystem));
}

TEST(Store, LetsNoMoreWaitThanItsLimit) {
  FakeDisk disk;
  Geometry geometry = one_zone();
  geometry.write_cache = true;
  Device device{geometry, Policy{}, 1};
  auto made = Store::create(disk, kImagePath, device.subsystem(), Policy{}, image::ImageId{1}, {.wait_up_to = 5'000});
  Store& store = *std::get<std::unique_ptr<Store>>(made);
  const std::size_t before = disk.operations();
  for (std::uint64_t i = 0; i < 7; ++i) ASSERT_TRUE(write(store, device, i).done());
  EXPECT_EQ(disk.operations(), before);
  for (std::uint64_t i = 7; i < 60; ++i) ASSERT_TRUE(write(store, device, i).done());
  EXPECT_GT(disk.operations(), before + 3);
  EXPECT_LT(disk.operations(), before + 10);
}

TEST(Store, SyncsNothingThatMayLag) {
  FakeDisk disk;
  StoredDevice device{disk, Cache::Written};
  ASSERT_TRUE(device.create());
  const std::size_t before = disk.operations();
  ASSERT_TRUE(device.act(Act::Write) && device.act(Act::Append) && device.act(Act::Write));
  EXPECT_EQ(disk.operations(), before + 3);  // a write each
  ASSERT_TRUE(device.act(Act::Flush));
  EXPECT_EQ(disk.operations(), before + 4);
  ASSERT_TRUE(device.act(Act::Flush));  // nothing is left to sync
  EXPECT_EQ(disk.operations(), before + 4);
  ASSERT_TRUE(device.act(Act::Append) && device.act(Act::Compact));
  const std::size_t compacted = disk.operations();
  ASSERT_TRUE(device.act(Act::Flush));
  EXPECT_EQ(disk.operations(), compacted);
}

// ---- what is refused ----------------------------------------------------------------------------------------------

TEST(Store, IsRefusedToASecondOne) {
  FakeDisk disk;
  StoredDevice device{disk, Cache::None};
  ASSERT_TRUE(device.create());
  EXPECT_EQ(refusal(disk).kind, StoreRefusal::Kind::Locked);
  EXPECT_EQ(refusal(disk).text, "image: is in use by another process");
  ASSERT_TRUE(device.act(Act::Compact));
  EXPECT_EQ(refusal(disk).kind, StoreRefusal::Kind::Locked);
  device.die();
  EXPECT_TRUE(device.is_latest(opened(disk).subsystem));
}

TEST(Store, IsNotMadeWhereAFileIs) {
  FakeDisk disk{kImagePath, {}};
  const Device device{one_zone(), Policy{}};
  auto made = Store::create(disk, kImagePath, device.subsystem(), Policy{}, image::ImageId{1});
  ASSERT_TRUE(std::holds_alternative<StoreRefusal>(made));
  EXPECT_EQ(std::get<StoreRefusal>(made).kind, StoreRefusal::Kind::Exists);
  EXPECT_EQ(disk.content("image.new"), nullptr);
  EXPECT_TRUE(disk.content(kImagePath)->empty());
}

TEST(Store, SaysWhyAnImageIsNotOpened) {
  FakeDisk nothing;
  EXPECT_EQ(refusal(nothing).kind, StoreRefusal::Kind::Missing);
  FakeDisk text{kImagePath, FakeDisk::Bytes(5000, std::byte{'x'})};
  EXPECT_EQ(refusal(text).kind, StoreRefusal::Kind::NotAnImage);
  FakeDisk disk;
  StoredDevice device{disk, Cache::None};
  ASSERT_TRUE(device.create() && device.act(Act::Write) && device.act(Act::Append));
  FakeDisk::Bytes bytes = *disk.content(kImagePath);
  bytes[4200] ^= std::byte{1};  // in the write, which the append says was durable
  FakeDisk damaged{kImagePath, bytes};
  EXPECT_EQ(refusal(damaged).kind, StoreRefusal::Kind::Damaged);
  EXPECT_NE(refusal(damaged).text.find("image recover"), std::string::npos) << refusal(damaged).text;
}

TEST(Store, CutsATornTailAndSaysSo) {
  FakeDisk disk;
  StoredDevice device{disk, Cache::None};
  ASSERT_TRUE(device.create() && device.act(Act::Write));
  FakeDisk::Bytes bytes = *disk.content(kImagePath);
  const std::size_t whole = bytes.size();
  bytes.insert(bytes.end(), 33, std::byte{'Z'});
  FakeDisk torn{kImagePath, bytes};
  EXPECT_EQ(opened(torn).torn_bytes, 33U);
  torn.lose_power();
  EXPECT_EQ(torn.content(kImagePath)->size(), whole);
}

TEST(Store, RemovesWhatACompactionLeftThatDidNotEnd) {
  FakeDisk disk;
  StoredDevice device{disk, Cache::None};
  ASSERT_TRUE(device.create());
  std::unique_ptr<DiskFile> file;
  ASSERT_TRUE(disk.create("image.new", file).done());
  file.reset();
  device.die();
  opened(disk);
  EXPECT_EQ(disk.content("image.new"), nullptr);
}

}  // namespace
}  // namespace zns::harness
