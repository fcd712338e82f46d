// What happens to zones by itself: excursions, capacities that change, media that wears out, power that goes.
#include "reference/device/namespace/transition.hpp"
#include "reference/variants/parts.hpp"

namespace zns::variants {
namespace {

// A zone that a whim picks among those for which `fits` is true.
template <class Fits>
std::optional<ZoneId> some_zone(const Situation& situation, Fits fits) {
  const auto first = static_cast<ZoneId>(whim(situation, 29) % situation.geometry.zones);
  for (ZoneId i = 0; i < situation.geometry.zones; ++i) {
    const ZoneId id = (first + i) % situation.geometry.zones;
    if (fits(id)) return id;
  }
  return std::nullopt;
}

template <std::uint64_t N>
void makes_excursions(const Situation& situation, Effect& effect) {
  if (!is_due<N>(situation)) return;
  const auto zone = some_zone(situation, [&](ZoneId id) { return is_active(situation.state.zone(id).zs); });
  if (zone) happen(situation, effect, {EventKind::Excursion, *zone});
}

template <EventKind Kind, std::uint64_t N>
void wears_out(const Situation& situation, Effect& effect) {
  if (!is_due<N>(situation)) return;
  const auto zone = static_cast<ZoneId>(whim(situation, 31) % situation.geometry.zones);
  happen(situation, effect, {Kind, zone});
}

Geometry believes_in_room(const Situation& situation) {
  Geometry believed = situation.geometry;
  believed.max_active.reset();
  return believed;
}

std::uint32_t active_after(const Situation& situation, const Effect& effect) {
  std::uint32_t active = situation.state.active();
  for (std::size_t i = 0; i < effect.zones.size(); ++i) {
    active += is_active(effect.zones[i].after.zs) ? 1 : 0;
    active -= is_active(effect.zones[i].before.zs) ? 1 : 0;
  }
  return active;
}

// ZNS-RES-015: a zone is finished where another one needs its active resource.
void finishes_to_make_room(const Situation& situation, Effect& effect) {
  if (effect.status != kSuccess || !situation.geometry.max_active) return;
  if (active_after(situation, effect) <= *situation.geometry.max_active) return;
  const auto victim = some_zone(situation, [&](ZoneId id) {
    return is_active(situation.state.zone(id).zs) && mutants::change_of(effect, id) == nullptr;
  });
  if (victim)
    happen(situation, effect, {EventKind::Excursion, *victim});
  else
    mutants::refuse(effect, Status::TooManyActiveZones);
}

// Every capacity from half a zone to a whole one; the completion says that some changed.
void changes_capacity(const Situation& situation, Effect& effect) {
  if (!mutants::is_sent(situation, ZoneSendAction::Reset) || effect.status != kSuccess) return;
  const std::uint64_t zsze = situation.geometry.zsze;
  for (std::size_t i = 0; i < effect.zones.size(); ++i) {
    ZoneChange& change = effect.zones[i];
    change.after.zcap = zsze - whim(situation, 37 + change.zone) % (zsze / 2);
    if (change.after.zcap != change.before.zcap) effect.result |= 1;
  }
}

void fills_at_power_loss(const mutants::RestartSituation& situation, std::optional<Effect>& effect) {
  const Zone& before = situation.state.zone(situation.zone);
  if (situation.kind != Reset::PowerCycle || !is_active(before.zs)) return;
  Zone after = before;
  after.zs = ZoneState::Full;
  after.za = attributes_in(after.zs, before.za);
  effect.emplace();
  effect->change(situation.zone, before, after);
}

template <EventKind Kind>
Variant worn(std::string_view id, std::string_view what, ClauseId clause, Freedom freedom) {
  return {.id = id,
          .what = what,
          .clauses = {clause},
          .freedom = freedom,
          .options = "zones=64",
          .conduct = {.meddles = wears_out<Kind, 4000>}};
}

Variant excursion(std::string_view id, std::string_view what, std::string_view options, Conduct conduct) {
  return {.id = id,
          .what = what,
          .clauses = {"ZNS-ATTR-005", "ZNS-SM-010"},
          .freedom = Freedom::ZoneActiveExcursion,
          .options = options,
          .conduct = conduct};
}

}  // namespace

Topic event_variants() {
  return {
      excursion("excursions-offered", "ZOC.ZAE is set, and no zone makes an excursion.", "zae=yes", {}),
      excursion("excursions", "After every 9,973rd command an active zone becomes Full, with ZFC.", "zae=yes",
                {.meddles = makes_excursions<9973>}),
      {.id = "excursions-make-room",
       .what = "At the active limit another zone is finished, with ZFC, and the command succeeds.",
       .clauses = {"ZNS-RES-015", "ZNS-ATTR-005"},
       .freedom = Freedom::ZoneActiveExcursion,
       .options = "zae=yes",
       .conduct = {.believes = believes_in_room, .does = finishes_to_make_room}},
      {.id = "capacity-variable",
       .what = "ZOC.VZCAP is set, and no capacity changes.",
       .clauses = {"ZNS-ZM-006"},
       .freedom = Freedom::CapacityChange,
       .options = "vzcap=yes"},
      {.id = "capacity-changes",
       .what = "Each reset gives a zone another capacity, and the completion says so.",
       .clauses = {"ZNS-ZM-006", "ZNS-ZMS-031"},
       .freedom = Freedom::CapacityChange,
       .options = "vzcap=yes",
       .conduct = {.does = changes_capacity}},
      worn<EventKind::ReadOnly>("goes-read-only", "After every 4,000th command a zone goes Read Only.", "ZNS-SM-021",
                                Freedom::MediaReadOnly),
      worn<EventKind::Offline>("goes-offline", "After every 4,000th command a zone goes Offline.", "ZNS-SM-022",
                               Freedom::MediaOffline),
      {.id = "full-after-power-loss",
       .what = "Zones that were active when power went are Full when it comes back.",
       .clauses = {"ZNS-RST-004", "ZNS-AMB-12"},
       .conduct = {.restarts = fills_at_power_loss}},
  };
}

}  // namespace zns::variants
