// What CC.CSS leaves of the commands of a controller: while a host has enabled fewer command sets than there are.
#pragma once

#include <optional>

#include "reference/device/subsystem.hpp"

namespace zns {

// The status of a command that belongs to no command set that the host enabled; nothing: it is carried out, or aborted,
// as ever. Zoned namespaces that are not active then are refused like all such (subsystem.hpp).
[[nodiscard]] std::optional<Status> refusal_by_command_sets(const Subsystem& subsystem, At at, const Command& command,
                                                            Choices& choices);

}  // namespace zns
