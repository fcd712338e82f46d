// Flush command (Base 2.0 7.1, ZNS 1.1 3.3.4), without the power loss that would show what it is for.
#include <algorithm>
#include <vector>

#include "suites/contents.hpp"
#include "suites/zns/block_io.hpp"

namespace zns::suites {
namespace {

bool has_volatile_write_cache(const Bench& bench) {
  return (bench.facts().controller.vwc & 1U) != 0;
}

// ZNS-AMB-06: Zone Is Offline says nothing that a zone of this namespace does not bear out.
void expect_flushed(Bench& bench, const Completion& cqe) {
  if (cqe.status == Status::ZoneIsOffline && has_volatile_write_cache(bench)) {
    const std::vector<ZoneDescriptor> zones = bench.all_descriptors();
    if (std::any_of(zones.begin(), zones.end(),
                    [](const ZoneDescriptor& zone) { return zone.zs == ZoneState::Offline; }))
      return;
  }
  bench.expect_success(cqe);
}

void changes_nothing(Bench& bench, ZoneState state, std::uint64_t written) {
  const ZoneRef zone = a_zone_with(bench, state, written);
  const ZoneDescriptor before = bench.descriptor(zone);

  const Completion cqe = bench.flush();

  expect_flushed(bench, cqe);
  bench.expect_unchanged(zone, before);
  if (written > 0 && state != ZoneState::Offline) bench.expect_pattern(zone.zslba, written);
}

// Written, flushed, written on: data and write pointer are what they would be without the flush.
void comes_between(Bench& bench, WriteOperation op) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.needs(zone.zcap > 3, "needs a zone capacity of more than 3 blocks");

  for (std::uint64_t lba = zone.zslba; lba < zone.zslba + 3; ++lba) {
    expect_accepted(bench, op, send(bench, op, zone, lba, 1), lba);
    expect_flushed(bench, bench.flush());
  }

  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, zone.zslba + 3);
  expect_data(bench, op, zone.zslba, 3);
  bench.expect_deallocated(zone.zslba + 3, 1);
}

// IDC-012: VWC bits 2:1 say what the broadcast value does.
void takes_broadcast_nsid_as_vwc_says(Bench& bench) {
  const ZoneRef zone = a_written_zone(bench, 1);
  Submission submission;
  submission.sqe = encode(Command{.nsid = kBroadcastNsid, .body = Flush{}});

  const Completion cqe = bench.submit(submission);

  switch (bench.facts().controller.vwc >> 1 & 3U) {
    case 2:
      bench.expect_status(cqe, {Status::InvalidNamespaceOrFormat});
      break;
    case 3:
      expect_flushed(bench, cqe);
      break;
    default:
      if (cqe.status == Status::InvalidNamespaceOrFormat || cqe.status == Status::InvalidFieldInCommand) break;
      expect_flushed(bench, cqe);
  }
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, zone.zslba + 1);
  bench.expect_pattern(zone.zslba, 1);
}

void needs_no_resource(Bench& bench) {
  const std::vector<ZoneRef> zones = bench.fill_active_limit(ZoneState::Closed);

  expect_flushed(bench, bench.flush());

  if (!zones.empty()) bench.expect_zone(zones.front(), ZoneState::Closed);
}

}  // namespace

std::vector<Case> flush_cases() {
  using enum ZoneState;
  return {
      {.id = "flush/nothing-written",
       .title = "Flush succeeds where nothing was written, and a zone in ZSE stays ZSE",
       .clauses = {"ZNS-IO-054"},
       .run = [](Bench& bench) { changes_nothing(bench, Empty, 0); }},
      {.id = "flush/implicitly-opened-zone",
       .title = "Flush leaves a zone in ZSIO, its write pointer and its data alone",
       .clauses = {"ZNS-IO-054", "ZNS-SM-047"},
       .run = [](Bench& bench) { changes_nothing(bench, ImplicitlyOpened, 2); }},
      {.id = "flush/explicitly-opened-zone",
       .title = "Flush leaves a zone in ZSEO open",
       .clauses = {"ZNS-IO-054", "ZNS-SM-027", "ZNS-SM-047"},
       .run = [](Bench& bench) { changes_nothing(bench, ExplicitlyOpened, 1); }},
      {.id = "flush/closed-zone",
       .title = "Flush leaves a zone in ZSC closed",
       .clauses = {"ZNS-IO-054", "ZNS-SM-047"},
       .run = [](Bench& bench) { changes_nothing(bench, Closed, 1); }},
      {.id = "flush/full-zone",
       .title = "Flush leaves a zone in ZSF Full",
       .clauses = {"ZNS-IO-054", "ZNS-SM-047"},
       .run = [](Bench& bench) { changes_nothing(bench, Full, 1); }},
      {.id = "flush/read-only-zone",
       .title = "Flush succeeds with a zone in ZSRO",
       .clauses = {"ZNS-IO-054"},
       .needs = {Need::ZoneEvents},
       .run = [](Bench& bench) { changes_nothing(bench, ReadOnly, 1); }},
      {.id = "flush/offline-zone",
       .title = "Flush with a zone in ZSO succeeds, or is aborted with Zone Is Offline if there is a write cache",
       .clauses = {"ZNS-IO-054", "ZNS-IO-053", "ZNS-AMB-06"},
       .needs = {Need::ZoneEvents},
       .run = [](Bench& bench) { changes_nothing(bench, Offline, 1); }},
      {.id = "flush/between-writes",
       .title = "Flush between Writes changes neither where the next goes nor what the ones before stored",
       .clauses = {"ZNS-IO-054", "ZNS-ZM-065", "ZNS-ORD-005"},
       .run = [](Bench& bench) { comes_between(bench, WriteOperation::Write); }},
      {.id = "flush/between-appends",
       .title = "Flush between Zone Appends changes neither where the next lands nor what the ones before stored",
       .clauses = {"ZNS-IO-054", "ZNS-ZM-065", "ZNS-APPEND-001"},
       .needs = {Need::Append},
       .run = [](Bench& bench) { comes_between(bench, WriteOperation::ZoneAppend); }},
      {.id = "flush/without-write-cache",
       .title = "Flush succeeds also where there is no volatile write cache",
       .clauses = {"IDC-011", "ZNS-IO-054"},
       .run =
           [](Bench& bench) {
             bench.needs(!has_volatile_write_cache(bench), "the device has a volatile write cache (VWC)");
             bench.expect_success(bench.flush());
           }},
      {.id = "flush/broadcast-nsid",
       .title = "Flush with NSID FFFFFFFFh succeeds or is aborted as VWC says, and changes no zone",
       .clauses = {"IDC-012", "ZNS-IO-054"},
       .needs = {Need::ForeignNsid},
       .run = takes_broadcast_nsid_as_vwc_says},
      {.id = "flush/at-active-limit",
       .title = "Flush needs no zone resource and succeeds at the active limit",
       .clauses = {"ZNS-RES-019", "ZNS-IO-054"},
       .needs = {Need::ActiveLimit},
       .run = needs_no_resource},
  };
}

}  // namespace zns::suites
