// Zones that must have failed unseen, for nothing else explains what was seen (ZNS-SM-048, ZNS-SM-049, ZNS-RES-021).
#include <utility>
#include <variant>

#include "reference/device/step.hpp"
#include "reference/oracle/judge/judge.hpp"
#include "reference/oracle/observed_choices.hpp"

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

}  // namespace

// What was seen is not explained by what is believed. In a search no room is supposed: another order may explain it.
std::optional<Verdict> Judge::suppose_failures(const Command& command, std::span<const std::byte> payload,
                                               const Observed& seen, const Effect& plain) {
  if (const std::vector<ZoneId> among = one_is_offline(command, seen, plain); !among.empty()) {
    if (!on_trial_) belief_.owe(1, among, "ZNS-SM-022");
    return remarked("ZNS-SM-022", to_string(seen.status) + ": some zone failed by itself", {});
  }
  if (on_trial_) return std::nullopt;
  if (auto verdict = suppose_room(command, payload, seen, plain)) return verdict;
  return suppose_left_open(command, payload, seen);
}

// Where the status speaks of a zone that the command does not name: a Read of several zones, or a Flush.
std::vector<ZoneId> Judge::one_is_offline(const Command& command, const Observed& seen, const Effect& plain) const {
  if (seen.status != Status::ZoneIsOffline) return {};
  const std::optional<ZoneId> zone = belief_.named_zone(command);
  const bool reads = std::holds_alternative<Read>(command.body) && zone && belief_.last_zone(command, *zone) != *zone;
  const bool flushes =  // ZNS-AMB-06
      std::holds_alternative<Flush>(command.body) && belief_.geometry().write_cache && plain.status == kSuccess;
  std::vector<ZoneId> among;
  if (!reads && !flushes) return among;
  const ZoneId end = reads ? belief_.last_zone(command, *zone) + 1 : belief_.state().zones();
  for (ZoneId id = reads ? *zone : 0; id != end; ++id) among.push_back(id);
  return among;
}

// A command succeeded that wants a resource beyond the limit, as the host counts.
std::optional<Verdict> Judge::suppose_room(const Command& command, std::span<const std::byte> payload,
                                           const Observed& seen, const Effect& plain) {
  constexpr ClauseId kOpenLimit = "ZNS-RES-005";
  const Wanting limit = wanting(plain.faults);
  if (seen.status != kSuccess || !plain.faults.must_abort() || !limit.nothing_else) return std::nullopt;
  Geometry unlimited = belief_.geometry();
  unlimited.max_active.reset();
  unlimited.max_open.reset();
  ObservedChoices choices{seen.status};
  Effect effect = step(unlimited, belief_.state(), command, payload, choices);
  if (effect.status != kSuccess) return std::nullopt;
  const std::optional<ZoneId> zone = belief_.named_zone(command);
  std::vector<ZoneId> open = belief_.zones_in(ZoneState::ExplicitlyOpened);
  std::vector<ZoneId> active = open;
  for (const ZoneState zs : {ZoneState::ImplicitlyOpened, ZoneState::Closed})
    for (const ZoneId id : belief_.zones_in(zs)) active.push_back(id);
  const std::uint64_t opened =
      zone ? 1 : belief_.state().count(ZoneState::Closed);  // by the command; Select All opens those
  if (!zone) open = active;
  const std::uint64_t wanted_open = belief_.state().count(ZoneState::ExplicitlyOpened) + opened;
  const std::uint64_t wanted_active = belief_.state().active() + (zone ? 1 : 0);
  const auto beyond = [](std::uint64_t wanted, std::optional<std::uint32_t> most) {
    return most && wanted > *most ? static_cast<std::uint32_t>(wanted - *most) : 0U;
  };
  const std::uint32_t missing_active = limit.active ? beyond(wanted_active, belief_.geometry().max_active) : 0;
  // Where both limits are one, Too Many Active Zones alone is said (ZNS-RES-006); an extension opens no zone.
  bool wants_open = limit.open.has_value();
  for (std::size_t i = 0; i < effect.zones.size(); ++i) wants_open = wants_open || is_open(effect.zones[i].after.zs);
  const std::uint32_t missing_open = wants_open ? beyond(wanted_open, belief_.geometry().max_open) : 0;
  if (active.size() < missing_active || open.size() < missing_open) return std::nullopt;
  if (auto verdict = judge_result(command, effect, seen)) return verdict;
  accept(command, effect, {});
  if (missing_active != 0) belief_.owe(missing_active, std::move(active), *limit.active);
  if (missing_open != 0) belief_.owe(missing_open, std::move(open), limit.open.value_or(kOpenLimit));
  return remarked("ZNS-RES-021", to_string(seen.status) + ", beyond the limit: a zone failed by itself",
                  zone ? std::vector{*zone} : std::vector<ZoneId>{});
}

// A zone is open still that was believed closed, for those explicitly opened took all places: one of them has failed.
std::optional<Verdict> Judge::suppose_left_open(const Command& command, std::span<const std::byte> payload,
                                                const Observed& seen) {
  const std::optional<ZoneId> zone = belief_.named_zone(command);
  if (!zone || seen.status != kSuccess || !belief_.reopen(*zone)) return std::nullopt;
  ObservedChoices choices{seen.status};
  Effect effect = step(belief_.geometry(), belief_.state(), command, payload, choices);
  if (effect.status != kSuccess) return std::nullopt;
  if (auto verdict = judge_result(command, effect, seen)) return verdict;
  accept(command, effect, {});
  return remarked("ZNS-RES-021", to_string(seen.status) + " in a zone that is open still: another one failed", {*zone});
}

// Nothing but zones that a report does not list speaks against it: those have failed, and a report must show it.
Verdict Judge::suppose_absent_failed(const Verdict& by_absence) {
  for (const ZoneId zone : by_absence.zones) {
    auto effect = background(belief_.geometry(), belief_.state(), {EventKind::ReadOnly, zone});
    if (!effect) continue;
    belief_.change(*effect);
    belief_.has_failed(zone, effect->zones[0].before.zs);
    belief_.say_failed(zone);
  }
  return remarked("ZNS-SM-048", by_absence.observed + ": failed by itself", by_absence.zones);
}

}  // namespace zns
