#include "suites/zns/block_io.hpp"

#include <algorithm>

#include "suites/command_text.hpp"

namespace zns::suites {
namespace {

constexpr std::uint64_t kWordMax = 1ULL << 32;
constexpr std::uint64_t kHighestLba = ~std::uint64_t{0};

Command::Body body_of(WriteOperation op, const ZoneRef& zone, std::uint64_t lba, std::uint64_t blocks) {
  const Nlb nlb = Nlb::of_count(blocks);
  switch (op) {
    case WriteOperation::Write:
      return Write{.slba = lba, .nlb = nlb};
    case WriteOperation::WriteZeroes:
      return WriteZeroes{.slba = lba, .nlb = nlb};
    case WriteOperation::ZoneAppend:
      break;
  }
  return ZoneAppend{.zslba = zone.zslba, .nlb = nlb};
}

}  // namespace

std::uint64_t blocks_of(const Bench& bench, std::uint64_t bytes) {
  return bytes / bench.facts().lba_bytes;
}

Completion send(Bench& bench, WriteOperation op, const ZoneRef& zone, std::uint64_t lba, std::uint64_t blocks,
                const Tweak& tweak) {
  const std::uint32_t nsid = tweak.nsid != 0 ? tweak.nsid : bench.facts().nsid;
  Bytes data;
  if (op != WriteOperation::WriteZeroes) data = bench.pattern(lba + tweak.pattern_offset, blocks);
  Submission submission;
  submission.sqe = encode(Command{.nsid = nsid, .body = body_of(op, zone, lba, blocks)});
  submission.to_device = data;
  submission.sqe.cdw12 |= tweak.cdw12;
  return bench.submit(submission);
}

bool reports_deallocated_blocks(const Bench& bench) {
  return (bench.facts().ns.nsfeat & 1U << 2) != 0;
}

void expect_accepted(Bench& bench, WriteOperation op, const Completion& cqe, std::uint64_t lba) {
  bench.expect_success(cqe);
  if (op == WriteOperation::ZoneAppend)  // ZNS-APPEND-001, ZNS-APPEND-F11
    bench.expect(cqe.result == lba, "assigned LBA " + hex(lba), "assigned LBA " + hex(cqe.result));
}

void expect_data(Bench& bench, WriteOperation op, std::uint64_t lba, std::uint64_t blocks) {
  constexpr std::uint64_t kMostRead = 2048;  // of a longer range the first and the last blocks are looked at
  if (blocks > kMostRead) {
    expect_data(bench, op, lba, kMostRead / 2);
    expect_data(bench, op, lba + blocks - kMostRead / 2, kMostRead / 2);
  } else if (op != WriteOperation::WriteZeroes) {
    bench.expect_pattern(lba, blocks);
  } else {
    bench.expect_zeroes(lba, blocks);
  }
}

void expect_done(Bench& bench, WriteOperation op, const Completion& cqe, std::uint64_t lba, std::uint64_t blocks) {
  expect_accepted(bench, op, cqe, lba);
  expect_data(bench, op, lba, blocks);
}

std::uint64_t most_blocks(const Bench& bench, WriteOperation op) {
  const Facts& facts = bench.facts();
  switch (op) {
    case WriteOperation::Write:
      break;
    case WriteOperation::WriteZeroes:  // moves no data: neither MDTS nor the transport limits it (ZNS-GEN-012)
      return facts.write_zeroes_limit_bytes ? std::min(kMostBlocks, blocks_of(bench, *facts.write_zeroes_limit_bytes))
                                            : kMostBlocks;
    case WriteOperation::ZoneAppend:
      if (facts.append_limit_bytes)
        return std::min(bench.max_blocks_per_command(), blocks_of(bench, *facts.append_limit_bytes));
      break;
  }
  return bench.max_blocks_per_command();
}

void needs_blocks(const Bench& bench, WriteOperation op, std::uint64_t blocks) {
  bench.needs(blocks <= most_blocks(bench, op), "needs " + std::to_string(blocks) + " blocks in one command");
}

void needs_transfer(Bench& bench, std::uint64_t bytes) {
  const Carries carries = bench.target().carries();
  const bool within_mdts = !bench.facts().mdts_bytes || bytes <= *bench.facts().mdts_bytes;
  bench.needs(within_mdts || carries.over_mdts, "needs a way to the device that carries more than MDTS");
  bench.needs(bytes <= carries.max_transfer_bytes, "the way to the device does not carry a transfer of that size");
}

ZoneRef a_zone_with(Bench& bench, ZoneState state, std::uint64_t written) {
  if (state != ZoneState::ImplicitlyOpened) return bench.a_zone_in(state, written);
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.needs(zone.zcap > written, "needs a zone capacity of more than " + std::to_string(written) + " blocks");
  bench.fill(zone, zone.zslba, zone.zslba + written);
  bench.expect_zone(zone, state, zone.zslba + written);
  return zone;
}

void leave(Bench& bench, const ZoneRef& zone, std::uint64_t left) {
  bench.needs(zone.zcap > left, "needs a zone capacity of more than " + std::to_string(left) + " blocks");
  bench.fill(zone, zone.zslba, zone.cap() - left);
}

ZoneRef a_zone_with_left(Bench& bench, ZoneState state, std::uint64_t left) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  if (state == ZoneState::ExplicitlyOpened) bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Open));
  leave(bench, zone, left);
  if (state == ZoneState::Closed) bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Close));
  bench.expect_zone(zone, state, zone.cap() - left);
  return zone;
}

void expect_written_up_to(Bench& bench, const ZoneRef& zone, ZoneState before, std::uint64_t wp) {
  if (wp == zone.cap())
    bench.expect_zone(zone, ZoneState::Full);
  else
    bench.expect_zone(zone, before == ZoneState::ExplicitlyOpened ? before : ZoneState::ImplicitlyOpened, wp);
}

std::vector<Status> boundary_errors(const Bench& bench, std::uint64_t slba, std::uint64_t blocks) {
  std::vector<Status> permitted{Status::ZoneBoundaryError};
  const std::uint64_t nsze = bench.facts().nsze;
  if (slba >= nsze || blocks > nsze - slba) permitted.push_back(Status::LbaOutOfRange);
  return permitted;
}

std::vector<std::uint64_t> lbas_beyond_namespace(const Bench& bench, const ZoneRef& zone) {
  const std::uint64_t nsze = bench.facts().nsze;
  const std::uint64_t byte_wrap = kHighestLba / bench.facts().lba_bytes + 1;  // times the block size it is 2^64
  std::vector<std::uint64_t> lbas{nsze, zone.zslba + kWordMax, zone.zslba + byte_wrap, zone.zslba + (1ULL << 63),
                                  kHighestLba};
  lbas.erase(std::remove_if(lbas.begin(), lbas.end(), [&](std::uint64_t lba) { return lba < nsze; }), lbas.end());
  return lbas;
}

}  // namespace zns::suites
