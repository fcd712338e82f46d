#include "reference/device/media.hpp"

#include <algorithm>

namespace zns {

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

void ZoneMedia::append(std::uint64_t blocks, Content content, std::span<const std::byte> payload) {
  if (extents_.empty() || extents_.back().content != content)
    extents_.push_back({.first = this->blocks(), .count = 0, .content = content, .payload = payload_.size()});
  extents_.back().count += blocks;
  payload_.append(payload);
}

void ZoneMedia::truncate(std::uint64_t blocks, std::size_t block_bytes) {
  while (!extents_.empty() && extents_.back().first >= blocks) {
    payload_.truncate(extents_.back().payload);
    extents_.pop_back();
  }
  if (extents_.empty()) return;
  Extent& last = extents_.back();
  last.count = std::min(last.count, blocks - last.first);
  if (last.content == Content::Payload)
    payload_.truncate(last.payload + static_cast<std::size_t>(last.count) * block_bytes);
}

ZoneMedia::Block ZoneMedia::at(std::uint64_t block, std::size_t block_bytes) const {
  if (block >= blocks()) return {};
  const auto after = std::upper_bound(extents_.begin(), extents_.end(), block,
                                      [](std::uint64_t b, const Extent& e) { return b < e.first; });
  const Extent& extent = *std::prev(after);
  if (extent.content != Content::Payload) return {extent.content, {}};
  const std::size_t offset = extent.payload + static_cast<std::size_t>(block - extent.first) * block_bytes;
  return {extent.content, payload_.at(offset, block_bytes)};
}

}  // namespace zns
