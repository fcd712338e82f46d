// What can be told apart of a small subsystem: the nodes of its exhaustive search.
#pragma once

#include <string>

#include "reference/device/subsystem.hpp"

namespace zns {

// Subsystems have equal keys only if these are equal: of each controller its life, the requests that wait, the events
// told and untold in their order, the notices enabled, the lists of changes; of each namespace the controllers that it
// is attached to, and its zone (abstract_state.hpp). Not in it, for no deed's outcome depends on it: counters and the
// Error Information log, which grow for ever, and contents, which follow from how much is written.
[[nodiscard]] std::string key_of(const Subsystem& subsystem);

// The same in all that a command may change, but for what controllers note of commands (CommandNotes).
[[nodiscard]] bool is_same(const Subsystem& a, const Subsystem& b);
// ... and in these too.
[[nodiscard]] bool is_same_to_the_last(const Subsystem& a, const Subsystem& b);

}  // namespace zns
