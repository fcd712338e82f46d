// What is doubted, given up and resolved.
#include <algorithm>

#include "reference/device/commands/zone_resources.hpp"
#include "reference/device/namespace/transition.hpp"
#include "reference/oracle/belief/belief.hpp"
#include "reference/spec/footprint.hpp"

namespace zns {

std::vector<ZoneId> Belief::needs_report() const {
  std::vector<ZoneId> zones;
  for (const Doubt& d : unknowns_.doubts)
    if (d.anything) zones.push_back(d.zone);
  return zones;
}

bool Belief::is_in_doubt() const {
  const auto& doubts = unknowns_.doubts;
  return unknowns_.lost || std::any_of(doubts.begin(), doubts.end(), [](const Doubt& d) { return d.anything; });
}

bool Belief::is_in_doubt(ZoneId zone) const {
  return std::any_of(unknowns_.doubts.begin(), unknowns_.doubts.end(),
                     [=](const Doubt& each) { return each.zone == zone && each.anything; });
}

Doubt* Belief::find_doubt(ZoneId zone) {
  const auto found =
      std::find_if(unknowns_.doubts.begin(), unknowns_.doubts.end(), [&](const Doubt& d) { return d.zone == zone; });
  return found == unknowns_.doubts.end() ? nullptr : &*found;
}

const Doubt* Belief::doubt(ZoneId zone) const {
  const auto found =
      std::find_if(unknowns_.doubts.begin(), unknowns_.doubts.end(), [&](const Doubt& d) { return d.zone == zone; });
  return found == unknowns_.doubts.end() ? nullptr : &*found;
}

Doubt& Belief::make_doubt(ZoneId zone) {
  if (Doubt* existing = find_doubt(zone)) return *existing;
  unknowns_.doubts.push_back({.zone = zone, .wp_max = state_.zone(zone).wp});
  return unknowns_.doubts.back();
}

// What a command did to a zone says nothing of one of which nothing is known: it did that to whatever it found.
void Belief::now_known(ZoneId zone) {
  if (const Doubt* doubted = doubt(zone); doubted != nullptr && !doubted->anything) resolve(zone);
}

void Belief::resolve(ZoneId zone) {
  unknowns_.doubts.erase(
      std::remove_if(unknowns_.doubts.begin(), unknowns_.doubts.end(), [&](const Doubt& d) { return d.zone == zone; }),
      unknowns_.doubts.end());
}

bool Belief::meets_doubt(const Command& command, ZoneId zone) const {
  const ZoneId last = last_zone(command, zone);
  return std::any_of(unknowns_.doubts.begin(), unknowns_.doubts.end(),
                     [=](const Doubt& doubt) { return doubt.anything && doubt.zone >= zone && doubt.zone <= last; });
}

void Belief::lose(const Command& command) {
  const Footprint named = footprint(command);
  const bool has_meaning = command.queue == Queue::Io || is_of_controller(command);
  if (!has_meaning || !(named.changes_zones() || named.does == Does::Unknown)) return;
  unknowns_.lost = true;
  forget_what_was_seen();
  if (const std::optional<ZoneId> zone = named_zone(command)) return forget_content(*zone);
  for (ZoneId zone = 0; zone < state_.zones() && (named.does == Does::Unknown || named.select_all); ++zone)
    forget_content(zone);
}

void Belief::renew() {
  for (ZoneId zone = 0; zone < state_.zones(); ++zone) {
    const ZoneState zs = state_.zone(zone).zs;
    const bool may_stay = zs == ZoneState::ReadOnly || zs == ZoneState::Offline;
    if (may_stay || geometry_.variable_capacity)  // ZNS-RST-030: ZCAP may change
      give_up(zone);
    else
      note({EventKind::Renew, zone});
  }
}

void Belief::give_up(ZoneId zone) {
  make_doubt(zone).anything = true;
  forget_content(zone);
  forget_what_was_seen();
}

// What it did is not known: of the zones that it may have changed, nothing is.
void Belief::doubt_zones_of(const Command& command) {
  if (!footprint(command).changes_zones()) return;
  const std::optional<ZoneId> named = named_zone(command);
  if (!named && !footprint(command).select_all) return;
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

// It may have been done wholly, partly or not at all.
void Belief::doubt_what_was_done(const Command& command) {
  doubt_zones_of(command);
  const std::optional<ZoneId> zone = named_zone(command);
  const Footprint named = footprint(command);
  if (Doubt* undecided = zone && named.changes_zones() ? find_doubt(*zone) : nullptr)
    undecided->wp_max = std::max(undecided->wp_max, state_.zone(*zone).wp + named.blocks);
}

// Aborted for its data pointer, a write may have opened the zone before (ZNS-AMB-14).
void Belief::doubt_opening(const Command& command) {
  forget_what_was_seen();
  const std::optional<ZoneId> zone = named_zone(command);
  if (zone && demand_to_open(state_.zone(*zone).zs).open) make_doubt(*zone).anything = true;
}

// What the blocks and the extension of a zone hold.
void Belief::forget_content(ZoneId zone) {
  if (state_.media(zone)) forget_blocks(zone, state_.media(zone)->blocks());
  forget_extension(zone);
}

void Belief::forget_blocks(ZoneId zone, std::uint64_t blocks) {
  Effect effect;
  if (state_.media(zone)) effect.media.push_back({.zone = zone, .dropped = state_.media(zone)});
  if (blocks != 0) effect.media.push_back({.zone = zone, .count = blocks, .content = BlockMap::Content::Unknown});
  change(effect);
}

void Belief::forget_extension(ZoneId zone) {
  Effect effect;
  if (const SharedExtension extension = state_.extension(zone))
    effect.extensions.push_back({.zone = zone, .before = extension, .after = nullptr});
  change(effect);
}

// A command may have opened a zone, in the place of one that was seen open.
void Belief::forget_what_was_seen() {
  unknowns_.forget_zones_seen();
  unknowns_.forget_places();
}

}  // namespace zns
