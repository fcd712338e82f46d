// The places that openings found, and what a command leaves of them.
#include <algorithm>

#include "reference/device/commands/zone_resources.hpp"
#include "reference/device/namespace/transition.hpp"
#include "reference/oracle/belief/belief.hpp"
#include "reference/spec/footprint.hpp"

namespace zns {
namespace {

bool selects_all(const Command& command) {
  return footprint(command).select_all;
}

bool opens_all(const Command& command) {
  return selects_all(command) && std::get<ZoneManagementSend>(command.body).zsa == ZoneSendAction::Open;
}

}  // namespace

void Belief::settle(const Command& command, const Effect& effect) {
  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
  // Open with Select All may open zones closed unseen, in the place of those that were seen open.
  const bool opens_all = zns::opens_all(command);
  if (!effect.zones.empty() || opens_all) unknowns_.forget_zones_seen();
  bool opens = opens_all;
  for (std::size_t i = 0; i < effect.zones.size(); ++i) {
    const ZoneChange& change = effect.zones[i];
    settle_closed_for_room(change.zone);
    settle_excursion(change.zone);
    if (change.after.zs != ZoneState::ImplicitlyOpened) now_known(change.zone);
    opens = opens || is_open(change.after.zs);  // a zone believed open may have been the one that was closed
    if (!selects_all(command)) count_places(command, change);
  }
  // ZNS-RES-008
  unknowns_.made_room = !opens && (unknowns_.made_room || effect.closed_unnamed_zone);
  if (opens_all)
    for (ZoneId id = state_.oldest_implicitly_opened(); id != State::kNone; id = state_.newer(id))
      make_doubt(id).maybe_explicit = true;
  if (send != nullptr && send->zsa == ZoneSendAction::Reset && geometry_.variable_capacity)
    for (std::size_t i = 0; i < effect.zones.size(); ++i)
      make_doubt(effect.zones[i].zone).anything = true;  // its capacity
  if (all_open_are_explicit() && !geometry_.active_excursions) {
    while (state_.oldest_implicitly_opened() != State::kNone) {
      const ZoneId id = state_.oldest_implicitly_opened();
      auto closed = background(geometry_, state_, {EventKind::CloseZone, id});
      change(*closed);
      now_known(id);
      unknowns_.unseen.closed_for_room.push_back(id);
    }
  }
}

// A Select All names no zone to count by. And where one was refused, some zones may have been opened before it was
// found that not all can be, as QEMU does: those zones tell, not what finds no place afterwards.
void Belief::forget_places_after(const Command& command, Status status) {
  if (selects_all(command)) unknowns_.places = {};
  const bool refused = opens_all(command) && status == Status::TooManyOpenZones;
  if (refused || (status == kSuccess && footprint(command).changes_zones())) unknowns_.refused_to_open_all = refused;
}

// The command names one zone. Where all that are believed open fit, they say as much themselves.
void Belief::count_places(const Command& command, const ZoneChange& change) {
  if (!geometry_.max_open) return;
  Places& places = unknowns_.places;
  const std::uint32_t most = *geometry_.max_open;
  const bool was_explicit = change.before.zs == ZoneState::ExplicitlyOpened;
  const bool leaves = !is_open(change.after.zs);
  const bool fills = is_write_operation(command) && leaves;  // ZNS-RES-008
  if (!was_explicit && (fills || !leaves) && places.opened_last != change.zone) {
    const bool others_closed = state_.opened() + (leaves ? 1 : 0) > most;
    places.opened_last = others_closed ? std::optional{change.zone} : std::nullopt;
    if (places.free != 0) --places.free;
  }
  const bool was_open = places.opened_last == change.zone || (was_explicit && !geometry_.active_excursions);
  if (leaves && was_open) places.free = std::min(places.free + 1, most);
  if (leaves && places.opened_last == change.zone) places.opened_last.reset();
  if (state_.opened() + places.free <= most) places.free = 0;
}

// Whatever zones are open, one more can be (ZNS-RES-013). A device that opened zones where it must not is told by
// those.
bool Belief::finds_a_place(ZoneId zone) const {
  return !all_open_are_explicit() && (unknowns_.places.free != 0 || unknowns_.places.opened_last == zone);
}

bool Belief::all_open_are_explicit() const {
  const auto in_doubt = [&](const Doubt& d) {
    return d.anything && state_.zone(d.zone).zs == ZoneState::ExplicitlyOpened;
  };
  auto unsure = std::count_if(unknowns_.doubts.begin(), unknowns_.doubts.end(), in_doubt);
  for (const Owed& owed : unknowns_.unseen.owed) unsure = std::max<std::ptrdiff_t>(unsure, owed.zones);
  const auto& survivors = unknowns_.survivors;
  unsure += std::count_if(survivors.begin(), survivors.end(), [&](const Survivor& each) {
    return state_.zone(each.zone).zs == ZoneState::ExplicitlyOpened;
  });
  return geometry_.max_open && state_.count(ZoneState::ExplicitlyOpened) - unsure >= *geometry_.max_open;
}

// The limits with which step() answers as if other zones of which nothing is known held a resource, where one is
// wanting, and none where one was granted.
Geometry Belief::limits_in_doubt(std::optional<ZoneId> zone, Status seen) const {
  Geometry limits = geometry_;
  const auto shift = [](std::optional<std::uint32_t>& limit, bool is_wanting, bool is_held) {
    if (!limit || is_wanting == is_held) return;
    *limit = is_wanting ? std::max(*limit, 1U) - 1 : *limit + 1;
  };
  for (const ZoneId id : needs_report()) {
    if (id == zone) continue;
    const ZoneState zs = state_.zone(id).zs;
    shift(limits.max_active, seen == Status::TooManyActiveZones, is_active(zs));
    const bool opens_all = !zone;  // then a Closed one wants a place, too
    shift(limits.max_open, seen == Status::TooManyOpenZones, opens_all ? is_active(zs) : is_open(zs));
  }
  for (const Survivor& survivor : unknowns_.survivors) {
    if (survivor.zone == zone) continue;
    const ZoneState zs = state_.zone(survivor.zone).zs;
    const bool wants_active = seen == Status::TooManyActiveZones;
    const bool wants_open = seen == Status::TooManyOpenZones;
    const bool other_opens = survivor.other && is_open(survivor.other->zs);
    const bool may_differ = survivor.maybe_full || survivor.other || may_be_empty(survivor);
    if (wants_active ? may_be_active(survivor) : may_differ) shift(limits.max_active, wants_active, is_active(zs));
    if (wants_open ? other_opens || (!zone && may_be_active(survivor)) : may_differ)
      shift(limits.max_open, wants_open, zone ? is_open(zs) : is_active(zs));
  }
  return limits;
}

// Open with Select All wants a place for each zone of which nothing is known, too: it may be Closed, or hold one.
bool Belief::lacks_places_for_all(const Command& command) const {
  if (!geometry_.max_open || !opens_all(command)) return false;
  const std::vector<ZoneId> unknown = needs_report();
  const auto more =
      std::count_if(unknown.begin(), unknown.end(), [&](ZoneId id) { return !is_active(state_.zone(id).zs); });
  return !unknown.empty() && state_.active() + more > *geometry_.max_open;
}

bool Belief::see(std::vector<ZoneId>& zones, ZoneId zone) {
  if (std::find(zones.begin(), zones.end(), zone) != zones.end()) return false;
  zones.push_back(zone);
  return true;
}

}  // namespace zns
