#include "harness/store/windows_disk.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "harness/store/stored_device.hpp"

namespace zns::harness {
namespace {

// In the folder where the test runs; the files are gone afterwards.
class WindowsDiskTest : public testing::Test {
 public:
  WindowsDiskTest() { clean(); }
  WindowsDiskTest(const WindowsDiskTest&) = delete;
  WindowsDiskTest& operator=(const WindowsDiskTest&) = delete;
  ~WindowsDiskTest() override { clean(); }

 protected:
  void clean() {
    for (const char* each : {kImagePath, "image.new", "gr\xC3\xBC\xC3\x9F"}) disk_.remove(each);
  }
  WindowsDisk disk_;
};

TEST_F(WindowsDiskTest, WritesReadsAndCuts) {
  const std::string name = "gr\xC3\xBC\xC3\x9F";
  std::unique_ptr<DiskFile> file;
  EXPECT_EQ(disk_.open(name, file).outcome, DiskOutcome::Missing);
  EXPECT_EQ(disk_.find(name).outcome, DiskOutcome::Missing);
  ASSERT_TRUE(disk_.create(name, file).done());
  ASSERT_TRUE(file->write(10, std::vector<std::byte>(3'000'000, std::byte{7})).done());
  ASSERT_TRUE(file->truncate(2'000'000).done());
  ASSERT_TRUE(file->sync().done());
  std::vector<std::byte> read;
  ASSERT_TRUE(file->read(read).done());
  ASSERT_EQ(read.size(), 2'000'000U);
  EXPECT_EQ(read[9], std::byte{0});
  EXPECT_EQ(read[10], std::byte{7});
  EXPECT_TRUE(disk_.find(name).done());
}

TEST_F(WindowsDiskTest, LetsNobodyElseOpenAFileNorTheOneThatReplacesIt) {
  std::unique_ptr<DiskFile> first;
  std::unique_ptr<DiskFile> fresh;
  std::unique_ptr<DiskFile> other;
  ASSERT_TRUE(disk_.create(kImagePath, first).done());
  EXPECT_EQ(disk_.open(kImagePath, other).outcome, DiskOutcome::Locked);
  ASSERT_TRUE(disk_.create("image.new", fresh).done());
  ASSERT_TRUE(fresh->write(0, std::vector<std::byte>(3)).done());
  ASSERT_TRUE(disk_.rename("image.new", *fresh, kImagePath, first.get()).done());
  first.reset();
  EXPECT_EQ(disk_.open(kImagePath, other).outcome, DiskOutcome::Locked);
  ASSERT_TRUE(fresh->write(3, std::vector<std::byte>(4)).done());
  fresh.reset();
  ASSERT_TRUE(disk_.open(kImagePath, other).done());
  std::vector<std::byte> read;
  EXPECT_TRUE(other->read(read).done() && read.size() == 7);
}

TEST_F(WindowsDiskTest, KeepsTheOldFileWhereTheNewOneCannotBeRenamed) {
  std::unique_ptr<DiskFile> first;
  std::unique_ptr<DiskFile> fresh;
  std::unique_ptr<DiskFile> other;
  ASSERT_TRUE(disk_.create(kImagePath, first).done() && disk_.create("image.new", fresh).done());
  EXPECT_FALSE(disk_.rename("of no file", *fresh, kImagePath, first.get()).done());
  EXPECT_TRUE(first->write(0, std::vector<std::byte>(1)).done());
  EXPECT_EQ(disk_.open(kImagePath, other).outcome, DiskOutcome::Locked);
}

TEST_F(WindowsDiskTest, HoldsAStore) {
  StoredDevice device{disk_, Cache::Waiting};
  ASSERT_TRUE(device.create());
  for (int turn = 0; turn < 3; ++turn)
    for (std::size_t act = 0; act < kActs; ++act)
      ASSERT_TRUE(device.act(static_cast<Act>(act))) << kActNames[act] << " " << device.fault();
  EXPECT_TRUE(std::holds_alternative<StoreRefusal>(Store::open(disk_, kImagePath)));
  ASSERT_TRUE(device.stop());
  device.die();
  const auto found = Store::open(disk_, kImagePath);
  ASSERT_TRUE(std::holds_alternative<Store::Opened>(found)) << std::get<StoreRefusal>(found).text;
  EXPECT_TRUE(device.is_latest(std::get<Store::Opened>(found).subsystem));
  EXPECT_TRUE(std::get<Store::Opened>(found).stopped_cleanly);
}

}  // namespace
}  // namespace zns::harness
