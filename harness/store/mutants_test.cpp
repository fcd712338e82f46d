// The tests of the store, tried on stores that make a mistake: each must be seen, by the test that is named.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "harness/store/bad_disk_for_tests.hpp"
#include "harness/store/crash_states.hpp"
#include "harness/store/stored_device.hpp"

namespace zns::harness {
namespace {

std::function<std::unique_ptr<Disk>(FakeDisk&)> with(Misdeed misdeed) {
  return [misdeed](FakeDisk& disk) { return std::make_unique<BadDisk>(disk, misdeed); };
}

CrashReport crashes_with(const std::string& program, Misdeed misdeed) {
  return replay_crash(program, {.every_go_on = 1, .disk = with(misdeed)});
}

TEST(StoreMutants, OfNoneNothingIsSeen) {
  EXPECT_TRUE(try_errors({.longest = 1, .disk = with(Misdeed::None)}).is_clean());
  for (const char* program : {"cache=none write", "cache=written write flush", "cache=written write compact",
                              "cache=written write append", "cache=written write power-on"}) {
    const CrashReport report = crashes_with(program, Misdeed::None);
    EXPECT_TRUE(report.loads > 0 && report.is_clean()) << to_text(report);
  }
}

struct Killed {
  Misdeed misdeed;
  const char* name;
  const char* by;  // a program, of every crash state of it
};

class MutantsByCrashes : public testing::TestWithParam<Killed> {};

TEST_P(MutantsByCrashes, AreSeen) {
  const CrashReport report = crashes_with(GetParam().by, GetParam().misdeed);
  EXPECT_FALSE(report.is_clean()) << to_text(report);
  // The failure can be seen again from its text alone.
  ASSERT_NE(report.first.find('#'), std::string::npos) << report.first;
  const CrashReport again = crashes_with(report.first, GetParam().misdeed);
  EXPECT_EQ(again.states, 1U);
  EXPECT_EQ(again.first, report.first);
}

INSTANTIATE_TEST_SUITE_P(
    Store, MutantsByCrashes,
    testing::Values(Killed{Misdeed::NoSync, "NoSync", "cache=written write flush"},
                    Killed{Misdeed::RenameBeforeSync, "RenameBeforeSync", "cache=none compact"},
                    Killed{Misdeed::NoSyncOfFolder, "NoSyncOfFolder", "cache=written write compact flush"},
                    Killed{Misdeed::MarksTooMuch, "MarksTooMuch", "cache=written write append"},
                    Killed{Misdeed::TrustsThoseBefore, "TrustsThoseBefore", "cache=written write power-on"}),
    [](const testing::TestParamInfo<Killed>& each) { return std::string{each.param.name}; });

TEST(StoreMutants, OfErrorsAreSeen) {
  EXPECT_FALSE(try_errors({.longest = 1, .disk = with(Misdeed::RetryAfterEio)}).is_clean());
}

// Two commands of one batch, of which the first gets into the file as a whole, and the second has no space: whether
// nobody finds either, neither as power is lost nor as the process dies.
bool takes_a_batch_back(Misdeed misdeed) {
  FakeDisk disk;
  BadDisk bad{disk, misdeed};
  Device device{{.lba_bytes = 512, .zones = 3, .zsze = 4, .zcap = 4}, Policy{}, 2};
  auto made = Store::create(bad, kImagePath, device.subsystem(), Policy{}, image::ImageId{1});
  Store& store = *std::get<std::unique_ptr<Store>>(made);
  const Subsystem before = device.subsystem();
  const std::vector<Command> commands{{.body = ZoneManagementSend{.slba = 4, .zsa = ZoneSendAction::Open}},
                                      {.body = Write{}}};
  std::vector<std::byte> data(512, std::byte{1});
  data[0] = std::byte{2};
  for (const Command& each : commands) {
    EXPECT_EQ(device.submit(each, data, {}).status, kSuccess);
    store.add(device, durability_of(each, device));
  }
  disk.failure = {.at = disk.operations(), .outcome = DiskOutcome::NoSpace};
  EXPECT_EQ(store.commit(device).kind, Committed::Kind::NoSpace);
  EXPECT_TRUE(device.undo() && device.undo() && device.subsystem() == before);
  std::get<std::unique_ptr<Store>>(made).reset();
  bool is_taken_back = true;
  const auto look = [&](const FakeDisk::Bytes* image, const CrashChoice&) {
    FakeDisk after{kImagePath, *image};
    const auto found = Store::open(after, kImagePath);
    is_taken_back = is_taken_back && std::get<Store::Opened>(found).subsystem == before;
  };
  disk.for_each_crash(kImagePath, look);
  look(disk.content(kImagePath), {});
  return is_taken_back;
}

TEST(StoreMutants, OfDeathsAreSeen) {
  EXPECT_EQ(try_deaths({.longest = 1, .disk = with(Misdeed::None)}).lost, 0U);
  EXPECT_NE(try_deaths({.longest = 1, .disk = with(Misdeed::TrustsThoseBefore)}).lost, 0U);
}

TEST(StoreMutants, OfABatchWithoutSpaceAreSeen) {
  EXPECT_TRUE(takes_a_batch_back(Misdeed::None));
  EXPECT_FALSE(takes_a_batch_back(Misdeed::KeepsWhatHadNoSpace));
}

// A torn tail, and then commands that are promised: whether they are there after the next loss of power.
bool keeps_what_comes_behind_a_torn_tail(Misdeed misdeed) {
  FakeDisk first;
  StoredDevice torn{first, Cache::None};
  EXPECT_TRUE(torn.create() && torn.act(Act::Write));
  FakeDisk::Bytes bytes = *first.content(kImagePath);
  bytes.resize(bytes.size() - 1);
  FakeDisk disk{kImagePath, bytes};
  BadDisk bad{disk, misdeed};
  auto found = Store::open(bad, kImagePath);
  auto& opened = std::get<Store::Opened>(found);
  Device device{opened.subsystem[0].geometry, opened.policy, 1};
  device.restore(opened.subsystem);
  device.restart(Reset::PowerCycle);
  opened.store->add(device, durability_of_events());
  EXPECT_TRUE(opened.store->commit(device).done());
  opened.store.reset();
  disk.lose_power();
  auto again = Store::open(disk, kImagePath);
  return std::holds_alternative<Store::Opened>(again) &&
         std::get<Store::Opened>(again).subsystem == as_durable(device.subsystem());
}

TEST(StoreMutants, OfATornTailIsSeen) {
  EXPECT_TRUE(keeps_what_comes_behind_a_torn_tail(Misdeed::None));
  EXPECT_FALSE(keeps_what_comes_behind_a_torn_tail(Misdeed::WritesBehindAHole));
}

// Two processes that have the image open and write in turn: whether all that both were promised is there.
bool keeps_two_writers_apart(Misdeed misdeed) {
  FakeDisk disk;
  BadDisk bad{disk, misdeed};
  StoredDevice one{bad, Cache::None};
  EXPECT_TRUE(one.create());
  auto found = Store::open(bad, kImagePath);
  if (const auto* why = std::get_if<StoreRefusal>(&found)) return why->kind == StoreRefusal::Kind::Locked;
  auto& opened = std::get<Store::Opened>(found);
  Device other{opened.subsystem[0].geometry, opened.policy, 1};
  EXPECT_TRUE(one.act(Act::Write));
  other.restart(Reset::PowerCycle);
  opened.store->add(other, durability_of_events());
  EXPECT_TRUE(opened.store->commit(other).done());
  one.die();
  opened.store.reset();
  auto again = Store::open(disk, kImagePath);
  return std::holds_alternative<Store::Opened>(again) && one.is_latest(std::get<Store::Opened>(again).subsystem);
}

TEST(StoreMutants, OfALockIsSeen) {
  EXPECT_TRUE(keeps_two_writers_apart(Misdeed::None));
  EXPECT_FALSE(keeps_two_writers_apart(Misdeed::TwoWriters));
}

}  // namespace
}  // namespace zns::harness
