// Our own bugs, and only those: a condition that no input can make false. On in every build.
#pragma once

#include <cstdlib>

namespace zns {

// Nothing is printed here (the core does no I/O); a debugger or sanitizer shows where it stopped.
constexpr void require(bool invariant) {
  if (!invariant) std::abort();
}

}  // namespace zns
#define ZNS_ASSERT(condition) ::zns::require(condition)
