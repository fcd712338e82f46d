#include "harness/store/posix_disk.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "harness/base/unique_fd.hpp"
#include "harness/store/store.hpp"
#include "reference/device/random_for_tests.hpp"

namespace zns::harness {
namespace {

// A folder that is gone after the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = testing::TempDir() + "znspec-store-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string file(const std::string& name = "image") const { return path_ + "/" + name; }

 private:
  std::string path_;
};

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all{"/proc/self/fd"};
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

Geometry geometry() {
  return {.lba_bytes = 512, .zones = 8, .zsze = 64, .zcap = 64};
}

Store::Made created(PosixDisk& disk, const std::string& path) {
  const Device device{geometry(), Policy{}};
  return Store::create(disk, path, device.subsystem(), Policy{}, image::ImageId{1});
}

template <class Found>
StoreRefusal::Kind refusal_of(const Found& found) {
  const auto* why = std::get_if<StoreRefusal>(&found);
  EXPECT_NE(why, nullptr);
  return why != nullptr ? why->kind : StoreRefusal::Kind::World;
}

TEST(PosixDisk, WritesReadsAndCuts) {
  const TemporaryFolder folder;
  PosixDisk disk;
  std::unique_ptr<DiskFile> file;
  ASSERT_TRUE(disk.create(folder.file(), file).done());
  const std::vector<std::byte> bytes(3'000'000, std::byte{7});
  ASSERT_TRUE(file->write(10, bytes).done());
  ASSERT_TRUE(file->truncate(2'000'000).done());
  ASSERT_TRUE(file->sync().done());
  std::vector<std::byte> read;
  ASSERT_TRUE(file->read(read).done());
  ASSERT_EQ(read.size(), 2'000'000U);
  EXPECT_EQ(read[9], std::byte{0});
  EXPECT_EQ(read[10], std::byte{7});
  EXPECT_TRUE(disk.sync_folder(folder.file()).done());
  EXPECT_TRUE(disk.find(folder.file()).done());
  EXPECT_TRUE(disk.remove(folder.file()).done());
  EXPECT_EQ(disk.find(folder.file()).outcome, DiskOutcome::Missing);
}

TEST(PosixDisk, SaysThatThereIsNoSpace) {
  PosixDisk disk;
  std::unique_ptr<DiskFile> file;
  EXPECT_EQ(disk.open("/dev/full", file).outcome, DiskOutcome::Other);  // not a regular file
  const TemporaryFolder folder;
  ASSERT_TRUE(disk.create(folder.file(), file).done());
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  EXPECT_EQ(file->write(1ULL << 62U, std::vector<std::byte>(1)).outcome, DiskOutcome::NoSpace);  // EFBIG
  std::signal(SIGXFSZ, before);
}

TEST(PosixDisk, LetsNobodyElseOpenAFileNorTheOneThatReplacesIt) {
  const TemporaryFolder folder;
  PosixDisk disk;
  std::unique_ptr<DiskFile> first;
  std::unique_ptr<DiskFile> fresh;
  std::unique_ptr<DiskFile> other;
  ASSERT_TRUE(disk.create(folder.file(), first).done());
  EXPECT_EQ(disk.open(folder.file(), other).outcome, DiskOutcome::Locked);
  EXPECT_EQ(disk.create(folder.file(), other).outcome, DiskOutcome::Locked);
  ASSERT_TRUE(disk.create(folder.file("new"), fresh).done());
  ASSERT_TRUE(disk.rename(folder.file("new"), *fresh, folder.file(), first.get()).done());
  first.reset();
  EXPECT_EQ(disk.open(folder.file(), other).outcome, DiskOutcome::Locked);
  fresh.reset();
  EXPECT_TRUE(disk.open(folder.file(), other).done());
}

TEST(PosixDisk, HasNoFileWhereTheFolderIsMissing) {
  PosixDisk disk;
  EXPECT_EQ(refusal_of(created(disk, "/nowhere/at/all/image")), StoreRefusal::Kind::Missing);
  EXPECT_EQ(refusal_of(Store::open(disk, "/nowhere/at/all/image")), StoreRefusal::Kind::Missing);
}

TEST(PosixDisk, LeaksNoDescriptor) {
  const TemporaryFolder folder;
  const std::size_t before = open_descriptors();
  PosixDisk disk;
  for (int i = 0; i < 3; ++i) {
    const auto made = created(disk, folder.file());
    EXPECT_EQ(std::holds_alternative<StoreRefusal>(made), i != 0);
    EXPECT_EQ(std::holds_alternative<StoreRefusal>(Store::open(disk, folder.file())), i == 0);
  }
  EXPECT_EQ(open_descriptors(), before);
}

// Another process has it open.
TEST(PosixStore, IsRefusedToASecondProcess) {
  const TemporaryFolder folder;
  PosixDisk disk;
  const auto made = created(disk, folder.file());
  const pid_t child = ::fork();
  if (child == 0) {
    const auto found = Store::open(disk, folder.file());
    const auto* why = std::get_if<StoreRefusal>(&found);
    ::_exit(why != nullptr && why->kind == StoreRefusal::Kind::Locked ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

// ---- a process that is killed -------------------------------------------------------------------------------------

constexpr std::uint64_t kBlocks = 8 * 64;  // of the namespace

// The n-th block that is ever written: it says so.
std::vector<std::byte> block(std::uint64_t n) {
  std::vector<std::byte> data(512);
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::byte>(n >> (i % 8 * 8) ^ i * 37);
  return data;
}

// Writes one block after the other, from the n-th on, and says so of each in the pipe; the namespace is emptied as it
// is full. Never returns, but if the store fails.
void write_for_ever(const std::string& path, std::uint64_t n, int pipe) {
  PosixDisk disk;
  auto found = Store::open(disk, path, {.compact_beyond = 30'000});
  if (std::holds_alternative<StoreRefusal>(found)) return;
  auto& opened = std::get<Store::Opened>(found);
  Device device{geometry(), opened.policy, 1};
  device.restore(opened.subsystem);
  const auto send = [&](const Command& command, const std::vector<std::byte>& data) {
    const bool good = device.submit(command, data, {}).status == kSuccess;
    opened.store->add(device, durability_of(command, device));
    return opened.store->commit(device).done() && good;
  };
  for (;; ++n) {
    if (n % kBlocks == 0 && !send({.body = ZoneManagementSend{.zsa = ZoneSendAction::Reset, .select_all = true}}, {}))
      return;
    if (!send({.body = Write{.slba = n % kBlocks}}, block(n)) || ::write(pipe, &n, sizeof n) != sizeof n) return;
  }
}

// How many of the blocks [0, n) the image says are written: all of the last turn, and nothing else. Nothing: it says
// something else.
std::optional<std::uint64_t> blocks_in(const Subsystem& subsystem, std::uint64_t turn) {
  const Namespace& ns = subsystem[0];
  std::uint64_t count = 0;
  for (ZoneId zone = 0; zone < ns.geometry.zones; ++zone) count += ns.state.zone(zone).wp - ns.geometry.zslba(zone);
  std::vector<std::byte> held(512);
  for (std::uint64_t lba = 0; lba < count; ++lba) {
    const BlockMap::Block found = ns.state.block(ns.geometry, lba);
    if (found.content != BlockMap::Content::Payload) return std::nullopt;
    found.bytes(held);
    if (held != block(turn * kBlocks + lba)) return std::nullopt;
  }
  return count;
}

TEST(PosixStore, HoldsWhatAProcessPromisedThatWasKilled) {
  const TemporaryFolder folder;
  PosixDisk disk;
  ASSERT_FALSE(std::holds_alternative<StoreRefusal>(created(disk, folder.file())));
  Random random{50};
  std::uint64_t next = 0;  // block that is not promised
  for (int round = 0; round < 50; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const UniqueFd from{ends[0]};
    UniqueFd to{ends[1]};
    const pid_t child = ::fork();
    if (child == 0) {
      write_for_ever(folder.file(), next, to.get());
      ::_exit(1);
    }
    to.reset();
    std::uint64_t promised = 0;
    const auto hear = [&] {
      if (::read(from.get(), &promised, sizeof promised) != sizeof promised) return false;
      next = promised + 1;
      return true;
    };
    const bool waits = round % 3 != 0;  // for a promise, however slow the disk is; the others may die before one
    ASSERT_TRUE(!waits || hear()) << "round " << round;
    std::this_thread::sleep_for(std::chrono::microseconds{1000 + random.below(20'000)});
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "round " << round;
    while (hear()) continue;
    const auto found = Store::open(disk, folder.file());
    ASSERT_TRUE(std::holds_alternative<Store::Opened>(found)) << std::get<StoreRefusal>(found).text;
    const Subsystem& subsystem = std::get<Store::Opened>(found).subsystem;
    // One block more than was promised may be there; or the zones are emptied already.
    const std::uint64_t turn = next / kBlocks;
    const std::uint64_t in_turn = next % kBlocks;
    const bool is_next = blocks_in(subsystem, turn) == in_turn || blocks_in(subsystem, turn) == in_turn + 1;
    const bool is_full = in_turn == 0 && turn != 0 && blocks_in(subsystem, turn - 1) == kBlocks;
    ASSERT_TRUE(is_next || is_full) << "round " << round << ", promised " << next;
    if (is_next) next = turn * kBlocks + *blocks_in(subsystem, turn);
  }
  EXPECT_GE(next, 33U);
  RecordProperty("blocks", static_cast<int>(next));
}

}  // namespace
}  // namespace zns::harness
