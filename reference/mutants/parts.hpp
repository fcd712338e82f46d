// Defects that many mutants share, as templates: an entry of the catalogue names what differs.
#pragma once

#include <utility>

#include "reference/mutants/effects.hpp"
#include "reference/mutants/mutant.hpp"

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

// Zones from 16 on lie beyond 2^32 blocks; they hold little, so that they are soon full.
inline constexpr std::string_view kBeyond32Bits = "zones=20,zsze=268435456,zcap=48";

// A defect of what a controller answers.
inline Mutant of_answers(std::string_view id, std::string_view wrong, std::string_view right,
                         std::vector<ClauseId> clauses, std::string_view origin,
                         void (*administers)(const AdminSituation&, AdminEffect&), std::string_view options = "") {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = origin,
          .geometry = options,
          .defect = {.administers = administers}};
}

template <class Body, Status Right, Status Wrong>
void says(const Situation& situation, Effect& effect) {
  if (sent<Body>(situation) != nullptr && effect.status == Right) effect.status = Wrong;
}

// A write operation that opens a zone, or goes on in one, leaves it in another state than it should, unless Full.
template <class Body, ZoneState From, ZoneState To>
void leaves_zone(const Situation& situation, Effect& effect) {
  const Zone* zone = zone_named(situation);
  if (sent<Body>(situation) == nullptr || zone == nullptr || zone->zs != From || effect.status != kSuccess) return;
  ZoneChange* change = change_of(effect, *named_zone(situation));
  if (change != nullptr && change->after.zs != ZoneState::Full) change->after.zs = To;
}

// A Body that moves exactly the bytes that `limit` allows is refused.
template <class Body, std::uint8_t Geometry::*limit>
void refuses_at_limit(const Situation& situation, Effect& effect) {
  if (sent<Body>(situation) != nullptr && effect.status == kSuccess &&
      byte_count(situation) == kMinimumPageBytes << situation.geometry.*limit)
    refuse(effect, Status::InvalidFieldInCommand);
}

// ... and one that moves one block more goes through.
template <class Body, std::uint8_t Geometry::*limit>
Geometry allows_one_more(const Situation& situation) {
  Geometry believed = situation.geometry;
  if (sent<Body>(situation) != nullptr &&
      byte_count(situation) == (kMinimumPageBytes << believed.*limit) + believed.lba_bytes)
    believed.*limit = 0;
  return believed;
}

using Block = std::span<std::byte>;

// Visits the blocks of the data that a Read returns, with their LBAs and places.
template <class Visit>
void for_each_block(const Situation& situation, std::span<std::byte> out, Visit visit) {
  const auto* read = sent<Read>(situation);
  if (read == nullptr) return;
  const std::size_t size = situation.state.block_bytes();
  for (std::size_t i = 0; (i + 1) * size <= out.size(); ++i) visit(read->slba + i, i, out.subspan(i * size, size));
}

// LBAs lose their upper half.
template <class Body, std::uint64_t Body::*lba>
Command truncates(const Situation& situation) {
  Command command = situation.command;
  if (auto* body = std::get_if<Body>(&command.body)) body->*lba &= 0xFFFF'FFFF;
  return command;
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
