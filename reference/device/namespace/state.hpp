// The state of a namespace: a regular value. Only apply() and undo() (effect.hpp) change it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "reference/device/namespace/block_map.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/spec/zone_state.hpp"

namespace zns {

struct Zone {
  std::uint64_t wp =
      0;  // an LBA; in Full, Read Only and Offline zones where writing stopped, which no host may rely on
  std::uint64_t zcap = 0;  // logical blocks
  ZoneState zs = ZoneState::Empty;
  std::uint8_t za = 0;
  std::uint8_t zai = 0;
  friend bool operator==(const Zone&, const Zone&) = default;
};

using Extension = std::vector<std::byte>;
using SharedExtension = std::shared_ptr<const Extension>;
using SharedBlocks = std::shared_ptr<BlockMap>;

// How much of each block the state remembers: all of it (a device), a digest (the oracle), or nothing (state only).
struct BlockMemory {
  std::size_t bytes = 0;
};

class State {
 public:
  static constexpr ZoneId kNone = UINT32_MAX;

  // Every zone Empty. Memory: 48 bytes for each zone, and what is written.
  State(const Geometry& geometry, BlockMemory memory);

  [[nodiscard]] ZoneId zones() const { return static_cast<ZoneId>(slots_.size()); }
  [[nodiscard]] const Zone& zone(ZoneId id) const { return slots_[id].zone; }
  [[nodiscard]] std::uint32_t count(ZoneState zs) const { return counts_[static_cast<std::size_t>(zs)]; }
  [[nodiscard]] std::uint32_t opened() const {
    return count(ZoneState::ImplicitlyOpened) + count(ZoneState::ExplicitlyOpened);
  }
  [[nodiscard]] std::uint32_t active() const { return opened() + count(ZoneState::Closed); }

  // The implicitly opened zones, in the order in which they were opened; kNone at the ends.
  [[nodiscard]] ZoneId oldest_implicitly_opened() const { return oldest_; }
  [[nodiscard]] ZoneId newest_implicitly_opened() const { return newest_; }
  [[nodiscard]] ZoneId newer(ZoneId id) const { return slots_[id].newer; }

  [[nodiscard]] SharedExtension extension(ZoneId id) const { return extensions_.empty() ? nullptr : extensions_[id]; }
  [[nodiscard]] const SharedBlocks& media(ZoneId id) const { return media_[id]; }
  [[nodiscard]] bool remembers_blocks() const { return block_bytes_ != 0; }
  [[nodiscard]] std::size_t block_bytes() const { return block_bytes_; }
  [[nodiscard]] BlockMap::Block block(const Geometry& geometry, std::uint64_t lba) const;

  // One zone as the only one of a namespace; LBAs count from its first.
  [[nodiscard]] State alone(ZoneId id, const Geometry& geometry) const;

  friend bool operator==(const State& a, const State& b);

 private:
  friend class Mutator;
  struct Slot {
    Zone zone;
    ZoneId older = kNone;  // neighbours among the implicitly opened; meaningless in other states
    ZoneId newer = kNone;
  };

  std::vector<Slot> slots_;
  std::vector<SharedBlocks> media_;          // null: nothing written
  std::vector<SharedExtension> extensions_;  // no elements if ZDES = 0
  std::array<std::uint32_t, 16> counts_{};   // by the state's wire value
  ZoneId oldest_ = kNone;
  ZoneId newest_ = kNone;
  std::size_t block_bytes_ = 0;
};

}  // namespace zns
