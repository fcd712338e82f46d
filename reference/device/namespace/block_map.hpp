// What logical blocks hold, one behind the other: those of a zone up to its write pointer, or those of a namespace that
// has no zones. Blocks that a few words make again are held as these: a zone full of patterns costs next to nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <variant>
#include <vector>

#include "reference/device/namespace/pattern_series.hpp"

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

class BlockMap {
 public:
  enum class Content : std::uint8_t {
    Unwritten,  // deallocated: reads as DLFEAT says
    Payload,    // what the host wrote
    Zeroes,     // Write Zeroes
    Unknown,    // written before anybody watched
  };
  struct Block {
    Content content = Content::Unwritten;
    // What the bytes are, or are made of: themselves, one that repeats, a pattern. Only Content::Payload has it.
    std::variant<std::span<const std::byte>, std::byte, PatternBlock> payload = {};

    void bytes(std::span<std::byte> into) const;  // of Content::Payload only; `into` has the size of a block
  };

  // Blocks [first, first + count), over what is there; those before `first` that were never written are Unwritten.
  // `payload` holds `count` blocks of one size, the same at each call; only Content::Payload has one.
  void write(std::uint64_t first, std::uint64_t count, Content content, std::span<const std::byte> payload = {});
  // The same with the blocks [from, from + count) of another map.
  void write(std::uint64_t first, std::uint64_t count, const BlockMap& source, std::uint64_t from);
  // Behind all that is there.
  void append(std::uint64_t count, Content content, std::span<const std::byte> payload = {});
  void append(const BlockMap& source, std::uint64_t from, std::uint64_t count);
  void append(std::uint64_t count, std::byte repeated);
  void append(std::uint64_t count, const PatternSeries& series);
  void truncate(std::uint64_t blocks);  // forgets all but the first `blocks`
  [[nodiscard]] std::uint64_t blocks() const { return extents_.empty() ? 0 : extents_.back().end(); }
  [[nodiscard]] Block at(std::uint64_t block) const;
  // The blocks [from, from + count) as far as they are there, as the first of a map.
  [[nodiscard]] BlockMap part(std::uint64_t from, std::uint64_t count) const;
  [[nodiscard]] std::size_t memory() const { return payload_.size() + extents_.size() * sizeof(Extent); }  // bytes

  // Blocks one behind the other that are held in one form: a content without a payload, a byte that repeats, patterns,
  // or bytes, which at() shows.
  struct InBytes {
    friend bool operator==(const InBytes&, const InBytes&) = default;
  };
  struct Run {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    std::variant<Content, std::byte, PatternSeries, InBytes> form;
  };
  // All blocks, in as few runs as there can be: the same ones for equal maps.
  [[nodiscard]] std::vector<Run> runs() const;

  // By what the blocks hold, and how: a block of zeroes that the host sent is no Write Zeroes.
  friend bool operator==(const BlockMap& a, const BlockMap& b);

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
    [[nodiscard]] std::uint64_t end() const { return first + count; }
    friend bool operator==(const Extent&, const Extent&) = default;
  };

  [[nodiscard]] std::size_t extent_of(std::uint64_t block) const;
  void append_block(std::span<const std::byte> block);
  void extend_bytes(std::uint64_t count);
  void append_alike(std::uint64_t count, const Form& form);
  void insert(std::uint64_t first, BlockMap fresh);
  std::size_t split_at(std::uint64_t block);
  void join_with_next(std::size_t extent);
  void release(const Extent& extent);
  void pack();
  [[nodiscard]] bool is_last(const Bytes& bytes, std::uint64_t count) const {
    return bytes.offset + static_cast<std::size_t>(count) * block_bytes_ == payload_.size();
  }
  [[nodiscard]] static bool same_blocks(const BlockMap& a, const Extent& x, const BlockMap& b, const Extent& y,
                                        std::uint64_t first, std::uint64_t end);

  std::vector<Extent> extents_;  // ascending, without gaps
  PiecewiseBytes payload_;       // of Bytes, in any order; `unused_` of them belong to none
  std::size_t unused_ = 0;
  std::size_t block_bytes_ = 0;  // of Content::Payload; 0 before the first
};

}  // namespace zns
