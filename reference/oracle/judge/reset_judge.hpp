// What is said of what a reset left: what of it is shown, what is worth noting, and which clauses are violated.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "reference/oracle/belief/belief.hpp"
#include "reference/oracle/verdict.hpp"
#include "reference/spec/clause.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns {

// What the zone that the command names may be in place of what is believed, likeliest first.
[[nodiscard]] std::vector<Survival> survivals(const Belief& belief, const Command& command, ZoneId zone,
                                              const Observed& seen);
// An aborted command shows nothing for certain, but that a zone is Full.
[[nodiscard]] bool is_shown(const Survival& survival, Status seen);
// Permitted, and yet worth noting: nothing is said of a zone that is Full after an orderly shutdown (ZNS-RST-059), and
// some read that a controller reset initializes (ZNS-AMB-13).
[[nodiscard]] std::optional<ClauseId> noteworthy(const Geometry& geometry, const Survival& survival);
// Nothing is said of a zone action that was in the cache, too: its loss is permitted, and worth noting.
[[nodiscard]] bool is_undone(const Survivor& survivor, const ZoneDescriptor& seen);
// A block that power took is a deallocated one, and a Read of it may say so instead of returning its value
// (ZNS-IO-007).
[[nodiscard]] bool may_read_as_deallocated(const Belief& belief, const Command& command, Status seen);
// Whether RZR, FZR and ZFC outlive a reset is not said (ZNS-RST-012).
[[nodiscard]] bool may_have_lost_attributes(const Belief& belief, ZoneId zone);
// The report says of state and write pointer what is believed.
[[nodiscard]] bool is_as_believed(const Zone& believed, const ZoneDescriptor& seen);
// Violated by a block that does not hold what was written before the last reset; none if it was written since.
[[nodiscard]] std::vector<ClauseId> clauses_of_loss(const Belief& belief, std::uint64_t lba);
// Violated by a zone that is not what it is to be after the last reset.
[[nodiscard]] std::vector<ClauseId> clauses_of_restart(const Belief& belief, ZoneId zone, const ZoneDescriptor& seen);

}  // namespace zns
