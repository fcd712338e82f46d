// Write Zeroes command on a zoned namespace (NVM 1.0 3.2.8): the zone rules of Write, MDTS is no limit.
#include <vector>

#include "suites/contents.hpp"
#include "suites/zns/write_rules.hpp"

namespace zns::suites {
namespace {

constexpr auto kWriteZeroes = WriteOperation::WriteZeroes;

// DLFEAT bit 3: the device supports Deallocate in this command; without it the bit may be ignored or refused.
bool supports_deallocate(const Bench& bench) {
  return (bench.facts().ns.dlfeat & 1U << 3) != 0;
}

void is_not_limited_by_mdts(Bench& bench) {
  bench.needs(bench.facts().mdts_bytes.has_value(), "the device does not limit the size of a transfer (MDTS = 0)");
  const std::uint64_t blocks = blocks_of(bench, *bench.facts().mdts_bytes) + 1;
  needs_blocks(bench, kWriteZeroes, blocks);
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.needs(blocks <= zone.zcap, "needs a zone capacity above MDTS");

  const Completion cqe = bench.write_zeroes(zone.zslba, blocks);

  expect_done(bench, kWriteZeroes, cqe, zone.zslba, blocks);
  expect_written_up_to(bench, zone, ZoneState::Empty, zone.zslba + blocks);
}

// WZSL binds only where ONCS does not promise the command without it (ZNS-IO-025).
void respects_wzsl(Bench& bench) {
  const Facts& facts = bench.facts();
  bench.needs(facts.write_zeroes_limit_bytes.has_value(), "no limit for Write Zeroes is in force (ONCS, WZSL)");
  refuses_more_than_allowed(bench, kWriteZeroes, *facts.write_zeroes_limit_bytes);
}

void takes_turns_with_write(Bench& bench) {
  const ZoneRef zone = a_written_zone(bench, 1);
  bench.needs(zone.zcap >= 3, "needs a zone capacity of at least 3 blocks");

  bench.expect_success(bench.write_zeroes(zone.zslba + 1, 1));
  bench.expect_success(bench.write(zone.zslba + 2, 1));

  bench.expect_pattern(zone.zslba, 1);
  expect_data(bench, kWriteZeroes, zone.zslba + 1, 1);
  bench.expect_pattern(zone.zslba + 2, 1);
  expect_written_up_to(bench, zone, ZoneState::ImplicitlyOpened, zone.zslba + 3);
}

void moves_where_append_lands(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.needs(zone.zcap >= 3, "needs a zone capacity of at least 3 blocks");

  bench.expect_success(bench.write_zeroes(zone.zslba, 2));

  const std::uint64_t wp = zone.zslba + 2;
  expect_done(bench, WriteOperation::ZoneAppend, bench.zone_append(zone, 1, wp), wp, 1);
  expect_data(bench, kWriteZeroes, zone.zslba, 2);
}

void may_deallocate(Bench& bench) {
  const ZoneRef zone = a_written_zone(bench, 1);
  const std::uint64_t wp = zone.zslba + 1;

  const Completion cqe = bench.write_zeroes(wp, 1, true);

  if (!supports_deallocate(bench) && cqe.status == Status::InvalidFieldInCommand) {
    bench.expect_zone(zone, ZoneState::ImplicitlyOpened, wp);
    return;
  }
  expect_done(bench, kWriteZeroes, cqe, wp, 1);
  expect_written_up_to(bench, zone, ZoneState::ImplicitlyOpened, wp + 1);  // deallocated or not: ZNS-ZM-012
  bench.expect_pattern(zone.zslba, 1);
}

// Deallocate does not make the command a discard: it is a write, and goes to the write pointer.
void deallocates_nothing_below_write_pointer(Bench& bench) {
  const ZoneRef zone = a_written_zone(bench, 2);

  const Completion cqe = bench.write_zeroes(zone.zslba, 1, true);

  std::vector<Status> permitted{Status::ZoneInvalidWrite};
  if (!supports_deallocate(bench)) permitted.push_back(Status::InvalidFieldInCommand);
  bench.expect_status(cqe, permitted);
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, zone.zslba + 2);
  bench.expect_pattern(zone.zslba, 2);
}

}  // namespace

std::vector<Case> write_zeroes_cases() {
  using enum ZoneState;
  return {
      {.id = "write-zeroes/to-empty-zone",
       .title = "Write Zeroes at the start of a zone in ZSE opens the zone and advances the write pointer",
       .clauses = {"ZNS-IO-024", "ZNS-ZM-062", "ZNS-SM-001"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { writes_at_write_pointer(bench, kWriteZeroes, Empty, 0, 1); }},
      {.id = "write-zeroes/to-implicitly-opened-zone",
       .title = "Write Zeroes at the write pointer of a zone in ZSIO advances it; the blocks read as zeroes",
       .clauses = {"ZNS-IO-024", "ZNS-ZM-062"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { writes_at_write_pointer(bench, kWriteZeroes, ImplicitlyOpened, 1, 2); }},
      {.id = "write-zeroes/to-explicitly-opened-zone",
       .title = "Write Zeroes at the write pointer of a zone in ZSEO advances it; the zone stays ZSEO",
       .clauses = {"ZNS-IO-024", "ZNS-SM-047"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { writes_at_write_pointer(bench, kWriteZeroes, ExplicitlyOpened, 0, 1); }},
      {.id = "write-zeroes/to-closed-zone",
       .title = "Write Zeroes at the write pointer of a zone in ZSC advances it and opens the zone again",
       .clauses = {"ZNS-IO-024", "ZNS-SM-016"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { writes_at_write_pointer(bench, kWriteZeroes, Closed, 1, 1); }},
      {.id = "write-zeroes/every-length",
       .title = "Write Zeroes of 1, 2, 3, ... blocks each advance the write pointer by exactly their length",
       .clauses = {"ZNS-ZM-062", "ZNS-IO-024"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { writes_every_length(bench, kWriteZeroes); }},
      {.id = "write-zeroes/larger-than-mdts",
       .title = "Write Zeroes moves no data and so is not limited by MDTS",
       .clauses = {"ZNS-IO-025", "ZNS-GEN-012"},
       .needs = {Need::WriteZeroes},
       .run = is_not_limited_by_mdts},
      {.id = "write-zeroes/65536-blocks",
       .title = "Write Zeroes with NLB = FFFFh is one of 65,536 blocks",
       .clauses = {"ZNS-IO-024", "ZNS-IO-021", "ZNS-ZM-062"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { counts_to_65536(bench, kWriteZeroes); }},
      {.id = "write-zeroes/larger-than-wzsl",
       .title = "Write Zeroes of one block more than a WZSL that is in force is aborted and changes nothing",
       .clauses = {"ZNS-IO-025", "ZNS-GEN-007"},
       .run = respects_wzsl},
      {.id = "write-zeroes/in-turn-with-write",
       .title = "Write Zeroes between two Writes leaves the data on both sides alone",
       .clauses = {"ZNS-IO-024", "ZNS-IO-023", "ZNS-ORD-005"},
       .needs = {Need::WriteZeroes},
       .run = takes_turns_with_write},
      {.id = "write-zeroes/then-append",
       .title = "Zone Append lands behind the blocks that Write Zeroes wrote",
       .clauses = {"ZNS-IO-024", "ZNS-APPEND-001", "ZNS-ORD-005"},
       .needs = {Need::WriteZeroes, Need::Append},
       .run = moves_where_append_lands},
      {.id = "write-zeroes/two-zones",
       .title = "Write Zeroes that alternate between two zones leave each zone with its own write pointer",
       .clauses = {"ZNS-IO-024", "ZNS-ZM-062"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { keeps_zones_apart(bench, kWriteZeroes); }},
      {.id = "write-zeroes/after-reset",
       .title = "Write Zeroes to a zone that was reset goes to its start, and no older data comes back",
       .clauses = {"ZNS-ORD-005", "ZNS-IO-024", "ZNS-ZM-009"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { starts_again_after_reset(bench, kWriteZeroes); }},
      {.id = "write-zeroes/high-zone",
       .title = "Write Zeroes to the last zone of a large namespace changes nothing in the zones below",
       .clauses = {"ZNS-IO-024", "ZNS-ZM-062"},
       .needs = {Need::WriteZeroes, Need::WholeNamespace},
       .run = [](Bench& bench) { reaches_high_zone_only(bench, kWriteZeroes); }},
      {.id = "write-zeroes/last-block",
       .title = "Write Zeroes of the last block of the zone capacity makes the zone Full",
       .clauses = {"ZNS-ZM-066", "ZNS-IO-024", "ZNS-SM-009"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { fills_zone_with_last_block(bench, kWriteZeroes, ImplicitlyOpened); }},
      {.id = "write-zeroes/whole-zone",
       .title = "Write Zeroes of exactly the zone capacity makes an Empty zone Full in one command",
       .clauses = {"ZNS-ZM-066", "ZNS-IO-024", "ZNS-SM-031"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { fills_zone_in_one_command(bench, kWriteZeroes); }},
      {.id = "write-zeroes/block-by-block",
       .title = "Write Zeroes of one block fill the zone, and only the last makes it Full",
       .clauses = {"ZNS-ZM-066", "ZNS-ZM-062", "ZNS-IO-024"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { fills_zone_block_by_block(bench, kWriteZeroes); }},
      {.id = "write-zeroes/below-write-pointer",
       .title = "Write Zeroes to the block below the write pointer is aborted and does not change the block",
       .clauses = {"ZNS-IO-020", "ZNS-AMB-10", "ZNS-GEN-007"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { refuses_off_write_pointer(bench, kWriteZeroes, ImplicitlyOpened, 2, Lba::below_wp); }},
      {.id = "write-zeroes/above-write-pointer-empty",
       .title = "Write Zeroes to the second block of a zone in ZSE is aborted; the zone stays ZSE",
       .clauses = {"ZNS-IO-020", "ZNS-AMB-10", "ZNS-SM-040", "ZNS-GEN-007"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { refuses_off_write_pointer(bench, kWriteZeroes, Empty, 0, Lba::above_wp); }},
      {.id = "write-zeroes/above-write-pointer",
       .title = "Write Zeroes above the write pointer of a zone in ZSC is aborted and the zone stays ZSC",
       .clauses = {"ZNS-IO-020", "ZNS-AMB-10", "ZNS-SM-041", "ZNS-GEN-007"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { refuses_off_write_pointer(bench, kWriteZeroes, Closed, 1, Lba::above_wp); }},
      {.id = "write-zeroes/last-block-of-empty-zone",
       .title = "Write Zeroes to the last block of the capacity of a zone in ZSE is aborted; the zone stays ZSE",
       .clauses = {"ZNS-IO-020", "ZNS-AMB-10", "ZNS-GEN-007"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { refuses_off_write_pointer(bench, kWriteZeroes, Empty, 0, Lba::last_of_capacity); }},
      {.id = "write-zeroes/beyond-capacity",
       .title = "Write Zeroes of two blocks where one is left is aborted and writes nothing, not even in part",
       .clauses = {"ZNS-IO-021", "ZNS-AMB-10", "ZNS-GEN-007"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { refuses_beyond_capacity(bench, kWriteZeroes, ImplicitlyOpened); }},
      {.id = "write-zeroes/more-than-capacity",
       .title = "Write Zeroes of one block more than the zone capacity is aborted; the zone stays ZSE",
       .clauses = {"ZNS-IO-021", "ZNS-SM-040", "ZNS-GEN-007"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { refuses_more_than_capacity(bench, kWriteZeroes); }},
      {.id = "write-zeroes/first-block-of-gap",
       .title = "Write Zeroes to the first block beyond the zone capacity is aborted; the zone stays ZSE",
       .clauses = {"ZNS-ZM-007", "ZNS-AMB-03", "ZNS-GEN-007"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { refuses_in_capacity_gap(bench, kWriteZeroes, Lba::first_of_gap); }},
      {.id = "write-zeroes/across-zone-end",
       .title = "Write Zeroes that would run into the next zone is aborted and changes neither zone",
       .clauses = {"ZNS-IO-021", "ZNS-GEN-007"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { refuses_across_zone_end(bench, kWriteZeroes); }},
      {.id = "write-zeroes/across-namespace-end",
       .title = "Write Zeroes that would run beyond the namespace is aborted and changes nothing",
       .clauses = {"ZNS-IO-027", "GEN-011", "ZNS-GEN-007"},
       .needs = {Need::WriteZeroes, Need::WholeNamespace},
       .run = [](Bench& bench) { refuses_across_namespace_end(bench, kWriteZeroes); }},
      {.id = "write-zeroes/outside-namespace",
       .title =
           "Write Zeroes to a block beyond the namespace is aborted, also where narrow arithmetic would bring it back",
       .clauses = {"ZNS-IO-027", "GEN-011", "ZNS-GEN-007"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { refuses_outside_namespace(bench, kWriteZeroes); }},
      {.id = "write-zeroes/wrap-around",
       .title = "Write Zeroes whose range exceeds 64 bits is aborted with LBA Out of Range",
       .clauses = {"GEN-011", "ZNS-IO-027", "ZNS-GEN-007"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { refuses_wrap_around(bench, kWriteZeroes); }},
      {.id = "write-zeroes/to-full-zone",
       .title = "Write Zeroes to a zone in ZSF is aborted with Zone Is Full",
       .clauses = {"ZNS-SM-044", "ZNS-AMB-10", "ZNS-GEN-007"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { refuses_in_state(bench, kWriteZeroes, Full, Status::ZoneIsFull); }},
      {.id = "write-zeroes/to-read-only-zone",
       .title = "Write Zeroes to a zone in ZSRO is aborted with Zone Is Read Only",
       .clauses = {"ZNS-SM-044", "ZNS-AMB-10", "ZNS-GEN-007"},
       .needs = {Need::WriteZeroes, Need::ZoneEvents},
       .run = [](Bench& bench) { refuses_in_state(bench, kWriteZeroes, ReadOnly, Status::ZoneIsReadOnly); }},
      {.id = "write-zeroes/to-offline-zone",
       .title = "Write Zeroes to a zone in ZSO is aborted with Zone Is Offline",
       .clauses = {"ZNS-SM-044", "ZNS-AMB-10"},
       .needs = {Need::WriteZeroes, Need::ZoneEvents},
       .run = [](Bench& bench) { refuses_in_state(bench, kWriteZeroes, Offline, Status::ZoneIsOffline); }},
      {.id = "write-zeroes/deallocate",
       .title = "Write Zeroes with the Deallocate bit advances the write pointer; the blocks read as zeroes",
       .clauses = {"ZNS-IO-024", "ZNS-ZM-012", "ZNS-ZM-065"},
       .needs = {Need::WriteZeroes},
       .run = may_deallocate},
      {.id = "write-zeroes/deallocate-below-write-pointer",
       .title = "Write Zeroes with the Deallocate bit below the write pointer is aborted and deallocates nothing",
       .clauses = {"ZNS-IO-020", "ZNS-AMB-10", "ZNS-GEN-007"},
       .needs = {Need::WriteZeroes},
       .run = deallocates_nothing_below_write_pointer},
      {.id = "write-zeroes/fua",
       .title = "Write Zeroes with FUA=1 writes as any other",
       .clauses = {"ZNS-IO-029", "ZNS-IO-024"},
       .needs = {Need::WriteZeroes},
       .run = [](Bench& bench) { accepts_hint(bench, kWriteZeroes, kFuaBit); }},
      {.id = "write-zeroes/broadcast-nsid",
       .title = "Write Zeroes with NSID FFFFFFFFh is aborted and changes nothing",
       .clauses = {"ZNS-GEN-003", "NSID-004", "ZNS-GEN-007"},
       .needs = {Need::WriteZeroes, Need::ForeignNsid},
       .run = [](Bench& bench) { refuses_broadcast_nsid(bench, kWriteZeroes); }},
  };
}

}  // namespace zns::suites
