// Write command on a zoned namespace (ZNS 1.1 2.1.1.2.1.1), one at a time and without protection information.
#include <vector>

#include "suites/contents.hpp"
#include "suites/zns/write_rules.hpp"

namespace zns::suites {
namespace {

constexpr auto kWrite = WriteOperation::Write;

std::uint64_t mdts_bytes(const Bench& bench) {
  bench.needs(bench.facts().mdts_bytes.has_value(), "the device does not limit the size of a transfer (MDTS = 0)");
  return *bench.facts().mdts_bytes;
}

// The zone goes through everything that must not touch what was written to it (ZNS-ZM-065).
void keeps_data_and_write_pointer(Bench& bench) {
  const ZoneRef zone = a_written_zone(bench, 2);
  const std::uint64_t wp = zone.zslba + 2;

  for (const ZoneSendAction zsa : {ZoneSendAction::Close, ZoneSendAction::Open, ZoneSendAction::Close}) {
    bench.expect_success(bench.zone_mgmt_send(zone, zsa));
    bench.expect_zone(zone, zsa == ZoneSendAction::Open ? ZoneState::ExplicitlyOpened : ZoneState::Closed, wp);
    bench.expect_status(bench.write(wp - 1, 1), {Status::ZoneInvalidWrite});
    bench.flush();  // whatever it says (ZNS-AMB-06)
    bench.expect_pattern(zone.zslba, 2);
  }
  bench.expect_zone(zone, ZoneState::Closed, wp);
}

// A refused write must not count, nor may the data that it brought turn up later.
void goes_on_after_refusal(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.needs(zone.zcap >= 3, "needs a zone capacity of at least 3 blocks");
  const Tweak other_data{.pattern_offset = kElsewhere};

  bench.expect_status(send(bench, kWrite, zone, zone.zslba + 1, 1, other_data), {Status::ZoneInvalidWrite});
  expect_done(bench, kWrite, send(bench, kWrite, zone, zone.zslba, 1), zone.zslba, 1);
  bench.expect_deallocated(zone.zslba + 1, 1);
  expect_done(bench, kWrite, send(bench, kWrite, zone, zone.zslba + 1, 1), zone.zslba + 1, 1);
}

}  // namespace

std::vector<Case> write_cases() {
  using enum ZoneState;
  return {
      {.id = "write/to-empty-zone",
       .title = "Write at the start of a zone in ZSE opens the zone, advances the write pointer and stores the data",
       .clauses = {"ZNS-IO-023", "ZNS-ZM-062", "ZNS-SM-001"},
       .run = [](Bench& bench) { writes_at_write_pointer(bench, kWrite, Empty, 0, 1); }},
      {.id = "write/to-implicitly-opened-zone",
       .title = "Write at the write pointer of a zone in ZSIO advances it by one block",
       .clauses = {"ZNS-IO-023", "ZNS-ZM-062"},
       .run = [](Bench& bench) { writes_at_write_pointer(bench, kWrite, ImplicitlyOpened, 1, 1); }},
      {.id = "write/to-explicitly-opened-zone",
       .title = "Write at the write pointer of a zone in ZSEO advances it; the zone stays ZSEO",
       .clauses = {"ZNS-IO-023", "ZNS-ZM-062", "ZNS-SM-047"},
       .run = [](Bench& bench) { writes_at_write_pointer(bench, kWrite, ExplicitlyOpened, 1, 1); }},
      {.id = "write/first-to-explicitly-opened-zone",
       .title = "The first Write to a zone in ZSEO advances the write pointer; the zone stays ZSEO",
       .clauses = {"ZNS-IO-023", "ZNS-ZM-060", "ZNS-SM-047"},
       .run = [](Bench& bench) { writes_at_write_pointer(bench, kWrite, ExplicitlyOpened, 0, 1); }},
      {.id = "write/to-closed-zone",
       .title = "Write at the write pointer of a zone in ZSC advances it and opens the zone again",
       .clauses = {"ZNS-IO-023", "ZNS-ZM-062", "ZNS-SM-016"},
       .run = [](Bench& bench) { writes_at_write_pointer(bench, kWrite, Closed, 1, 1); }},
      {.id = "write/first-to-closed-zone",
       .title = "The first Write to a zone in ZSC that holds no data goes to the start of the zone",
       .clauses = {"ZNS-IO-023", "ZNS-ZM-060", "ZNS-SM-016"},
       .run = [](Bench& bench) { writes_at_write_pointer(bench, kWrite, Closed, 0, 1); }},
      {.id = "write/two-blocks",
       .title = "Write of two blocks advances the write pointer by two",
       .clauses = {"ZNS-IO-023", "ZNS-ZM-062"},
       .run = [](Bench& bench) { writes_at_write_pointer(bench, kWrite, ImplicitlyOpened, 1, 2); }},
      {.id = "write/every-length",
       .title = "Writes of 1, 2, 3, ... blocks each advance the write pointer by exactly their length",
       .clauses = {"ZNS-ZM-062", "ZNS-IO-023"},
       .run = [](Bench& bench) { writes_every_length(bench, kWrite); }},
      {.id = "write/as-large-as-mdts",
       .title = "Write of exactly MDTS succeeds",
       .clauses = {"ZNS-GEN-012", "IDC-005", "ZNS-IO-023"},
       .run = [](Bench& bench) { writes_as_much_as_allowed(bench, kWrite, mdts_bytes(bench)); }},
      {.id = "write/larger-than-mdts",
       .title = "Write of one block more than MDTS is aborted with Invalid Field in Command and changes nothing",
       .clauses = {"ZNS-GEN-012", "IDC-005", "ZNS-GEN-007"},
       .needs = {Need::OverMdts},
       .run = [](Bench& bench) { refuses_more_than_allowed(bench, kWrite, mdts_bytes(bench)); }},
      {.id = "write/65536-blocks",
       .title = "Write with NLB = FFFFh is one of 65,536 blocks",
       .clauses = {"ZNS-IO-023", "ZNS-IO-021", "ZNS-ZM-062"},
       .run = [](Bench& bench) { counts_to_65536(bench, kWrite); }},
      {.id = "write/two-zones",
       .title = "Writes that alternate between two zones leave each zone with its own write pointer and data",
       .clauses = {"ZNS-IO-023", "ZNS-ZM-062"},
       .run = [](Bench& bench) { keeps_zones_apart(bench, kWrite); }},
      {.id = "write/leaves-neighbour-alone",
       .title = "Write changes nothing in the zone below",
       .clauses = {"ZNS-IO-023"},
       .run = [](Bench& bench) { leaves_neighbour_alone(bench, kWrite); }},
      {.id = "write/high-zone",
       .title = "Write to the last zone of a large namespace changes nothing in the zones below",
       .clauses = {"ZNS-IO-023", "ZNS-ZM-062"},
       .needs = {Need::WholeNamespace},
       .run = [](Bench& bench) { reaches_high_zone_only(bench, kWrite); }},
      {.id = "write/after-reset",
       .title = "Write to a zone that was reset goes to its start, and no older data comes back",
       .clauses = {"ZNS-ORD-005", "ZNS-ZM-064", "ZNS-ZM-009"},
       .run = [](Bench& bench) { starts_again_after_reset(bench, kWrite); }},
      {.id = "write/kept",
       .title = "What was written and the write pointer stay through close, open, flush and a refused write",
       .clauses = {"ZNS-ZM-065", "ZNS-ZMS-036"},
       .run = keeps_data_and_write_pointer},
      {.id = "write/last-block-implicitly-opened",
       .title = "Write of the last block of the zone capacity makes a zone in ZSIO Full",
       .clauses = {"ZNS-ZM-066", "ZNS-SM-009"},
       .run = [](Bench& bench) { fills_zone_with_last_block(bench, kWrite, ImplicitlyOpened); }},
      {.id = "write/last-block-explicitly-opened",
       .title = "Write of the last block of the zone capacity makes a zone in ZSEO Full",
       .clauses = {"ZNS-ZM-066", "ZNS-SM-014"},
       .run = [](Bench& bench) { fills_zone_with_last_block(bench, kWrite, ExplicitlyOpened); }},
      {.id = "write/last-block-closed",
       .title = "Write of the last block of the zone capacity makes a zone in ZSC Full",
       .clauses = {"ZNS-ZM-066", "ZNS-SM-031"},
       .run = [](Bench& bench) { fills_zone_with_last_block(bench, kWrite, Closed); }},
      {.id = "write/whole-zone",
       .title = "Write of exactly the zone capacity makes an Empty zone Full in one command",
       .clauses = {"ZNS-IO-031", "ZNS-ZM-066", "ZNS-SM-031"},
       .run = [](Bench& bench) { fills_zone_in_one_command(bench, kWrite); }},
      {.id = "write/block-by-block",
       .title = "Writes of one block fill the zone, and only the last makes it Full",
       .clauses = {"ZNS-ZM-066", "ZNS-ZM-062", "ZNS-ZM-060"},
       .run = [](Bench& bench) { fills_zone_block_by_block(bench, kWrite); }},
      {.id = "write/below-write-pointer",
       .title = "Write to the block below the write pointer is aborted and does not change the block",
       .clauses = {"ZNS-IO-020", "ZNS-GEN-007"},
       .run = [](Bench& bench) { refuses_off_write_pointer(bench, kWrite, ImplicitlyOpened, 2, Lba::below_wp); }},
      {.id = "write/zone-start-again",
       .title = "Write to the start of a zone in ZSEO that holds data is aborted and does not change the block",
       .clauses = {"ZNS-IO-020", "ZNS-GEN-007"},
       .run = [](Bench& bench) { refuses_off_write_pointer(bench, kWrite, ExplicitlyOpened, 2, Lba::first); }},
      {.id = "write/below-write-pointer-closed",
       .title = "Write below the write pointer of a zone in ZSC is aborted and the zone stays ZSC",
       .clauses = {"ZNS-IO-020", "ZNS-GEN-007", "ZNS-SM-041"},
       .run = [](Bench& bench) { refuses_off_write_pointer(bench, kWrite, Closed, 2, Lba::below_wp); }},
      {.id = "write/above-write-pointer-empty",
       .title = "Write to the second block of a zone in ZSE is aborted; the zone stays ZSE",
       .clauses = {"ZNS-IO-020", "ZNS-GEN-007", "ZNS-SM-040"},
       .run = [](Bench& bench) { refuses_off_write_pointer(bench, kWrite, Empty, 0, Lba::above_wp); }},
      {.id = "write/above-write-pointer",
       .title = "Write to the block above the write pointer of a zone in ZSIO is aborted and writes nothing",
       .clauses = {"ZNS-IO-020", "ZNS-GEN-007"},
       .run = [](Bench& bench) { refuses_off_write_pointer(bench, kWrite, ImplicitlyOpened, 1, Lba::above_wp); }},
      {.id = "write/above-write-pointer-explicitly-opened",
       .title = "Write to the block above the write pointer of a zone in ZSEO is aborted and writes nothing",
       .clauses = {"ZNS-IO-020", "ZNS-GEN-007"},
       .run = [](Bench& bench) { refuses_off_write_pointer(bench, kWrite, ExplicitlyOpened, 0, Lba::above_wp); }},
      {.id = "write/above-write-pointer-closed",
       .title = "Write above the write pointer of a zone in ZSC is aborted and the zone stays ZSC",
       .clauses = {"ZNS-IO-020", "ZNS-GEN-007", "ZNS-SM-041"},
       .run = [](Bench& bench) { refuses_off_write_pointer(bench, kWrite, Closed, 1, Lba::above_wp); }},
      {.id = "write/last-block-of-empty-zone",
       .title = "Write to the last block of the capacity of a zone in ZSE is aborted; the zone does not become Full",
       .clauses = {"ZNS-IO-020", "ZNS-GEN-007", "ZNS-ZM-066"},
       .run = [](Bench& bench) { refuses_off_write_pointer(bench, kWrite, Empty, 0, Lba::last_of_capacity); }},
      {.id = "write/goes-on-after-refusal",
       .title = "After a refused Write the zone goes on at its write pointer, and the refused data never turns up",
       .clauses = {"ZNS-GEN-007", "ZNS-IO-020", "ZNS-IO-023"},
       .run = goes_on_after_refusal},
      {.id = "write/beyond-capacity",
       .title = "Write of two blocks where one is left is aborted and writes nothing, not even in part",
       .clauses = {"ZNS-IO-021", "ZNS-GEN-007"},
       .run = [](Bench& bench) { refuses_beyond_capacity(bench, kWrite, ImplicitlyOpened); }},
      {.id = "write/beyond-capacity-explicitly-opened",
       .title = "Write of two blocks where one is left of a zone in ZSEO is aborted and writes nothing",
       .clauses = {"ZNS-IO-021", "ZNS-GEN-007"},
       .run = [](Bench& bench) { refuses_beyond_capacity(bench, kWrite, ExplicitlyOpened); }},
      {.id = "write/beyond-capacity-closed",
       .title = "Write of two blocks where one is left of a zone in ZSC is aborted and the zone stays ZSC",
       .clauses = {"ZNS-IO-021", "ZNS-GEN-007", "ZNS-SM-041"},
       .run = [](Bench& bench) { refuses_beyond_capacity(bench, kWrite, Closed); }},
      {.id = "write/more-than-capacity",
       .title = "Write of one block more than the zone capacity is aborted; the zone stays ZSE",
       .clauses = {"ZNS-IO-021", "ZNS-GEN-007", "ZNS-SM-040"},
       .run = [](Bench& bench) { refuses_more_than_capacity(bench, kWrite); }},
      {.id = "write/across-capacity-off-write-pointer",
       .title = "Write that starts off the write pointer and crosses the zone capacity is aborted for one or the other",
       .clauses = {"ZNS-IO-021", "ZNS-IO-020", "ZNS-AMB-02", "ZNS-GEN-007"},
       .run = [](Bench& bench) { refuses_across_capacity_off_write_pointer(bench, kWrite); }},
      {.id = "write/first-block-of-gap",
       .title = "Write to the first block beyond the zone capacity is aborted; the zone stays ZSE",
       .clauses = {"ZNS-ZM-007", "ZNS-AMB-03", "ZNS-GEN-007"},
       .run = [](Bench& bench) { refuses_in_capacity_gap(bench, kWrite, Lba::first_of_gap); }},
      {.id = "write/last-block-of-gap",
       .title = "Write to the last block of a zone, beyond its capacity, is aborted; the zone stays ZSE",
       .clauses = {"ZNS-ZM-007", "ZNS-AMB-03", "ZNS-GEN-007"},
       .run = [](Bench& bench) { refuses_in_capacity_gap(bench, kWrite, Lba::last); }},
      {.id = "write/across-zone-end",
       .title = "Write that would run into the next zone is aborted and changes neither zone",
       .clauses = {"ZNS-IO-021", "ZNS-GEN-007"},
       .run = [](Bench& bench) { refuses_across_zone_end(bench, kWrite); }},
      {.id = "write/across-namespace-end",
       .title = "Write that would run beyond the namespace is aborted and changes nothing",
       .clauses = {"ZNS-IO-027", "GEN-011", "ZNS-GEN-007"},
       .needs = {Need::WholeNamespace},
       .run = [](Bench& bench) { refuses_across_namespace_end(bench, kWrite); }},
      {.id = "write/outside-namespace",
       .title = "Write to a block beyond the namespace is aborted, also where narrow arithmetic would bring it back",
       .clauses = {"ZNS-IO-027", "GEN-011", "ZNS-GEN-007"},
       .run = [](Bench& bench) { refuses_outside_namespace(bench, kWrite); }},
      {.id = "write/wrap-around",
       .title = "Write whose range exceeds 64 bits is aborted with LBA Out of Range",
       .clauses = {"GEN-011", "ZNS-IO-027", "ZNS-GEN-007"},
       .run = [](Bench& bench) { refuses_wrap_around(bench, kWrite); }},
      {.id = "write/to-full-zone",
       .title = "Write to a zone that Finish Zone made Full is aborted with Zone Is Full",
       .clauses = {"ZNS-IO-022", "ZNS-SM-025", "ZNS-GEN-007"},
       .run = [](Bench& bench) { refuses_in_state(bench, kWrite, Full, Status::ZoneIsFull); }},
      {.id = "write/to-written-full-zone",
       .title = "Write to the start of a zone that was written to its capacity is aborted with Zone Is Full",
       .clauses = {"ZNS-IO-022", "ZNS-SM-025", "ZNS-GEN-007"},
       .run = [](Bench& bench) { refuses_in_written_full_zone(bench, kWrite); }},
      {.id = "write/to-read-only-zone",
       .title = "Write to a zone in ZSRO is aborted with Zone Is Read Only",
       .clauses = {"ZNS-IO-022", "ZNS-IO-030", "ZNS-GEN-007"},
       .needs = {Need::ZoneEvents},
       .run = [](Bench& bench) { refuses_in_state(bench, kWrite, ReadOnly, Status::ZoneIsReadOnly); }},
      {.id = "write/to-offline-zone",
       .title = "Write to a zone in ZSO is aborted with Zone Is Offline",
       .clauses = {"ZNS-IO-022"},
       .needs = {Need::ZoneEvents},
       .run = [](Bench& bench) { refuses_in_state(bench, kWrite, Offline, Status::ZoneIsOffline); }},
      {.id = "write/fua",
       .title = "Write with FUA=1 writes as any other",
       .clauses = {"ZNS-IO-029", "ZNS-IO-023"},
       .run = [](Bench& bench) { accepts_hint(bench, kWrite, kFuaBit); }},
      {.id = "write/limited-retry",
       .title = "Write with Limited Retry writes as any other",
       .clauses = {"ZNS-IO-029", "ZNS-IO-023"},
       .run = [](Bench& bench) { accepts_hint(bench, kWrite, kLimitedRetryBit); }},
      {.id = "write/broadcast-nsid",
       .title = "Write with NSID FFFFFFFFh is aborted and changes nothing",
       .clauses = {"ZNS-GEN-003", "NSID-004", "ZNS-GEN-007"},
       .needs = {Need::ForeignNsid},
       .run = [](Bench& bench) { refuses_broadcast_nsid(bench, kWrite); }},
  };
}

}  // namespace zns::suites
