// What is in a volatile write cache after commands of which the order is not known.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "reference/oracle/oracle.hpp"
#include "reference/oracle/order/linearize.hpp"

namespace zns {

// A Flush makes durable what was complete before it was sent. All else that was written since without FUA is cached.
class CacheAfter {
 public:
  // The history has not yet been observed by `before`.
  CacheAfter(const Oracle& before, std::span<const HistoryEntry> history);
  void settle(Oracle& after) const;

 private:
  void write(const HistoryEntry& entry, std::span<const HistoryEntry> history);
  void act(const Oracle& before, const HistoryEntry& entry);

  WriteCache cache_;
  std::vector<std::uint64_t> written_;             // first blocks
  std::vector<std::pair<ZoneId, Zone>> acted_on_;  // as the zones were before
};

}  // namespace zns
