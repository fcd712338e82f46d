#include "reference/trace/data.hpp"

#include <algorithm>
#include <limits>

#include "reference/spec/pattern.hpp"

namespace zns {
namespace {

constexpr std::size_t kShortestRun = 8;  // shorter ones are easier to read, and no longer, as what they are

std::uint64_t saturating_sum(std::uint64_t a, std::uint64_t b) {
  return a > std::numeric_limits<std::uint64_t>::max() - b ? std::numeric_limits<std::uint64_t>::max() : a + b;
}

std::uint64_t size_of(const TraceData::Piece& piece, std::size_t lba_bytes) {
  if (const auto* fill = std::get_if<FillRun>(&piece)) return fill->bytes;
  if (const auto* literal = std::get_if<Literal>(&piece)) return literal->size();
  const std::uint64_t blocks = std::get<PatternRun>(piece).blocks;
  if (lba_bytes != 0 && blocks > std::numeric_limits<std::uint64_t>::max() / lba_bytes)
    return std::numeric_limits<std::uint64_t>::max();
  return blocks * lba_bytes;
}

// One block, or what is left behind the last whole one. `scratch` has the size of a block.
void shorten_block(std::span<const std::byte> block, std::uint64_t seed, std::span<std::byte> scratch,
                   TraceData& data) {
  if (block.size() == scratch.size()) {
    if (const auto found = pattern_header(block, seed)) {
      Pattern{.seed = seed, .generation = found->generation}.fill_block(scratch, found->lba);
      if (std::equal(block.begin(), block.end(), scratch.begin()))
        return data.append(PatternRun{.lba = found->lba, .generation = found->generation, .blocks = 1});
    }
  }
  std::size_t literal = 0;  // where the bytes begin that are in no run
  for (std::size_t at = 0; at < block.size();) {
    std::size_t end = at + 1;
    while (end < block.size() && block[end] == block[at]) ++end;
    if (end - at >= kShortestRun) {
      data.append(block.subspan(literal, at - literal));
      data.append(FillRun{.value = block[at], .bytes = end - at});
      literal = end;
    }
    at = end;
  }
  data.append(block.subspan(literal));
}

}  // namespace

void TraceData::append(const PatternRun& run) {
  if (run.blocks == 0) return;
  auto* last = pieces_.empty() ? nullptr : std::get_if<PatternRun>(&pieces_.back());
  if (last != nullptr && last->generation == run.generation && last->lba + last->blocks == run.lba)
    last->blocks = saturating_sum(last->blocks, run.blocks);
  else
    pieces_.emplace_back(run);
}

void TraceData::append(const FillRun& run) {
  if (run.bytes == 0) return;
  auto* last = pieces_.empty() ? nullptr : std::get_if<FillRun>(&pieces_.back());
  if (last != nullptr && last->value == run.value)
    last->bytes = saturating_sum(last->bytes, run.bytes);
  else
    pieces_.emplace_back(run);
}

void TraceData::append(std::span<const std::byte> bytes) {
  if (bytes.empty()) return;
  auto* last = pieces_.empty() ? nullptr : std::get_if<Literal>(&pieces_.back());
  if (last != nullptr)
    last->insert(last->end(), bytes.begin(), bytes.end());
  else
    pieces_.emplace_back(Literal(bytes.begin(), bytes.end()));
}

std::uint64_t TraceData::bytes(std::size_t lba_bytes) const {
  std::uint64_t sum = 0;
  for (const Piece& piece : pieces_) sum = saturating_sum(sum, size_of(piece, lba_bytes));
  return sum;
}

TraceData shorten(std::span<const std::byte> bytes, std::uint64_t seed, std::size_t lba_bytes) {
  TraceData data;
  std::vector<std::byte> scratch(lba_bytes);
  for (std::size_t at = 0; at < bytes.size(); at += lba_bytes)
    shorten_block(bytes.subspan(at, std::min(lba_bytes, bytes.size() - at)), seed, scratch, data);
  return data;
}

std::vector<std::byte> expand(const TraceData& data, std::uint64_t seed, std::size_t lba_bytes) {
  std::vector<std::byte> bytes;
  bytes.reserve(static_cast<std::size_t>(data.bytes(lba_bytes)));
  for (const TraceData::Piece& piece : data.pieces()) {
    if (const auto* fill = std::get_if<FillRun>(&piece)) {
      bytes.insert(bytes.end(), static_cast<std::size_t>(fill->bytes), fill->value);
    } else if (const auto* literal = std::get_if<Literal>(&piece)) {
      bytes.insert(bytes.end(), literal->begin(), literal->end());
    } else {
      const auto& run = std::get<PatternRun>(piece);
      for (std::uint64_t i = 0; i < run.blocks; ++i) {
        bytes.resize(bytes.size() + lba_bytes);
        Pattern{.seed = seed, .generation = run.generation}.fill_block(std::span{bytes}.last(lba_bytes), run.lba + i);
      }
    }
  }
  return bytes;
}

}  // namespace zns
