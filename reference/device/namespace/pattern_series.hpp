// Blocks that hold the patterns (spec/pattern.hpp) of consecutive LBAs in one generation.
#pragma once

#include <cstdint>
#include <optional>

#include "reference/spec/pattern.hpp"

namespace zns {

// A block holds its LBA combined by XOR with a number of its seed, and tells neither. So a series knows of its LBAs
// only which bits change from one block to the next. It is the same for the same blocks, however they came together.
class PatternSeries {
 public:
  static constexpr std::uint64_t kSeed = 0;  // that blocks are read with: any seed makes the same block again

  explicit PatternSeries(const PatternBlock& first) : first_{first.lba}, generation_{first.generation} {}

  [[nodiscard]] PatternBlock at(std::uint64_t block) const {
    return {.lba = first_ ^ phase_ ^ (phase_ + block), .generation = generation_};
  }
  // True if `next` goes on behind the `count` blocks of the series, which then is longer by one.
  [[nodiscard]] bool take(std::uint64_t count, const PatternBlock& next);
  // `count` blocks from `from` on: at least one.
  [[nodiscard]] PatternSeries part(std::uint64_t from, std::uint64_t count) const;

  // What a series is made of: numbers that can be kept elsewhere.
  struct Parts {
    std::uint64_t first = 0;  // as the members below
    std::uint64_t generation = 0;
    std::uint64_t phase = 0;
  };
  [[nodiscard]] Parts parts() const { return {.first = first_, .generation = generation_, .phase = phase_}; }
  // Nothing: no series of `count` blocks has these parts.
  [[nodiscard]] static std::optional<PatternSeries> of(const Parts& parts, std::uint64_t count);

  friend bool operator==(const PatternSeries&, const PatternSeries&) = default;

 private:
  std::uint64_t first_;       // the LBA of the first block as kSeed shows it
  std::uint64_t generation_;  // of all blocks
  std::uint64_t phase_ = 0;   // the true LBA of the first block: the bits that change within the series, others are 0
};

}  // namespace zns
