// What a reset leaves of the features of a subsystem.
#pragma once

#include <span>
#include <vector>

#include "reference/device/subsystem.hpp"
#include "reference/spec/reset.hpp"

namespace zns {

// The changes that the reset makes to controllers and namespaces, none if nothing was set (FEA-012, ZNS-RST-053). They
// are for the state that is left when everything else of the reset is done.
[[nodiscard]] std::vector<Change> feature_changes(const Subsystem& subsystem, Reset kind);
// Likewise where those controllers alone were reset. What namespaces have goes as the last controller does.
[[nodiscard]] std::vector<Change> feature_changes(const Subsystem& subsystem, std::span<const At> controllers);

}  // namespace zns
