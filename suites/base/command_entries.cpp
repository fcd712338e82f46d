// CDW0 of a submission queue entry: FUSE, PSDT, reserved bits, the command identifier.
#include <string>
#include <vector>

#include "suites/base/plain_commands.hpp"
#include "suites/batch.hpp"
#include "suites/contents.hpp"

namespace zns::suites {
namespace {

using namespace plain;

constexpr unsigned kPsdtShift = 6;  // in the flags

std::string binary(unsigned value) {
  return {value >= 2 ? '1' : '0', value % 2 == 1 ? '1' : '0', 'b'};
}

enum class Leaves : std::uint8_t { Everything, ZonePerhapsOpened };

// A command whose flags demand an abort: it changes nothing.
void refuse_flags(Bench& bench, Kind kind, unsigned flags, std::initializer_list<Status> permitted,
                  Leaves leaves = Leaves::Everything) {
  const ZoneRef zone = zone_for(bench, kind);
  const ZoneDescriptor before = bench.descriptor(zone);
  Sqe sqe = encode(command(bench, kind, zone.zslba));
  sqe.flags = static_cast<std::uint8_t>(flags);

  bench.expect_status(submit(bench, kind, sqe, zone.zslba), permitted);

  if (leaves == Leaves::ZonePerhapsOpened && writes(kind))
    expect_nothing_written(bench, zone);
  else
    expect_nothing_done(bench, kind, zone, before);
}

// Flags that may be ignored: the command does what it does without, or is aborted and does nothing.
void ignore_or_refuse_flags(Bench& bench, Kind kind, unsigned flags) {
  const ZoneRef zone = zone_for(bench, kind);
  const ZoneDescriptor before = bench.descriptor(zone);
  Sqe sqe = encode(command(bench, kind, zone.zslba));
  sqe.flags = static_cast<std::uint8_t>(flags);

  const Completion cqe = submit(bench, kind, sqe, zone.zslba);

  bench.expect_status(cqe, {kSuccess, Status::InvalidFieldInCommand});
  if (cqe.status == kSuccess)
    expect_done(bench, kind, zone, before);
  else
    expect_nothing_done(bench, kind, zone, before);
}

std::vector<Need> with(Need need, Kind kind) {
  std::vector<Need> needs = needs_of(kind);
  needs.push_back(need);
  return needs;
}

// ---- FUSE and PSDT --------------------------------------------------------------------------------------------------

struct FusedHalf {
  unsigned fuse;
  const char* slug;
  const char* text;
};
constexpr FusedHalf kFusedHalves[] = {{1, "first-half", "the first half of a fused operation that has no second"},
                                      {2, "second-half", "the second half of a fused operation that has no first"}};

void append_fuse(std::vector<Case>& cases) {
  for (const Kind kind : kKinds) {
    for (const FusedHalf& half : kFusedHalves)
      cases.push_back({.id = std::string{"command-entries/fuse-"} + half.slug + '-' + words(kind).slug,
                       .title = std::string{words(kind).name} + " as " + half.text + " is aborted and changes nothing",
                       .clauses = {"GEN-015", "IDC-013", "ZNS-GEN-009"},
                       .level = Level::Shall,
                       .needs = with(Need::RawEntries, kind),
                       .run = [kind, half](Bench& bench) {
                         refuse_flags(bench, kind, half.fuse,
                                      {Status::InvalidFieldInCommand, Status::CommandAbortedDueToMissingFusedCommand});
                       }});
    cases.push_back({.id = std::string{"command-entries/fuse-reserved-"} + words(kind).slug,
                     .title = std::string{words(kind).name} + " with FUSE 11b is aborted and changes nothing",
                     .clauses = {"GEN-015", "GEN-003"},
                     .level = Level::Shall,
                     .needs = with(Need::RawEntries, kind),
                     .run = [kind](Bench& bench) { refuse_flags(bench, kind, 3, {Status::InvalidFieldInCommand}); }});
  }
}

void run_psdt(Bench& bench, Kind kind, unsigned psdt) {
  constexpr std::uint32_t kSglsMask = 0x3;
  if (psdt != 3)
    bench.needs((bench.facts().controller.sgls & kSglsMask) == 0, "the device supports SGLs, and this is none (SGLS)");
  if (moves_data(kind))
    refuse_flags(bench, kind, psdt << kPsdtShift, {Status::InvalidFieldInCommand}, Leaves::ZonePerhapsOpened);
  else
    ignore_or_refuse_flags(bench, kind, psdt << kPsdtShift);
}

void append_psdt(std::vector<Case>& cases) {
  for (const Kind kind : kKinds)
    for (const unsigned psdt : {1U, 2U, 3U}) {
      if (!moves_data(kind) && psdt != 3) continue;
      const std::string expected = moves_data(kind) ? " is aborted and changes nothing"
                                                    : ", which moves no data, does what it does without, or is aborted";
      cases.push_back({.id = "command-entries/psdt-" + binary(psdt) + '-' + words(kind).slug,
                       .title = std::string{words(kind).name} + " with PSDT " + binary(psdt) +
                                (psdt == 3 ? "" : " where SGLs are not supported") + expected,
                       .clauses = {"GEN-016", "IDC-014", "ZNS-AMB-14"},
                       .level = Level::Shall,
                       .needs = with(Need::RawEntries, kind),
                       .run = [kind, psdt](Bench& bench) { run_psdt(bench, kind, psdt); }});
    }
}

void append_reserved(std::vector<Case>& cases) {
  constexpr unsigned kAllReserved = 0x3C;  // CDW0 13:10
  for (const Kind kind : kKinds)
    cases.push_back({.id = std::string{"command-entries/reserved-bits-"} + words(kind).slug,
                     .title = std::string{words(kind).name} +
                              " with all reserved bits of CDW0 set does what it does without, or is aborted",
                     .clauses = {"ZNS-GEN-002", "GEN-004"},
                     .level = Level::Shall,
                     .needs = with(Need::RawEntries, kind),
                     .run = [kind](Bench& bench) { ignore_or_refuse_flags(bench, kind, kAllReserved); }});
}

// ---- command identifiers --------------------------------------------------------------------------------------------

// Write, read and look with this identifier, each after the completion of the other.
void works_with_cid(Bench& bench, std::uint16_t cid) {
  for (const Kind kind : {Kind::Write, Kind::Read, Kind::Report, Kind::Flush, Kind::Identify, Kind::Reset}) {
    const ZoneRef zone = zone_for(bench, kind);
    const ZoneDescriptor before = bench.descriptor(zone);
    bench.expect_success(submit(bench, kind, encode(command(bench, kind, zone.zslba)), zone.zslba, cid));
    expect_done(bench, kind, zone, before);
  }
}

void cid_again(Bench& bench) {
  constexpr std::uint16_t kCid = 0x1234;
  constexpr int kTimes = 20;
  const ZoneRef zone = bench.a_zone_in(ZoneState::Full, 1);
  const Sqe read = encode(command(bench, Kind::Read, zone.zslba));
  const Sqe beyond = encode(command(bench, Kind::Read, bench.facts().nsze));
  for (int n = 0; n < kTimes; ++n) {
    bench.expect_success(submit(bench, Kind::Read, read, zone.zslba, kCid));
    bench.expect_status(submit(bench, Kind::Read, beyond, zone.zslba, kCid), {Status::LbaOutOfRange});
  }
  bench.expect_pattern(zone.zslba, 1);
}

// An identifier belongs to its submission queue.
void cid_in_both_queues(Bench& bench) {
  constexpr std::uint16_t kCid = 7;
  const ZoneRef zone = bench.a_zone_in(ZoneState::Full, 1);
  Batch batch{bench};
  const std::size_t read = batch.read(zone.zslba, 1, kCid);
  const std::size_t identify = batch.identify(kCid);
  batch.run();
  bench.expect_success(batch.cqe(read));
  bench.expect_success(batch.cqe(identify));
  batch.expect_read(read, zone.zslba);
}

// Identifiers in no order: each command has its own completion.
void cids_in_no_order(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Full, 1);
  const std::vector<std::uint16_t> cids{0xFFFE, 0, 0x8000, 3, 0x7FFF, 2, 0xFF, 0x100};
  Batch batch{bench};
  for (std::size_t i = 0; i < cids.size(); ++i)
    batch.read(i % 2 == 0 ? zone.zslba : bench.facts().nsze, 1, cids[i]);  // every second one beyond the namespace
  batch.run();
  for (std::size_t i = 0; i < cids.size(); ++i) {
    bench.expect_status(batch.cqe(i), {i % 2 == 0 ? kSuccess : Status::LbaOutOfRange});
    if (i % 2 == 0) batch.expect_read(i, zone.zslba);
  }
}

void append_cids(std::vector<Case>& cases) {
  struct Cid {
    std::uint16_t value;
    const char* slug;
  };
  for (const Cid cid : {Cid{0, "0"}, Cid{1, "1"}, Cid{0x7FFF, "7fffh"}, Cid{0x8000, "8000h"}, Cid{0xFFFE, "fffeh"}})
    cases.push_back(
        {.id = std::string{"command-entries/cid-"} + cid.slug,
         .title = std::string{"Commands with identifier "} + cid.slug + " are carried out, and completed with it",
         .clauses = {"QUE-003"},
         .level = Level::Shall,
         .needs = {Need::CommandIds},
         .run = [cid](Bench& bench) { works_with_cid(bench, cid.value); }});
  cases.push_back({.id = "command-entries/cid-again",
                   .title = "An identifier can be used again once its command has completed, succeeded or not",
                   .clauses = {"QUE-003", "GEN-009"},
                   .level = Level::Shall,
                   .needs = {Need::CommandIds},
                   .run = cid_again});
  cases.push_back({.id = "command-entries/cid-in-both-queues",
                   .title = "One identifier is in use in the admin queue and in an I/O queue at once",
                   .clauses = {"QUE-003"},
                   .level = Level::Shall,
                   .needs = {Need::CommandIds, Need::QueueDepth},
                   .run = cid_in_both_queues});
  cases.push_back({.id = "command-entries/cids-in-no-order",
                   .title = "Commands in flight with identifiers in no order have each its own completion",
                   .clauses = {"QUE-003"},
                   .level = Level::Shall,
                   .needs = {Need::CommandIds, Need::QueueDepth},
                   .run = cids_in_no_order});
}

}  // namespace

std::vector<Case> command_entry_cases() {
  std::vector<Case> cases;
  append_fuse(cases);
  append_psdt(cases);
  append_reserved(cases);
  append_cids(cases);
  return cases;
}

}  // namespace zns::suites
