// What a device costs in memory: counted, so that a member more in each zone is noticed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>
#include <vector>

#include "reference/device/device.hpp"

namespace {

std::size_t allocated = 0;  // bytes; what was freed is not taken off

}  // namespace

void* operator new(std::size_t size) {
  allocated += size;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace zns {
namespace {

constexpr std::uint32_t kZones = 500'000;
constexpr std::size_t kMegabyte = 1'000'000;

SubsystemShape two_large_namespaces() {
  const Geometry first{.zones = kZones, .zsze = 64, .zcap = 48, .zdes = 2, .write_cache = true};
  Geometry second = first;
  second.nsid = 2;
  return {.namespaces = {{.geometry = first}, {.geometry = second}}};
}

TEST(Memory, AZoneOfADeviceTakes64BytesWhateverNamespacesThereAre) {
  const std::size_t before = allocated;
  const Device device{two_large_namespaces(), Policy{}};
  EXPECT_EQ(device.subsystem().size(), 2U);
  EXPECT_LE(allocated - before, 2 * kZones * std::size_t{64} + kMegabyte);
}

// A block written in each hundredth zone costs the block and a few hundred bytes, and no other zone.
TEST(Memory, AZoneThatNobodyWroteToTakesNoMoreThan64Bytes) {
  Device device{two_large_namespaces(), Policy{}};
  std::vector<std::byte> block(device.geometry().lba_bytes);
  for (std::size_t i = 0; i < block.size(); ++i) block[i] = static_cast<std::byte>(i * 7 + i / 256);
  const std::size_t before = allocated;
  std::size_t written = 0;
  for (std::uint32_t nsid = 1; nsid <= 2; ++nsid)
    for (ZoneId zone = 0; zone < kZones; zone += 100) {
      const Command write{.nsid = nsid, .body = Write{.slba = device.geometry().zslba(zone)}};
      ASSERT_EQ(device.submit(write, block, {}).status, kSuccess);
      ++written;
    }
  EXPECT_LE(allocated - before, written * (block.size() + 512));
}

}  // namespace
}  // namespace zns
