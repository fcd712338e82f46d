#include "reference/spec/pattern.hpp"

#include <algorithm>
#include <vector>

#include "reference/spec/bytes.hpp"
#include "reference/spec/mix.hpp"
#include "reference/spec/text.hpp"

namespace zns {
namespace {

constexpr std::size_t kHeaderBytes = 24;  // LBA, generation, check; all three scrambled

constexpr std::uint64_t check_of(std::uint64_t lba_word, std::uint64_t generation_word) {
  return mix(lba_word ^ mix(generation_word));
}

bool all(std::span<const std::byte> block, std::byte value) {
  return std::all_of(block.begin(), block.end(), [value](std::byte byte) { return byte == value; });
}

}  // namespace

void Pattern::fill_block(std::span<std::byte> block, std::uint64_t lba) const {
  const std::uint64_t lba_word = lba ^ mix(seed);
  const std::uint64_t generation_word = generation ^ mix(lba_word);
  const std::uint64_t check = check_of(lba_word, generation_word);
  store_le(block, 0, lba_word);
  store_le(block, 8, generation_word);
  store_le(block, 16, check);
  for (std::size_t at = kHeaderBytes; at < block.size(); at += 8) store_le(block, at, mix(check + at));
}

std::optional<PatternBlock> pattern_header(std::span<const std::byte> block, std::uint64_t seed) {
  if (block.size() < kHeaderBytes) return std::nullopt;
  const auto lba_word = load_le<std::uint64_t>(block, 0);
  const auto generation_word = load_le<std::uint64_t>(block, 8);
  if (load_le<std::uint64_t>(block, 16) != check_of(lba_word, generation_word)) return std::nullopt;
  return PatternBlock{.lba = lba_word ^ mix(seed), .generation = generation_word ^ mix(lba_word)};
}

std::optional<PatternBlock> pattern_of(std::span<const std::byte> block, std::uint64_t seed) {
  const auto found = pattern_header(block, seed);
  if (!found || block.size() % 8 != 0) return std::nullopt;
  const auto check = load_le<std::uint64_t>(block, 16);
  for (std::size_t at = kHeaderBytes; at < block.size(); at += 8)
    if (load_le<std::uint64_t>(block, at) != mix(check + at)) return std::nullopt;
  return found;
}

std::string Pattern::describe(std::span<const std::byte> block, std::uint64_t lba) const {
  if (all(block, std::byte{0x00})) return "holds zeroes";
  if (all(block, std::byte{0xFF})) return "holds FFh bytes";
  if (all(block, kUntouched)) return "was not transferred (the host's buffer is as it was)";

  std::vector<std::byte> right(block.size());
  if (const auto found = pattern_header(block, seed)) {
    const std::string whose = found->lba == lba ? "" : " of LBA " + hex(found->lba);
    const std::string when = found->generation == generation ? "" : " of an earlier generation";
    Pattern{seed, found->generation}.fill_block(right, found->lba);
    const auto torn = std::mismatch(right.begin(), right.end(), block.begin()).first;
    if (torn == right.end()) return "holds the data" + whose + when;
    return "begins with the data" +
           (whose.empty() && when.empty() ? std::string{" that belongs there"} : whose + when) +
           " and differs from byte " + std::to_string(torn - right.begin()) + " on";
  }
  fill_block(right, lba);
  const auto first = std::mismatch(right.begin(), right.end(), block.begin()).first;
  return "holds data that nobody wrote there, from byte " + std::to_string(first - right.begin()) + " on";
}

}  // namespace zns
