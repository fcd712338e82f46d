#include "reference/device/namespace/block_map.hpp"

#include <algorithm>
#include <cstring>

namespace zns {
namespace {

constexpr std::size_t kLeastBlock = 512;        // what is smaller is no logical block but a digest
constexpr std::size_t kMostUnused = 1U << 16U;  // bytes of no block, beside as many as there are of blocks

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

void BlockMap::Block::bytes(std::span<std::byte> into) const {
  if (const auto* held = std::get_if<std::span<const std::byte>>(&payload))
    std::copy(held->begin(), held->end(), into.begin());
  else if (const auto* repeated = std::get_if<std::byte>(&payload))
    std::fill(into.begin(), into.end(), *repeated);
  else if (const auto* pattern = std::get_if<PatternBlock>(&payload))
    Pattern{PatternSeries::kSeed, pattern->generation}.fill_block(into, pattern->lba);
}

void BlockMap::write(std::uint64_t first, std::uint64_t count, Content content, std::span<const std::byte> payload) {
  if (first == blocks()) return append(count, content, payload);
  BlockMap fresh;
  fresh.append(count, content, payload);
  insert(first, std::move(fresh));
}

void BlockMap::write(std::uint64_t first, std::uint64_t count, const BlockMap& source, std::uint64_t from) {
  insert(first, source.part(from, count));
}

void BlockMap::append(std::uint64_t count, Content content, std::span<const std::byte> payload) {
  if (count == 0) return;
  if (content != Content::Payload) return append_alike(count, Plain{content});
  block_bytes_ = payload.size() / static_cast<std::size_t>(count);
  if (block_bytes_ < kLeastBlock) {
    extend_bytes(count);
    return payload_.append(payload);
  }
  for (; !payload.empty(); payload = payload.subspan(block_bytes_)) append_block(payload.first(block_bytes_));
}

void BlockMap::append(const BlockMap& source, std::uint64_t from, std::uint64_t count) {
  if (count == 0) return;
  if (source.block_bytes_ != 0) block_bytes_ = source.block_bytes_;
  for (std::size_t i = source.extent_of(from); count != 0; ++i) {
    const Extent& extent = source.extents_[i];
    const std::uint64_t skipped = from - extent.first;
    const std::uint64_t some = std::min(count, extent.count - skipped);
    if (const auto* bytes = std::get_if<Bytes>(&extent.form)) {
      extend_bytes(some);
      payload_.append(source.payload_, bytes->offset + static_cast<std::size_t>(skipped) * block_bytes_,
                      static_cast<std::size_t>(some) * block_bytes_);
    } else if (const auto* series = std::get_if<PatternSeries>(&extent.form)) {
      append(some, series->part(skipped, some));
    } else {
      append_alike(some, extent.form);
    }
    from += some;
    count -= some;
  }
}

BlockMap BlockMap::part(std::uint64_t from, std::uint64_t count) const {
  BlockMap part;
  if (from < blocks()) part.append(*this, from, std::min(count, blocks() - from));
  return part;
}

void BlockMap::append_block(std::span<const std::byte> block) {
  if (const auto pattern = pattern_of(block, PatternSeries::kSeed)) return append(1, PatternSeries{*pattern});
  const bool repeats = std::memcmp(block.data() + 1, block.data(), block.size() - 1) == 0;
  if (repeats) return append_alike(1, block.front());
  extend_bytes(1);
  payload_.append(block);
}

// The caller then appends the bytes.
void BlockMap::extend_bytes(std::uint64_t count) {
  const auto* last = extents_.empty() ? nullptr : std::get_if<Bytes>(&extents_.back().form);
  if (last == nullptr || !is_last(*last, extents_.back().count))
    extents_.push_back({.first = blocks(), .count = 0, .form = Bytes{payload_.size()}});
  extents_.back().count += count;
}

void BlockMap::append_alike(std::uint64_t count, const Form& form) {
  if (extents_.empty() || extents_.back().form != form)
    extents_.push_back({.first = blocks(), .count = 0, .form = form});
  extents_.back().count += count;
}

// The last series takes what goes on behind it, block by block; what is left is a series of its own.
void BlockMap::append(std::uint64_t count, const PatternSeries& series) {
  if (count == 0) return;
  std::uint64_t taken = 0;
  if (auto* last = extents_.empty() ? nullptr : std::get_if<PatternSeries>(&extents_.back().form))
    for (; taken < count && last->take(extents_.back().count, series.at(taken)); ++taken) ++extents_.back().count;
  if (taken == count) return;
  extents_.push_back({.first = blocks(), .count = count - taken, .form = series.part(taken, count - taken)});
}

void BlockMap::append(std::uint64_t count, std::byte repeated) {
  if (count != 0) append_alike(count, repeated);
}

void BlockMap::truncate(std::uint64_t blocks) {
  while (!extents_.empty() && extents_.back().first >= blocks) {
    release(extents_.back());
    extents_.pop_back();
  }
  if (!extents_.empty() && extents_.back().end() > blocks) {
    release(extents_[split_at(blocks)]);
    extents_.pop_back();
  }
  if (!extents_.empty()) return;
  payload_.truncate(0);
  unused_ = 0;
}

// ---- in the middle --------------------------------------------------------------------------------------------------

// `fresh` takes the place of as many blocks.
void BlockMap::insert(std::uint64_t first, BlockMap fresh) {
  const std::uint64_t count = fresh.blocks();
  if (count == 0) return;
  if (first > blocks()) append_alike(first - blocks(), Plain{});
  if (first + count >= blocks()) {
    truncate(first);
    return append(fresh, 0, count);
  }
  const std::size_t begin = split_at(first);
  const std::size_t end = split_at(first + count);
  for (std::size_t i = begin; i < end; ++i) release(extents_[i]);
  if (fresh.block_bytes_ != 0) block_bytes_ = fresh.block_bytes_;
  const std::size_t base = payload_.size();
  payload_.append(fresh.payload_, 0, fresh.payload_.size());
  for (Extent& extent : fresh.extents_) {
    extent.first += first;
    if (auto* bytes = std::get_if<Bytes>(&extent.form)) bytes->offset += base;
  }
  const auto at = extents_.erase(extents_.begin() + static_cast<std::ptrdiff_t>(begin),
                                 extents_.begin() + static_cast<std::ptrdiff_t>(end));
  extents_.insert(at, fresh.extents_.begin(), fresh.extents_.end());
  join_with_next(begin + fresh.extents_.size() - 1);
  if (begin != 0) join_with_next(begin - 1);
  if (unused_ > kMostUnused && unused_ > payload_.size() / 2) pack();
}

// The extent that begins at the block, which is there or is the end.
std::size_t BlockMap::split_at(std::uint64_t block) {
  if (block == blocks()) return extents_.size();
  const std::size_t i = extent_of(block);
  const std::uint64_t left = block - extents_[i].first;
  if (left == 0) return i;
  Extent right{.first = block, .count = extents_[i].count - left, .form = extents_[i].form};
  if (auto* bytes = std::get_if<Bytes>(&right.form)) {
    bytes->offset += static_cast<std::size_t>(left) * block_bytes_;
  } else if (auto* series = std::get_if<PatternSeries>(&right.form)) {
    const PatternSeries whole = *series;
    *series = whole.part(left, right.count);
    extents_[i].form = whole.part(0, left);
  }
  extents_[i].count = left;
  extents_.insert(extents_.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::move(right));
  return i + 1;
}

void BlockMap::join_with_next(std::size_t extent) {
  if (extent + 1 >= extents_.size()) return;
  Extent& left = extents_[extent];
  const Extent& right = extents_[extent + 1];
  const auto* bytes = std::get_if<Bytes>(&left.form);
  const auto* next = std::get_if<Bytes>(&right.form);
  const bool goes_on = bytes != nullptr && next != nullptr &&
                       bytes->offset + static_cast<std::size_t>(left.count) * block_bytes_ == next->offset;
  const bool is_alike = !std::holds_alternative<PatternSeries>(left.form) && left.form == right.form;
  if (!goes_on && !is_alike) return;
  left.count += right.count;
  extents_.erase(extents_.begin() + static_cast<std::ptrdiff_t>(extent) + 1);
}

// The bytes of an extent that goes.
void BlockMap::release(const Extent& extent) {
  const auto* bytes = std::get_if<Bytes>(&extent.form);
  if (bytes == nullptr) return;
  if (is_last(*bytes, extent.count))
    payload_.truncate(bytes->offset);
  else
    unused_ += static_cast<std::size_t>(extent.count) * block_bytes_;
}

void BlockMap::pack() {
  BlockMap packed;
  packed.append(*this, 0, blocks());
  *this = std::move(packed);
}

// ---- what is there --------------------------------------------------------------------------------------------------

std::size_t BlockMap::extent_of(std::uint64_t block) const {
  const auto after = std::upper_bound(extents_.begin(), extents_.end(), block,
                                      [](std::uint64_t b, const Extent& e) { return b < e.first; });
  return static_cast<std::size_t>(after - extents_.begin()) - 1;
}

BlockMap::Block BlockMap::at(std::uint64_t block) const {
  if (block >= blocks()) return {};
  const Extent& extent = extents_[extent_of(block)];
  if (const auto* plain = std::get_if<Plain>(&extent.form)) return {plain->content};
  const std::uint64_t within = block - extent.first;
  if (const auto* series = std::get_if<PatternSeries>(&extent.form)) return {Content::Payload, series->at(within)};
  if (const auto* repeated = std::get_if<std::byte>(&extent.form)) return {Content::Payload, *repeated};
  const std::size_t offset = std::get<Bytes>(extent.form).offset + static_cast<std::size_t>(within) * block_bytes_;
  return {Content::Payload, payload_.at(offset, block_bytes_)};
}

std::vector<BlockMap::Run> BlockMap::runs() const {
  std::vector<Run> runs;
  const auto add = [&runs](std::uint64_t first, std::uint64_t count, const auto& form) {
    if (runs.empty() || runs.back().form != decltype(Run::form){form})
      runs.push_back({.first = first, .count = 0, .form = form});
    runs.back().count += count;
  };
  const auto add_series = [&runs](std::uint64_t first, std::uint64_t count, const PatternSeries& series) {
    std::uint64_t taken = 0;
    if (auto* last = runs.empty() ? nullptr : std::get_if<PatternSeries>(&runs.back().form))
      for (; taken < count && last->take(runs.back().count, series.at(taken)); ++taken) ++runs.back().count;
    if (taken < count)
      runs.push_back({.first = first + taken, .count = count - taken, .form = series.part(taken, count - taken)});
  };
  for (const Extent& extent : extents_) {
    if (const auto* plain = std::get_if<Plain>(&extent.form))
      add(extent.first, extent.count, plain->content);
    else if (const auto* repeated = std::get_if<std::byte>(&extent.form))
      add(extent.first, extent.count, *repeated);
    else if (const auto* series = std::get_if<PatternSeries>(&extent.form))
      add_series(extent.first, extent.count, *series);
    else
      add(extent.first, extent.count, InBytes{});
  }
  return runs;
}

// Blocks that lie in one extent of either.
bool BlockMap::same_blocks(const BlockMap& a, const Extent& x, const BlockMap& b, const Extent& y, std::uint64_t first,
                           std::uint64_t end) {
  if (x.form.index() != y.form.index()) return false;
  if (const auto* series = std::get_if<PatternSeries>(&x.form))
    return series->part(first - x.first, end - first) ==
           std::get<PatternSeries>(y.form).part(first - y.first, end - first);
  const auto* bytes = std::get_if<Bytes>(&x.form);
  if (bytes == nullptr) return x.form == y.form;
  for (std::uint64_t block = first; block < end; ++block) {
    const auto held = std::get<std::span<const std::byte>>(a.at(block).payload);
    const auto other = std::get<std::span<const std::byte>>(b.at(block).payload);
    if (!std::equal(held.begin(), held.end(), other.begin(), other.end())) return false;
  }
  return true;
}

bool operator==(const BlockMap& a, const BlockMap& b) {
  if (a.extents_ == b.extents_ && a.payload_ == b.payload_) return true;
  if (a.blocks() != b.blocks()) return false;
  std::size_t i = 0;
  std::size_t j = 0;
  for (std::uint64_t first = 0; first < a.blocks();) {
    const BlockMap::Extent& x = a.extents_[i];
    const BlockMap::Extent& y = b.extents_[j];
    const std::uint64_t end = std::min(x.end(), y.end());
    if (!BlockMap::same_blocks(a, x, b, y, first, end)) return false;
    if (x.end() == end) ++i;
    if (y.end() == end) ++j;
    first = end;
  }
  return true;
}

}  // namespace zns
