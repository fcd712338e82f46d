// What the blocks of one zone hold, from its first block up to its write pointer. Blocks that a few words make again
// are held as these: a zone full of patterns costs next to nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <variant>
#include <vector>

#include "reference/device/pattern_series.hpp"

namespace zns {

// Bytes that grow at their end, in pieces: growing copies none that were there, and copies share the pieces until one
// of them writes.
class PiecewiseBytes {
 public:
  static constexpr std::size_t kPieceBytes = 65536;  // the largest logical block

  void append(std::span<const std::byte> bytes);
  void append(const PiecewiseBytes& source, std::size_t from, std::size_t bytes);
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
    // What the bytes are, or are made of: themselves, one that repeats, a pattern. Of Content::Payload only.
    std::variant<std::span<const std::byte>, std::byte, PatternBlock> payload = {};

    void bytes(std::span<std::byte> into) const;  // of Content::Payload only; `into` has the size of a block
  };

  // `payload` holds `blocks` blocks of one size; only Content::Payload has one.
  void append(std::uint64_t blocks, Content content, std::span<const std::byte> payload = {});
  // The blocks [from, from + blocks) of another zone's.
  void append(const ZoneMedia& source, std::uint64_t from, std::uint64_t blocks, std::size_t block_bytes);
  void truncate(std::uint64_t blocks, std::size_t block_bytes);  // forgets all but the first `blocks`
  [[nodiscard]] std::uint64_t blocks() const {
    return extents_.empty() ? 0 : extents_.back().first + extents_.back().count;
  }
  [[nodiscard]] Block at(std::uint64_t block, std::size_t block_bytes) const;
  [[nodiscard]] std::size_t memory() const { return payload_.size() + extents_.size() * sizeof(Extent); }  // bytes
  friend bool operator==(const ZoneMedia&, const ZoneMedia&) = default;

 private:
  struct Plain {  // no Content::Payload
    Content content = Content::Unwritten;
    friend bool operator==(const Plain&, const Plain&) = default;
  };
  struct Bytes {
    std::size_t offset = 0;  // in payload_
    friend bool operator==(const Bytes&, const Bytes&) = default;
  };
  // Each block has one form that is its own, whatever stands beside it.
  using Form = std::variant<Plain, Bytes, std::byte, PatternSeries>;
  struct Extent {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    Form form;
    friend bool operator==(const Extent&, const Extent&) = default;
  };

  [[nodiscard]] std::size_t extent_of(std::uint64_t block) const;
  void append_block(std::span<const std::byte> block);
  void extend_bytes(std::uint64_t blocks);
  void append_alike(std::uint64_t blocks, const Form& form);
  void append_series(std::uint64_t blocks, const PatternSeries& series);

  std::vector<Extent> extents_;  // ascending, without gaps, each as long as it can be
  PiecewiseBytes payload_;
};

}  // namespace zns
