#include "suites/zns/read_rules.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "suites/command_text.hpp"
#include "suites/zns/block_io.hpp"

namespace zns::suites {
namespace {

constexpr std::uint64_t kHighestLba = ~std::uint64_t{0};
constexpr std::uint64_t kFew = 16;  // blocks looked at where all would be too many

void needs_read_of(const Bench& bench, std::uint64_t blocks) {
  bench.needs(blocks <= bench.max_blocks_per_command(), "needs " + std::to_string(blocks) + " blocks in one command");
}

// What a successful read returns. Not applicable where deallocated blocks are reported as errors.
Bytes data_of(Bench& bench, std::uint64_t slba, std::uint64_t blocks) {
  Bytes data;
  const Completion cqe = bench.read(slba, blocks, &data);
  bench.needs(!reports_deallocated_blocks(bench) || cqe.status != Status::DeallocatedOrUnwrittenLogicalBlock,
              "reads of deallocated blocks are set to fail (DULBE)");
  bench.expect_success(cqe);
  return data;
}

// One command over many blocks returns what one command per block returns (ZNS-IO-003, ZNS-IO-005).
void expect_same_as_one_by_one(Bench& bench, std::uint64_t slba, std::uint64_t blocks) {
  const Bytes together = data_of(bench, slba, blocks);
  const std::size_t lba_bytes = bench.facts().lba_bytes;
  for (std::uint64_t i = 0; i < blocks; ++i) {
    if (i == kFew && blocks > 2 * kFew) i = blocks - kFew;  // the first and the last
    const Bytes alone = data_of(bench, slba + i, 1);
    const auto begin = together.begin() + static_cast<std::ptrdiff_t>(i * lba_bytes);
    bench.expect(std::equal(alone.begin(), alone.end(), begin),
                 "block " + hex(slba + i) + " reads the same alone and with others", "its data differs");
  }
}

// What a read of that range may be refused with (ZNS-IO-002, ZNS-IO-012); nothing if it is to succeed.
std::vector<Status> range_errors(const Bench& bench, std::uint64_t slba, std::uint64_t blocks) {
  const Facts& facts = bench.facts();
  std::vector<Status> errors;
  if (slba >= facts.nsze || blocks > facts.nsze - slba) errors.push_back(Status::LbaOutOfRange);
  if (!facts.read_across && blocks > facts.zsze - slba % facts.zsze) errors.push_back(Status::ZoneBoundaryError);
  return errors;
}

std::uint64_t mdts_blocks(const Bench& bench) {
  bench.needs(bench.facts().mdts_bytes.has_value(), "the device does not limit the size of a transfer (MDTS = 0)");
  return blocks_of(bench, *bench.facts().mdts_bytes);
}

Completion read_with(Bench& bench, const ZoneRef& zone, std::uint32_t nsid, std::uint32_t cdw12, Bytes& data) {
  data.assign(bench.facts().lba_bytes, std::byte{0});
  Submission submission;
  submission.sqe = encode(Command{.nsid = nsid, .body = Read{.slba = zone.zslba, .nlb = Nlb::of_count(1)}});
  submission.sqe.cdw12 |= cdw12;
  submission.from_device = data;
  return bench.submit(submission);
}

}  // namespace

// ---- one zone -------------------------------------------------------------------------------------------------

void returns_data(Bench& bench, ZoneState state) {
  const ZoneRef zone = a_zone_with(bench, state, 2);
  const ZoneDescriptor before = bench.descriptor(zone);

  bench.expect_pattern(zone.zslba, 1);
  bench.expect_pattern(zone.zslba + 1, 1);
  bench.expect_pattern(zone.zslba, 2);

  bench.expect_unchanged(zone, before);
}

void returns_unwritten_blocks(Bench& bench, ZoneState state, std::uint64_t written) {
  const ZoneRef zone = a_zone_with(bench, state, written);
  bench.needs(written < zone.zcap, "needs a larger zone capacity");
  const ZoneDescriptor before = bench.descriptor(zone);

  bench.expect_deallocated(zone.zslba + written, std::min(zone.zcap - written, kFew));
  bench.expect_deallocated(zone.cap() - 1, 1);
  bench.expect_deallocated(zone.end() - 1, 1);

  bench.expect_unchanged(zone, before);
}

void reads_across_write_pointer(Bench& bench) {
  needs_read_of(bench, 2);
  const ZoneRef zone = a_written_zone(bench, 2);

  expect_same_as_one_by_one(bench, zone.zslba + 1, 2);

  bench.expect_pattern(zone.zslba + 1, 1);
  bench.expect_deallocated(zone.zslba + 2, 1);
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, zone.zslba + 2);
}

// Every length from every block of what was written: neither count nor start is off by one.
void returns_every_range(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  const std::uint64_t written = std::min<std::uint64_t>(zone.zcap, 10);
  bench.fill(zone, zone.zslba, zone.zslba + written);
  for (std::uint64_t first = 0; first < written; ++first)
    for (std::uint64_t blocks = 1; blocks <= std::min(written - first, bench.max_blocks_per_command()); ++blocks)
      bench.expect_pattern(zone.zslba + first, blocks);
}

void returns_the_same_again(Bench& bench, ZoneState state) {
  const ZoneRef zone = a_zone_with(bench, state, state == ZoneState::Empty ? 0 : 1);
  const std::uint64_t blocks = std::min({zone.zcap, bench.max_blocks_per_command(), kFew});
  const std::uint64_t slba = zone.cap() - blocks;

  const Bytes first = data_of(bench, slba, blocks);
  const Bytes second = data_of(bench, slba, blocks);

  bench.expect(first == second, "unwritten blocks read the same every time until they are written",
               "the second read differs");
}

void reads_across_capacity(Bench& bench) {
  needs_read_of(bench, 2);
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.needs(zone.zcap < zone.zsze, "needs a zone capacity below the zone size");
  leave(bench, zone, 1);
  bench.expect_success(bench.write(zone.cap() - 1, 1));

  expect_same_as_one_by_one(bench, zone.cap() - 1, 2);

  bench.expect_pattern(zone.cap() - 1, 1);
  bench.expect_deallocated(zone.cap(), 1);
}

void reads_capacity_gap(Bench& bench, ZoneState state) {
  const ZoneRef zone = bench.a_zone_in(state, state == ZoneState::Empty ? 0 : 1);
  bench.needs(zone.zcap < zone.zsze, "needs a zone capacity below the zone size");
  bench.expect_deallocated(zone.cap(), std::min(zone.zsze - zone.zcap, kFew));
  bench.expect_deallocated(zone.end() - 1, 1);
}

void reads_up_to_zone_end(Bench& bench) {
  const ZoneRef zone = a_written_zone(bench, 1);
  const std::uint64_t blocks = std::min({zone.zsze, bench.max_blocks_per_command(), kFew});
  expect_same_as_one_by_one(bench, zone.end() - blocks, blocks);
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, zone.zslba + 1);
}

void reads_whole_zone(Bench& bench) {
  needs_read_of(bench, bench.facts().zsze);
  const ZoneRef zone = bench.a_zone_in(ZoneState::Closed, 1);
  expect_same_as_one_by_one(bench, zone.zslba, zone.zsze);
  bench.expect_pattern(zone.zslba, 1);
  bench.expect_zone(zone, ZoneState::Closed, zone.zslba + 1);
}

void returns_nothing_from_before_reset(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  const std::uint64_t blocks = std::min(zone.zcap, kFew);
  bench.fill(zone, zone.zslba, zone.zslba + blocks);
  bench.expect_pattern(zone.zslba, blocks);

  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));

  bench.expect_deallocated(zone.zslba, blocks);
  bench.expect_zone(zone, ZoneState::Empty, zone.zslba);
}

// A Full zone is reset as well, and the first block written again: the others stay unwritten.
void returns_nothing_from_before_reset_of_full_zone(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Full, 3);
  bench.needs(zone.zcap >= 3, "needs a zone capacity of at least 3 blocks");
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));

  bench.expect_success(send(bench, WriteOperation::Write, zone, zone.zslba, 1, {.pattern_offset = kElsewhere}));

  bench.expect_pattern(zone.zslba, 1, zone.zslba + kElsewhere);
  bench.expect_deallocated(zone.zslba + 1, 2);
}

void fails_in_offline_zone(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Offline, 1);
  for (const std::uint64_t lba :
       {zone.zslba, zone.cap() - 1, zone.end() - 1})  // written; not written; perhaps in the gap
    bench.expect_status(bench.read(lba, 1), {Status::ZoneIsOffline});
  bench.expect_zone(zone, ZoneState::Offline);
}

void reads_at_active_limit(Bench& bench) {
  const ZoneRef empty = bench.a_zone_in(ZoneState::Empty);
  const std::vector<ZoneRef> active = bench.fill_active_limit(ZoneState::Closed);

  bench.expect_deallocated(empty.zslba, 1);
  bench.expect_zone(empty, ZoneState::Empty);
  for (const ZoneRef& zone : active) {
    bench.expect_success(bench.read(zone.zslba, 1));
    bench.expect_zone(zone, ZoneState::Closed);
    if (&zone - active.data() == kFew) break;
  }
}

// ---- two zones ------------------------------------------------------------------------------------------------

void stops_at_zone_boundary(Bench& bench) {
  needs_read_of(bench, 2);
  const auto [lower, upper] = bench.two_adjacent_empty_zones();
  bench.needs(upper.zcap > 1, "needs a zone capacity of more than 1 block");
  bench.expect_success(bench.write(upper.zslba, 1));

  bench.expect_status(bench.read(lower.end() - 1, 2), {Status::ZoneBoundaryError});
  if (lower.zsze < bench.max_blocks_per_command())
    bench.expect_status(bench.read(lower.zslba, lower.zsze + 1), {Status::ZoneBoundaryError});

  bench.expect_zone(lower, ZoneState::Empty);
  bench.expect_zone(upper, ZoneState::ImplicitlyOpened, upper.zslba + 1);
  bench.expect_deallocated(lower.end() - 1, 1);  // each side of the boundary is readable
  bench.expect_pattern(upper.zslba, 1);
}

void crosses_zone_boundary(Bench& bench) {
  needs_read_of(bench, 2);
  const auto [lower, upper] = bench.two_adjacent_empty_zones();
  bench.needs(upper.zcap > 1, "needs a zone capacity of more than 1 block");
  bench.expect_success(bench.write(upper.zslba, 1));

  expect_same_as_one_by_one(bench, lower.end() - 1, 2);
  if (lower.zsze < bench.max_blocks_per_command()) expect_same_as_one_by_one(bench, lower.zslba, lower.zsze + 1);

  bench.expect_zone(lower, ZoneState::Empty);
  bench.expect_zone(upper, ZoneState::ImplicitlyOpened, upper.zslba + 1);
  bench.expect_deallocated(lower.end() - 1, 1);
  bench.expect_pattern(upper.zslba, 1);
}

void crosses_from_written_zone(Bench& bench) {
  needs_read_of(bench, 2);
  const auto [lower, upper] = bench.two_adjacent_empty_zones();
  bench.needs(lower.zcap == lower.zsze, "needs a zone whose last block can be written");
  leave(bench, lower, 1);
  bench.expect_success(bench.write(lower.cap() - 1, 1));
  bench.expect_success(bench.write(upper.zslba, 1));

  expect_same_as_one_by_one(bench, lower.end() - 1, 2);

  bench.expect_pattern(lower.end() - 1, 2);
}

void stops_at_offline_zone(Bench& bench) {
  needs_read_of(bench, 2);
  const auto [lower, upper] = bench.two_adjacent_empty_zones();
  bench.inject(upper, ZoneState::Offline);

  const Completion cqe = bench.read(lower.end() - 1, 2);

  std::vector<Status> permitted{Status::ZoneIsOffline};
  if (!bench.facts().read_across) permitted.push_back(Status::ZoneBoundaryError);
  bench.expect_status(cqe, permitted);
  bench.expect_deallocated(lower.end() - 1, 1);
}

// ---- the namespace's end, sizes, fields -------------------------------------------------------------------------

void reads_last_block_of_namespace(Bench& bench) {
  const ZoneRef zone = bench.the_last_zone();
  bench.expect_deallocated(zone.end() - 1, 1);
  bench.expect_zone(zone, ZoneState::Empty);
}

void stops_at_namespace_end(Bench& bench) {
  needs_read_of(bench, 2);
  const ZoneRef zone = bench.the_last_zone();
  bench.expect_status(bench.read(zone.end() - 1, 2), range_errors(bench, zone.end() - 1, 2));
}

void fails_outside_namespace(Bench& bench) {
  const ZoneRef zone = a_written_zone(bench, 1);
  for (const std::uint64_t lba : lbas_beyond_namespace(bench, zone))
    bench.expect_status(bench.read(lba, 1), {Status::LbaOutOfRange});
}

void fails_at_wrap_around(Bench& bench) {
  needs_read_of(bench, 2);
  std::vector<Status> permitted{Status::LbaOutOfRange};
  if (!bench.facts().read_across) permitted.push_back(Status::ZoneBoundaryError);
  bench.expect_status(bench.read(kHighestLba, 2), permitted);
}

void reads_as_much_as_mdts(Bench& bench) {
  const std::uint64_t blocks = mdts_blocks(bench);
  needs_read_of(bench, blocks);
  const ZoneRef zone = a_written_zone(bench, 1);
  bench.needs(blocks <= zone.zsze, "MDTS is above the zone size");
  expect_same_as_one_by_one(bench, zone.zslba, blocks);
  bench.expect_pattern(zone.zslba, 1);
}

void fails_above_mdts(Bench& bench) {
  const std::uint64_t blocks = mdts_blocks(bench) * bench.facts().limit_doubt + 1;
  bench.needs(blocks <= kMostBlocks, "MDTS is above what a command can name");
  needs_transfer(bench, blocks * bench.facts().lba_bytes);
  const ZoneRef zone = a_written_zone(bench, 1);

  const Completion cqe = bench.read(zone.zslba, blocks);

  std::vector<Status> permitted = range_errors(bench, zone.zslba, blocks);
  permitted.push_back(Status::InvalidFieldInCommand);
  bench.expect_status(cqe, permitted);
  bench.expect_pattern(zone.zslba, 1);
}

void reads_65536_blocks(Bench& bench) {
  needs_read_of(bench, kMostBlocks);
  const ZoneRef zone = a_written_zone(bench, 1);
  const std::vector<Status> errors = range_errors(bench, zone.zslba, kMostBlocks);
  if (errors.empty())
    expect_same_as_one_by_one(bench, zone.zslba, kMostBlocks);
  else
    bench.expect_status(bench.read(zone.zslba, kMostBlocks), errors);
}

void accepts_read_hint(Bench& bench, std::uint32_t cdw12) {
  const ZoneRef zone = a_written_zone(bench, 1);
  Bytes data;
  bench.expect_success(read_with(bench, zone, bench.facts().nsid, cdw12, data));
  bench.expect_bytes(bench.pattern(zone.zslba, 1), data, "the data that was written");
}

void refuses_broadcast_nsid_for_read(Bench& bench) {
  const ZoneRef zone = a_written_zone(bench, 1);
  Bytes data;
  bench.expect_status(read_with(bench, zone, kBroadcastNsid, 0, data),
                      {Status::InvalidNamespaceOrFormat, Status::InvalidFieldInCommand});  // NSID-004
}

}  // namespace zns::suites
