// The data that hosts write in tests: a function of (seed, generation, LBA), every eight bytes of it different, so that
// a stale, shifted or torn block is recognised and named.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace zns {

struct Pattern {
  std::uint64_t seed = 1;
  std::uint64_t generation = 0;

  void fill_block(std::span<std::byte> block, std::uint64_t lba) const;  // a multiple of 8 bytes, at least 32
  // What a block that should hold the data of `lba` holds instead: "holds the data of LBA 0x36".
  [[nodiscard]] std::string describe(std::span<const std::byte> block, std::uint64_t lba) const;
};

struct PatternBlock {
  std::uint64_t lba = 0;
  std::uint64_t generation = 0;
  friend bool operator==(const PatternBlock&, const PatternBlock&) = default;
};

// Whose data the block begins with; nothing if it is no pattern of this seed. The rest of it may be torn.
[[nodiscard]] std::optional<PatternBlock> pattern_header(std::span<const std::byte> block, std::uint64_t seed);

// Whose data the block is, every byte of it; nothing if it is no pattern of this seed.
[[nodiscard]] std::optional<PatternBlock> pattern_of(std::span<const std::byte> block, std::uint64_t seed);

inline constexpr std::byte kUntouched{0xA5};  // what buffers are filled with before the device writes to them

}  // namespace zns
