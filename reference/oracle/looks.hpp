// Commands that only look, which the harness sends on behalf of no case. None is longer than MDTS permits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "reference/device/namespace/geometry.hpp"
#include "reference/spec/command.hpp"

namespace zns {

// The most zones that one report of report_of() has room for: 1 to `most`.
[[nodiscard]] std::uint64_t zones_per_look(const Geometry& geometry, std::uint64_t most);
// A partial report of so many zones; with their extensions, where the namespace has some and one fits into a transfer.
[[nodiscard]] Command report_of(const Geometry& geometry, ZoneId first, std::uint64_t zones = 1);

// The most blocks that one read may have: `bytes` of them, where MDTS allows that; at least 1.
[[nodiscard]] std::uint64_t blocks_per_look(const Geometry& geometry, std::size_t bytes);
[[nodiscard]] Command read_of(const Geometry& geometry, std::uint64_t slba, std::uint64_t blocks = 1);

}  // namespace zns
