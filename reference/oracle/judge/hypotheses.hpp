// What may have happened unseen, in place of what is believed.
#pragma once

#include <optional>
#include <vector>

#include "reference/device/effect.hpp"
#include "reference/device/event.hpp"
#include "reference/oracle/belief/belief.hpp"
#include "reference/oracle/verdict.hpp"
#include "reference/spec/command.hpp"

namespace zns {

// At most one of the two; neither: nothing happened.
struct Hypothesis {
  std::optional<Event> event;
  std::optional<Survival> survival;
};

// The belief as it is, then with what else a reset may have left of the zone that the command names, and with each
// event that may have happened to it unseen.
[[nodiscard]] std::vector<Hypothesis> hypotheses(const Belief& belief, const Command& command,
                                                 std::optional<ZoneId> zone, const Observed& seen);

// What it changes.
[[nodiscard]] std::optional<Effect> supposed(const Belief& belief, const Hypothesis& hypothesis);

}  // namespace zns
