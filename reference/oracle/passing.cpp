// Statuses that speak of something beside the command: its surroundings, the vendor's own, the state of the world.
#include <algorithm>

#include "reference/device/step.hpp"
#include "reference/oracle/observed_choices.hpp"
#include "reference/oracle/oracle.hpp"
#include "reference/spec/footprint.hpp"

namespace zns {
namespace {

// The clause by which the status may take the place of any answer.
ClauseId clause_of_passing(Status status) {
  if (status == Status::SanitizeInProgress) return "ZNS-RST-043";
  return either(status == Status::FormatInProgress, "ZNS-RST-032", "ZNS-GEN-014");
}

// Write protection refuses what changes the namespace (ZNS-GEN-011); reservations and locks refuse reads, too.
bool is_of_a_barred_class(const Command& command, Status status) {
  if (command.queue != Queue::Io || !is_barred(status)) return false;
  return status != Status::NamespaceIsWriteProtected || footprint(command).changes_zones();
}

}  // namespace

std::optional<Verdict> Oracle::judge_beside_the_command(const Command& command, std::span<const std::byte> payload,
                                                        Status seen) {
  Verdict verdict{.judgement = Judgement::Inconclusive,
                  .clauses = {clause_of_passing(seen)},
                  .expected = {},
                  .observed = to_string(seen),
                  .zones = {}};
  if (is_of_a_barred_class(command, seen)) {  // and nothing was done
    verdict.clauses = {"ZNS-GEN-042"};
    return verdict;
  }
  const bool own = is_vendor_specific(seen);
  if (!own && !is_passing(command.queue, seen)) return std::nullopt;
  if (!surely_aborts(command, payload)) doubt_what_was_done(command);
  if (!own) return verdict;
  verdict.judgement = Judgement::Noteworthy;
  verdict.clauses = {"ZNS-GEN-043"};
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
