// The searches of `znspec exhaust`.
#pragma once

#include <string_view>
#include <vector>

#include "reference/exhaustion/exhaustion.hpp"

namespace zns::harness {

struct NamedBounds {
  std::string_view name;
  Bounds bounds;
};

[[nodiscard]] std::vector<NamedBounds> all_bounds();

}  // namespace zns::harness
