// What can be told apart of a state: the nodes of an exhaustive search.
#pragma once

#include <cstdint>
#include <string>

#include "reference/device/namespace/state.hpp"

namespace zns {

// States of at most 4 zones of at most 7 blocks have equal numbers only if their zones are equal (state, attributes,
// write pointer; where it has no meaning, whether the zone was filled) and the order of the implicitly opened ones.
// What the blocks hold does not count.
[[nodiscard]] std::uint64_t abstract_key(const Geometry& geometry, const State& state);

// "zone 0 ZSIO wp+1 ZDEV, zone 1 ZSE, zone 2 ZSF 3 written; implicitly opened: 0"
[[nodiscard]] std::string to_text(const Geometry& geometry, const State& state);

}  // namespace zns
