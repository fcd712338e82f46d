// A history cut into what a search can take one at a time, and into what it says of each zone by itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "reference/oracle/order/linearize.hpp"

namespace zns {

// One thing that happened at one moment between `called` and `returned`.
struct Item {
  std::size_t of = 0;  // whence it is: an entry of the history, or of a zone's items the item of the history
  Command command;
  Observed seen;
  std::vector<std::byte> payload;  // remembered() of what the host sent
  std::vector<std::byte> made;     // where seen.data is no part of the history's data
  std::uint64_t called = 0;
  std::uint64_t returned = 0;
  bool block = false;       // a part of a Read that raced
  std::size_t segment = 0;  // whatever is in an earlier one came before it
};

// By `called`. A Read that raced with a change of its blocks sees each of them at a moment of its own, but for those of
// a write that is atomic (ZNS-ORD-006). It becomes one item with its status, and one for each of these.
[[nodiscard]] std::vector<Item> items_of(const Geometry& geometry, std::span<const HistoryEntry> history);

// A command that can change nothing, whatever it meets: at most the belief is narrowed down.
[[nodiscard]] bool only_looks(const Item& item);

// True if the zone that it names may be in any state afterwards, until it is reported.
[[nodiscard]] bool leads_to_doubt(const Geometry& geometry, const Item& item);

// Whether nothing may be known of some zone, before these items or between them.
[[nodiscard]] bool may_be_in_doubt(const Belief& belief, std::span<const Item> items);

// The items that say something of a zone, as if it were alone (Belief::alone).
struct ZoneItems {
  ZoneId zone = 0;
  std::vector<Item> items;
};

// One entry for each zone that a command names to change it.
[[nodiscard]] std::vector<ZoneItems> items_by_zone(const Belief& belief, std::span<const Item> items);

}  // namespace zns
