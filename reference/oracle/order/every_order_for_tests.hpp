// What the search for an order is held against: a checker that tries every order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "reference/oracle/judge/trial.hpp"
#include "reference/oracle/order/history.hpp"

namespace zns {

// Whether some order of the items, in which none comes before one that returned before it was called, is permitted. As
// many steps as there are such orders: for a handful of items.
inline bool some_order_explains(const Belief& belief, const std::vector<Item>& left) {
  if (left.empty()) return true;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const Item& item = left[i];
    const auto came_before = [&](const Item& other) { return other.returned < item.called; };
    if (std::any_of(left.begin(), left.end(), came_before)) continue;
    Belief after = belief;
    if (Trial{after}.observe(item.command, item.payload, item.seen) == Judgement::NotPermitted) continue;
    std::vector<Item> others = left;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    if (some_order_explains(after, others)) return true;
  }
  return false;
}

// Likewise of a history: of all entries, or of those that some order must explain.
inline bool some_order_explains(const Belief& belief, std::vector<HistoryEntry> history) {
  if (some_order_explains(belief, items_of(belief.geometry(), history))) return true;
  const bool some_are_free =
      std::erase_if(history, [](const HistoryEntry& each) { return each.free.has_value(); }) != 0;
  return some_are_free && some_order_explains(belief, items_of(belief.geometry(), history));
}

}  // namespace zns
