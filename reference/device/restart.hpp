// What a reset leaves of a zone (ZNS-RST-002 to 007, ZNS-RST-054 to 059).
#pragma once

#include <functional>
#include <optional>

#include "reference/device/choices.hpp"
#include "reference/device/effect.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/device/write_cache.hpp"
#include "reference/spec/reset.hpp"

namespace zns {

// The effect of the reset on one zone; nothing if it stays as it is. `cache`: what is not durable.
[[nodiscard]] std::optional<Effect> restart(const Geometry& geometry, const State& state, const WriteCache& cache,
                                            Reset kind, ZoneId zone, Choices& choices);

// A zone in the state that initialisation gives to one with that write pointer (ZNS-RST-002, ZNS-RST-003).
[[nodiscard]] Zone initialized(const Geometry& geometry, ZoneId zone, Zone before);

// Adds to the effect: of what the zone holds, `blocks` are left, and those that are lost read as unwritten.
void lose_blocks(const State& state, ZoneId zone, std::uint64_t blocks,
                 const std::function<bool(std::uint64_t block)>& is_lost, Effect& effect);

}  // namespace zns
