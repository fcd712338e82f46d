// The order that was found is one of several that explain a history. Which zones would another order leave otherwise?
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reference/oracle/order/linearize.hpp"

namespace zns {

// A zone that the orders of a history leave in several ways.
struct OpenZone {
  ZoneId zone = 0;
  bool only_content =
      false;  // its state and write pointer are known, and what it holds is not: blocks, or its extension
  friend bool operator==(const OpenZone&, const OpenZone&) = default;
};

// The zones that commands in flight together left open, and that nothing since has decided. Each zone is looked at
// alone, as if there were no limits: a zone may be listed although the other zones leave it one way only. `before` and
// `after`: what was believed before the history, and is by the order that was found. `budget`: questions for each zone,
// after which it counts as open.
[[nodiscard]] std::vector<OpenZone> open_zones(const Oracle& before, const Oracle& after,
                                               std::span<const HistoryEntry> history, std::uint64_t budget);

}  // namespace zns
