#include "reference/device/commands/zone_resources.hpp"

#include "reference/device/namespace/transition.hpp"

namespace zns {
namespace {

bool open_limit_reached(const Call& call) {
  return call.geometry.max_open && call.state.opened() >= *call.geometry.max_open;
}

}  // namespace

void add_resource_faults(const Demand& demand, Call& call) {
  const Geometry& geometry = call.geometry;
  const State& state = call.state;
  const bool no_active = demand.active && geometry.max_active && state.active() >= *geometry.max_active;
  if (geometry.active_excursions)  // the controller may finish a zone to make room
    call.faults.permit_if(no_active, Status::TooManyActiveZones, "ZNS-RES-015", Freedom::ZoneActiveExcursion);
  else if (geometry.active_equals_open())
    call.faults.add_if(no_active, Status::TooManyActiveZones, "ZNS-RES-006");
  else
    call.faults.add_if(no_active, Status::TooManyActiveZones, "ZNS-RES-004");

  const bool no_open = demand.open && open_limit_reached(call);
  if (!no_open || (no_active && geometry.active_equals_open())) return;  // then only 1/BD is defined: ZNS-RES-006
  const bool all_explicit = state.count(ZoneState::ExplicitlyOpened) >= *geometry.max_open;
  if (all_explicit && geometry.active_excursions)  // those free open resources, too
    call.faults.permit_if(true, Status::TooManyOpenZones, "ZNS-RES-005", Freedom::ZoneActiveExcursion);
  else if (all_explicit)
    call.faults.add(Status::TooManyOpenZones, "ZNS-RES-005");
  else
    call.faults.permit_if(true, Status::TooManyOpenZones, "ZNS-RES-013", Freedom::ImplicitClose);
}

void make_room(const Demand& demand, ZoneId for_zone, Call& call, Effect& effect) {
  if (!demand.open || !open_limit_reached(call)) return;
  const ZoneId victim = call.choices.implicit_close(call.state, for_zone, {});
  if (victim == Choices::kUnnamed) {
    effect.closed_unnamed_zone = true;
    return;
  }
  const Zone& before = call.state.zone(victim);
  ZNS_ASSERT(before.zs == ZoneState::ImplicitlyOpened);  // never an explicitly opened one: ZNS-RES-014
  Zone after = before;
  after.zs = ZoneState::Closed;
  effect.change(victim, before, after);
}

}  // namespace zns
