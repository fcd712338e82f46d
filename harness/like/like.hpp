// `ref:like=FILE`: the geometry of a real drive, from files that people have of it.
#pragma once

#include <string>

#include "reference/device/namespace/geometry.hpp"

namespace zns::harness {

// `files`: one, or several with '+'. What they do not say stays as in `base`; the capacity of zones whose size they do
// say is that size, unless a report says it. Throws UsageError, one line that names the file, for what cannot be read,
// cannot be told apart, or contradicts itself. The geometry may still be one that no device has: inconsistency().
[[nodiscard]] Geometry geometry_like(const std::string& files, const Geometry& base);

}  // namespace zns::harness
