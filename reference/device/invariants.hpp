// What holds in every state that a conforming device can be in. The same function serves tests, properties and fuzzers.
#pragma once

#include <optional>
#include <string_view>

#include "reference/device/namespace/geometry.hpp"
#include "reference/device/namespace/state.hpp"
#include "reference/spec/clause.hpp"

namespace zns {

struct Violation {
  std::string_view id;  // "open-within-mor"
  ClauseId clause;
  ZoneId zone = State::kNone;  // where it is one zone's
};

// The first invariant that the state violates. Looks at every zone.
std::optional<Violation> violated_invariant(const Geometry& geometry, const State& state);

}  // namespace zns
