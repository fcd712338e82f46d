// What controllers note, and tell, of changes that no command to them made: namespaces that become active or inactive
// (AER-014), zones that change by themselves (AER-010).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "reference/device/subsystem.hpp"

namespace zns {

// NSIDs of the active namespaces of each controller, in its place.
using Inventory = std::vector<std::vector<std::uint32_t>>;
[[nodiscard]] Inventory inventory_of(const Subsystem& subsystem);

// Namespaces that became active or inactive since `before`.
[[nodiscard]] std::vector<Change> notices_since(const Inventory& before, const Subsystem& subsystem);

// A zone of the namespace in that place.
[[nodiscard]] std::vector<Change> notices_of_zone(const Subsystem& subsystem, std::size_t which, ZoneId zone);

}  // namespace zns
