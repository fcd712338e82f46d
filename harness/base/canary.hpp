// What surrounds the memory that a device may touch: where it is not there any more, the device wrote.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace zns::harness {

// A page of bytes that no device writes by chance: neither constant nor counting.
inline constexpr std::array<std::byte, 4096> kCanaryPage = [] {
  std::array<std::byte, 4096> page{};
  std::uint32_t x = 0x5A4E'5350;
  for (std::byte& byte : page) {
    x = x * 1'664'525 + 1'013'904'223;
    byte = static_cast<std::byte>(x >> 24);
  }
  return page;
}();

}  // namespace zns::harness
