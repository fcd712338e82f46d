#include "reference/device/namespace/pattern_series.hpp"

#include <bit>

namespace zns {
namespace {

// Those that change from `from` to `to`, and all below: to count up changes every bit below the highest one.
constexpr std::uint64_t changed_bits(std::uint64_t from, std::uint64_t to) {
  const std::uint64_t highest = std::bit_floor(from ^ to);
  return highest == 0 ? 0 : highest | (highest - 1);
}

}  // namespace

bool PatternSeries::take(std::uint64_t count, const PatternBlock& next) {
  const PatternBlock last = at(count - 1);
  const std::uint64_t changed = last.lba ^ next.lba;
  const bool counts_up = changed != 0 && (changed & (changed + 1)) == 0;
  if (next.generation != last.generation || !counts_up) return false;
  const std::uint64_t low = phase_ + count - 1;  // of the last block's LBA, as far as it is known
  const std::uint64_t known = changed_bits(phase_, low);
  if (low != known) return changed == (low ^ (low + 1));
  if (changed <= known) return false;
  phase_ = changed / 2 - (count - 1);  // the last LBA ends in a zero and ones behind it
  return true;
}

PatternSeries PatternSeries::part(std::uint64_t from, std::uint64_t count) const {
  PatternSeries some{at(from)};
  const std::uint64_t low = phase_ + from;
  some.phase_ = low & changed_bits(low, low + count - 1);
  return some;
}

std::optional<PatternSeries> PatternSeries::of(const Parts& parts, std::uint64_t count) {
  if (count == 0 || parts.phase > UINT64_MAX - (count - 1)) return std::nullopt;
  PatternSeries series{PatternBlock{.lba = parts.first, .generation = parts.generation}};
  series.phase_ = parts.phase;
  if (series.part(0, count) != series) return std::nullopt;
  return series;
}

}  // namespace zns
