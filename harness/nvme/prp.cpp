#include "harness/nvme/prp.hpp"

#include <algorithm>
#include <cstring>

#include "harness/base/canary.hpp"
#include "reference/spec/bytes.hpp"

namespace zns::harness::nvme {
namespace {

constexpr std::size_t kEntryBytes = 8;

}  // namespace

PrpBuffer::PrpBuffer(DmaArena& arena, std::size_t bytes, const suites::PrpLayout& layout)
    : bytes_{bytes}, offset_{layout.offset % kPageBytes} {
  if (bytes == 0) return;
  pages_ = (offset_ + bytes + kPageBytes - 1) / kPageBytes;
  block_ = arena.take_pages(pages_ + 2);
  for_each_canary([](std::span<std::byte> free, std::size_t at) {
    std::memcpy(free.data(), kCanaryPage.data() + at, free.size());
    return true;
  });
  prp1_ = page(0).address + offset_;
  if (pages_ == 2) prp2_ = page(1).address + layout.prp2_offset;
  if (pages_ > 2) prp2_ = build_list(arena, layout);
}

Dma PrpBuffer::page(std::size_t index) const {
  return block_.part((pages_ - index) * kPageBytes, kPageBytes);
}

// One page of the list after the other; where more entries follow than a page holds, its last one names the next page.
std::uint64_t PrpBuffer::build_list(DmaArena& arena, const suites::PrpLayout& layout) {
  if (layout.list_offset % kEntryBytes != 0 || layout.list_offset >= kPageBytes)
    throw suites::NotCarried("a PRP list lies in its page at a multiple of 8");
  Dma list = arena.take_pages(1);
  std::size_t at = layout.list_offset;
  const std::uint64_t start = list.address + at;
  std::fill(list.bytes.begin(), list.bytes.end(), std::byte{0});
  for (std::size_t next = 1; next < pages_; ++next) {
    if (at == kPageBytes - kEntryBytes && next + 1 < pages_) {
      const Dma further = arena.take_pages(1);
      store_le(list.bytes, at, further.address);
      list = further;
      at = 0;
      std::fill(list.bytes.begin(), list.bytes.end(), std::byte{0});
    }
    store_le(list.bytes, at, page(next).address + layout.prp2_offset);
    at += kEntryBytes;
  }
  bound(list, at);
  return start;
}

// A device that moves more than the data finds a canary in all that follows, and at the list's end the last page of the
// list again, as long as it goes on.
void PrpBuffer::bound(Dma list, std::size_t at) const {
  if (at == kPageBytes) return;
  for (; at < kPageBytes - kEntryBytes; at += kEntryBytes) store_le(list.bytes, at, block_.address);
  store_le(list.bytes, at, list.address);
}

// Each run of data bytes in one page, with where it begins in the data.
template <class Visit>
void PrpBuffer::for_each_piece(Visit visit) const {
  std::size_t done = 0;
  for (std::size_t index = 0; index < pages_; ++index) {
    const std::size_t begin = index == 0 ? offset_ : 0;
    const std::size_t size = std::min(kPageBytes - begin, bytes_ - done);
    visit(page(index).bytes.subspan(begin, size), done);
    done += size;
  }
}

// Each run of canary bytes, with where it begins in its page; as long as `visit` says so. True if it said so to the
// end.
template <class Visit>
bool PrpBuffer::for_each_canary(Visit visit) const {
  if (pages_ == 0) return true;
  const std::size_t end = (offset_ + bytes_ - 1) % kPageBytes + 1;
  return visit(block_.bytes.first(kPageBytes), std::size_t{0}) &&
         visit(block_.bytes.last(kPageBytes), std::size_t{0}) && visit(page(0).bytes.first(offset_), std::size_t{0}) &&
         visit(page(pages_ - 1).bytes.subspan(end), end);
}

void PrpBuffer::put(std::span<const std::byte> data) {
  for_each_piece(
      [&](std::span<std::byte> piece, std::size_t at) { std::memcpy(piece.data(), data.data() + at, piece.size()); });
}

void PrpBuffer::get(std::span<std::byte> data) const {
  for_each_piece(
      [&](std::span<std::byte> piece, std::size_t at) { std::memcpy(data.data() + at, piece.data(), piece.size()); });
}

bool PrpBuffer::intact() const {
  return for_each_canary([](std::span<std::byte> free, std::size_t at) {
    return std::memcmp(free.data(), kCanaryPage.data() + at, free.size()) == 0;
  });
}

}  // namespace zns::harness::nvme
