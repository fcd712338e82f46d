#include "reference/device/media.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <vector>

namespace zns {
namespace {

constexpr std::size_t kPiece = PiecewiseBytes::kPieceBytes;
using Content = ZoneMedia::Content;

// Bytes of which no piece is like another.
std::vector<std::byte> some_bytes(std::size_t count, unsigned first = 0) {
  std::vector<std::byte> bytes(count);
  for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<std::byte>((first + i + i / kPiece * 7) & 0xFF);
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

TEST(ZoneMedia, FindsBlocksOfEveryPiece) {
  constexpr std::size_t kBlock = 4096;
  const auto bytes = some_bytes(40 * kBlock);
  ZoneMedia media;
  media.append(40, Content::Payload, bytes);
  media.append(3, Content::Zeroes);
  media.append(1, Content::Payload, some_bytes(kBlock, 0x55));
  for (std::size_t block = 0; block < 40; ++block) {
    const auto payload = media.at(block, kBlock).payload;
    EXPECT_TRUE(std::equal(payload.begin(), payload.end(), &bytes[block * kBlock], &bytes[block * kBlock] + kBlock));
  }
  EXPECT_EQ(media.at(42, kBlock).content, Content::Zeroes);
  EXPECT_EQ(media.at(43, kBlock).payload.front(), std::byte{0x55});
  media.truncate(17, kBlock);
  EXPECT_EQ(media.blocks(), 17U);
  EXPECT_EQ(media.at(16, kBlock).payload.front(), bytes[16 * kBlock]);
  EXPECT_EQ(media.at(17, kBlock).content, Content::Unwritten);
}

}  // namespace
}  // namespace zns
