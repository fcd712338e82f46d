#include "reference/image/crc32c.hpp"

#include <array>

#include "reference/spec/bytes.hpp"

namespace zns::image {
namespace {

constexpr std::uint32_t kPolynomial = 0x82F6'3B78;  // the least significant bit is the first
constexpr std::size_t kSlices = 16;                 // bytes that are looked up together

using Table = std::array<std::array<std::uint32_t, 256>, kSlices>;

// [n][b]: what byte b becomes n bytes later.
constexpr Table make_table() {
  Table table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1U ^ ((crc & 1U) != 0 ? kPolynomial : 0U);
    table[0][byte] = crc;
  }
  for (std::size_t n = 1; n < kSlices; ++n)
    for (std::size_t byte = 0; byte < 256; ++byte)
      table[n][byte] = table[n - 1][byte] >> 8U ^ table[0][table[n - 1][byte] & 0xFFU];
  return table;
}

constexpr Table kTable = make_table();

}  // namespace

std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t before) {
  std::uint32_t crc = ~before;
  for (; bytes.size() >= kSlices; bytes = bytes.subspan(kSlices)) {
    const std::uint64_t first = load_le<std::uint64_t>(bytes, 0) ^ crc;
    const auto second = load_le<std::uint64_t>(bytes, 8);
    crc = 0;
    for (std::size_t n = 0; n < 8; ++n) {
      crc ^= kTable[kSlices - 1 - n][first >> (8 * n) & 0xFFU];
      crc ^= kTable[kSlices - 9 - n][second >> (8 * n) & 0xFFU];
    }
  }
  for (const std::byte byte : bytes) crc = crc >> 8U ^ kTable[0][(crc ^ std::to_integer<std::uint32_t>(byte)) & 0xFFU];
  return ~crc;
}

}  // namespace zns::image
