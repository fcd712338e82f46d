// The data that cases write: a function of (seed, generation, LBA), every eight bytes of it different, so that a stale,
// shifted or torn block is recognised and named.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace zns::suites {

struct Pattern {
  std::uint64_t seed = 1;
  std::uint64_t generation = 0;

  void fill_block(std::span<std::byte> block, std::uint64_t lba) const;  // a multiple of 8 bytes, at least 32
  // What a block that should hold the data of `lba` holds instead: "holds the data of LBA 0x36".
  [[nodiscard]] std::string describe(std::span<const std::byte> block, std::uint64_t lba) const;
};

inline constexpr std::byte kUntouched{0xA5};  // what buffers are filled with before the device writes to them

}  // namespace zns::suites
