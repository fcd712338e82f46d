#include <gtest/gtest.h>

#include <algorithm>

#include "reference/spec/pattern.hpp"
#include "reference/trace/data.hpp"

namespace zns {
namespace {

constexpr std::size_t kLba = 512;
constexpr std::uint64_t kSeed = 7;
using Bytes = std::vector<std::byte>;

Bytes pattern(std::uint64_t lba, std::uint64_t generation, std::size_t blocks) {
  Bytes bytes(blocks * kLba);
  for (std::size_t i = 0; i < blocks; ++i)
    Pattern{.seed = kSeed, .generation = generation}.fill_block(std::span{bytes}.subspan(i * kLba, kLba), lba + i);
  return bytes;
}

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(TraceData, NamesPatternsAndRuns) {
  // given three blocks of one write, one of another, a block of zeroes that runs into 40 bytes more, and some others
  const Bytes odd{std::byte{0x01}, std::byte{0x02}};
  const Bytes bytes = pattern(0x30, 5, 3) + pattern(0x33, 6, 1) + Bytes(kLba + 40, std::byte{0}) + odd;
  // when
  const TraceData data = shorten(bytes, kSeed, kLba);
  // then
  const std::vector<TraceData::Piece> expected{PatternRun{.lba = 0x30, .generation = 5, .blocks = 3},
                                               PatternRun{.lba = 0x33, .generation = 6, .blocks = 1},
                                               FillRun{.value = std::byte{0}, .bytes = kLba + 40}, odd};
  EXPECT_EQ(data.pieces(), expected);
  EXPECT_EQ(data.bytes(kLba), bytes.size());
  EXPECT_EQ(expand(data, kSeed, kLba), bytes);
}

TEST(TraceData, APatternThatIsTornOrShiftedIsNoPattern) {
  Bytes torn = pattern(0x30, 5, 1);
  torn[400] ^= std::byte{1};
  const Bytes shifted = Bytes(1, std::byte{0x77}) + pattern(0x30, 5, 1);
  for (const Bytes& bytes : {torn, shifted}) {
    const TraceData data = shorten(bytes, kSeed, kLba);
    for (const TraceData::Piece& piece : data.pieces()) EXPECT_FALSE(std::holds_alternative<PatternRun>(piece));
    EXPECT_EQ(expand(data, kSeed, kLba), bytes);
  }
}

TEST(TraceData, ThePatternOfAnotherSeedIsThatOfAnotherLba) {
  const TraceData foreign = shorten(pattern(0x30, 5, 2), kSeed + 1, kLba);
  ASSERT_TRUE(std::holds_alternative<PatternRun>(foreign.pieces().front()));
  EXPECT_NE(std::get<PatternRun>(foreign.pieces().front()).lba, 0x30U);
  EXPECT_EQ(expand(foreign, kSeed + 1, kLba), pattern(0x30, 5, 2));
}

TEST(TraceData, ShortRunsStayAsTheyAre) {
  const Bytes bytes = Bytes(7, std::byte{0}) + Bytes(1, std::byte{0x55});
  EXPECT_EQ(shorten(bytes, kSeed, kLba).pieces(), (std::vector<TraceData::Piece>{bytes}));
}

TEST(TraceData, CountsNoMoreThanSixtyFourBits) {
  TraceData data;
  data.append(FillRun{.value = std::byte{0}, .bytes = UINT64_MAX});
  data.append(FillRun{.value = std::byte{0}, .bytes = 2});
  data.append(PatternRun{.lba = 0, .generation = 0, .blocks = UINT64_MAX});
  EXPECT_EQ(data.bytes(kLba), UINT64_MAX);
}

}  // namespace
}  // namespace zns
