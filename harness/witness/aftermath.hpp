// "Rejected means untouched": what to look at after a command was aborted, so that nothing it did goes unseen.
#pragma once

#include <vector>

#include "reference/oracle/oracle.hpp"
#include "reference/spec/command.hpp"

namespace zns::harness {

// Commands that only look, for the zone that the aborted `command` was about: its descriptor (with the extension where
// there is one), the block before its write pointer, and the first blocks that the command would have written, and the
// last one. None for a command that could change nothing. A Select All is followed by reports of all zones, 1,024 at
// most.
[[nodiscard]] std::vector<Command> looks_after_abort(const Oracle& oracle, const Command& command);

}  // namespace zns::harness
