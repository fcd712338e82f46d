// What Read does, and does not, in a zone, across zones and at the edges: each the body of a case.
#pragma once

#include <cstdint>

#include "suites/bench.hpp"

namespace zns::suites {

std::vector<Case> stale_read_cases();  // stale_reads.cpp

// ---- one zone -------------------------------------------------------------------------------------------------
void returns_data(Bench& bench, ZoneState state);
void returns_unwritten_blocks(Bench& bench, ZoneState state, std::uint64_t written);
void reads_across_write_pointer(Bench& bench);
void returns_every_range(Bench& bench);
void returns_the_same_again(Bench& bench, ZoneState state);
void reads_across_capacity(Bench& bench);
void reads_capacity_gap(Bench& bench, ZoneState state);
void reads_up_to_zone_end(Bench& bench);
void reads_whole_zone(Bench& bench);
void returns_nothing_from_before_reset(Bench& bench);
void returns_nothing_from_before_reset_of_full_zone(Bench& bench);
void fails_in_offline_zone(Bench& bench);
void reads_at_active_limit(Bench& bench);

// ---- two zones ------------------------------------------------------------------------------------------------
void stops_at_zone_boundary(Bench& bench);
void crosses_zone_boundary(Bench& bench);
void crosses_from_written_zone(Bench& bench);
void stops_at_offline_zone(Bench& bench);

// ---- the namespace's end, sizes, fields -------------------------------------------------------------------------
void reads_last_block_of_namespace(Bench& bench);
void stops_at_namespace_end(Bench& bench);
void fails_outside_namespace(Bench& bench);
void fails_at_wrap_around(Bench& bench);
void reads_as_much_as_mdts(Bench& bench);
void fails_above_mdts(Bench& bench);
void reads_65536_blocks(Bench& bench);
void accepts_read_hint(Bench& bench, std::uint32_t cdw12);
void refuses_broadcast_nsid_for_read(Bench& bench);

}  // namespace zns::suites
