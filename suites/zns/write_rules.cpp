#include "suites/zns/write_rules.hpp"

#include <algorithm>
#include <vector>

#include "suites/command_text.hpp"

namespace zns::suites {
namespace {

constexpr std::uint64_t kHighestLba = ~std::uint64_t{0};

// A block that a zone at `lba` would be taken for where addresses have too few bits, and what it was like before.
struct Alias {
  std::uint64_t lba = 0;
  Bytes data;
  ZoneRef zone;
  ZoneDescriptor descriptor;
};

std::vector<Alias> aliases_of(Bench& bench, std::uint64_t lba) {
  constexpr std::uint64_t kWord = 1ULL << 32;
  std::vector<Alias> aliases;
  for (const std::uint64_t modulus : {blocks_of(bench, kWord), kWord}) {  // 32 bits of byte address, of LBA
    if (lba < modulus) continue;
    Alias alias{
        .lba = lba % modulus, .data = {}, .zone = bench.zone(lba % modulus / bench.facts().zsze), .descriptor = {}};
    if (bench.read(alias.lba, 1, &alias.data).status != kSuccess) continue;  // an Offline zone
    alias.descriptor = bench.descriptor(alias.zone);
    aliases.push_back(alias);
  }
  return aliases;
}

}  // namespace

void writes_at_write_pointer(Bench& bench, WriteOperation op, ZoneState state, std::uint64_t written,
                             std::uint64_t blocks) {
  needs_blocks(bench, op, blocks);
  const ZoneRef zone = a_zone_with(bench, state, written);
  bench.needs(written + blocks < zone.zcap, "needs a larger zone capacity");
  const std::uint64_t wp = zone.zslba + written;

  const Completion cqe = send(bench, op, zone, wp, blocks);

  expect_done(bench, op, cqe, wp, blocks);
  expect_written_up_to(bench, zone, state, wp + blocks);  // ZNS-ZM-062
  if (written > 0) bench.expect_pattern(zone.zslba, written);
  bench.expect_deallocated(wp + blocks, 1);
}

void writes_every_length(Bench& bench, WriteOperation op) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  std::uint64_t wp = zone.zslba;
  for (std::uint64_t blocks = 1;
       blocks <= std::min<std::uint64_t>(most_blocks(bench, op), 9) && wp + blocks < zone.cap(); ++blocks) {
    expect_done(bench, op, send(bench, op, zone, wp, blocks), wp, blocks);
    wp += blocks;
    bench.expect_zone(zone, ZoneState::ImplicitlyOpened, wp);
  }
  bench.expect_deallocated(wp, 1);
}

void writes_as_much_as_allowed(Bench& bench, WriteOperation op, std::uint64_t limit_bytes) {
  const std::uint64_t blocks = blocks_of(bench, limit_bytes);
  bench.needs(blocks <= kMostBlocks, "the limit is above what a command can name");
  needs_transfer(bench, limit_bytes);
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.needs(blocks <= zone.zcap, "the limit is above the zone capacity");

  const Completion cqe = send(bench, op, zone, zone.zslba, blocks);

  expect_done(bench, op, cqe, zone.zslba, blocks);
  expect_written_up_to(bench, zone, ZoneState::Empty, zone.zslba + blocks);
}

void refuses_more_than_allowed(Bench& bench, WriteOperation op, std::uint64_t limit_bytes) {
  const std::uint64_t blocks = blocks_of(bench, limit_bytes * bench.facts().limit_doubt) + 1;
  bench.needs(blocks <= kMostBlocks, "the limit is above what a command can name");
  if (op != WriteOperation::WriteZeroes) needs_transfer(bench, blocks * bench.facts().lba_bytes);
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);

  const Completion cqe = send(bench, op, zone, zone.zslba, blocks);

  std::vector<Status> permitted{Status::InvalidFieldInCommand};
  if (blocks > zone.zcap)
    for (const Status status : boundary_errors(bench, zone.zslba, blocks)) permitted.push_back(status);
  bench.expect_status(cqe, permitted);
  bench.expect_zone(zone, ZoneState::Empty);
  bench.expect_deallocated(zone.zslba, 1);
}

void counts_to_65536(Bench& bench, WriteOperation op) {
  needs_blocks(bench, op, kMostBlocks);
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);

  const Completion cqe = send(bench, op, zone, zone.zslba, kMostBlocks);

  if (zone.zcap < kMostBlocks) {
    bench.expect_status(cqe, boundary_errors(bench, zone.zslba, kMostBlocks));
    bench.expect_zone(zone, ZoneState::Empty);
    return;
  }
  expect_done(bench, op, cqe, zone.zslba, kMostBlocks);
  expect_written_up_to(bench, zone, ZoneState::Empty, zone.zslba + kMostBlocks);
}

void fills_zone_with_last_block(Bench& bench, WriteOperation op, ZoneState state) {
  const ZoneRef zone = a_zone_with_left(bench, state, 1);

  const Completion cqe = send(bench, op, zone, zone.cap() - 1, 1);

  expect_done(bench, op, cqe, zone.cap() - 1, 1);
  bench.expect_zone(zone, ZoneState::Full);  // ZNS-ZM-066
  bench.expect_pattern(zone.cap() - 2, 1);
}

void fills_zone_in_one_command(Bench& bench, WriteOperation op) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  needs_blocks(bench, op, zone.zcap);

  const Completion cqe = send(bench, op, zone, zone.zslba, zone.zcap);

  expect_done(bench, op, cqe, zone.zslba, zone.zcap);
  bench.expect_zone(zone, ZoneState::Full);
}

void fills_zone_block_by_block(Bench& bench, WriteOperation op) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.needs(zone.zcap <= 1024, "the zone is too large to be written block by block");

  for (std::uint64_t lba = zone.zslba; lba < zone.cap(); ++lba) {
    expect_accepted(bench, op, send(bench, op, zone, lba, 1), lba);
    expect_written_up_to(bench, zone, ZoneState::ImplicitlyOpened, lba + 1);
  }

  expect_data(bench, op, zone.zslba, zone.zcap);
}

void refuses_in_state(Bench& bench, WriteOperation op, ZoneState state, Status status) {
  const ZoneRef zone = bench.a_zone_in(state, 1);
  const std::uint64_t lba = zone.zslba + 1;  // where the zone would go on if it were writable
  bench.needs(lba < zone.cap(), "needs a zone capacity of more than 1 block");

  const Completion cqe = send(bench, op, zone, lba, 1);

  bench.expect_status(cqe, {status});
  bench.expect_zone(zone, state);
  if (state == ZoneState::Offline) return;  // reads fail as well
  bench.expect_pattern(zone.zslba, 1);
  bench.expect_deallocated(lba, 1);
}

void refuses_in_written_full_zone(Bench& bench, WriteOperation op) {
  const ZoneRef zone = a_zone_with_left(bench, ZoneState::ImplicitlyOpened, 1);
  expect_done(bench, op, send(bench, op, zone, zone.cap() - 1, 1), zone.cap() - 1, 1);

  const Completion cqe = send(bench, op, zone, zone.zslba, 1, {.pattern_offset = kElsewhere});

  bench.expect_status(cqe, {Status::ZoneIsFull});
  bench.expect_zone(zone, ZoneState::Full);
  bench.expect_pattern(zone.zslba, 1);
}

void refuses_beyond_capacity(Bench& bench, WriteOperation op, ZoneState state) {
  needs_blocks(bench, op, 2);
  const ZoneRef zone = a_zone_with_left(bench, state, 1);
  const std::uint64_t wp = zone.cap() - 1;

  const Completion cqe = send(bench, op, zone, wp, 2, {.pattern_offset = kElsewhere});

  bench.expect_status(cqe, boundary_errors(bench, wp, 2));
  bench.expect_zone(zone, state, wp);
  bench.expect_deallocated(wp, 1);  // not in part either
  bench.expect_pattern(wp - 1, 1);
  expect_done(bench, op, send(bench, op, zone, wp, 1), wp, 1);  // one block does fit
  bench.expect_zone(zone, ZoneState::Full);
}

void refuses_more_than_capacity(Bench& bench, WriteOperation op) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  const std::uint64_t blocks = zone.zcap + 1;
  needs_blocks(bench, op, blocks);

  const Completion cqe = send(bench, op, zone, zone.zslba, blocks);

  bench.expect_status(cqe, boundary_errors(bench, zone.zslba, blocks));
  bench.expect_zone(zone, ZoneState::Empty);
  bench.expect_deallocated(zone.zslba, 1);
  bench.expect_deallocated(zone.cap() - 1, 1);
}

void refuses_across_zone_end(Bench& bench, WriteOperation op) {
  const auto [zone, next] = bench.two_adjacent_empty_zones();
  const std::uint64_t wp = zone.cap() - 1;
  const std::uint64_t blocks = next.zslba + 1 - wp;
  needs_blocks(bench, op, blocks);
  leave(bench, zone, 1);

  const Completion cqe = send(bench, op, zone, wp, blocks);

  bench.expect_status(cqe, {Status::ZoneBoundaryError});
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, wp);
  bench.expect_zone(next, ZoneState::Empty);
  bench.expect_deallocated(wp, 1);
  bench.expect_deallocated(next.zslba, 1);
}

void refuses_across_namespace_end(Bench& bench, WriteOperation op) {
  const ZoneRef zone = bench.the_last_zone();
  const std::uint64_t wp = zone.cap() - 1;
  const std::uint64_t blocks = zone.end() + 1 - wp;
  needs_blocks(bench, op, blocks);
  leave(bench, zone, 1);

  const Completion cqe = send(bench, op, zone, wp, blocks);

  bench.expect_status(cqe, {Status::LbaOutOfRange, Status::ZoneBoundaryError});
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, wp);
  bench.expect_deallocated(wp, 1);
}

void refuses_broadcast_nsid(Bench& bench, WriteOperation op) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);

  const Completion cqe = send(bench, op, zone, zone.zslba, 1, {.nsid = kBroadcastNsid});

  bench.expect_status(cqe, {Status::InvalidNamespaceOrFormat, Status::InvalidFieldInCommand});  // NSID-004
  bench.expect_zone(zone, ZoneState::Empty);
  bench.expect_deallocated(zone.zslba, 1);
}

void accepts_hint(Bench& bench, WriteOperation op, std::uint32_t cdw12) {
  const ZoneRef zone = a_written_zone(bench, 1);
  const std::uint64_t wp = zone.zslba + 1;

  const Completion cqe = send(bench, op, zone, wp, 1, {.cdw12 = cdw12});

  expect_done(bench, op, cqe, wp, 1);
  expect_written_up_to(bench, zone, ZoneState::ImplicitlyOpened, wp + 1);
}

void keeps_zones_apart(Bench& bench, WriteOperation op) {
  const std::vector<ZoneRef> zones = bench.zones_in(ZoneState::ExplicitlyOpened, 2, 1);
  for (const ZoneRef& zone : zones) bench.needs(zone.zcap >= 3, "needs a zone capacity of at least 3 blocks");

  for (std::uint64_t offset = 1; offset <= 2; ++offset)
    for (const ZoneRef& zone : zones)
      expect_accepted(bench, op, send(bench, op, zone, zone.zslba + offset, 1), zone.zslba + offset);

  for (const ZoneRef& zone : zones) {
    expect_written_up_to(bench, zone, ZoneState::ExplicitlyOpened, zone.zslba + 3);
    bench.expect_pattern(zone.zslba, 1);
    expect_data(bench, op, zone.zslba + 1, 2);
  }
}

void leaves_neighbour_alone(Bench& bench, WriteOperation op) {
  const auto [lower, upper] = bench.two_adjacent_empty_zones();
  const std::uint64_t blocks = std::min({most_blocks(bench, op), upper.zcap, std::uint64_t{8}});

  const Completion cqe = send(bench, op, upper, upper.zslba, blocks);

  expect_done(bench, op, cqe, upper.zslba, blocks);
  bench.expect_zone(lower, ZoneState::Empty);
  bench.expect_deallocated(lower.zslba, 1);
  bench.expect_deallocated(lower.cap() - 1, 1);
  bench.expect_deallocated(lower.end() - 1, 1);
}

void reaches_high_zone_only(Bench& bench, WriteOperation op) {
  const ZoneRef zone = bench.the_last_zone();
  const std::vector<Alias> aliases = aliases_of(bench, zone.zslba);
  bench.needs(!aliases.empty(), "needs a namespace of more than 4 GiB");

  const Completion cqe = send(bench, op, zone, zone.zslba, 1);

  expect_done(bench, op, cqe, zone.zslba, 1);
  expect_written_up_to(bench, zone, ZoneState::Empty, zone.zslba + 1);
  for (const Alias& alias : aliases) {
    Bytes after;
    bench.expect_success(bench.read(alias.lba, 1, &after));
    bench.expect(after == alias.data, "block " + hex(alias.lba) + " is as it was", "its data changed");
    bench.expect_unchanged(alias.zone, alias.descriptor);
  }
}

void starts_again_after_reset(Bench& bench, WriteOperation op) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.needs(zone.zcap > 2, "needs a zone capacity of more than 2 blocks");
  for (std::uint64_t offset = 0; offset < 2; ++offset)
    bench.expect_success(
        send(bench, WriteOperation::Write, zone, zone.zslba + offset, 1, {.pattern_offset = kElsewhere}));
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
  bench.expect_zone(zone, ZoneState::Empty, zone.zslba);

  const Completion cqe = send(bench, op, zone, zone.zslba, 1);

  expect_done(bench, op, cqe, zone.zslba, 1);
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, zone.zslba + 1);
  bench.expect_deallocated(zone.zslba + 1, 1);  // nothing of the data before the reset comes back
}

void refuses_off_write_pointer(Bench& bench, WriteOperation op, ZoneState state, std::uint64_t written,
                               Lba::Of lba_of) {
  const ZoneRef zone = a_zone_with(bench, state, written);
  const std::uint64_t wp = zone.zslba + written;
  const std::uint64_t lba = lba_of(zone, wp);
  bench.needs(lba != wp && lba < zone.cap(), "needs a larger zone capacity");

  const Completion cqe = send(bench, op, zone, lba, 1, {.pattern_offset = kElsewhere});

  bench.expect_status(cqe, {Status::ZoneInvalidWrite});
  bench.expect_zone(zone, state, wp);
  if (written > 0) bench.expect_pattern(zone.zslba, written);
  bench.expect_deallocated(std::max(lba, wp), 1);
  expect_done(bench, op, send(bench, op, zone, wp, 1), wp, 1);  // the zone goes on where it was
}

void refuses_across_capacity_off_write_pointer(Bench& bench, WriteOperation op) {
  needs_blocks(bench, op, 2);
  const ZoneRef zone = a_written_zone(bench, 1);
  const std::uint64_t lba = zone.cap() - 1;
  bench.needs(lba > zone.zslba + 1, "needs a larger zone capacity");

  const Completion cqe = send(bench, op, zone, lba, 2);

  std::vector<Status> permitted = boundary_errors(bench, lba, 2);
  permitted.push_back(Status::ZoneInvalidWrite);  // ZNS-AMB-02
  bench.expect_status(cqe, permitted);
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, zone.zslba + 1);
  bench.expect_deallocated(lba, 1);
}

void refuses_in_capacity_gap(Bench& bench, WriteOperation op, Lba::Of lba_of) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.needs(zone.zcap < zone.zsze, "needs a zone capacity below the zone size");
  const std::uint64_t lba = lba_of(zone, zone.zslba);

  const Completion cqe = send(bench, op, zone, lba, 1);

  bench.expect_status(cqe, {Status::ZoneBoundaryError, Status::ZoneInvalidWrite});  // ZNS-AMB-03
  bench.expect_zone(zone, ZoneState::Empty);
  bench.expect_deallocated(lba, 1);
}

void refuses_outside_namespace(Bench& bench, WriteOperation op) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  for (const std::uint64_t lba : lbas_beyond_namespace(bench, zone)) {
    const Completion cqe = send(bench, op, zone, lba, 1);
    bench.expect_status(cqe, {Status::LbaOutOfRange, Status::ZoneBoundaryError});
    bench.expect_zone(zone, ZoneState::Empty);
  }
  bench.expect_deallocated(zone.zslba, 1);
}

void refuses_wrap_around(Bench& bench, WriteOperation op) {
  needs_blocks(bench, op, 2);
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);

  const Completion cqe = send(bench, op, zone, kHighestLba, 2);

  bench.expect_status(cqe, {Status::LbaOutOfRange, Status::ZoneBoundaryError});
  bench.expect_zone(zone, ZoneState::Empty);
}

}  // namespace zns::suites
