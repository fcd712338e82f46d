// What the cases of the I/O commands share: the write operations as values, so that a rule that binds Write, Write
// Zeroes and Zone Append alike is written once, and the checks of what a refused one left behind.
#pragma once

#include <cstdint>
#include <vector>

#include "suites/bench.hpp"

namespace zns::suites {

inline constexpr std::uint64_t kMostBlocks = 65'536;     // NLB is a 0's based 16-bit value
inline constexpr std::uint64_t kElsewhere = 1ULL << 48;  // added to an LBA: data that belongs to no block of the zone
inline constexpr std::uint32_t kFuaBit = 1U << 30;       // CDW12 of every command here
inline constexpr std::uint32_t kLimitedRetryBit = 1U << 31;

enum class WriteOperation : std::uint8_t { Write, WriteZeroes, ZoneAppend };

// How a command differs from the plain one.
struct Tweak {
  std::uint64_t pattern_offset = 0;  // the data is that of LBA + pattern_offset
  std::uint32_t nsid = 0;            // 0: the namespace's own
  std::uint32_t cdw12 = 0;           // bits to set
};

// Sends the operation to `blocks` blocks at `lba` of `zone`. A Zone Append names the zone; `lba` is where it should
// land.
Completion send(Bench& bench, WriteOperation op, const ZoneRef& zone, std::uint64_t lba, std::uint64_t blocks,
                const Tweak& tweak = {});
// It succeeded, a Zone Append at `lba`; the blocks hold what the operation writes there; both.
void expect_accepted(Bench& bench, WriteOperation op, const Completion& cqe, std::uint64_t lba);
void expect_data(Bench& bench, WriteOperation op, std::uint64_t lba, std::uint64_t blocks);
void expect_done(Bench& bench, WriteOperation op, const Completion& cqe, std::uint64_t lba, std::uint64_t blocks);
// NSFEAT.DAE: where somebody has enabled it (DULBE), reads of deallocated blocks fail with 2/87 (ZNS-IO-007).
[[nodiscard]] bool reports_deallocated_blocks(const Bench& bench);
[[nodiscard]] std::uint64_t blocks_of(const Bench& bench, std::uint64_t bytes);
[[nodiscard]] std::uint64_t most_blocks(const Bench& bench, WriteOperation op);  // of one command
// Not applicable unless one command may have so many blocks; unless the way to the device carries a transfer of that
// size.
void needs_blocks(const Bench& bench, WriteOperation op, std::uint64_t blocks);
void needs_transfer(Bench& bench, std::uint64_t bytes);

// A zone as a_zone_in() gives it, but where ZSIO is asked for, ZSC is good enough: a device may close such zones at
// once (ZNS-SM-046), and few rules depend on it.
ZoneRef a_zone_with(Bench& bench, ZoneState state, std::uint64_t written);
inline ZoneRef a_written_zone(Bench& bench, std::uint64_t written) {
  return a_zone_with(bench, ZoneState::ImplicitlyOpened, written);
}
// A zone in ZSIO, ZSEO or ZSC that can take `left` more blocks; the same of an Empty zone that the case has.
ZoneRef a_zone_with_left(Bench& bench, ZoneState state, std::uint64_t left);
void leave(Bench& bench, const ZoneRef& zone, std::uint64_t left);
// What a zone is after a write operation: open as it was (ZNS-SM-047) and its write pointer at `wp`; or Full, if that
// is the zone's capacity (ZNS-ZM-066).
void expect_written_up_to(Bench& bench, const ZoneRef& zone, ZoneState before, std::uint64_t wp);
// What a range that leaves its zone may be refused with: also LBA Out of Range if it leaves the namespace (ZNS-IO-027).
[[nodiscard]] std::vector<Status> boundary_errors(const Bench& bench, std::uint64_t slba, std::uint64_t blocks);
// LBAs beyond the namespace; arithmetic that is too narrow takes some of them for the first block of `zone`.
[[nodiscard]] std::vector<std::uint64_t> lbas_beyond_namespace(const Bench& bench, const ZoneRef& zone);

}  // namespace zns::suites
