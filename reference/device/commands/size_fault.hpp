// Limits of transfers, which are counted in pages whose size may not be known.
#pragma once

#include <cstdint>

#include "reference/device/faults.hpp"
#include "reference/device/namespace/geometry.hpp"

namespace zns {

// The command is about more than 2^limit minimum pages, or may be if their size is not known (IDC-023).
inline void add_size_fault(Faults& faults, const Geometry& geometry, std::uint64_t bytes, std::uint8_t limit,
                           ClauseId clause) {
  const std::uint8_t least = geometry.mpsmin.value_or(kUsualMpsmin);
  const std::uint8_t most = geometry.mpsmin.value_or(kLargestUsualMpsmin);
  const bool surely = exceeds(bytes, limit, most);
  faults.add_if(surely, Status::InvalidFieldInCommand, clause);
  faults.permit_if(!surely && exceeds(bytes, limit, least), Status::InvalidFieldInCommand, clause,
                   Freedom::MinimumPage);
}

}  // namespace zns
