// What is said of a status, whatever is believed of the namespace.
#pragma once

#include <optional>

#include "reference/device/effect.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/oracle/verdict.hpp"
#include "reference/spec/command.hpp"

namespace zns {

// False for a command that the project gives no meaning to, and where an SGL says what nobody here reads.
[[nodiscard]] bool is_judged(const Geometry& geometry, const Command& command);

// What a success of the command shows.
[[nodiscard]] ClauseId clause_of_success(const Geometry& geometry, const Command& command);

// A status that is not among those of `expected`. `zone`: the one that the command names.
[[nodiscard]] Verdict wrong_status(const Geometry& geometry, const Command& command, const Effect& expected,
                                   Status seen, std::optional<ZoneId> zone);

// The namespace refuses such commands, and does nothing: write protection what changes it (ZNS-GEN-011), reservations
// and locks reads, too.
[[nodiscard]] bool is_of_a_barred_class(const Command& command, Status status);

// A status that may take the place of any answer, of the vendor's own, or of a namespace that refuses such commands;
// nothing for others.
[[nodiscard]] std::optional<Verdict> beside_the_command(const Command& command, Status seen);

}  // namespace zns
