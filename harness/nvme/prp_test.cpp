#include "harness/nvme/prp.hpp"

#include <gmock/gmock.h>

#include "harness/nvme/prp_walk.hpp"

namespace zns::harness::nvme {
namespace {

constexpr std::size_t kMemoryBytes = std::size_t{8} << 20;
constexpr std::uint64_t kStart = 1 << 20;

class Prps : public ::testing::Test {
 protected:
  static std::vector<std::byte> pattern(std::size_t bytes) {
    std::vector<std::byte> data(bytes);
    for (std::size_t i = 0; i < bytes; ++i) data[i] = static_cast<std::byte>(i * 7 + i / 4096);
    return data;
  }
  PrpBuffer make(std::size_t bytes, const suites::PrpLayout& layout = {}) { return {arena_, bytes, layout}; }

  std::vector<std::byte> memory_ = std::vector<std::byte>(kMemoryBytes, std::byte{0xEE});
  DmaArena arena_{{std::span{memory_}.subspan(kStart), kStart}};
};

TEST_F(Prps, LeadToTheDataWhateverItsLengthAndLayout) {
  const suites::PrpLayout layouts[] = {{},
                                       {.offset = 4},
                                       {.offset = 4092},
                                       {.offset = 512, .list_offset = 8},
                                       {.list_offset = 4088},
                                       {.offset = 4092, .list_offset = 4080}};
  // 512 entries are one page of a list, 1,023 are two.
  for (const std::size_t bytes : {1, 4, 4095, 4096, 4097, 8192, 8193, 12288, 513 * 4096, 513 * 4096 + 1, 514 * 4096,
                                  1024 * 4096, 1024 * 4096 + 1, 1025 * 4096})
    for (const suites::PrpLayout& layout : layouts) {
      SCOPED_TRACE(std::to_string(bytes) + " bytes at " + std::to_string(layout.offset) + ", list at " +
                   std::to_string(layout.list_offset));
      arena_.give_back_all();
      PrpBuffer buffer = make(bytes, layout);
      EXPECT_EQ(buffer.prp1() % kPageBytes, layout.offset);
      if (layout.offset + bytes > 2 * kPageBytes) {
        EXPECT_EQ(buffer.prp2() % kPageBytes, layout.list_offset);
      }
      const std::vector<std::byte> data = pattern(bytes);
      buffer.put(data);
      EXPECT_TRUE(gather(memory_, buffer.prp1(), buffer.prp2(), bytes) == data);
      std::vector<std::byte> back(bytes);
      scatter(memory_, buffer.prp1(), buffer.prp2(), data);
      buffer.get(back);
      EXPECT_TRUE(back == data);
      EXPECT_TRUE(buffer.intact());
    }
}

TEST_F(Prps, AreZeroWithoutData) {
  const PrpBuffer buffer = make(0);
  EXPECT_EQ(buffer.prp1(), 0U);
  EXPECT_EQ(buffer.prp2(), 0U);
  EXPECT_TRUE(buffer.intact());
  EXPECT_EQ(make(4096).prp2(), 0U) << "PRP2 is reserved where the data ends in its first page";
}

TEST_F(Prps, NameNoPageThatFollowsAnother) {
  const PrpBuffer buffer = make(600 * 4096);
  std::uint64_t before = 0;
  for (const auto& [address, size] : walk_prps(memory_, buffer.prp1(), buffer.prp2(), 600 * 4096)) {
    EXPECT_NE(address, before + 4096);
    before = address;
  }
}

TEST_F(Prps, CanHaveAnOffsetWhereTheyMustNot) {
  const PrpBuffer two = make(8192, {.prp2_offset = 16});
  EXPECT_EQ(two.prp1() % kPageBytes, 0U);
  EXPECT_EQ(two.prp2() % kPageBytes, 16U);
  const PrpBuffer list = make(514 * 4096, {.prp2_offset = 16});
  EXPECT_EQ(list.prp2() % kPageBytes, 0U);
  for (std::uint64_t entry = 0; entry < 511; ++entry)
    EXPECT_EQ(load_le<std::uint64_t>(memory_, list.prp2() + 8 * entry) % kPageBytes, 16U);
  const auto next = load_le<std::uint64_t>(memory_, list.prp2() + 8 * 511);
  EXPECT_EQ(next % kPageBytes, 0U) << "this one names the list's next page and no data";
  EXPECT_EQ(load_le<std::uint64_t>(memory_, next) % kPageBytes, 16U);
}

TEST_F(Prps, HaveCanariesRoundTheData) {
  for (const std::size_t bytes : {1, 100, 4096, 5000, 8192, 9000})
    for (const std::uint16_t offset : std::initializer_list<std::uint16_t>{0, 4, 4092}) {
      arena_.give_back_all();
      const PrpBuffer buffer = make(bytes, {.offset = offset});
      const auto runs = walk_prps(memory_, buffer.prp1(), buffer.prp2(), bytes);
      const std::uint64_t first = runs.front().first;
      const std::uint64_t last = runs.back().first + runs.back().second;
      for (const std::uint64_t victim : {first - 1, last, runs.front().first / 4096 * 4096 + 4096}) {
        if (victim == last && last % 4096 == 0 && runs.size() > 1) continue;  // there another page of the data begins
        if (victim == first - 1 && offset == 0 && runs.size() > 1) continue;  // or ends
        EXPECT_TRUE(buffer.intact());
        memory_[victim] ^= std::byte{1};
        EXPECT_FALSE(buffer.intact()) << bytes << " bytes at " << offset << ", " << victim - first;
        memory_[victim] ^= std::byte{1};
      }
    }
}

// A device that takes a length for a larger one finds canaries behind the data, and the last page of the list again.
TEST_F(Prps, BoundWhateverIsMovedBeyondTheData) {
  for (const std::size_t bytes : {12288, 16384, 600 * 4096}) {
    arena_.give_back_all();
    const PrpBuffer buffer = make(bytes);
    const auto right = walk_prps(memory_, buffer.prp1(), buffer.prp2(), bytes);
    const auto runs = walk_prps(memory_, buffer.prp1(), buffer.prp2(), std::size_t{64} << 20);
    ASSERT_GT(runs.size(), right.size());
    for (std::size_t i = right.size(); i < runs.size(); ++i) EXPECT_LT(runs[i].first, kMemoryBytes) << "run " << i;
    const std::uint64_t behind = runs[right.size()].first;
    memory_[behind] ^= std::byte{1};
    EXPECT_FALSE(buffer.intact()) << "the page behind " << bytes << " bytes is a canary";
    memory_[behind] ^= std::byte{1};
  }
}

TEST_F(Prps, NeedMemoryAndAnAlignedList) {
  EXPECT_THROW(make(kMemoryBytes), suites::NotCarried);
  EXPECT_THROW(make(3 * 4096, {.list_offset = 4}), suites::NotCarried);
  EXPECT_THROW(make(3 * 4096, {.list_offset = 4096}), suites::NotCarried);
}

}  // namespace
}  // namespace zns::harness::nvme
