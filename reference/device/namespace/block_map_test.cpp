#include "reference/device/namespace/block_map.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reference/device/random_for_tests.hpp"

namespace zns {
namespace {

constexpr std::size_t kPiece = PiecewiseBytes::kPieceBytes;
using Content = BlockMap::Content;

// Bytes of which no piece is like another.
std::vector<std::byte> some_bytes(std::size_t count, unsigned first = 0) {
  std::vector<std::byte> bytes(count);
  for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<std::byte>((first + i + i / kPiece * 7) & 0xFF);
  return bytes;
}

std::vector<std::byte> part_of(std::span<const std::byte> bytes, std::size_t from, std::size_t count) {
  const auto part = bytes.subspan(from, count);
  return {part.begin(), part.end()};
}

std::vector<std::byte> bytes_at(const BlockMap& media, std::uint64_t block, std::size_t block_bytes) {
  std::vector<std::byte> bytes(block_bytes);
  media.at(block).bytes(bytes);
  return bytes;
}

PiecewiseBytes holding(std::span<const std::byte> bytes) {
  PiecewiseBytes held;
  held.append(bytes);
  return held;
}

std::vector<std::byte> all_of(const PiecewiseBytes& held) {
  std::vector<std::byte> bytes;
  for (std::size_t at = 0; at < held.size(); ++at) bytes.push_back(held.at(at, 1).front());
  return bytes;
}

TEST(PiecewiseBytes, HoldWhatWasAppendedAcrossPieces) {
  const auto bytes = some_bytes(3 * kPiece + 100);
  PiecewiseBytes held = holding(std::span{bytes}.first(10));
  held.append(std::span{bytes}.subspan(10));
  EXPECT_EQ(held.size(), bytes.size());
  EXPECT_EQ(all_of(held), bytes);
}

TEST(PiecewiseBytes, ForgetTheEnd) {
  const auto bytes = some_bytes(3 * kPiece);
  for (const std::size_t left : {std::size_t{0}, std::size_t{1}, kPiece - 1, kPiece, kPiece + 1, 3 * kPiece}) {
    PiecewiseBytes held = holding(bytes);
    held.truncate(left);
    EXPECT_EQ(all_of(held), std::vector(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(left)));
    EXPECT_EQ(held, holding(std::span{bytes}.first(left)));
    held.append(std::span{bytes}.subspan(left));
    EXPECT_EQ(held, holding(bytes));
  }
}

TEST(PiecewiseBytes, CopiesDoNotChangeWithOneAnother) {
  const auto bytes = some_bytes(kPiece + 100);
  const PiecewiseBytes copy = holding(bytes);
  PiecewiseBytes grown = copy;
  grown.append(some_bytes(10));
  PiecewiseBytes shrunk = copy;
  shrunk.truncate(kPiece - 1);
  shrunk.append(some_bytes(1, 0xA0));
  EXPECT_EQ(all_of(copy), bytes);
  EXPECT_EQ(grown.size(), kPiece + 110);
}

TEST(PiecewiseBytes, CompareByWhatTheyHold) {
  const auto bytes = some_bytes(2 * kPiece);
  auto other = bytes;
  other[kPiece + 5] ^= std::byte{1};
  EXPECT_EQ(holding(bytes), holding(bytes));
  EXPECT_FALSE(holding(bytes) == holding(other));
  EXPECT_FALSE(holding(bytes) == holding(std::span{bytes}.first(kPiece)));
}

TEST(BlockMap, FindsBlocksOfEveryPiece) {
  constexpr std::size_t kBlock = 4096;
  const auto bytes = some_bytes(40 * kBlock);
  BlockMap media;
  media.append(40, Content::Payload, bytes);
  media.append(3, Content::Zeroes);
  media.append(1, Content::Payload, some_bytes(kBlock, 0x55));
  for (std::size_t block = 0; block < 40; ++block)
    EXPECT_EQ(bytes_at(media, block, kBlock), part_of(bytes, block * kBlock, kBlock)) << "block " << block;
  EXPECT_EQ(media.at(42).content, Content::Zeroes);
  EXPECT_EQ(bytes_at(media, 43, kBlock).front(), std::byte{0x55});
  media.truncate(17);
  EXPECT_EQ(media.blocks(), 17U);
  EXPECT_EQ(bytes_at(media, 16, kBlock).front(), bytes[16 * kBlock]);
  EXPECT_EQ(media.at(17).content, Content::Unwritten);
}

// ---- blocks that a few words make again -----------------------------------------------------------------------------

constexpr std::size_t kBlock = 512;
constexpr std::size_t kLittle = 256;  // bytes of memory for a few extents

std::vector<std::byte> patterns(const Pattern& pattern, std::uint64_t lba, std::uint64_t blocks) {
  std::vector<std::byte> bytes(static_cast<std::size_t>(blocks) * kBlock);
  for (std::size_t i = 0; i < blocks; ++i) pattern.fill_block(std::span{bytes}.subspan(i * kBlock, kBlock), lba + i);
  return bytes;
}

void append(BlockMap& media, std::span<const std::byte> payload) {
  media.append(payload.size() / kBlock, Content::Payload, payload);
}

std::vector<std::byte> all_of(const BlockMap& media) {
  std::vector<std::byte> bytes;
  for (std::uint64_t block = 0; block < media.blocks(); ++block) {
    const auto some = bytes_at(media, block, kBlock);
    bytes.insert(bytes.end(), some.begin(), some.end());
  }
  return bytes;
}

TEST(BlockMap, HoldsPatternsOfAnySeedInNextToNothing) {
  for (const std::uint64_t seed : {0ULL, 1ULL, 77ULL, ~0ULL}) {
    for (const std::uint64_t lba : {0ULL, 5ULL, 4095ULL, (1ULL << 63) - 3, ~0ULL - 1000}) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", LBA " + std::to_string(lba));
      const auto bytes = patterns({.seed = seed, .generation = seed ^ 3}, lba, 1000);  // given
      BlockMap media;
      append(media, bytes);  // when
      EXPECT_EQ(all_of(media), bytes);
      EXPECT_LT(media.memory(), kLittle);
    }
  }
}

TEST(BlockMap, HoldsOneRepeatedByteInNextToNothing) {
  const std::vector<std::byte> bytes(100 * kBlock, std::byte{0x5A});
  BlockMap media;
  append(media, bytes);
  EXPECT_EQ(all_of(media), bytes);
  EXPECT_LT(media.memory(), kLittle);
}

TEST(BlockMap, TakesZeroesOfTheHostForNoWriteZeroes) {
  BlockMap written;
  append(written, std::vector<std::byte>(kBlock));
  BlockMap zeroes;
  zeroes.append(1, Content::Zeroes);
  EXPECT_EQ(written.at(0).content, Content::Payload);
  EXPECT_FALSE(written == zeroes);
}

TEST(BlockMap, HoldsABlockWithAnyByteAlteredAsItIs) {
  for (const auto& right : {patterns({.seed = 9}, 40, 3), std::vector<std::byte>(3 * kBlock, std::byte{0x5A})}) {
    for (std::size_t at = kBlock; at < 2 * kBlock; ++at) {  // in the middle one
      auto bytes = right;
      bytes[at] ^= std::byte{0x10};
      BlockMap media;
      append(media, bytes);
      ASSERT_EQ(all_of(media), bytes) << "byte " << at - kBlock << " of the block is altered";
    }
  }
}

TEST(BlockMap, HoldsATornPatternAsItIs) {
  const auto now = patterns({.seed = 9, .generation = 2}, 40, 1);
  const auto before = patterns({.seed = 9, .generation = 1}, 40, 1);
  for (std::size_t torn = 8; torn < kBlock; torn += 8) {
    auto bytes = now;
    std::copy(before.begin() + static_cast<std::ptrdiff_t>(torn), before.end(),
              bytes.begin() + static_cast<std::ptrdiff_t>(torn));
    BlockMap media;
    append(media, bytes);
    ASSERT_EQ(all_of(media), bytes) << "torn at byte " << torn;
  }
}

TEST(BlockMap, HoldsWhatIsWrittenAfterAReset) {
  BlockMap media;
  append(media, patterns({.generation = 1}, 64, 10));
  media.truncate(0);
  const auto bytes = patterns({.generation = 2}, 64, 4);
  append(media, bytes);
  EXPECT_EQ(all_of(media), bytes);
  EXPECT_EQ(media.blocks(), 4U);
}

TEST(BlockMap, JoinsRunsThatGoOn) {
  for (const std::uint64_t lba : {0ULL, 1ULL, 7ULL, 63ULL}) {
    const auto bytes = patterns({.seed = 4}, lba, 64);
    BlockMap whole;
    append(whole, bytes);
    for (std::size_t first = 1; first < 64; ++first) {
      BlockMap halves;
      append(halves, std::span{bytes}.first(first * kBlock));
      append(halves, std::span{bytes}.subspan(first * kBlock));
      ASSERT_EQ(all_of(halves), bytes) << first << " blocks first, from LBA " << lba;
      ASSERT_EQ(halves, whole) << first << " blocks first, from LBA " << lba;
    }
  }
}

TEST(BlockMap, SplitsRunsThatDoNotGoOn) {
  const Pattern first{.seed = 4, .generation = 1};
  const Pattern second{.seed = 4, .generation = 2};
  const Pattern other{.seed = 5, .generation = 1};
  struct Next {
    const char* what;
    std::vector<std::byte> bytes;
  };
  for (const Next& next :
       {Next{"another generation", patterns(second, 3, 9)}, Next{"another seed", patterns(other, 3, 9)},
        Next{"the same LBA again", patterns(first, 2, 9)}, Next{"an LBA left out", patterns(first, 4, 9)},
        Next{"an LBA that is higher by a mask", patterns(first, 2 ^ 7, 9)}}) {
    auto bytes = patterns(first, 0, 3);
    BlockMap media;
    append(media, bytes);
    append(media, next.bytes);
    bytes.insert(bytes.end(), next.bytes.begin(), next.bytes.end());
    EXPECT_EQ(all_of(media), bytes) << next.what;
  }
}

// What is cut off and written again leaves no trace.
TEST(BlockMap, ForgetsWhereARunWasCut) {
  const auto bytes = patterns({.seed = 6}, 29, 40);
  BlockMap whole;
  append(whole, bytes);
  for (std::size_t left = 0; left < 40; ++left) {
    BlockMap media = whole;
    media.truncate(left);
    BlockMap short_one;
    append(short_one, std::span{bytes}.first(left * kBlock));
    ASSERT_EQ(media, short_one) << left << " blocks left";
    append(media, std::span{bytes}.subspan(left * kBlock));
    ASSERT_EQ(media, whole) << left << " blocks left";
  }
}

// ---- against a plain vector -----------------------------------------------------------------------------------------

struct Held {
  Content content = Content::Unwritten;
  std::vector<std::byte> bytes;
};

// Blocks of all kinds; those of patterns go on where others ended, or all but.
class Writer {
 public:
  explicit Writer(std::uint64_t seed) : random_{seed} {}

  std::vector<Held> some_blocks() {
    const std::uint64_t kind = random_.below(8);
    std::vector<Held> blocks(1 + random_.below(6));
    for (Held& block : blocks) block = a_block(kind);
    return blocks;
  }
  std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }

 private:
  Held a_block(std::uint64_t kind) {
    if (kind == 0) return {Content::Zeroes, {}};
    if (kind == 1) return {Content::Unwritten, {}};
    std::vector<std::byte> bytes(kBlock, std::byte{static_cast<std::uint8_t>(random_.below(2))});
    if (kind == 2) return {Content::Payload, bytes};
    if (random_.one_in(12)) lba_ = random_.below(32);
    if (random_.one_in(16)) pattern_ = {.seed = random_.below(2), .generation = random_.below(2)};
    pattern_.fill_block(bytes, lba_++);
    if (kind == 3 && random_.one_in(3)) bytes[random_.below(kBlock)] ^= std::byte{1};
    return {Content::Payload, bytes};
  }

  Random random_;
  Pattern pattern_;
  std::uint64_t lba_ = 0;
};

void append(BlockMap& media, std::span<const Held> blocks) {
  std::vector<std::byte> payload;
  for (const Held& block : blocks) payload.insert(payload.end(), block.bytes.begin(), block.bytes.end());
  media.append(blocks.size(), blocks.front().content, payload);
}

BlockMap one_by_one(std::span<const Held> blocks) {
  BlockMap media;
  for (std::size_t i = 0; i < blocks.size(); ++i) append(media, blocks.subspan(i, 1));
  return media;
}

void expect_holds(const BlockMap& media, std::span<const Held> blocks) {
  ASSERT_EQ(media.blocks(), blocks.size());
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    ASSERT_EQ(media.at(i).content, blocks[i].content) << "block " << i;
    if (blocks[i].content != Content::Payload) continue;
    ASSERT_EQ(bytes_at(media, i, kBlock), blocks[i].bytes) << "block " << i;
  }
  ASSERT_EQ(media, one_by_one(blocks)) << "the same blocks, written one by one, are held otherwise";
}

void overwrite(std::vector<Held>& held, std::uint64_t first, std::span<const Held> blocks) {
  held.resize(std::max(held.size(), static_cast<std::size_t>(first) + blocks.size()));
  std::copy(blocks.begin(), blocks.end(), held.begin() + static_cast<std::ptrdiff_t>(first));
}

void write(BlockMap& media, std::uint64_t first, std::span<const Held> blocks, std::vector<Held>& held) {
  std::vector<std::byte> payload;
  for (const Held& block : blocks) payload.insert(payload.end(), block.bytes.begin(), block.bytes.end());
  media.write(first, blocks.size(), blocks.front().content, payload);
  overwrite(held, first, blocks);
}

// Bytes of no block go once they are more than those of blocks.
// Equal maps have equal runs, although patterns that were cut and written again are two extents here and one there.
TEST(BlockMap, HasAsFewRunsAsThereCanBe) {
  constexpr std::size_t kBytes = 512;
  const auto pattern = [](std::uint64_t lba) {
    std::vector<std::byte> block(kBytes);
    Pattern{}.fill_block(block, lba);
    return block;
  };
  BlockMap once;
  BlockMap twice;
  for (std::uint64_t lba = 0; lba < 8; ++lba) {
    once.write(lba, 1, Content::Payload, pattern(lba));
    twice.write(lba, 1, Content::Payload, pattern(lba));
  }
  twice.write(3, 1, Content::Zeroes);
  twice.write(3, 1, Content::Payload, pattern(3));
  ASSERT_TRUE(once == twice);
  for (const BlockMap* map : {&once, &twice}) {
    const std::vector<BlockMap::Run> runs = map->runs();
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0].first, 0U);
    EXPECT_EQ(runs[0].count, 8U);
    EXPECT_TRUE(std::get<PatternSeries>(runs[0].form) == std::get<PatternSeries>(once.runs()[0].form));
  }
}

TEST(BlockMap, IsMadeAgainOfItsRuns) {
  BlockMap map;
  map.append(2, Content::Zeroes);
  map.append(3, std::byte{0x5A});
  map.append(1, std::byte{0x5A});
  map.append(0, std::byte{0x77});
  map.append(1, Content::Payload, some_bytes(512));
  const std::vector<BlockMap::Run> runs = map.runs();
  ASSERT_EQ(runs.size(), 3U);
  EXPECT_EQ(std::get<Content>(runs[0].form), Content::Zeroes);
  EXPECT_EQ(std::get<std::byte>(runs[1].form), std::byte{0x5A});
  EXPECT_EQ(runs[1].count, 4U);
  EXPECT_TRUE(std::holds_alternative<BlockMap::InBytes>(runs[2].form));
  EXPECT_EQ(runs[2].first, 6U);
}

TEST(PatternSeries, IsMadeOfItsPartsIfAnyIs) {
  PatternSeries series{PatternBlock{.lba = 6, .generation = 1}};
  ASSERT_TRUE(series.take(1, {.lba = 7, .generation = 1}));
  ASSERT_TRUE(series.take(2, {.lba = 8, .generation = 1}));
  EXPECT_EQ(PatternSeries::of(series.parts(), 3), series);
  PatternSeries::Parts parts = series.parts();
  parts.phase |= 1ULL << 40U;  // a bit that does not change within the series
  EXPECT_EQ(PatternSeries::of(parts, 3), std::nullopt);
  EXPECT_EQ(PatternSeries::of(series.parts(), 0), std::nullopt);
  EXPECT_EQ(PatternSeries::of({.phase = UINT64_MAX}, 2), std::nullopt);  // it counts beyond the last number
}

TEST(BlockMap, DoesNotGrowWithEachOverwriting) {
  BlockMap media;
  append(media, some_bytes(64 * kBlock));  // given
  for (unsigned round = 0; round < 1000; ++round)
    media.write(round % 60, 3, Content::Payload, some_bytes(3 * kBlock, round));  // when
  EXPECT_LT(media.memory(), 64 * kBlock * 8);
  EXPECT_EQ(bytes_at(media, 999 % 60, kBlock), some_bytes(kBlock, 999));
}

TEST(BlockMap, IsUnwrittenBeforeABlockFarBehind) {
  BlockMap media;
  media.write(1'000'000'000, 1, Content::Payload, patterns({}, 0, 1));
  EXPECT_EQ(media.blocks(), 1'000'000'001U);
  EXPECT_EQ(media.at(999'999'999).content, Content::Unwritten);
  EXPECT_LT(media.memory(), kLittle);
}

TEST(BlockMap, GivesBackWhatAVectorDoes) {
  for (std::uint64_t seed = 1; seed <= 300 && !testing::Test::HasFatalFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Writer writer{seed};
    BlockMap media;
    std::vector<Held> held;
    for (int step = 0; step < 30 && !testing::Test::HasFatalFailure(); ++step) {
      if (writer.below(4) == 0) {
        held.resize(writer.below(held.size() + 1));
        media.truncate(held.size());
      } else if (writer.below(3) == 0) {
        const std::vector<Held> some = writer.some_blocks();
        write(media, writer.below(held.size() + 3), some, held);
      } else if (writer.below(4) == 0 && !held.empty()) {
        const std::uint64_t from = writer.below(held.size());
        const std::vector<Held> some(held.begin() + static_cast<std::ptrdiff_t>(from), held.end());
        const std::uint64_t first = writer.below(held.size() + 3);
        media.write(first, some.size(), BlockMap{media}, from);
        overwrite(held, first, some);
      } else if (writer.below(4) == 0 && !held.empty()) {
        const auto from = static_cast<std::ptrdiff_t>(writer.below(held.size()));
        const std::vector<Held> some(held.begin() + from, held.end());
        media.append(BlockMap{media}, static_cast<std::uint64_t>(from), some.size());
        held.insert(held.end(), some.begin(), some.end());
      } else {
        const std::vector<Held> some = writer.some_blocks();
        append(media, some);
        held.insert(held.end(), some.begin(), some.end());
      }
      expect_holds(media, held);
    }
  }
}

}  // namespace
}  // namespace zns
