// Defects that many mutants share, as templates: an entry of the catalogue names what differs.
#pragma once

#include "reference/mutants/effects.hpp"

namespace zns::mutants {

// Where a mutant comes from, if nobody published it.
inline constexpr std::string_view kOffByOne = "plausible: < for <= is the commonest mistake at a limit";
inline constexpr std::string_view kNeighbour = "plausible: statuses of neighbouring values, returned by a copied line";
inline constexpr std::string_view kTable = "plausible: one wrong cell in a table of transitions";
inline constexpr std::string_view kLeak = "plausible: a counter beside the states, updated on all paths but one";
inline constexpr std::string_view kTruncated = "plausible: a 32-bit variable on the way of a 64-bit field";
inline constexpr std::string_view kField = "plausible: a structure filled in by hand, or at a wrong offset";
inline constexpr std::string_view kLoop = "plausible: a loop over the zones with a wrong bound or condition";
inline constexpr std::string_view kLostUpdate = "plausible: a lock that is released between check and update";

template <class Body, Status Right, Status Wrong>
void says(const Situation& situation, Effect& effect) {
  if (sent<Body>(situation) != nullptr && effect.status == Right) effect.status = Wrong;
}

// True for a Zone Management Send to one zone in that state.
template <ZoneSendAction Zsa, ZoneState From>
bool is_cell(const Situation& situation) {
  const Zone* zone = zone_named(situation);
  return is_sent(situation, Zsa) && zone != nullptr && zone->zs == From &&
         sent<ZoneManagementSend>(situation)->slba % situation.geometry.zsze == 0;
}

// The transition is made that should not be, or another one.
template <ZoneSendAction Zsa, ZoneState From, ZoneState To>
void moves(const Situation& situation, Effect& effect) {
  if (!is_cell<Zsa, From>(situation)) return;
  start_over(effect);
  move(situation, effect, *named_zone(situation), To);
}

// The transition that should be made is refused.
template <ZoneSendAction Zsa, ZoneState From, Status Answer = Status::InvalidZoneStateTransition>
void refuses(const Situation& situation, Effect& effect) {
  if (is_cell<Zsa, From>(situation) && effect.status == kSuccess) refuse(effect, Answer);
}

// Success is told, and nothing done: where something is to be done ...
template <ZoneSendAction Zsa, ZoneState From>
void ignores(const Situation& situation, Effect& effect) {
  if (is_cell<Zsa, From>(situation) && effect.status == kSuccess) start_over(effect);
}

// ... and where the action is to be refused.
template <ZoneSendAction Zsa, ZoneState From>
void swallows(const Situation& situation, Effect& effect) {
  if (is_cell<Zsa, From>(situation) && effect.status == Status::InvalidZoneStateTransition) start_over(effect);
}

// Select All passes over zones in that state.
template <ZoneSendAction Zsa, ZoneState From>
void passes_over(const Situation& situation, Effect& effect) {
  if (!is_sent_to_all(situation, Zsa) || effect.status != kSuccess) return;
  for (ZoneId id = 0; id < situation.geometry.zones; ++id)
    if (situation.state.zone(id).zs == From) spare(effect, id);
}

// Select All acts on zones in that state, too.
template <ZoneSendAction Zsa, ZoneState From, ZoneState To>
void includes(const Situation& situation, Effect& effect) {
  if (!is_sent_to_all(situation, Zsa) || effect.status != kSuccess) return;
  for (ZoneId id = 0; id < situation.geometry.zones; ++id)
    if (situation.state.zone(id).zs == From) move(situation, effect, id, To);
}

}  // namespace zns::mutants
