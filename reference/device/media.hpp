// What the blocks of one zone hold, from its first block up to its write pointer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace zns {

// Bytes that grow at their end, in pieces: growing copies none that were there, and copies share the pieces until one
// of them writes.
class PiecewiseBytes {
 public:
  static constexpr std::size_t kPieceBytes = 65536;  // the largest logical block

  void append(std::span<const std::byte> bytes);
  void truncate(std::size_t bytes);
  [[nodiscard]] std::size_t size() const { return size_; }
  // `bytes` divide kPieceBytes and `offset`, so that no piece ends among them.
  [[nodiscard]] std::span<const std::byte> at(std::size_t offset, std::size_t bytes) const {
    return std::span{*pieces_[offset / kPieceBytes]}.subspan(offset % kPieceBytes, bytes);
  }
  friend bool operator==(const PiecewiseBytes& a, const PiecewiseBytes& b);

 private:
  using Piece = std::vector<std::byte>;
  Piece& own_last();
  std::vector<std::shared_ptr<Piece>> pieces_;  // all full but the last, which is not empty
  std::size_t size_ = 0;
};

class ZoneMedia {
 public:
  enum class Content : std::uint8_t {
    Unwritten,  // deallocated: reads as DLFEAT says
    Payload,    // what the host wrote
    Zeroes,     // Write Zeroes
    Unknown,    // written before anybody watched
  };
  struct Block {
    Content content = Content::Unwritten;
    std::span<const std::byte> payload;  // of Content::Payload only
  };

  // `payload` holds blocks * block_bytes bytes; only Content::Payload has one.
  void append(std::uint64_t blocks, Content content, std::span<const std::byte> payload = {});
  void truncate(std::uint64_t blocks, std::size_t block_bytes);  // forgets all but the first `blocks`
  [[nodiscard]] std::uint64_t blocks() const {
    return extents_.empty() ? 0 : extents_.back().first + extents_.back().count;
  }
  [[nodiscard]] Block at(std::uint64_t block, std::size_t block_bytes) const;
  friend bool operator==(const ZoneMedia&, const ZoneMedia&) = default;

 private:
  struct Extent {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    Content content = Content::Unwritten;
    std::size_t payload = 0;  // offset in payload_
    friend bool operator==(const Extent&, const Extent&) = default;
  };
  std::vector<Extent> extents_;  // ascending, without gaps, neighbours of different content
  PiecewiseBytes payload_;
};

}  // namespace zns
