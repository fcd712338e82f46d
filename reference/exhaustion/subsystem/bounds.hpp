// Bounded exhaustion of a subsystem: two controllers, two zoned namespaces of one zone each, and all that goes on
// between them. Breadth first from the device as new, until no new abstract state is found.
//
// In each (state, deed) cell, with each choice that the standard leaves: what the device does is judged by a ledger
// that knows the clauses and not the handlers (ledger.hpp); it keeps the invariants of zones; what was aborted has
// changed nothing; and the whole is undone exactly.
#pragma once

#include <cstdint>
#include <vector>

#include "reference/device/subsystem.hpp"
#include "reference/exhaustion/exhaustion.hpp"

namespace zns {

// What is done to zones, beside what they do by themselves.
enum class ZoneDeeds : std::uint8_t {
  All,  // appends, reads, every action
  Few,  // Open and Reset: as much as events need
};

struct SubsystemBounds {
  SubsystemShape shape;  // two controllers with AERL = 0; two namespaces of one zone of at most seven blocks
  ZoneDeeds zones = ZoneDeeds::All;
  std::vector<std::uint32_t> changing = {1, 2};  // NSIDs of the namespaces whose zones change
  std::vector<std::uint32_t> attached = {1, 2};  // ... that are attached and detached; others stay where they are
  std::vector<std::uint16_t> to = {1, 2};        // ... at these controllers, by CNTLID
  std::vector<std::uint16_t> told = {};          // controllers whose hosts ask for events, ...
  std::vector<std::uint32_t> notices = {};       // ... and the notices that they enable, one value after the other
  std::vector<std::uint16_t> lives = {1, 2};     // controllers that are reset, shut down and enabled
};

// `expected`: what the ledger believes that the device is like; another one than it is, and it disagrees.
[[nodiscard]] Exhaustion exhaust(const SubsystemBounds& bounds, const SubsystemShape& expected);
[[nodiscard]] inline Exhaustion exhaust(const SubsystemBounds& bounds) {
  return exhaust(bounds, bounds.shape);
}

}  // namespace zns
