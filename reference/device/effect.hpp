// What one command, or one event, does to the state: a delta. Nothing else changes a state.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "reference/device/faults.hpp"
#include "reference/device/namespace/state.hpp"
#include "reference/spec/status.hpp"

namespace zns {

struct ZoneChange {
  ZoneId zone = 0;
  Zone before;
  Zone after;
  ZoneId older = State::kNone;  // set by apply(): where the zone stood among the implicitly opened
};

// Blocks [first, first + count) of a zone, or of a namespace without zones, are written; or all are dropped.
struct BlockChange {
  ZoneId zone = 0;
  std::uint64_t first = 0;  // counts from the zone's first block
  std::uint64_t count = 0;  // 0: everything that is held is dropped
  BlockMap::Content content = BlockMap::Content::Unwritten;
  std::span<const std::byte> payload = {};  // the host's buffer: must live until apply()
  SharedBlocks dropped = nullptr;
  SharedBlocks source = nullptr;    // holds the blocks that are written, in place of content and payload
  std::uint64_t source_block = 0;   // the first of them
  std::uint64_t blocks_before = 0;  // set by apply(): so many were held, ...
  SharedBlocks over = nullptr;      // ... and these of them were written over; null: none
};

struct ExtensionChange {
  ZoneId zone = 0;
  SharedExtension before = nullptr;
  SharedExtension after = nullptr;
};

// A vector whose first N elements need no allocation: a command changes one zone or two, Select All any number.
template <class T, std::size_t N>
class ShortList {
 public:
  void push_back(T value) {
    if (size_ < N)
      first_[size_] = std::move(value);
    else
      more_.push_back(std::move(value));
    ++size_;
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] T& operator[](std::size_t i) { return i < N ? first_[i] : more_[i - N]; }
  [[nodiscard]] const T& operator[](std::size_t i) const { return i < N ? first_[i] : more_[i - N]; }

 private:
  std::array<T, N> first_{};
  std::vector<T> more_;
  std::size_t size_ = 0;
};

struct Effect {
  Status status = kSuccess;
  std::uint64_t result = 0;  // CQE DW1:DW0
  Faults faults;             // all that applied; the one that was chosen has `status`
  ShortList<ZoneChange, 2> zones;
  ShortList<BlockChange, 1> media;
  ShortList<ExtensionChange, 1> extensions;

  // What a controller may have done to a zone that it does not name: the oracle's belief keeps it open (oracle.hpp).
  bool closed_unnamed_zone = false;

  void change(ZoneId zone, const Zone& before, const Zone& after) {
    zones.push_back({.zone = zone, .before = before, .after = after});
  }
};

[[nodiscard]] inline Effect aborted(Status status, const Faults& faults) {
  Effect effect;
  effect.status = status;
  effect.faults = faults;
  return effect;
}

void apply(State& state, Effect& effect);
// Puts the state back to what it was before apply(state, effect), which must have been the last change.
void undo(State& state, const Effect& effect);

}  // namespace zns
