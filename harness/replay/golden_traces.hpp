// Short stories of the reference device, whose traces are kept in corpora/traces.
#pragma once

#include <vector>

#include "reference/trace/trace.hpp"

namespace zns::harness {

[[nodiscard]] std::vector<Trace> golden_traces();  // the note of each is its name

}  // namespace zns::harness
