// What the reset or the shutdown of one of several controllers changes: that controller, and no other.
#pragma once

#include "reference/device/subsystem.hpp"

namespace zns {

// No event request, no event and no feature that was not saved outlives a Controller Level Reset (AER-003, FEA-012).
// What becomes of them between a shutdown and the reset that follows it, no host sees.
[[nodiscard]] Change with_life(const Subsystem& subsystem, At at, Life life);

// Then the zones are initialised (ZNS-RST-001); after the shutdown of one of several they are not (ZNS-RST-008).
[[nodiscard]] bool are_all_shut_down(const Subsystem& subsystem);

}  // namespace zns
