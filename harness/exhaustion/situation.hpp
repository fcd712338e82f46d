// Which rows of the zone state table a command in a state is an example of.
#pragma once

#include <optional>

#include "reference/device/namespace/state.hpp"
#include "reference/spec/command.hpp"
#include "suites/zns/zone_state_table.hpp"

namespace zns::harness {

// The rows that may have examples; nothing for what the table does not send. Write Zeroes goes through those of Write.
[[nodiscard]] std::optional<suites::matrix::Sent> sent_by(const Command& command);

// Whether `command` is what `row` sends to `zone`, row.sent being sent_by(command).
[[nodiscard]] bool is_example(const suites::matrix::Row& row, const Geometry& geometry, const State& state,
                              const Command& command, ZoneId zone);

}  // namespace zns::harness
