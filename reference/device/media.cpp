#include "reference/device/media.hpp"

#include <algorithm>
#include <cstring>

namespace zns {
namespace {

constexpr std::size_t kLeastBlock = 512;  // what is smaller is no logical block but a digest

}  // namespace

void PiecewiseBytes::append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    if (size_ % kPieceBytes == 0) {
      pieces_.push_back(std::make_shared<Piece>());
      if (pieces_.size() > 1) pieces_.back()->reserve(kPieceBytes);  // the first grows: most zones hold little
    }
    const auto some = bytes.first(std::min(bytes.size(), kPieceBytes - size_ % kPieceBytes));
    Piece& last = own_last();
    last.insert(last.end(), some.begin(), some.end());
    size_ += some.size();
    bytes = bytes.subspan(some.size());
  }
}

void PiecewiseBytes::append(const PiecewiseBytes& source, std::size_t from, std::size_t bytes) {
  while (bytes != 0) {
    const std::size_t some = std::min(bytes, kPieceBytes - from % kPieceBytes);
    append(source.at(from, some));
    from += some;
    bytes -= some;
  }
}

void PiecewiseBytes::truncate(std::size_t bytes) {
  size_ = bytes;
  pieces_.resize((bytes + kPieceBytes - 1) / kPieceBytes);
  if (bytes % kPieceBytes != 0) own_last().resize(bytes % kPieceBytes);
}

PiecewiseBytes::Piece& PiecewiseBytes::own_last() {
  std::shared_ptr<Piece>& last = pieces_.back();
  if (last.use_count() > 1) last = std::make_shared<Piece>(*last);
  return *last;
}

bool operator==(const PiecewiseBytes& a, const PiecewiseBytes& b) {
  const auto same = [](const auto& x, const auto& y) { return x == y || *x == *y; };
  return a.size_ == b.size_ && std::equal(a.pieces_.begin(), a.pieces_.end(), b.pieces_.begin(), same);
}

void ZoneMedia::Block::bytes(std::span<std::byte> into) const {
  if (const auto* held = std::get_if<std::span<const std::byte>>(&payload))
    std::copy(held->begin(), held->end(), into.begin());
  else if (const auto* repeated = std::get_if<std::byte>(&payload))
    std::fill(into.begin(), into.end(), *repeated);
  else if (const auto* pattern = std::get_if<PatternBlock>(&payload))
    Pattern{PatternSeries::kSeed, pattern->generation}.fill_block(into, pattern->lba);
}

void ZoneMedia::append(std::uint64_t blocks, Content content, std::span<const std::byte> payload) {
  if (blocks == 0) return;
  if (content != Content::Payload) return append_alike(blocks, Plain{content});
  const std::size_t size = payload.size() / blocks;
  if (size < kLeastBlock) {
    extend_bytes(blocks);
    return payload_.append(payload);
  }
  for (; !payload.empty(); payload = payload.subspan(size)) append_block(payload.first(size));
}

void ZoneMedia::append(const ZoneMedia& source, std::uint64_t from, std::uint64_t blocks, std::size_t block_bytes) {
  for (std::size_t i = source.extent_of(from); blocks != 0; ++i) {
    const Extent& extent = source.extents_[i];
    const std::uint64_t skipped = from - extent.first;
    const std::uint64_t some = std::min(blocks, extent.count - skipped);
    if (const auto* bytes = std::get_if<Bytes>(&extent.form)) {
      extend_bytes(some);
      payload_.append(source.payload_, bytes->offset + skipped * block_bytes, some * block_bytes);
    } else if (const auto* series = std::get_if<PatternSeries>(&extent.form)) {
      append_series(some, series->part(skipped, some));
    } else {
      append_alike(some, extent.form);
    }
    from += some;
    blocks -= some;
  }
}

void ZoneMedia::append_block(std::span<const std::byte> block) {
  if (const auto pattern = pattern_of(block, PatternSeries::kSeed)) return append_series(1, PatternSeries{*pattern});
  const bool repeats = std::memcmp(block.data() + 1, block.data(), block.size() - 1) == 0;
  if (repeats) return append_alike(1, block.front());
  extend_bytes(1);
  payload_.append(block);
}

// The caller then appends the bytes.
void ZoneMedia::extend_bytes(std::uint64_t blocks) {
  if (extents_.empty() || !std::holds_alternative<Bytes>(extents_.back().form))
    extents_.push_back({.first = this->blocks(), .count = 0, .form = Bytes{payload_.size()}});
  extents_.back().count += blocks;
}

void ZoneMedia::append_alike(std::uint64_t blocks, const Form& form) {
  if (extents_.empty() || extents_.back().form != form)
    extents_.push_back({.first = this->blocks(), .count = 0, .form = form});
  extents_.back().count += blocks;
}

// The last series takes what goes on behind it, block by block; what is left is a series of its own.
void ZoneMedia::append_series(std::uint64_t blocks, const PatternSeries& series) {
  std::uint64_t taken = 0;
  if (auto* last = extents_.empty() ? nullptr : std::get_if<PatternSeries>(&extents_.back().form))
    for (; taken < blocks && last->take(extents_.back().count, series.at(taken)); ++taken) ++extents_.back().count;
  if (taken == blocks) return;
  extents_.push_back({.first = this->blocks(), .count = blocks - taken, .form = series.part(taken, blocks - taken)});
}

void ZoneMedia::truncate(std::uint64_t blocks, std::size_t block_bytes) {
  while (!extents_.empty() && extents_.back().first >= blocks) {
    if (const auto* bytes = std::get_if<Bytes>(&extents_.back().form)) payload_.truncate(bytes->offset);
    extents_.pop_back();
  }
  if (extents_.empty()) return;
  Extent& last = extents_.back();
  last.count = std::min(last.count, blocks - last.first);
  if (const auto* bytes = std::get_if<Bytes>(&last.form))
    payload_.truncate(bytes->offset + static_cast<std::size_t>(last.count) * block_bytes);
  else if (auto* series = std::get_if<PatternSeries>(&last.form))
    *series = series->part(0, last.count);
}

std::size_t ZoneMedia::extent_of(std::uint64_t block) const {
  const auto after = std::upper_bound(extents_.begin(), extents_.end(), block,
                                      [](std::uint64_t b, const Extent& e) { return b < e.first; });
  return static_cast<std::size_t>(after - extents_.begin()) - 1;
}

ZoneMedia::Block ZoneMedia::at(std::uint64_t block, std::size_t block_bytes) const {
  if (block >= blocks()) return {};
  const Extent& extent = extents_[extent_of(block)];
  if (const auto* plain = std::get_if<Plain>(&extent.form)) return {plain->content};
  const std::uint64_t within = block - extent.first;
  if (const auto* series = std::get_if<PatternSeries>(&extent.form)) return {Content::Payload, series->at(within)};
  if (const auto* repeated = std::get_if<std::byte>(&extent.form)) return {Content::Payload, *repeated};
  const std::size_t offset = std::get<Bytes>(extent.form).offset + static_cast<std::size_t>(within) * block_bytes;
  return {Content::Payload, payload_.at(offset, block_bytes)};
}

}  // namespace zns
