// The bytes of a command, in short: what tests write and devices return is patterns and runs of one byte for the most
// part. Its size in memory is that of its text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

namespace zns {

// Blocks of Pattern data (spec/pattern.hpp), of the trace's seed, for `blocks` LBAs from `lba` on.
struct PatternRun {
  std::uint64_t lba = 0;
  std::uint64_t generation = 0;
  std::uint64_t blocks = 1;
  friend bool operator==(const PatternRun&, const PatternRun&) = default;
};

struct FillRun {
  std::byte value{};
  std::uint64_t bytes = 1;
  friend bool operator==(const FillRun&, const FillRun&) = default;
};

using Literal = std::vector<std::byte>;

inline constexpr std::uint64_t kMostDataBytes = std::uint64_t{512} << 20;  // of one command in a trace

class TraceData {
 public:
  using Piece = std::variant<PatternRun, FillRun, Literal>;

  // Each joins the last piece where it continues it. A run of nothing is nothing.
  void append(const PatternRun& run);
  void append(const FillRun& run);
  void append(std::span<const std::byte> bytes);

  [[nodiscard]] const std::vector<Piece>& pieces() const { return pieces_; }
  [[nodiscard]] bool empty() const { return pieces_.empty(); }
  [[nodiscard]] std::uint64_t bytes(std::size_t lba_bytes) const;  // UINT64_MAX if they are more than that
  friend bool operator==(const TraceData&, const TraceData&) = default;

 private:
  std::vector<Piece> pieces_;
};

// Finds the patterns and the runs in `bytes`.
[[nodiscard]] TraceData shorten(std::span<const std::byte> bytes, std::uint64_t seed, std::size_t lba_bytes);
// The bytes again. The caller has checked data.bytes().
[[nodiscard]] std::vector<std::byte> expand(const TraceData& data, std::uint64_t seed, std::size_t lba_bytes);

}  // namespace zns
