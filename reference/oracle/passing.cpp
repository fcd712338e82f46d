// Statuses that speak of something beside the command: its surroundings, the vendor's own, the state of the world.
#include <algorithm>

#include "reference/device/step.hpp"
#include "reference/oracle/observed_choices.hpp"
#include "reference/oracle/oracle.hpp"
#include "reference/oracle/status_verdict.hpp"
#include "reference/spec/footprint.hpp"

namespace zns {

std::optional<Verdict> Oracle::judge_beside_the_command(const Command& command, std::span<const std::byte> payload,
                                                        Status seen) {
  std::optional<Verdict> verdict = beside_the_command(command, seen);
  const bool nothing_done = is_of_a_barred_class(command, seen);
  if (verdict && !nothing_done && !surely_aborts(command, payload)) doubt_what_was_done(command);
  return verdict;
}

// A command that deserved an abort has changed nothing. That a resource was wanting is not sure: a zone that failed
// unseen may have given one back (ZNS-RES-021).
bool Oracle::surely_aborts(const Command& command, std::span<const std::byte> payload) const {
  if (unknowns_.lost) return false;
  const std::optional<ZoneId> zone = named_zone(command);
  if (zone && meets_doubt(command, *zone)) return false;
  ObservedChoices choices{kSuccess};
  const Effect effect = step(geometry_, state_, command, payload, choices);
  const auto is_sure = [](const Fault& fault) {
    const bool of_resources = fault.status == Status::TooManyActiveZones || fault.status == Status::TooManyOpenZones;
    return !fault.freedom && !of_resources;
  };
  const auto all = effect.faults.all();
  return std::any_of(all.begin(), all.end(), is_sure);
}

// It may have been done wholly, partly or not at all.
void Oracle::doubt_what_was_done(const Command& command) {
  doubt_zones_of(command);
  const std::optional<ZoneId> zone = named_zone(command);
  const Footprint named = footprint(command);
  if (Doubt* undecided = zone && named.changes_zones() ? doubt(*zone) : nullptr)
    undecided->wp_max = std::max(undecided->wp_max, state_.zone(*zone).wp + named.blocks);
}

}  // namespace zns
