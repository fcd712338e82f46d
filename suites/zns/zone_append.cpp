// Zone Append command (ZNS 1.1 3.4.1), one at a time and without protection information.
#include <array>
#include <vector>

#include "suites/command_text.hpp"
#include "suites/contents.hpp"
#include "suites/zns/write_rules.hpp"

namespace zns::suites {
namespace {

constexpr auto kAppend = WriteOperation::ZoneAppend;
constexpr std::uint32_t kPiremapBit = 1U << 25;    // CDW12
constexpr std::uint32_t kPrinfoBits = 0xFU << 26;  // CDW12

// The limit of one Zone Append: ZASL, or MDTS where ZASL is 0 (ZNS-APPEND-008).
std::uint64_t limit_bytes(const Bench& bench) {
  bench.needs(bench.facts().append_limit_bytes.has_value(),
              "the device limits the size of an append neither by ZASL nor by MDTS");
  return *bench.facts().append_limit_bytes;
}

// ZNS-APPEND-003: ZSLBA is the first LBA of a zone, or the command is refused.
void refuses_zslba(Bench& bench, Lba::Of zslba_of) {
  const ZoneRef zone = a_written_zone(bench, 2);
  const std::uint64_t wp = zone.zslba + 2;
  const std::uint64_t zslba = zslba_of(zone, wp);
  bench.needs(zslba > zone.zslba && zslba < zone.end() && wp < zone.cap(), "needs a larger zone");

  const Completion cqe = bench.zone_append(zslba, 1, wp);

  if (zslba >= zone.cap())  // counted from there, the block lies past the zone's end (ZNS-GEN-045)
    bench.expect_status(cqe, {Status::InvalidFieldInCommand, Status::ZoneBoundaryError});
  else
    bench.expect_status(cqe, {Status::InvalidFieldInCommand});
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, wp);
  bench.expect_deallocated(wp, 1);
}

void refuses_zslba_beyond_namespace(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  for (const std::uint64_t zslba : lbas_beyond_namespace(bench, zone)) {
    const Completion cqe = bench.zone_append(zslba, 1, zone.zslba);
    bench.expect_status(cqe, {Status::InvalidFieldInCommand, Status::LbaOutOfRange});
    bench.expect_zone(zone, ZoneState::Empty);
  }
  bench.expect_deallocated(zone.zslba, 1);
}

// One append after the other until the zone is full or enough is seen: each lands where the one before ended.
void lands_behind_the_one_before(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  std::uint64_t wp = zone.zslba;
  for (int i = 0; i < 20 && wp < zone.cap(); ++i, ++wp)
    expect_accepted(bench, kAppend, bench.zone_append(zone, 1, wp), wp);
  bench.expect_pattern(zone.zslba, wp - zone.zslba);
  expect_written_up_to(bench, zone, ZoneState::Empty, wp);
}

// Data cannot tell an append that went to the wrong place from a write that did: the commands take turns in one zone.
void takes_turns_with_write(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.needs(zone.zcap >= 4, "needs a zone capacity of at least 4 blocks");
  constexpr std::array kTurns{WriteOperation::Write, kAppend, WriteOperation::Write, kAppend};

  for (std::size_t i = 0; i < kTurns.size(); ++i)
    expect_accepted(bench, kTurns[i], send(bench, kTurns[i], zone, zone.zslba + i, 1), zone.zslba + i);

  bench.expect_pattern(zone.zslba, kTurns.size());
  expect_written_up_to(bench, zone, ZoneState::Empty, zone.zslba + kTurns.size());
}

void refuses_without_active_resource(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.fill_active_limit(ZoneState::Closed);

  const Completion cqe = bench.zone_append(zone, 1, zone.zslba);

  if (bench.facts().active_excursions && cqe.status == kSuccess)
    return;  // ZNS-RES-015: a zone was finished to make room
  bench.expect_status(cqe, {Status::TooManyActiveZones});
  bench.expect_zone(zone, ZoneState::Empty);
  bench.expect_deallocated(zone.zslba, 1);
}

void refuses_without_open_resource(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Closed, 1);
  bench.fill_open_limit(ZoneState::ExplicitlyOpened);

  const Completion cqe = bench.zone_append(zone, 1, zone.zslba + 1);

  if (bench.facts().active_excursions && cqe.status == kSuccess) return;
  bench.expect_status(cqe, {Status::TooManyOpenZones});
  bench.expect_zone(zone, ZoneState::Closed, zone.zslba + 1);
  bench.expect_deallocated(zone.zslba + 1, 1);
}

void returns_all_64_bits(Bench& bench) {
  const ZoneRef zone = bench.the_last_zone();
  bench.needs(zone.zslba >= 1ULL << 32, "needs a zone beyond the first 2^32 blocks");
  for (std::uint64_t lba = zone.zslba; lba < zone.zslba + 2 && lba < zone.cap(); ++lba)
    expect_done(bench, kAppend, bench.zone_append(zone, 1, lba), lba, 1);
}

// Without protection information there is nothing to remap; that the bit is then ignored is only inferred, so a refusal
// is accepted as well, but nothing in between.
void remaps_nothing(Bench& bench) {
  const ZoneRef zone = a_written_zone(bench, 1);
  const std::uint64_t wp = zone.zslba + 1;

  const Completion cqe = send(bench, kAppend, zone, wp, 1, {.cdw12 = kPiremapBit});

  bench.expect_status(cqe, {kSuccess, Status::InvalidFieldInCommand, Status::InvalidProtectionInformation});
  const bool done = cqe.status == kSuccess;
  if (done) expect_done(bench, kAppend, cqe, wp, 1);
  expect_written_up_to(bench, zone, ZoneState::ImplicitlyOpened, wp + (done ? 1 : 0));
}

void ignores_tags(Bench& bench) {
  const ZoneRef zone = a_written_zone(bench, 1);
  const std::uint64_t wp = zone.zslba + 1;
  const Bytes data = bench.pattern(wp, 1);
  Submission submission;
  submission.sqe =
      encode(Command{.nsid = bench.facts().nsid, .body = ZoneAppend{.zslba = zone.zslba, .nlb = Nlb::of_count(1)}});
  submission.sqe.cdw12 |= kPrinfoBits;
  submission.sqe.cdw14 = 0x1234'5678;  // ILBRT
  submission.sqe.cdw15 = 0xFFFF'5AA5;  // LBATM, LBAT
  submission.to_device = data;

  const Completion cqe = bench.submit(submission);

  expect_done(bench, kAppend, cqe, wp, 1);
  expect_written_up_to(bench, zone, ZoneState::ImplicitlyOpened, wp + 1);
}

}  // namespace

std::vector<Case> zone_append_cases() {
  using enum ZoneState;
  return {
      {.id = "zone-append/to-empty-zone",
       .title = "Zone Append to a zone in ZSE writes at its start, returns that LBA and opens the zone",
       .clauses = {"ZNS-APPEND-020", "ZNS-APPEND-001", "ZNS-APPEND-F11", "ZNS-SM-001"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { writes_at_write_pointer(bench, kAppend, Empty, 0, 1); }},
      {.id = "zone-append/to-implicitly-opened-zone",
       .title = "Zone Append to a zone in ZSIO writes at the write pointer and returns the assigned LBA",
       .clauses = {"ZNS-APPEND-001", "ZNS-APPEND-F11", "ZNS-ZM-062"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { writes_at_write_pointer(bench, kAppend, ImplicitlyOpened, 2, 1); }},
      {.id = "zone-append/to-explicitly-opened-zone",
       .title = "Zone Append to a zone in ZSEO that holds data writes at the write pointer; the zone stays ZSEO",
       .clauses = {"ZNS-APPEND-001", "ZNS-ZM-062", "ZNS-SM-047"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { writes_at_write_pointer(bench, kAppend, ExplicitlyOpened, 1, 1); }},
      {.id = "zone-append/first-to-explicitly-opened-zone",
       .title = "The first Zone Append to a zone in ZSEO writes at its start; the zone stays ZSEO",
       .clauses = {"ZNS-APPEND-001", "ZNS-SM-047"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { writes_at_write_pointer(bench, kAppend, ExplicitlyOpened, 0, 1); }},
      {.id = "zone-append/to-closed-zone",
       .title = "Zone Append to a zone in ZSC writes at the write pointer and opens the zone again",
       .clauses = {"ZNS-APPEND-001", "ZNS-SM-016"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { writes_at_write_pointer(bench, kAppend, Closed, 1, 1); }},
      {.id = "zone-append/two-blocks",
       .title = "Zone Append of two blocks writes both at consecutive LBAs",
       .clauses = {"ZNS-APPEND-001", "ZNS-APPEND-F02", "ZNS-ZM-062"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { writes_at_write_pointer(bench, kAppend, ImplicitlyOpened, 1, 2); }},
      {.id = "zone-append/every-length",
       .title = "Zone Appends of 1, 2, 3, ... blocks each advance the write pointer by exactly their length",
       .clauses = {"ZNS-ZM-062", "ZNS-APPEND-001", "ZNS-APPEND-F02"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { writes_every_length(bench, kAppend); }},
      {.id = "zone-append/one-after-the-other",
       .title = "Zone Appends that follow each other land behind each other",
       .clauses = {"ZNS-APPEND-001", "ZNS-ORD-005"},
       .needs = {Need::Append},
       .run = lands_behind_the_one_before},
      {.id = "zone-append/in-turn-with-write",
       .title = "Zone Append and Write may take turns in one zone, each at the write pointer that the other left",
       .clauses = {"ZNS-ORD-005", "ZNS-APPEND-021", "ZNS-IO-023"},
       .needs = {Need::Append},
       .run = takes_turns_with_write},
      {.id = "zone-append/two-zones",
       .title = "Zone Appends that alternate between two zones leave each zone with its own data",
       .clauses = {"ZNS-APPEND-001", "ZNS-ZM-062"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { keeps_zones_apart(bench, kAppend); }},
      {.id = "zone-append/leaves-neighbour-alone",
       .title = "Zone Append changes nothing in the zone below",
       .clauses = {"ZNS-APPEND-001"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { leaves_neighbour_alone(bench, kAppend); }},
      {.id = "zone-append/after-reset",
       .title = "Zone Append to a zone that was reset writes at its start, and no older data comes back",
       .clauses = {"ZNS-APPEND-020", "ZNS-ORD-005", "ZNS-ZM-009"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { starts_again_after_reset(bench, kAppend); }},
      {.id = "zone-append/as-large-as-allowed",
       .title = "Zone Append of exactly the size that ZASL (or MDTS) allows succeeds",
       .clauses = {"ZNS-APPEND-008", "IDC-004"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { writes_as_much_as_allowed(bench, kAppend, limit_bytes(bench)); }},
      {.id = "zone-append/larger-than-allowed",
       .title = "Zone Append of one block more than ZASL (or MDTS) allows is aborted and changes nothing",
       .clauses = {"ZNS-APPEND-008", "IDC-004", "IDC-006", "ZNS-GEN-012", "ZNS-GEN-007"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { refuses_more_than_allowed(bench, kAppend, limit_bytes(bench)); }},
      {.id = "zone-append/last-block-implicitly-opened",
       .title = "Zone Append of the last block of the zone capacity makes a zone in ZSIO Full",
       .clauses = {"ZNS-ZM-066", "ZNS-SM-009"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { fills_zone_with_last_block(bench, kAppend, ImplicitlyOpened); }},
      {.id = "zone-append/last-block-explicitly-opened",
       .title = "Zone Append of the last block of the zone capacity makes a zone in ZSEO Full",
       .clauses = {"ZNS-ZM-066", "ZNS-SM-014"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { fills_zone_with_last_block(bench, kAppend, ExplicitlyOpened); }},
      {.id = "zone-append/last-block-closed",
       .title = "Zone Append of the last block of the zone capacity makes a zone in ZSC Full",
       .clauses = {"ZNS-ZM-066", "ZNS-SM-031"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { fills_zone_with_last_block(bench, kAppend, Closed); }},
      {.id = "zone-append/whole-zone",
       .title = "Zone Append of exactly the zone capacity makes an Empty zone Full in one command",
       .clauses = {"ZNS-ZM-066", "ZNS-APPEND-001", "ZNS-SM-031"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { fills_zone_in_one_command(bench, kAppend); }},
      {.id = "zone-append/block-by-block",
       .title = "Zone Appends of one block fill the zone, and only the last makes it Full",
       .clauses = {"ZNS-ZM-066", "ZNS-ZM-062", "ZNS-APPEND-001"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { fills_zone_block_by_block(bench, kAppend); }},
      {.id = "zone-append/beyond-capacity",
       .title = "Zone Append of two blocks where one is left is aborted and writes nothing, not even in part",
       .clauses = {"ZNS-APPEND-005", "ZNS-GEN-007"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { refuses_beyond_capacity(bench, kAppend, ImplicitlyOpened); }},
      {.id = "zone-append/beyond-capacity-explicitly-opened",
       .title = "Zone Append of two blocks where one is left of a zone in ZSEO is aborted and writes nothing",
       .clauses = {"ZNS-APPEND-005", "ZNS-GEN-007"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { refuses_beyond_capacity(bench, kAppend, ExplicitlyOpened); }},
      {.id = "zone-append/more-than-capacity",
       .title = "Zone Append of one block more than the zone capacity is aborted; the zone stays ZSE",
       .clauses = {"ZNS-APPEND-005", "ZNS-GEN-007", "ZNS-SM-040"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { refuses_more_than_capacity(bench, kAppend); }},
      {.id = "zone-append/across-zone-end",
       .title = "Zone Append that would run into the next zone is aborted and changes neither zone",
       .clauses = {"ZNS-APPEND-005", "ZNS-GEN-007"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { refuses_across_zone_end(bench, kAppend); }},
      {.id = "zone-append/across-namespace-end",
       .title = "Zone Append that would run beyond the namespace is aborted and changes nothing",
       .clauses = {"ZNS-APPEND-005", "ZNS-GEN-007", "GEN-011"},
       .needs = {Need::Append, Need::WholeNamespace},
       .run = [](Bench& bench) { refuses_across_namespace_end(bench, kAppend); }},
      {.id = "zone-append/to-full-zone",
       .title = "Zone Append to a zone that Finish Zone made Full is aborted with Zone Is Full",
       .clauses = {"ZNS-APPEND-006", "ZNS-SM-025", "ZNS-GEN-007"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { refuses_in_state(bench, kAppend, Full, Status::ZoneIsFull); }},
      {.id = "zone-append/to-written-full-zone",
       .title = "Zone Append to a zone that was written to its capacity is aborted with Zone Is Full",
       .clauses = {"ZNS-APPEND-006", "ZNS-GEN-007"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { refuses_in_written_full_zone(bench, kAppend); }},
      {.id = "zone-append/to-read-only-zone",
       .title = "Zone Append to a zone in ZSRO is aborted with Zone Is Read Only",
       .clauses = {"ZNS-APPEND-006"},
       .needs = {Need::Append, Need::ZoneEvents},
       .run = [](Bench& bench) { refuses_in_state(bench, kAppend, ReadOnly, Status::ZoneIsReadOnly); }},
      {.id = "zone-append/to-offline-zone",
       .title = "Zone Append to a zone in ZSO is aborted with Zone Is Offline",
       .clauses = {"ZNS-APPEND-006"},
       .needs = {Need::Append, Need::ZoneEvents},
       .run = [](Bench& bench) { refuses_in_state(bench, kAppend, Offline, Status::ZoneIsOffline); }},
      {.id = "zone-append/zslba-second-block",
       .title = "Zone Append whose ZSLBA is the second block of a zone is aborted with Invalid Field in Command",
       .clauses = {"ZNS-APPEND-003", "ZNS-APPEND-F01", "ZNS-GEN-007"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { refuses_zslba(bench, Lba::second); }},
      {.id = "zone-append/zslba-write-pointer",
       .title = "Zone Append whose ZSLBA is the write pointer of a zone that holds data is aborted",
       .clauses = {"ZNS-APPEND-003", "ZNS-APPEND-F01", "ZNS-GEN-007"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { refuses_zslba(bench, Lba::at_wp); }},
      {.id = "zone-append/zslba-last-block",
       .title = "Zone Append whose ZSLBA is the last block of a zone is aborted with Invalid Field in Command",
       .clauses = {"ZNS-APPEND-003", "ZNS-APPEND-F01", "ZNS-GEN-007"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { refuses_zslba(bench, Lba::last); }},
      {.id = "zone-append/zslba-beyond-namespace",
       .title = "Zone Append whose ZSLBA lies beyond the namespace is aborted and changes nothing",
       .clauses = {"ZNS-APPEND-003", "ZNS-GEN-007"},
       .needs = {Need::Append},
       .run = refuses_zslba_beyond_namespace},
      {.id = "zone-append/no-active-resource",
       .title = "Zone Append to a zone in ZSE at the active limit is aborted with Too Many Active Zones",
       .clauses = {"ZNS-APPEND-007", "ZNS-RES-004", "ZNS-RES-006", "ZNS-GEN-007"},
       .needs = {Need::Append, Need::ActiveLimit, Need::WholeNamespace},
       .run = refuses_without_active_resource},
      {.id = "zone-append/no-open-resource",
       .title = "Zone Append to a zone in ZSC while all open resources are in zones in ZSEO is aborted",
       .clauses = {"ZNS-APPEND-007", "ZNS-RES-005", "ZNS-RES-014", "ZNS-GEN-007"},
       .needs = {Need::Append, Need::OpenLimit, Need::ActiveAboveOpen, Need::WholeNamespace},
       .run = refuses_without_open_resource},
      {.id = "zone-append/high-zone",
       .title = "Zone Append to the last zone of a large namespace changes nothing in the zones below",
       .clauses = {"ZNS-APPEND-001", "ZNS-ZM-062"},
       .needs = {Need::Append, Need::WholeNamespace},
       .run = [](Bench& bench) { reaches_high_zone_only(bench, kAppend); }},
      {.id = "zone-append/assigned-lba-64-bits",
       .title = "The assigned LBA is returned in full where it needs more than 32 bits",
       .clauses = {"ZNS-APPEND-001", "ZNS-APPEND-F11"},
       .needs = {Need::Append, Need::WholeNamespace},
       .run = returns_all_64_bits},
      {.id = "zone-append/fua",
       .title = "Zone Append with FUA=1 writes as any other",
       .clauses = {"ZNS-APPEND-016", "ZNS-APPEND-F08"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { accepts_hint(bench, kAppend, kFuaBit); }},
      {.id = "zone-append/limited-retry",
       .title = "Zone Append with Limited Retry writes as any other",
       .clauses = {"ZNS-APPEND-001", "ZNS-APPEND-F08"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { accepts_hint(bench, kAppend, kLimitedRetryBit); }},
      {.id = "zone-append/tags-without-protection",
       .title = "Zone Append ignores PRINFO and the tags where the format has no protection information",
       .clauses = {"ZNS-APPEND-015"},
       .level = Level::Fact,
       .needs = {Need::Append},
       .run = ignores_tags},
      {.id = "zone-append/piremap-without-protection",
       .title = "Zone Append with PIREMAP=1 and no protection information is carried out, or refused without effect",
       .clauses = {"ZNS-APPEND-015", "ZNS-APPEND-F06"},
       .level = Level::Fact,
       .needs = {Need::Append},
       .run = remaps_nothing},
      {.id = "zone-append/broadcast-nsid",
       .title = "Zone Append with NSID FFFFFFFFh is aborted and changes nothing",
       .clauses = {"ZNS-GEN-003", "NSID-004", "ZNS-GEN-007"},
       .needs = {Need::Append, Need::ForeignNsid},
       .run = [](Bench& bench) { refuses_broadcast_nsid(bench, kAppend); }},
  };
}

}  // namespace zns::suites
