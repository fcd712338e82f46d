// The ends of fields: lengths and LBAs that a variable of fewer bits takes for others. No memory holds what the longest
// commands name, and no device may move it: they are aborted.
#include <algorithm>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "reference/spec/pattern.hpp"
#include "suites/contents.hpp"
#include "suites/slug.hpp"
#include "suites/zns/block_io.hpp"

namespace zns::suites {
namespace {

constexpr std::uint64_t kWord = std::uint64_t{1} << 32;
// CAP.MPSMIN, the unit of MDTS, is known to few: a report is too long if it is so with the largest that is in use.
constexpr std::uint64_t kLargerUnits = 16;

std::uint64_t limit_of(const Bench& bench, const std::optional<std::uint64_t>& bytes) {
  bench.needs(bytes.has_value(), "the device does not limit the size of a transfer (MDTS = 0)");
  return *bytes;
}

// ---- NUMD -----------------------------------------------------------------------------------------------------------

void refuses_report(Bench& bench, std::uint32_t numd) {
  const auto dwords = NumberOfDwords::wire(numd);
  bench.needs(dwords.count() * 4 > limit_of(bench, bench.facts().mdts_bytes) * kLargerUnits, "MDTS allows it");
  for (const bool partial : {false, true}) {
    Bytes data(kBoundedBytes, kUntouched);
    Submission submission;
    submission.sqe = encode(Command{.nsid = bench.facts().nsid,
                                    .body = ZoneManagementReceive{.slba = 0, .numd = dwords, .partial = partial}});
    submission.from_device = data;
    bench.expect_status(bench.submit(submission), {Status::InvalidFieldInCommand});
  }
}

// In 32 bits the first three are reports of no bytes, of four and of a header.
constexpr std::uint32_t kReportLengths[] = {0x3FFF'FFFF, 0x4000'0000, 0x4000'000F, 0x7FFF'FFFF,
                                            0x8000'000F, 0xC000'001F, 0xFFFF'FFFF};

void append_reports(std::vector<Case>& cases) {
  for (const std::uint32_t numd : kReportLengths)
    cases.push_back({.id = "field-ends/report-numd-" + hex_slug(numd),
                     .title = "A report of NUMD " + hex_slug(numd) + " is larger than MDTS allows, and aborted",
                     .clauses = {"ZNS-ZMR-012", "ZNS-GEN-012", "ZNS-ZMR-F02"},
                     .needs = {Need::OverMdts, Need::AnyLength},
                     .run = [numd](Bench& bench) { refuses_report(bench, numd); }});
}

// ---- NLB ------------------------------------------------------------------------------------------------------------

struct Mover {
  const char* slug;
  const char* name;
  ClauseId clause;
  std::vector<Need> needs;
  Command::Body (*body)(std::uint64_t slba, Nlb nlb);
};

const std::vector<Mover>& movers() {
  static const std::vector<Mover> kMovers{
      {"read",
       "A Read",
       "ZNS-GEN-012",
       {},
       [](std::uint64_t slba, Nlb nlb) -> Command::Body { return Read{.slba = slba, .nlb = nlb}; }},
      {"write",
       "A Write",
       "ZNS-GEN-012",
       {},
       [](std::uint64_t slba, Nlb nlb) -> Command::Body { return Write{.slba = slba, .nlb = nlb}; }},
      {"append",
       "A Zone Append",
       "ZNS-APPEND-008",
       {Need::Append},
       [](std::uint64_t slba, Nlb nlb) -> Command::Body { return ZoneAppend{.zslba = slba, .nlb = nlb}; }},
  };
  return kMovers;
}

// NLB FFFFh is not 0 blocks, and as many bytes as it says.
void refuses_65536_blocks(Bench& bench, const Mover& mover) {
  const Facts& facts = bench.facts();
  const std::uint64_t bytes = kMostBlocks * facts.lba_bytes;
  const bool appends = std::holds_alternative<ZoneAppend>(mover.body(0, {}));
  const std::uint64_t limit = limit_of(bench, appends ? facts.append_limit_bytes : facts.mdts_bytes);
  bench.needs(bytes > limit * kLargerUnits, "the limit allows it");
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  const bool reads = std::holds_alternative<Read>(mover.body(0, {}));
  const std::uint64_t slba = reads ? 0 : zone.zslba;  // from where the namespace has the most blocks
  Bytes data = bench.pattern(zone.zslba, kBoundedBytes / facts.lba_bytes + 1);
  Submission submission;
  submission.sqe = encode(Command{.nsid = facts.nsid, .body = mover.body(slba, Nlb::of_count(kMostBlocks))});
  (reads ? void(submission.from_device = data) : void(submission.to_device = data));

  const Completion cqe = bench.submit(submission);

  std::vector<Status> permitted{Status::InvalidFieldInCommand};
  if (kMostBlocks > facts.nsze - slba) permitted.push_back(Status::LbaOutOfRange);
  if (kMostBlocks > (reads ? zone.zsze : zone.zcap) && !(reads && facts.read_across))
    permitted.push_back(Status::ZoneBoundaryError);
  bench.expect_status(cqe, permitted);
  bench.expect_zone(zone, ZoneState::Empty, zone.zslba);
  bench.expect_deallocated(zone.zslba, 1);
}

void append_lengths(std::vector<Case>& cases) {
  for (const Mover& mover : movers()) {
    std::vector<Need> needs = mover.needs;
    needs.insert(needs.end(), {Need::OverMdts, Need::AnyLength});
    cases.push_back({.id = std::string{"field-ends/"} + mover.slug + "-65536-blocks-above-mdts",
                     .title = std::string{mover.name} + " of NLB FFFFh, more than the limit, is aborted",
                     .clauses = {mover.clause, "ZNS-GEN-007"},
                     .needs = std::move(needs),
                     .run = [mover](Bench& bench) { refuses_65536_blocks(bench, mover); }});
  }
}

// ---- SLBA + NLB -----------------------------------------------------------------------------------------------------

// Ranges that end with the highest LBA there is, so that 64 bits are too few for the LBA behind, or 63 for its sign.
void refuses_highest_lbas(Bench& bench, Completion (*issue)(Bench&, std::uint64_t slba, std::uint64_t blocks),
                          std::initializer_list<Status> permitted) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  for (const std::uint64_t end : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 63})
    for (const std::uint64_t blocks : {std::uint64_t{2}, std::min<std::uint64_t>(bench.max_blocks_per_command(), 8)})
      if (blocks >= 2 && blocks <= bench.max_blocks_per_command())
        bench.expect_status(issue(bench, end - blocks, blocks), permitted);
  bench.expect_zone(zone, ZoneState::Empty, zone.zslba);
  bench.expect_deallocated(zone.zslba, 1);
}

void refuses_highest_reads(Bench& bench) {
  const auto read = [](Bench& b, std::uint64_t slba, std::uint64_t blocks) { return b.read(slba, blocks); };
  if (bench.facts().read_across)
    refuses_highest_lbas(bench, read, {Status::LbaOutOfRange});
  else
    refuses_highest_lbas(bench, read, {Status::LbaOutOfRange, Status::ZoneBoundaryError});
}

void refuses_highest_writes(Bench& bench) {
  const auto write = [](Bench& b, std::uint64_t slba, std::uint64_t blocks) { return b.write(slba, blocks); };
  refuses_highest_lbas(bench, write, {Status::LbaOutOfRange, Status::ZoneBoundaryError});
}

void refuses_highest_zeroes(Bench& bench) {
  const auto zeroes = [](Bench& b, std::uint64_t slba, std::uint64_t blocks) { return b.write_zeroes(slba, blocks); };
  refuses_highest_lbas(bench, zeroes,
                       {Status::LbaOutOfRange, Status::ZoneBoundaryError, Status::InvalidFieldInCommand});
}

// ---- zones of more than 2^32 blocks ---------------------------------------------------------------------------------

ZoneRef a_huge_zone(Bench& bench, std::uint64_t written) {
  bench.needs(bench.facts().zsze > kWord, "needs zones of more than 2^32 blocks");
  const ZoneRef zone = a_written_zone(bench, written);
  bench.needs(zone.zcap > kWord + written, "needs zones that can be written beyond 2^32 blocks");
  return zone;
}

void refuses_far_write(Bench& bench) {
  const ZoneRef zone = a_huge_zone(bench, 1);
  for (const std::uint64_t lba : {zone.zslba + 1 + kWord, zone.zslba + kWord})
    bench.expect_status(bench.write(lba, 1), {Status::ZoneInvalidWrite});
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, zone.zslba + 1);
  bench.expect_pattern(zone.zslba, 1);
  bench.expect_deallocated(zone.zslba + 1, 1);
}

void reads_far_blocks(Bench& bench) {
  const ZoneRef zone = a_huge_zone(bench, 2);
  bench.expect_deallocated(zone.zslba + kWord, 2);
  bench.expect_deallocated(zone.zslba + kWord - 1, std::min<std::uint64_t>(2, bench.max_blocks_per_command()));
  bench.expect_deallocated(zone.end() - 1, 1);
  bench.expect_pattern(zone.zslba, 2);
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Finish));
  bench.expect_zone(zone, ZoneState::Full);
  bench.expect_deallocated(zone.zslba + kWord, 2);
  bench.expect_pattern(zone.zslba, 2);
}

void refuses_far_actions(Bench& bench) {
  const ZoneRef zone = a_huge_zone(bench, 1);
  using Zsa = ZoneSendAction;
  for (const Zsa zsa : {Zsa::Close, Zsa::Open, Zsa::Finish, Zsa::Reset})
    bench.expect_status(bench.zone_mgmt_send(zone.zslba + kWord, zsa), {Status::InvalidFieldInCommand});
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, zone.zslba + 1);
  bench.expect_pattern(zone.zslba, 1);
}

void reports_far_inside(Bench& bench) {
  const ZoneRef zone = a_huge_zone(bench, 1);
  Bytes data;
  const ZoneReport found = bench.report(
      {.slba = zone.zslba + kWord, .numd = NumberOfDwords::of_count(report_bytes(1, 0) / 4), .partial = true}, data);
  bench.expect(!found.zones.empty() && found.zones.front().descriptor.zslba == zone.zslba,
               "a report that begins with zone " + std::to_string(zone.index),
               found.zones.empty() ? "no zone" : "a zone at " + std::to_string(found.zones.front().descriptor.zslba));
}

}  // namespace

std::vector<Case> field_end_cases() {
  std::vector<Case> cases;
  append_reports(cases);
  append_lengths(cases);
  cases.push_back({.id = "field-ends/read-highest-lbas",
                   .title = "A Read of the highest LBAs that a command can name is aborted",
                   .clauses = {"ZNS-IO-012"},
                   .run = refuses_highest_reads});
  cases.push_back({.id = "field-ends/write-highest-lbas",
                   .title = "A Write of the highest LBAs that a command can name is aborted",
                   .clauses = {"ZNS-IO-027", "ZNS-GEN-007"},
                   .run = refuses_highest_writes});
  cases.push_back({.id = "field-ends/write-zeroes-highest-lbas",
                   .title = "A Write Zeroes of the highest LBAs that a command can name is aborted",
                   .clauses = {"ZNS-IO-027", "ZNS-GEN-007"},
                   .needs = {Need::WriteZeroes},
                   .run = refuses_highest_zeroes});
  cases.push_back({.id = "field-ends/write-far-above-wp",
                   .title = "A Write 2^32 blocks above the write pointer is aborted and changes nothing",
                   .clauses = {"ZNS-IO-020", "ZNS-GEN-007"},
                   .run = refuses_far_write});
  cases.push_back({.id = "field-ends/read-far-above-wp",
                   .title = "Blocks 2^32 above written ones read as deallocated, in an open and in a finished zone",
                   .clauses = {"ZNS-IO-004", "ZNS-IO-005", "ZNS-ZMS-023"},
                   .run = reads_far_blocks});
  cases.push_back({.id = "field-ends/send-far-inside-zone",
                   .title = "Zone Management Send to an LBA 2^32 blocks inside a zone is aborted",
                   .clauses = {"ZNS-ZMS-001", "ZNS-GEN-007"},
                   .run = refuses_far_actions});
  cases.push_back({.id = "field-ends/report-far-inside-zone",
                   .title = "A report from an LBA 2^32 blocks inside a zone begins with that zone",
                   .clauses = {"ZNS-ZMR-001", "ZNS-ZMR-F01"},
                   .run = reports_far_inside});
  return cases;
}

}  // namespace zns::suites
