#include "reference/device/media.hpp"

#include <algorithm>

namespace zns {

void ZoneMedia::append(std::uint64_t blocks, Content content, std::span<const std::byte> payload) {
  if (extents_.empty() || extents_.back().content != content)
    extents_.push_back({.first = this->blocks(), .count = 0, .content = content, .payload = payload_.size()});
  extents_.back().count += blocks;
  payload_.insert(payload_.end(), payload.begin(), payload.end());
}

void ZoneMedia::truncate(std::uint64_t blocks, std::size_t block_bytes) {
  while (!extents_.empty() && extents_.back().first >= blocks) {
    payload_.resize(extents_.back().payload);
    extents_.pop_back();
  }
  if (extents_.empty()) return;
  Extent& last = extents_.back();
  last.count = std::min(last.count, blocks - last.first);
  if (last.content == Content::Payload)
    payload_.resize(last.payload + static_cast<std::size_t>(last.count) * block_bytes);
}

ZoneMedia::Block ZoneMedia::at(std::uint64_t block, std::size_t block_bytes) const {
  if (block >= blocks()) return {};
  const auto after = std::upper_bound(extents_.begin(), extents_.end(), block,
                                      [](std::uint64_t b, const Extent& e) { return b < e.first; });
  const Extent& extent = *std::prev(after);
  if (extent.content != Content::Payload) return {extent.content, {}};
  const std::size_t offset = extent.payload + static_cast<std::size_t>(block - extent.first) * block_bytes;
  return {extent.content, std::span{payload_}.subspan(offset, block_bytes)};
}

}  // namespace zns
