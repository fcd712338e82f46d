// One share of a job that several machines divide among themselves: --shard I/N.
#pragma once

#include <cstdint>
#include <string>

namespace zns::harness {

// Shares are numbered from 0, like GTEST_SHARD_INDEX of GTEST_TOTAL_SHARDS, and dealt out like cards: all of them
// together are the whole, and none has anything in common with another.
struct Shard {
  std::uint64_t index = 0;
  std::uint64_t count = 1;  // 1: the whole
  [[nodiscard]] bool holds(std::uint64_t item) const { return item % count == index; }
};

// "0/4", ..., "3/4"; empty is the whole. Throws UsageError.
[[nodiscard]] Shard parse_shard(const std::string& text);

// " --shard 1/4", for a replay line; empty for the whole.
[[nodiscard]] std::string shard_option(const Shard& shard);

inline constexpr const char* kShardHelp = "the I-th of N shares, I from 0 to N - 1; all shares together are the whole";

}  // namespace zns::harness
