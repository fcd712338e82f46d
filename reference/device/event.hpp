// What a controller does to a zone by itself.
#pragma once

#include <cstdint>
#include <optional>

#include "reference/device/effect.hpp"
#include "reference/device/namespace/geometry.hpp"

namespace zns {

enum class EventKind : std::uint8_t {
  CloseZone,   // an implicitly opened zone is closed (ZNS-SM-008)
  ReadOnly,    // the media fails for writing (ZNS-SM-021)
  Offline,     // ... and for reading (ZNS-SM-022)
  Excursion,   // an active zone becomes Full (ZNS-SM-010), with ZOC.ZAE only
  Initialize,  // an active zone after a shutdown, or as power comes: Closed, or Empty (ZNS-RST-002, ZNS-RST-003)
  Renew,       // Format NVM of that one zone: Empty again (ZNS-SM-029); a means of tests
};

// What makes a zone Read Only, Offline or, of any other state, anew: the means of tests to have zones fail.
[[nodiscard]] constexpr EventKind event_towards(ZoneState zs) {
  if (zs == ZoneState::ReadOnly) return EventKind::ReadOnly;
  return zs == ZoneState::Offline ? EventKind::Offline : EventKind::Renew;
}

struct Event {
  EventKind kind{};
  ZoneId zone = 0;
};

// The effect of the event; nothing if the zone's state has no such transition.
[[nodiscard]] std::optional<Effect> background(const Geometry& geometry, const State& state, Event event);

// What the controller recommends of a zone becomes these bits of ZA: RZR of a Full zone, FZR of an active one, or none
// (ZNS-ATTR-001, ZNS-ATTR-002). Nothing: the zone's state has no such recommendation, or that is what it recommends.
[[nodiscard]] std::optional<Effect> recommend(const State& state, ZoneId zone, std::uint8_t za);

}  // namespace zns
