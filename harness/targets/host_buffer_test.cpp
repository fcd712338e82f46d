#include "harness/targets/host_buffer.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace zns::harness {
namespace {

constexpr std::size_t kNoLimit = std::size_t{1} << 30;

TEST(HostBuffer, BeginsOnAPageAndIsIntact) {
  HostBuffer buffer;
  EXPECT_TRUE(buffer.intact());
  for (const std::size_t bytes :
       {std::size_t{0}, std::size_t{4}, std::size_t{4096}, std::size_t{4097}, std::size_t{65536}, std::size_t{512}}) {
    buffer.prepare(bytes);
    EXPECT_EQ(buffer.data().size(), bytes);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.data().data()) % kPageBytes, 0U);
    for (std::byte& byte : buffer.data()) byte = std::byte{0xFF};
    EXPECT_TRUE(buffer.intact()) << bytes;
  }
}

TEST(HostBuffer, WatchesAllAroundTheData) {
  HostBuffer buffer;
  constexpr std::ptrdiff_t kBytes = 5000;
  constexpr std::ptrdiff_t kPage = kPageBytes;
  std::vector<std::ptrdiff_t> places{-kPage, -1, kBytes, 2 * kPage - 1, 2 * kPage, 3 * kPage - 1};
  for (std::ptrdiff_t at = -kPage; at < 3 * kPage; at += 61)
    if (at < 0 || at >= kBytes) places.push_back(at);
  for (const std::ptrdiff_t at : places) {
    buffer.prepare(kBytes);
    buffer.data().data()[at] ^= std::byte{0x80};
    ASSERT_FALSE(buffer.intact()) << at;
  }
  buffer.prepare(kBytes);
  EXPECT_TRUE(buffer.intact()) << "fresh canaries";
}

// What PRP2 is: nothing for one page, an address for two, a list for more.
int form_of_prp2(std::size_t bytes) {
  return pages_of(bytes) <= 1 ? 0 : pages_of(bytes) == 2 ? 1 : 2;
}

TEST(GuardedBytes, NeverChangesWhatADeviceTakesPrp2For) {
  for (std::size_t bytes = 4; bytes < 40 * kPageBytes; bytes += 4) {
    const std::size_t guarded = guarded_bytes(bytes, kNoLimit);
    ASSERT_GE(guarded, bytes);
    ASSERT_LE(guarded, (pages_of(bytes) + 1) * kPageBytes) << "beyond the canary";
    ASSERT_TRUE(form_of_prp2(bytes) == 0 ? form_of_prp2(guarded) <= 1 : form_of_prp2(guarded) == form_of_prp2(bytes))
        << bytes;
  }
}

TEST(GuardedBytes, GivesThePageBehindWherePossible) {
  EXPECT_EQ(guarded_bytes(4, kNoLimit), 2 * kPageBytes);
  EXPECT_EQ(guarded_bytes(kPageBytes, kNoLimit), 2 * kPageBytes);
  EXPECT_EQ(guarded_bytes(kPageBytes + 4, kNoLimit), 2 * kPageBytes);
  EXPECT_EQ(guarded_bytes(2 * kPageBytes, kNoLimit), 2 * kPageBytes) << "a third page would make a list of an address";
  EXPECT_EQ(guarded_bytes(3 * kPageBytes, kNoLimit), 4 * kPageBytes);
}

TEST(GuardedBytes, StaysWithinTheLimit) {
  EXPECT_EQ(guarded_bytes(3 * kPageBytes, 3 * kPageBytes), 3 * kPageBytes);
  EXPECT_EQ(guarded_bytes(2 * kPageBytes + 4, 3 * kPageBytes), 3 * kPageBytes);
  EXPECT_EQ(guarded_bytes(2 * kPageBytes + 4, 2 * kPageBytes + 512), 2 * kPageBytes + 4);
}

}  // namespace
}  // namespace zns::harness
