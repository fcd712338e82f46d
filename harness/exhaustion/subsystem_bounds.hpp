// The second bound of `znspec exhaust`: two controllers and two namespaces, in several searches.
#pragma once

#include <string_view>
#include <vector>

#include "reference/exhaustion/subsystem/bounds.hpp"

namespace zns::harness {

struct NamedSubsystem {
  std::string_view name;
  SubsystemBounds bounds;
};

// All states of both controllers and both namespaces at once are too many. What one search leaves out, another has.
[[nodiscard]] std::vector<NamedSubsystem> all_subsystems();

}  // namespace zns::harness
