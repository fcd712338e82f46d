// What a device is put through beside a program's commands, before an oracle that watches it.
#pragma once

#include <cstdint>
#include <vector>

#include "fuzz/program.hpp"
#include "reference/mutants/device.hpp"
#include "reference/oracle/oracle.hpp"

namespace zns::fuzz {

// What a host knows of a device before any command: whether there is a Zone Append no structure says.
[[nodiscard]] Geometry as_told(Geometry geometry);

// A restart or an event. The oracle is told what a host knows of it: nothing of what a controller does by itself.
void happen(mutants::MutantDevice& device, Oracle& oracle, const Deed& deed);

// Takes the zones of which nothing is known as they are, as a run's monitor does (harness/witness/monitor.cpp).
void adopt_what_is_uncertain(const mutants::MutantDevice& device, Oracle& oracle);

[[nodiscard]] Command report_of(const Geometry& geometry, ZoneId first, ZoneId zones);

// Reads of the first `blocks` of a zone, none larger than MDTS permits.
[[nodiscard]] std::vector<Command> reads_of(const Geometry& geometry, ZoneId zone, std::uint64_t blocks);

}  // namespace zns::fuzz
