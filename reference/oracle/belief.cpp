// What the oracle believes: how a belief is changed, doubted, given up and taken as a value.
#include <algorithm>

#include "reference/device/commands/zone_resources.hpp"
#include "reference/device/namespace/transition.hpp"
#include "reference/device/step.hpp"
#include "reference/oracle/digest.hpp"
#include "reference/oracle/journal.hpp"
#include "reference/oracle/oracle.hpp"
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

// A Select All names no zone to count by. And where one was refused, some zones may have been opened before it was
// found that not all can be, as QEMU does: those zones tell, not what finds no place afterwards.
void Oracle::forget_places_after(const Command& command, Status status) {
  if (selects_all(command)) unknowns_.places = {};
  const bool refused = opens_all(command) && status == Status::TooManyOpenZones;
  if (refused || (status == kSuccess && footprint(command).changes_zones())) unknowns_.refused_to_open_all = refused;
}

void Oracle::change(Effect& effect) {
  apply(state_, effect);
  if (journal_ != nullptr)
    journal_->record(effect);
  else if (!since_reset_.empty())
    forget_resets(effect);
}

// What follows from a command that was carried out, beyond its effect.
void Oracle::settle(const Command& command, const Effect& effect) {
  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
  // Open with Select All may open zones closed unseen, in the place of those that were seen open.
  const bool opens_all = zns::opens_all(command);
  if (!effect.zones.empty() || opens_all) unknowns_.forget_zones_seen();
  bool opens = opens_all;
  for (std::size_t i = 0; i < effect.zones.size(); ++i) {
    const ZoneChange& change = effect.zones[i];
    std::erase(unknowns_.unseen.closed_for_room, change.zone);
    std::erase(unknowns_.unseen.not_seen_full, change.zone);
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

// The command names one zone. Where all that are believed open fit, they say as much themselves.
void Oracle::count_places(const Command& command, const ZoneChange& change) {
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
bool Oracle::finds_a_place(ZoneId zone) const {
  return !all_open_are_explicit() && (unknowns_.places.free != 0 || unknowns_.places.opened_last == zone);
}

bool Oracle::all_open_are_explicit() const {
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
Geometry Oracle::limits_in_doubt(std::optional<ZoneId> zone, Status seen) const {
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
bool Oracle::lacks_places_for_all(const Command& command) const {
  if (!geometry_.max_open || !opens_all(command)) return false;
  const std::vector<ZoneId> unknown = needs_report();
  const auto more =
      std::count_if(unknown.begin(), unknown.end(), [&](ZoneId id) { return !is_active(state_.zone(id).zs); });
  return !unknown.empty() && state_.active() + more > *geometry_.max_open;
}

void Oracle::lose(const Command& command) {
  const Footprint named = footprint(command);
  if (command.queue == Queue::Admin || !(named.changes_zones() || named.does == Does::Unknown)) return;
  unknowns_.lost = true;
  forget_what_was_seen();
  if (const std::optional<ZoneId> zone = named_zone(command)) return forget_content(*zone);
  for (ZoneId zone = 0; zone < state_.zones() && (named.does == Does::Unknown || named.select_all); ++zone)
    forget_content(zone);
}

void Oracle::give_up(ZoneId zone) {
  make_doubt(zone).anything = true;
  forget_content(zone);
  forget_what_was_seen();
}

// What it did is not known: of the zones that it may have changed, nothing is.
void Oracle::doubt_zones_of(const Command& command) {
  if (!footprint(command).changes_zones()) return;
  const std::optional<ZoneId> named = named_zone(command);
  if (!named && !selects_all(command)) return;
  if (named) {
    make_doubt(*named).anything = true;
    give_up_survivor(*named);
  } else {
    unknowns_.lost = true;
    while (!unknowns_.survivors.empty()) give_up_survivor(unknowns_.survivors.back().zone);
  }
  if (is_reset(command))  // and may have been written since, as far as before
    for (ZoneId zone = named.value_or(0); zone < (named ? *named + 1 : state_.zones()); ++zone) forget_content(zone);
  forget_what_was_seen();
}

// Aborted for its data pointer, a write may have opened the zone before (ZNS-AMB-14).
void Oracle::doubt_opening(const Command& command) {
  forget_what_was_seen();
  const std::optional<ZoneId> zone = named_zone(command);
  if (zone && demand_to_open(state_.zone(*zone).zs).open) make_doubt(*zone).anything = true;
}

// What the blocks and the extension of a zone hold.
void Oracle::forget_content(ZoneId zone) {
  if (state_.media(zone)) forget_blocks(zone, state_.media(zone)->blocks());
  forget_extension(zone);
}

void Oracle::forget_blocks(ZoneId zone, std::uint64_t blocks) {
  Effect effect;
  if (state_.media(zone)) effect.media.push_back({.zone = zone, .dropped = state_.media(zone)});
  if (blocks != 0) effect.media.push_back({.zone = zone, .count = blocks, .content = BlockMap::Content::Unknown});
  change(effect);
}

void Oracle::forget_extension(ZoneId zone) {
  Effect effect;
  if (const SharedExtension extension = state_.extension(zone))
    effect.extensions.push_back({.zone = zone, .before = extension, .after = nullptr});
  change(effect);
}

void Oracle::failed_before(Event event) {
  const ZoneState before = state_.zone(event.zone).zs;
  note(event);
  has_failed(event.zone, before);
}

void Oracle::note(Event event) {
  auto effect = background(geometry_, state_, event);
  if (!effect) return;
  apply(state_, *effect);
  resolve(event.zone);
  forget_survivor(event.zone);
  if (!since_reset_.empty()) forget_resets(*effect);
  if (event.kind == EventKind::Renew) cache_.forget(event.zone);
  // It may have been Full already, unseen, and is then no zone to be initialized.
  if (event.kind == EventKind::Initialize && geometry_.active_excursions) make_doubt(event.zone).anything = true;
  unknowns_.forget_zones_seen();
}

// A command may have opened a zone, in the place of one that was seen open.
void Oracle::forget_what_was_seen() {
  unknowns_.forget_zones_seen();
  unknowns_.forget_places();
}

void Oracle::believe(const Belief& belief) {
  ZNS_ASSERT(journal_ == nullptr && belief.state.block_bytes() == kDigestBytes);
  state_ = belief.state;
  unknowns_ = belief.unknowns;
}

Oracle Oracle::alone(ZoneId zone) const {
  Geometry one = geometry_;
  one.zones = 1;
  one.max_active = one.max_open = std::nullopt;
  Oracle oracle{one};
  oracle.state_ = state_.alone(zone, geometry_);
  oracle.unknowns_.lost = unknowns_.lost;
  oracle.append_seen_ = append_seen_;
  for (Doubt doubt : unknowns_.doubts) {
    if (doubt.zone != zone) continue;
    doubt.zone = 0;
    doubt.wp_max -= geometry_.zslba(zone);
    oracle.unknowns_.doubts = {doubt};
  }
  // What is owed is of several zones.
  const auto& [owed, passed_over, said, closed, not_seen_full] = unknowns_.unseen;
  for (PassedOver each : passed_over) {
    if (each.zone != zone) continue;
    each.zone = 0;
    each.before.wp -= geometry_.zslba(zone);
    oracle.unknowns_.unseen.passed_over = {each};
  }
  if (std::find(said.begin(), said.end(), zone) != said.end()) oracle.unknowns_.unseen.said = {0};
  if (std::find(not_seen_full.begin(), not_seen_full.end(), zone) != not_seen_full.end())
    oracle.unknowns_.unseen.not_seen_full = {0};
  take_survivor_alone(zone, oracle);
  return oracle;
}

std::vector<ZoneId> Oracle::needs_report() const {
  std::vector<ZoneId> zones;
  for (const Doubt& d : unknowns_.doubts)
    if (d.anything) zones.push_back(d.zone);
  return zones;
}

bool Oracle::is_in_doubt() const {
  const auto& doubts = unknowns_.doubts;
  return unknowns_.lost || std::any_of(doubts.begin(), doubts.end(), [](const Doubt& d) { return d.anything; });
}

Oracle::Doubt* Oracle::doubt(ZoneId zone) {
  const auto found =
      std::find_if(unknowns_.doubts.begin(), unknowns_.doubts.end(), [&](const Doubt& d) { return d.zone == zone; });
  return found == unknowns_.doubts.end() ? nullptr : &*found;
}

Oracle::Doubt& Oracle::make_doubt(ZoneId zone) {
  if (Doubt* existing = doubt(zone)) return *existing;
  unknowns_.doubts.push_back({.zone = zone, .wp_max = state_.zone(zone).wp});
  return unknowns_.doubts.back();
}

// What a command did to a zone says nothing of one of which nothing is known: it did that to whatever it found.
void Oracle::now_known(ZoneId zone) {
  if (const Doubt* doubted = doubt(zone); doubted != nullptr && !doubted->anything) resolve(zone);
}

void Oracle::resolve(ZoneId zone) {
  unknowns_.doubts.erase(
      std::remove_if(unknowns_.doubts.begin(), unknowns_.doubts.end(), [&](const Doubt& d) { return d.zone == zone; }),
      unknowns_.doubts.end());
}

}  // namespace zns
