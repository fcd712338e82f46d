// Commands in flight together to the zones of a namespace: what the files about them share.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "suites/batch.hpp"
#include "suites/bench.hpp"
#include "suites/case.hpp"

namespace zns::suites {

std::vector<Case> concurrent_append_cases();  // concurrent_appends.cpp
std::vector<Case> concurrent_write_cases();   // concurrent_writes.cpp
std::vector<Case> racing_cases();             // racing_commands.cpp: management, reads and reports among writes

std::vector<Case> untouched_zone_cases();  // untouched_zones.cpp: reports, reads, Identify and Flush beside appends

namespace concurrency {

// An append in flight, whose data is that of no other: the patterns of LBAs far from any zone.
struct Append {
  Batch::Place place = 0;
  std::uint64_t blocks = 0;
  std::uint64_t pattern_lba = 0;
};

// Adds appends of these lengths to the zone; `already` appends were added before, of whatever batch.
std::vector<Append> add_appends(Batch& batch, const ZoneRef& zone, const std::vector<std::uint64_t>& lengths,
                                std::uint64_t already = 0);

// The successful ones lie side by side from `from` on, each with its data at its ALBA (ZNS-ORD-003). Returns where they
// end.
std::uint64_t expect_tiled(Bench& bench, const Batch& batch, const std::vector<Append>& appends, std::uint64_t from);

// How many commands of one block a zone and the way to the device carry at once, at most `wanted`.
std::uint64_t as_many_as(Bench& bench, const ZoneRef& zone, std::uint64_t wanted);

// Zones to write to at once without regard for limits: as many as may be open and active, at most `wanted`.
std::uint64_t zones_at_once(const Bench& bench, std::uint64_t wanted);

}  // namespace concurrency
}  // namespace zns::suites
