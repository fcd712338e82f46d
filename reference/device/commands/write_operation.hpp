// What Write, Write Zeroes and Zone Append have in common (ZNS 1.1 2.1.1.2.1.1).
#pragma once

#include "reference/device/commands/handlers.hpp"

namespace zns {

// A zone whose state refuses every write operation.
void add_state_faults(const Zone& zone, ClauseId clause, Faults& faults);

// The blocks that a write operation puts into a zone, from its block `first` on.
BlockChange blocks_of(const Call& call, ZoneId zone, std::uint64_t first, Nlb nlb, BlockMap::Content content);

// Appends the blocks at the zone's write pointer: the effect of a write operation that nothing speaks against.
Effect advance(ZoneId id, Nlb nlb, BlockMap::Content content, Call& call);

}  // namespace zns
