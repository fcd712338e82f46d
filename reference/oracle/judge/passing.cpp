// Statuses that speak of something beside the command: its surroundings, the vendor's own, the state of the world.
#include <algorithm>

#include "reference/device/step.hpp"
#include "reference/oracle/judge/judge.hpp"
#include "reference/oracle/judge/status_verdict.hpp"
#include "reference/oracle/observed_choices.hpp"

namespace zns {

std::optional<Verdict> Judge::judge_beside_the_command(const Command& command, std::span<const std::byte> payload,
                                                       Status seen) {
  std::optional<Verdict> verdict = beside_the_command(command, seen);
  const bool nothing_done = is_of_a_barred_class(command, seen);
  if (verdict && !nothing_done && !surely_aborts(command, payload)) belief_.doubt_what_was_done(command);
  return verdict;
}

// A command that deserved an abort has changed nothing. That a resource was wanting is not sure: a zone that failed
// unseen may have given one back (ZNS-RES-021).
bool Judge::surely_aborts(const Command& command, std::span<const std::byte> payload) const {
  if (belief_.unknowns().lost) return false;
  const std::optional<ZoneId> zone = belief_.named_zone(command);
  if (zone && belief_.meets_doubt(command, *zone)) return false;
  ObservedChoices choices{kSuccess};
  const Effect effect = step(belief_.geometry(), belief_.state(), command, payload, choices);
  const auto is_sure = [](const Fault& fault) {
    const bool of_resources = fault.status == Status::TooManyActiveZones || fault.status == Status::TooManyOpenZones;
    return !fault.freedom && !of_resources;
  };
  const auto all = effect.faults.all();
  return std::any_of(all.begin(), all.end(), is_sure);
}

}  // namespace zns
