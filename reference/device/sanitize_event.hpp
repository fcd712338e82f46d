// What a sanitize operation does by itself, behind the command that started it.
#pragma once

#include <vector>

#include "reference/device/subsystem.hpp"

namespace zns {

// Requires that an operation is in progress. Success leaves nothing of what namespaces held (SAN-005); after a failure
// they hold what they held, and nobody may look.
[[nodiscard]] std::vector<Change> background(const Subsystem& subsystem, SanitizeEvent event);

// I/O commands to every namespace are refused, or are not (ZNS-RST-043).
[[nodiscard]] std::vector<Change> barring(const Subsystem& subsystem, Barred barred);

// What Sanitize Status tells.
[[nodiscard]] SanitizeStatus sanitize_status_of(const Subsystem& subsystem);

}  // namespace zns
