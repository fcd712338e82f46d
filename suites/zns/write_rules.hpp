// Rules that bind Write, Write Zeroes and Zone Append alike: each the body of a case, named for what the device does.
#pragma once

#include <cstdint>

#include "suites/zns/block_io.hpp"

namespace zns::suites {

// Where in a zone a command points that should not.
struct Lba {
  using Of = std::uint64_t (*)(const ZoneRef& zone, std::uint64_t wp);
  static std::uint64_t below_wp(const ZoneRef&, std::uint64_t wp) { return wp - 1; }
  static std::uint64_t at_wp(const ZoneRef&, std::uint64_t wp) { return wp; }
  static std::uint64_t above_wp(const ZoneRef&, std::uint64_t wp) { return wp + 1; }
  static std::uint64_t first(const ZoneRef& zone, std::uint64_t) { return zone.zslba; }
  static std::uint64_t second(const ZoneRef& zone, std::uint64_t) { return zone.zslba + 1; }
  static std::uint64_t last_of_capacity(const ZoneRef& zone, std::uint64_t) { return zone.cap() - 1; }
  static std::uint64_t first_of_gap(const ZoneRef& zone, std::uint64_t) { return zone.cap(); }
  static std::uint64_t last(const ZoneRef& zone, std::uint64_t) { return zone.end() - 1; }
};

void writes_at_write_pointer(Bench& bench, WriteOperation op, ZoneState state, std::uint64_t written,
                             std::uint64_t blocks);
void writes_every_length(Bench& bench, WriteOperation op);  // 1, 2, 3, ... blocks in consecutive commands
void writes_as_much_as_allowed(Bench& bench, WriteOperation op, std::uint64_t limit_bytes);
void refuses_more_than_allowed(Bench& bench, WriteOperation op, std::uint64_t limit_bytes);
void counts_to_65536(Bench& bench, WriteOperation op);  // NLB = FFFFh is not 0 blocks
void fills_zone_with_last_block(Bench& bench, WriteOperation op, ZoneState state);
void fills_zone_in_one_command(Bench& bench, WriteOperation op);
void fills_zone_block_by_block(Bench& bench, WriteOperation op);
void refuses_in_state(Bench& bench, WriteOperation op, ZoneState state, Status status);
void refuses_in_written_full_zone(Bench& bench, WriteOperation op);
void refuses_beyond_capacity(Bench& bench, WriteOperation op, ZoneState state);
void refuses_more_than_capacity(Bench& bench, WriteOperation op);  // in one command to an Empty zone
void refuses_across_zone_end(Bench& bench, WriteOperation op);
void refuses_across_namespace_end(Bench& bench, WriteOperation op);
void refuses_broadcast_nsid(Bench& bench, WriteOperation op);
void accepts_hint(Bench& bench, WriteOperation op, std::uint32_t cdw12);
void keeps_zones_apart(Bench& bench, WriteOperation op);  // interleaved in two zones
void leaves_neighbour_alone(Bench& bench, WriteOperation op);
void reaches_high_zone_only(Bench& bench, WriteOperation op);  // 32-bit arithmetic would hit a low one as well
void starts_again_after_reset(Bench& bench, WriteOperation op);
// For those that name the first block (not Zone Append):
void refuses_off_write_pointer(Bench& bench, WriteOperation op, ZoneState state, std::uint64_t written, Lba::Of lba_of);
void refuses_across_capacity_off_write_pointer(Bench& bench, WriteOperation op);
void refuses_in_capacity_gap(Bench& bench, WriteOperation op, Lba::Of lba_of);
void refuses_outside_namespace(Bench& bench, WriteOperation op);
void refuses_wrap_around(Bench& bench, WriteOperation op);  // SLBA + NLB exceeds 64 bits

}  // namespace zns::suites
