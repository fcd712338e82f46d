#include "harness/qemu/cpio.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <vector>

#include "harness/base/error.hpp"

namespace zns::harness {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Entry {
  std::string name, content;
  unsigned mode = 0, inode = 0, links = 0;
};

// Reads an archive by the rules of its form (cpio(5), "New ASCII Format"), with nothing of the writer's.
std::vector<Entry> read_archive(const std::string& bytes) {
  std::vector<Entry> entries;
  std::size_t at = 0;
  const auto field = [&](std::size_t index) {
    return static_cast<unsigned>(std::stoul(bytes.substr(at + 6 + 8 * index, 8), nullptr, 16));
  };
  while (at + 110 <= bytes.size()) {
    EXPECT_EQ(bytes.substr(at, 6), "070701");
    Entry entry;
    entry.inode = field(0);
    entry.mode = field(1);
    entry.links = field(4);
    const std::size_t size = field(6), name_size = field(11);
    entry.name = bytes.substr(at + 110, name_size - 1);
    EXPECT_EQ(bytes[at + 110 + name_size - 1], '\0');
    at = (at + 110 + name_size + 3) / 4 * 4;
    entry.content = bytes.substr(at, size);
    at = (at + size + 3) / 4 * 4;
    entries.push_back(entry);
  }
  EXPECT_EQ(at, bytes.size()) << "padding at the end, and nothing after it";
  return entries;
}

std::vector<std::string> names(const std::vector<Entry>& entries) {
  std::vector<std::string> result;
  for (const Entry& entry : entries) result.push_back(entry.name);
  return result;
}

TEST(Cpio, AnEmptyArchiveIsItsTrailer) {
  std::ostringstream out;
  CpioWriter archive{out};
  archive.finish();
  EXPECT_THAT(names(read_archive(out.str())), ElementsAre("TRAILER!!!"));
}

TEST(Cpio, AFileComesAfterItsFolders) {
  std::ostringstream out;
  CpioWriter archive{out};
  archive.file("/usr/bin/it", "hello", 0755);
  archive.finish();
  const auto entries = read_archive(out.str());
  ASSERT_THAT(names(entries), ElementsAre("usr", "usr/bin", "usr/bin/it", "TRAILER!!!"));
  EXPECT_EQ(entries[1].mode, 0040755u);
  EXPECT_EQ(entries[1].links, 2u);
  EXPECT_EQ(entries[2].mode, 0100755u);
  EXPECT_EQ(entries[2].content, "hello");
  EXPECT_NE(entries[1].inode, entries[2].inode) << "equal inodes would be hard links";
}

TEST(Cpio, ALinkHoldsItsTarget) {
  std::ostringstream out;
  CpioWriter archive{out};
  archive.link("/sh", "busybox");
  archive.finish();
  const auto entries = read_archive(out.str());
  EXPECT_EQ(entries[0].mode, 0120777u);
  EXPECT_EQ(entries[0].content, "busybox");
}

TEST(Cpio, EveryLengthIsPadded) {
  for (std::size_t length = 0; length < 9; ++length) {
    std::ostringstream out;
    CpioWriter archive{out};
    archive.file(std::string(length + 1, 'n'), std::string(length, 'c'));
    archive.file("after", "it");
    archive.finish();
    const auto entries = read_archive(out.str());
    ASSERT_EQ(entries.size(), 3u);
    EXPECT_EQ(entries[0].content, std::string(length, 'c'));
    EXPECT_EQ(entries[1].content, "it");
    EXPECT_EQ(archive.size(), out.str().size());
  }
}

TEST(Cpio, TheFirstOfTwoWithOneNameStays) {
  std::ostringstream out;
  CpioWriter archive{out};
  archive.file("/a/x", "first");
  archive.file("//a/./x", "second");
  archive.folder("/a/");
  archive.folder("/");
  archive.finish();
  const auto entries = read_archive(out.str());
  ASSERT_THAT(names(entries), ElementsAre("a", "a/x", "TRAILER!!!"));
  EXPECT_EQ(entries[1].content, "first");
}

TEST(Cpio, AFileOfTheHostIsCopied) {
  const std::filesystem::path file = std::filesystem::path{testing::TempDir()} / "cpio_test_file";
  const std::string content(3'000'001, '\0');
  std::ofstream{file, std::ios::binary} << content;
  std::ostringstream out;
  CpioWriter archive{out};
  archive.file_from_host("/x", file, 0600);
  archive.finish();
  const auto entries = read_archive(out.str());
  EXPECT_EQ(entries[0].content, content);
  EXPECT_EQ(entries[0].mode, 0100600u);
  std::filesystem::remove(file);
}

TEST(Cpio, AMissingFileOfTheHostIsNamed) {
  std::ostringstream out;
  CpioWriter archive{out};
  try {
    archive.file_from_host("/x", "/no/such/file", 0644);
    FAIL();
  } catch (const HarnessError& error) {
    EXPECT_THAT(error.what(), HasSubstr("/no/such/file"));
  }
}

}  // namespace
}  // namespace zns::harness
