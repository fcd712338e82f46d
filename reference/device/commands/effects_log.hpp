// What Commands Supported and Effects and Feature Identifiers Supported and Effects say: found by asking the device
// itself, so that the pages say what it does.
#pragma once

#include "reference/device/commands/admin_handlers.hpp"
#include "reference/spec/log_pages.hpp"

namespace zns {

[[nodiscard]] bool is_supported(Csi csi);  // an I/O command set of this device

// IOCS is empty for a command set that is not supported.
[[nodiscard]] CommandEffects command_effects(const Subsystem& subsystem, At at, Csi csi);
[[nodiscard]] FeatureEffects feature_effects(const Subsystem& subsystem, At at);

}  // namespace zns
