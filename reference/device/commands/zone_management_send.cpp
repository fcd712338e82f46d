#include <vector>

#include "reference/device/commands/zone_resources.hpp"
#include "reference/device/namespace/transition.hpp"

namespace zns {
namespace {

constexpr auto kFlushExplicitZrwa = static_cast<ZoneSendAction>(0x11);  // of devices with ZRWAs

Demand demand(ZoneSendAction zsa, ZoneState zs) {
  if (zsa == ZoneSendAction::Open) return demand_to_open(zs);
  if (zsa == ZoneSendAction::SetZoneDescriptorExtension)
    return {.active = zs == ZoneState::Empty, .open = false};  // ZNS-RES-009
  return {};
}

// Adds to the effect what becomes of one zone.
void move_zone(ZoneId id, ZoneState to, const Call& call, Effect& effect) {
  const Zone& before = call.state.zone(id);
  Zone after = before;
  after.zs = to;
  after.za = attributes_in(to, before.za);
  if (to == ZoneState::Empty) {  // ZNS-ZMS-029, 030
    after.wp = call.geometry.zslba(id);
    after.zai = 0;
    if (call.state.remembers_blocks() && call.state.media(id))
      effect.media.push_back({.zone = id, .dropped = call.state.media(id)});
  }
  if (!is_descriptor_extension_kept(to) && call.state.extension(id))
    effect.extensions.push_back({.zone = id, .before = call.state.extension(id)});
  if (!(after == before)) effect.change(id, before, after);
}

// The states of a zone that may be named in a status besides, or instead of, the fault at hand (ZNS-SM-043).
void add_dead_zone_faults(ZoneState zs, Faults& faults) {
  faults.add_if(zs == ZoneState::ReadOnly, Status::ZoneIsReadOnly, "ZNS-AMB-04");
  faults.add_if(zs == ZoneState::Offline, Status::ZoneIsOffline, "ZNS-AMB-04");
}

void attach_extension(ZoneId id, Call& call, Effect& effect) {
  ZoneChange& change = effect.zones[effect.zones.size() - 1];
  change.after.za |= za::kDescriptorExtensionValid;
  effect.extensions.push_back({.zone = id,
                               .before = call.state.extension(id),
                               .after = std::make_shared<const Extension>(call.data.begin(), call.data.end())});
}

Effect send_to_one(const ZoneManagementSend& command, Call& call) {
  const Geometry& geometry = call.geometry;
  Faults& faults = call.faults;
  const bool set_zde = command.zsa == ZoneSendAction::SetZoneDescriptorExtension;
  faults.add_if(set_zde && geometry.zdes == 0, Status::InvalidFieldInCommand, "ZNS-ZMS-034");
  if (set_zde) call.add_size_fault(geometry.extension_bytes(), geometry.mdts, "ZNS-GEN-012");
  faults.add_if(command.slba % geometry.zsze != 0, Status::InvalidFieldInCommand, "ZNS-ZMS-001");
  if (command.slba >= geometry.nsze()) {
    faults.add(Status::InvalidFieldInCommand, "ZNS-ZMS-002");
    faults.add(Status::LbaOutOfRange, "ZNS-ZMS-002");
  }
  if (command.slba >= geometry.nsze() || command.slba % geometry.zsze != 0) return aborted(*call.refusal(), faults);

  const auto id = static_cast<ZoneId>(command.slba / geometry.zsze);
  const ZoneState zs = call.state.zone(id).zs;
  const Cell to = is_defined(command.zsa) ? transition(command.zsa, zs) : std::nullopt;
  if (!to) {
    faults.add_if(is_defined(command.zsa), Status::InvalidZoneStateTransition, clause_of(command.zsa));
    add_dead_zone_faults(zs, faults);
    return aborted(*call.refusal(), faults);
  }
  const Demand needed = demand(command.zsa, zs);
  add_resource_faults(needed, call);
  if (const auto status = call.refusal()) return aborted(*status, faults);

  Effect effect;
  effect.faults = faults;
  make_room(needed, id, call, effect);
  move_zone(id, *to, call, effect);
  if (set_zde) attach_extension(id, call, effect);
  return effect;
}

// Open with Select All: all the closed zones or none (ZNS-RES-011).
std::uint64_t add_open_all_faults(Call& call) {
  if (!call.geometry.max_open) return 0;
  const std::uint64_t limit = *call.geometry.max_open;
  const std::uint64_t closed = call.state.count(ZoneState::Closed);
  const std::uint64_t wanted = call.state.opened() + closed;
  const bool too_many = call.state.count(ZoneState::ExplicitlyOpened) + closed > limit;
  if (too_many && call.geometry.active_excursions)  // those free open resources, too
    call.faults.permit_if(true, Status::TooManyOpenZones, "ZNS-RES-011", Freedom::ZoneActiveExcursion);
  else if (too_many)
    call.faults.add(Status::TooManyOpenZones, "ZNS-RES-011");
  else
    call.faults.permit_if(wanted > limit, Status::TooManyOpenZones, "ZNS-AMB-05", Freedom::OpenSelectAll);
  return wanted > limit ? wanted - limit : 0;
}

void close_some(std::uint64_t count, Call& call, Effect& effect) {
  std::vector<ZoneId> victims;
  for (; count != 0; --count) {
    const ZoneId victim = call.choices.implicit_close(call.state, State::kNone, victims);
    if (victim == Choices::kUnnamed) {
      effect.closed_unnamed_zone = true;
      return;
    }
    victims.push_back(victim);
    move_zone(victim, ZoneState::Closed, call, effect);
  }
}

Effect send_to_all(const ZoneManagementSend& command, Call& call) {
  Faults& faults = call.faults;
  const bool set_zde = command.zsa == ZoneSendAction::SetZoneDescriptorExtension;
  faults.add_if(set_zde, Status::InvalidFieldInCommand, "ZNS-ZMS-034");
  const std::uint64_t to_close = command.zsa == ZoneSendAction::Open ? add_open_all_faults(call) : 0;
  if (const auto status = call.refusal()) return aborted(*status, faults);

  Effect effect;
  effect.faults = faults;
  close_some(to_close, call, effect);
  std::uint64_t left = 0;
  for (const ZoneState zs : kZoneStates)
    if (select_all_acts_on(command.zsa, zs)) left += call.state.count(zs);
  for (ZoneId id = 0; left != 0; ++id) {
    const ZoneState zs = call.state.zone(id).zs;
    if (!select_all_acts_on(command.zsa, zs)) continue;
    move_zone(id, *transition(command.zsa, zs), call, effect);
    --left;
  }
  return effect;
}

}  // namespace

Effect handle(const ZoneManagementSend& command, Call& call) {
  call.faults.add_if(!is_defined(command.zsa), Status::InvalidFieldInCommand, "ZNS-ZMS-010");
  call.faults.add_if(command.zsa == kFlushExplicitZrwa, Status::InvalidZoneOperationRequest, "ZNS-GEN-045");
  call.faults.permit_if(command.zsaso, Status::InvalidZoneOperationRequest, "ZNS-ZRWA-007", Freedom::ReservedBits);
  return command.select_all ? send_to_all(command, call) : send_to_one(command, call);
}

}  // namespace zns
