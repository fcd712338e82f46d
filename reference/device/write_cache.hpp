// What a sudden loss of power may still take: with a volatile write cache (VWC) the blocks that completed commands
// wrote since the last Flush without FUA, and zone actions since then. Without one it stays empty, and nobody asks it.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "reference/device/effect.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/spec/command.hpp"

namespace zns {

// Logical blocks one behind the other.
struct LbaRange {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  [[nodiscard]] std::uint64_t end() const { return first + count; }
  [[nodiscard]] bool holds(std::uint64_t lba) const { return lba >= first && lba < end(); }
  friend bool operator==(const LbaRange&, const LbaRange&) = default;
};

class WriteCache {
 public:
  // A zone before the first zone action that is not durable, and where its durable blocks ended then.
  struct Undone {
    Zone zone;
    std::uint64_t durable_end = 0;
    friend bool operator==(const Undone&, const Undone&) = default;
  };

  // A command that succeeded; `effect` is what it did.
  void carried_out(const Command& command, const Effect& effect);
  // All is durable: a Flush, or an orderly shutdown.
  void commit() {
    blocks_.clear();
    actions_.clear();
  }
  // Blocks of which nobody knows whether they are durable.
  void add(ZoneId zone, LbaRange blocks);
  // Nothing of the zone is at stake: it was made anew.
  void forget(ZoneId zone) {
    blocks_.erase(zone);
    actions_.erase(zone);
  }

  [[nodiscard]] bool empty() const { return blocks_.empty() && actions_.empty(); }
  // The blocks of a zone that are not durable: ascending, with gaps between them.
  [[nodiscard]] std::span<const LbaRange> blocks(ZoneId zone) const;
  // Null: every action is durable.
  [[nodiscard]] const Undone* before_actions(ZoneId zone) const;
  // The end of the blocks that are durable: what the write pointer is behind, whatever power takes (ZNS-RST-055).
  [[nodiscard]] std::uint64_t durable_end(ZoneId zone, std::uint64_t wp) const;

  friend bool operator==(const WriteCache&, const WriteCache&) = default;

 private:
  std::map<ZoneId, std::vector<LbaRange>> blocks_;
  std::map<ZoneId, Undone> actions_;
};

}  // namespace zns
