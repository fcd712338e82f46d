// Active and open resources (ZNS 1.1 2.1.1.4.1).
#pragma once

#include "reference/device/commands/handlers.hpp"

namespace zns {

// What moving a zone out of its state takes.
struct Demand {
  bool active = false;
  bool open = false;
};

// To be opened, implicitly or explicitly, a zone needs this.
[[nodiscard]] constexpr Demand demand_to_open(ZoneState zs) {
  return {.active = zs == ZoneState::Empty, .open = zs == ZoneState::Empty || zs == ZoneState::Closed};
}

// Adds the faults of resources that are missing.
void add_resource_faults(const Demand& demand, Call& call);

// Where the demand is met only by closing an implicitly opened zone: adds that to the effect.
void make_room(const Demand& demand, ZoneId for_zone, Call& call, Effect& effect);

}  // namespace zns
