// Read, again and again: blocks that were read before they were written, reset and written anew; and every block of a
// range, where a few would do as long as nobody remembers the others.
#include <algorithm>
#include <string>
#include <vector>

#include "suites/zns/block_io.hpp"
#include "suites/zns/read_rules.hpp"

namespace zns::suites {
namespace {

constexpr std::uint64_t kMostLooked = std::uint64_t{16} << 20;  // bytes of one zone

struct Writer {
  WriteOperation op;
  const char* slug;
  const char* name;
  std::vector<Need> needs;
};

const std::vector<Writer>& writers() {
  static const std::vector<Writer> kWriters{
      {WriteOperation::Write, "write", "Write", {}},
      {WriteOperation::WriteZeroes, "write-zeroes", "Write Zeroes", {Need::WriteZeroes}},
      {WriteOperation::ZoneAppend, "append", "Zone Append", {Need::Append}}};
  return kWriters;
}

// Where the look at a zone ends.
std::uint64_t looked_up_to(const Bench& bench, const ZoneRef& zone) {
  return zone.zslba + std::min(zone.zcap, blocks_of(bench, kMostLooked));
}

// What is read before a write is not what is read after it; what is behind the write pointer stays as it was.
void sees_what_is_written(Bench& bench, WriteOperation op) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  std::uint64_t wp = zone.zslba;
  for (const std::uint64_t blocks : {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{1}, std::uint64_t{3}}) {
    if (wp + blocks >= zone.cap() || blocks > most_blocks(bench, op)) break;
    bench.expect_deallocated(wp, std::min(zone.cap() - wp, std::uint64_t{8}));

    expect_accepted(bench, op, send(bench, op, zone, wp, blocks), wp);

    expect_data(bench, op, wp, blocks);
    wp += blocks;
  }
  expect_data(bench, op, zone.zslba, wp - zone.zslba);
  const std::uint64_t until = std::max(wp, looked_up_to(bench, zone));
  bench.expect_deallocated(wp, until - wp);
}

// Three lives of a zone, each with data of its own, each a block longer than the next.
void sees_what_is_reset(Bench& bench, WriteOperation op) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  const std::uint64_t most = std::min({zone.zcap - 1, most_blocks(bench, op), std::uint64_t{8}});
  bench.needs(most >= 3, "needs zones, and transfers, of a few blocks");
  for (std::uint64_t life = 0; life < 3; ++life) {
    const std::uint64_t blocks = most - life;
    const std::uint64_t elsewhere = kElsewhere + (life << 40U);
    bench.expect_success(send(bench, op, zone, zone.zslba, blocks, {.pattern_offset = elsewhere}));
    if (op == WriteOperation::WriteZeroes)
      bench.expect_zeroes(zone.zslba, blocks);
    else
      bench.expect_pattern(zone.zslba, blocks, zone.zslba + elsewhere);
    bench.expect_deallocated(zone.zslba + blocks, most + 1 - blocks);

    bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));

    bench.expect_deallocated(zone.zslba, most + 1);
  }
}

// Every block above the write pointer of a zone that was full before.
void nothing_is_left_above(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  const std::uint64_t until = looked_up_to(bench, zone);
  bench.fill(zone, zone.zslba, until);
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
  bench.expect_success(send(bench, WriteOperation::Write, zone, zone.zslba, 1, {.pattern_offset = kElsewhere}));

  bench.expect_pattern(zone.zslba, 1, zone.zslba + kElsewhere);
  bench.expect_deallocated(zone.zslba + 1, until - zone.zslba - 1);
}

// Every block of a zone, in as few commands as it takes, and one by one.
void all_is_there(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  const std::uint64_t until = looked_up_to(bench, zone);
  bench.fill(zone, zone.zslba, until);
  bench.expect_pattern(zone.zslba, until - zone.zslba);
  for (std::uint64_t lba = zone.zslba; lba < std::min(until, zone.zslba + 64); ++lba) bench.expect_pattern(lba, 1);
}

// Reads of one block, of two, three, ... that end exactly with the namespace.
void reads_up_to_nsze(Bench& bench) {
  const ZoneRef zone = bench.the_last_zone();
  bench.needs(zone.zcap == zone.zsze, "the last block of the namespace cannot be written (ZCAP < ZSZE)");
  leave(bench, zone, 1);
  bench.expect_success(bench.write(zone.end() - 1, 1));
  const std::uint64_t most = std::min({zone.zcap, bench.max_blocks_per_command(), std::uint64_t{16}});
  for (std::uint64_t blocks = 1; blocks <= most; ++blocks) bench.expect_pattern(zone.end() - blocks, blocks);
}

}  // namespace

std::vector<Case> stale_read_cases() {
  std::vector<Case> cases;
  for (const Writer& writer : writers()) {
    cases.push_back({.id = std::string{"read/before-and-after-"} + writer.slug,
                     .title = std::string{"A block that was read before a "} + writer.name +
                              " reads as written, and those above the write pointer as before",
                     .clauses = {"ZNS-ORD-005", "ZNS-IO-023", "ZNS-IO-005"},
                     .needs = writer.needs,
                     .run = [op = writer.op](Bench& bench) { sees_what_is_written(bench, op); }});
    cases.push_back({.id = std::string{"read/before-and-after-reset-"} + writer.slug,
                     .title = std::string{"A block that was read before a Reset reads as deallocated, and as a new "} +
                              writer.name + " makes it",
                     .clauses = {"ZNS-ORD-005", "ZNS-ZMS-030", "ZNS-IO-023"},
                     .needs = writer.needs,
                     .run = [op = writer.op](Bench& bench) { sees_what_is_reset(bench, op); }});
  }
  cases.push_back({.id = "read/every-block-above-wp",
                   .title = "No block above the write pointer holds what was there before the zone was reset",
                   .clauses = {"ZNS-ZMS-030", "ZNS-IO-005", "ZNS-IO-004"},
                   .run = nothing_is_left_above});
  cases.push_back({.id = "read/every-block-written",
                   .title = "Every block of a zone that was written up to its capacity holds its data",
                   .clauses = {"ZNS-IO-023", "ZNS-IO-004"},
                   .run = all_is_there});
  cases.push_back({.id = "read/up-to-nsze",
                   .title = "Reads that end exactly with the namespace return what was written there",
                   .clauses = {"ZNS-IO-004", "ZNS-IO-023"},
                   .needs = {Need::WholeNamespace},
                   .run = reads_up_to_nsze});
  return cases;
}

}  // namespace zns::suites
