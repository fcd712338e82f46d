// Zones that fail unseen (ZNS-SM-048, ZNS-SM-049, ZNS-RES-021): what is supposed of them until a report shows it.
//
// A zone that is said to have failed, by a status or by the data of a read, is believed Read Only: that stands for
// Offline too, which it may become at any time. One that must have failed, for others to hold the resources that it
// had, has no name: so many zones among those that held one are owed (Owed), and each that is seen to work is no longer
// among them.
#include <algorithm>
#include <utility>

#include "reference/device/namespace/transition.hpp"
#include "reference/device/step.hpp"
#include "reference/oracle/observed_choices.hpp"
#include "reference/oracle/oracle.hpp"

namespace zns {
namespace {

// Where the resource faults are the only ones that forbid the command.
struct Wanting {
  std::optional<ClauseId> active;
  std::optional<ClauseId> open;
  bool nothing_else = true;
};

Wanting wanting(const Faults& faults) {
  Wanting found;
  for (const Fault& fault : faults.all()) {
    if (fault.freedom) continue;
    if (fault.status == Status::TooManyActiveZones)
      found.active = fault.clause;
    else if (fault.status == Status::TooManyOpenZones)
      found.open = fault.clause;
    else
      found.nothing_else = false;
  }
  found.nothing_else = found.nothing_else && (found.active || found.open);
  return found;
}

Verdict remarked(ClauseId clause, std::string observed, std::vector<ZoneId> zones) {
  return {.judgement = Judgement::Noteworthy,
          .clauses = {clause},
          .expected = {},
          .observed = std::move(observed),
          .zones = std::move(zones)};
}

// The blocks of `media`, as a change that writes them.
void append_blocks(ZoneId zone, const SharedBlocks& media, Effect& effect) {
  constexpr std::uint64_t kMostBlocks = 65536;  // beyond that they are not remembered one by one
  const std::uint64_t blocks = media->blocks();
  if (blocks > kMostBlocks)
    effect.media.push_back({.zone = zone, .count = blocks, .content = BlockMap::Content::Unknown});
  else if (blocks != 0)
    effect.media.push_back({.zone = zone, .count = blocks, .source = media});
}

}  // namespace

// What was seen is not explained by what is believed. In a search no room is supposed: another order may explain it.
std::optional<Verdict> Oracle::suppose_failures(const Command& command, std::span<const std::byte> payload,
                                                const Observed& seen, const Effect& plain) {
  if (const std::vector<ZoneId> among = one_is_offline(command, seen, plain); !among.empty()) {
    if (journal_ == nullptr) static_cast<void>(owe(1, among, "ZNS-SM-022"));
    return remarked("ZNS-SM-022", to_string(seen.status) + ": some zone failed by itself", {});
  }
  if (journal_ != nullptr) return std::nullopt;
  if (auto verdict = suppose_room(command, payload, seen, plain)) return verdict;
  return suppose_left_open(command, payload, seen);
}

// Where the status speaks of a zone that the command does not name: a Read of several zones, or a Flush.
std::vector<ZoneId> Oracle::one_is_offline(const Command& command, const Observed& seen, const Effect& plain) const {
  if (seen.status != Status::ZoneIsOffline) return {};
  const std::optional<ZoneId> zone = named_zone(command);
  const bool reads = std::holds_alternative<Read>(command.body) && zone && last_zone(command, *zone) != *zone;
  const bool flushes =  // ZNS-AMB-06
      std::holds_alternative<Flush>(command.body) && geometry_.write_cache && plain.status == kSuccess;
  std::vector<ZoneId> among;
  if (!reads && !flushes) return among;
  const ZoneId end = reads ? last_zone(command, *zone) + 1 : state_.zones();
  for (ZoneId id = reads ? *zone : 0; id != end; ++id) among.push_back(id);
  return among;
}

// A command succeeded that wants a resource beyond the limit, as the host counts.
std::optional<Verdict> Oracle::suppose_room(const Command& command, std::span<const std::byte> payload,
                                            const Observed& seen, const Effect& plain) {
  constexpr ClauseId kOpenLimit = "ZNS-RES-005";
  const Wanting limit = wanting(plain.faults);
  if (seen.status != kSuccess || !plain.faults.must_abort() || !limit.nothing_else) return std::nullopt;
  Geometry unlimited = geometry_;
  unlimited.max_active.reset();
  unlimited.max_open.reset();
  ObservedChoices choices{seen.status};
  Effect effect = step(unlimited, state_, command, payload, choices);
  if (effect.status != kSuccess) return std::nullopt;
  const std::optional<ZoneId> zone = named_zone(command);
  std::vector<ZoneId> open = zones_in(ZoneState::ExplicitlyOpened);
  std::vector<ZoneId> active = open;
  for (const ZoneState zs : {ZoneState::ImplicitlyOpened, ZoneState::Closed})
    for (const ZoneId id : zones_in(zs)) active.push_back(id);
  const std::uint64_t opened = zone ? 1 : state_.count(ZoneState::Closed);  // by the command; Select All opens those
  if (!zone) open = active;
  const std::uint64_t wanted_open = state_.count(ZoneState::ExplicitlyOpened) + opened;
  const std::uint64_t wanted_active = state_.active() + (zone ? 1 : 0);
  const auto beyond = [](std::uint64_t wanted, std::optional<std::uint32_t> most) {
    return most && wanted > *most ? static_cast<std::uint32_t>(wanted - *most) : 0U;
  };
  const std::uint32_t missing_active = limit.active ? beyond(wanted_active, geometry_.max_active) : 0;
  // Where both limits are one, Too Many Active Zones alone is said (ZNS-RES-006); an extension opens no zone.
  bool wants_open = limit.open.has_value();
  for (std::size_t i = 0; i < effect.zones.size(); ++i) wants_open = wants_open || is_open(effect.zones[i].after.zs);
  const std::uint32_t missing_open = wants_open ? beyond(wanted_open, geometry_.max_open) : 0;
  if (active.size() < missing_active || open.size() < missing_open) return std::nullopt;
  if (auto verdict = judge_result(command, effect, seen)) return verdict;
  accept(command, effect, {});
  if (missing_active != 0) static_cast<void>(owe(missing_active, std::move(active), *limit.active));
  if (missing_open != 0) static_cast<void>(owe(missing_open, std::move(open), limit.open.value_or(kOpenLimit)));
  return remarked("ZNS-RES-021", to_string(seen.status) + ", beyond the limit: a zone failed by itself",
                  zone ? std::vector{*zone} : std::vector<ZoneId>{});
}

// A zone is open still that was believed closed, for those explicitly opened took all places: one of them has failed.
std::optional<Verdict> Oracle::suppose_left_open(const Command& command, std::span<const std::byte> payload,
                                                 const Observed& seen) {
  const std::optional<ZoneId> zone = named_zone(command);
  if (!zone || seen.status != kSuccess || !reopen(*zone)) return std::nullopt;
  ObservedChoices choices{seen.status};
  Effect effect = step(geometry_, state_, command, payload, choices);
  if (effect.status != kSuccess) return std::nullopt;
  if (auto verdict = judge_result(command, effect, seen)) return verdict;
  accept(command, effect, {});
  return remarked("ZNS-RES-021", to_string(seen.status) + " in a zone that is open still: another one failed", {*zone});
}

bool Oracle::reopen(ZoneId zone) {
  auto& closed = unknowns_.unseen.closed_for_room;
  const bool was_closed = std::find(closed.begin(), closed.end(), zone) != closed.end();
  Zone after = state_.zone(zone);
  if (journal_ != nullptr || !was_closed || after.zs != ZoneState::Closed) return false;
  if (!owe(1, zones_in(ZoneState::ExplicitlyOpened), "ZNS-RES-002")) return false;
  std::erase(closed, zone);
  after.zs = ZoneState::ImplicitlyOpened;
  replace(zone, after);
  return true;
}

// Nothing but zones that a report does not list speaks against it: those have failed, and a report must show it.
Verdict Oracle::suppose_absent_failed(const Verdict& by_absence) {
  for (const ZoneId zone : by_absence.zones) {
    auto effect = background(geometry_, state_, {EventKind::ReadOnly, zone});
    if (!effect) continue;
    change(*effect);
    has_failed(zone, effect->zones[0].before.zs);
    unknowns_.unseen.said.push_back(zone);
  }
  return remarked("ZNS-SM-048", by_absence.observed + ": failed by itself", by_absence.zones);
}

// False if there are not so many.
bool Oracle::owe(std::uint32_t zones, std::vector<ZoneId> among, ClauseId clause) {
  if (among.size() < zones) return false;
  auto& owed = unknowns_.unseen.owed;
  const auto is_said_again = [&](const Owed& each) {
    const auto is_among = [&](ZoneId id) { return std::find(among.begin(), among.end(), id) != among.end(); };
    return each.zones <= zones && std::all_of(each.among.begin(), each.among.end(), is_among);
  };
  std::erase_if(owed, [&](const Owed& each) { return each.clause == clause && is_said_again(each); });
  owed.push_back({.zones = zones, .among = std::move(among), .clause = clause});
  return true;
}

std::vector<ZoneId> Oracle::zones_in(ZoneState zs) const {
  std::vector<ZoneId> zones;
  for (ZoneId id = 0; zones.size() < state_.count(zs); ++id)
    if (state_.zone(id).zs == zs) zones.push_back(id);
  return zones;
}

// The zone was seen to work: it has not failed, and had not before.
void Oracle::works(ZoneId zone) {
  Unseen& unseen = unknowns_.unseen;
  std::erase(unseen.said, zone);
  forget_passed_over(zone);
  for (Owed& owed : unseen.owed) std::erase(owed.among, zone);
}

// It gave back what it held, perhaps long ago; `before`: what was believed of it until now.
void Oracle::has_failed(ZoneId zone, ZoneState before) {
  Unseen& unseen = unknowns_.unseen;
  for (Owed& owed : unseen.owed)
    if (std::erase(owed.among, zone) != 0 && owed.zones != 0) --owed.zones;
  std::erase_if(unseen.owed, [](const Owed& owed) { return owed.zones == 0; });
  if (before != ZoneState::ExplicitlyOpened) return;
  for (const ZoneId id : std::exchange(unseen.closed_for_room, {})) {  // there was room for these
    Zone after = state_.zone(id);
    if (after.zs != ZoneState::Closed) continue;
    after.zs = ZoneState::ImplicitlyOpened;
    replace(id, after);
    make_doubt(id).maybe_explicit = true;  // by an Open of all that found it closed
  }
}

// Before the effect of a Reset of all zones is applied.
void Oracle::remember_passed_over(const Command& command, const Effect& effect) {
  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
  if (send == nullptr || !send->select_all || send->zsa != ZoneSendAction::Reset) return;
  auto& passed = unknowns_.unseen.passed_over;
  for (std::size_t i = 0; i < effect.zones.size(); ++i) {
    const ZoneId zone = effect.zones[i].zone;
    const bool known =
        std::any_of(passed.begin(), passed.end(), [=](const PassedOver& each) { return each.zone == zone; });
    if (known) continue;  // if it had failed then, it had when all were reset again
    passed.push_back({.zone = zone,
                      .before = effect.zones[i].before,
                      .media = state_.remembers_blocks() ? state_.media(zone) : nullptr,
                      .extension = state_.extension(zone)});
  }
}

// What makes the zone what it was before all were reset, and Read Only.
std::optional<Effect> Oracle::passed_over(ZoneId zone) const {
  const auto& passed = unknowns_.unseen.passed_over;
  const auto found =
      std::find_if(passed.begin(), passed.end(), [=](const PassedOver& each) { return each.zone == zone; });
  const Zone& now = state_.zone(zone);
  if (found == passed.end() || !(now.zs == ZoneState::Empty || now.zs == ZoneState::ReadOnly)) return std::nullopt;
  Zone still = found->before;
  still.zs = ZoneState::ReadOnly;
  still.za = attributes_in(still.zs, still.za);
  Effect effect;
  effect.change(zone, now, still);
  if (state_.remembers_blocks() && state_.media(zone))
    effect.media.push_back({.zone = zone, .dropped = state_.media(zone)});
  if (found->media) append_blocks(zone, found->media, effect);
  if (geometry_.zdes != 0)
    effect.extensions.push_back({.zone = zone, .before = state_.extension(zone), .after = found->extension});
  return effect;
}

void Oracle::forget_passed_over(ZoneId zone) {
  std::erase_if(unknowns_.unseen.passed_over, [=](const PassedOver& each) { return each.zone == zone; });
}

// The attributes of a zone that has failed may say whether it did so before all were reset, or afterwards.
void Oracle::decide_passed_over(ZoneId zone, const ZoneDescriptor& seen) {
  std::optional<Effect> still = passed_over(zone);
  if (!still) return;
  constexpr std::uint8_t kTelling = za::kDescriptorExtensionValid | za::kFinishedByController;
  const std::uint8_t would_be = attributes_in(seen.zs, still->zones[0].after.za) & kTelling;
  if (would_be == 0) return;  // a read may say it
  if ((seen.za & kTelling) == would_be && seen.zs == ZoneState::ReadOnly) change(*still);
  forget_passed_over(zone);
}

}  // namespace zns
