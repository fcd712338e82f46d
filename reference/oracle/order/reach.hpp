// What commands in flight may make of a zone, as a report in flight with them may show it (ZNS-ORD-013).
#pragma once

#include <cstdint>
#include <span>

#include "reference/device/namespace/geometry.hpp"
#include "reference/device/namespace/state.hpp"
#include "reference/spec/command.hpp"

namespace zns {

struct Reach {
  std::uint16_t states = 0;  // bit n: the state of wire value n, at some moment of some order
  std::uint64_t wp_min = 0;  // where a write pointer may be meanwhile, a command half done included
  std::uint64_t wp_max = 0;
  bool touched = false;  // by any of them
  bool reset = false;    // attributes and the extension may be gone, and where capacities vary, the capacity another
  bool set_extension = false;
  [[nodiscard]] bool has(ZoneState zs) const { return (states >> static_cast<unsigned>(zs) & 1U) != 0; }
};

// `before`: the zone before them.
[[nodiscard]] Reach reach_of(const Geometry& geometry, ZoneId id, const Zone& before, std::span<const Command> beside);

}  // namespace zns
