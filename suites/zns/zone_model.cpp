// Zones as such: how they divide the namespace, how much they hold, where the write pointer is. What holds for every
// zone descriptor has a file of its own.
#include <algorithm>
#include <string>
#include <vector>

#include "suites/contents.hpp"
#include "suites/zns/reports.hpp"

namespace zns::suites {
namespace {

using namespace reports;

// ---- geometry ------------------------------------------------------------------------------------------------------

void divide_the_namespace(Bench& bench) {
  const std::uint64_t left_over = bench.facts().nsze % bench.facts().zsze;
  bench.expect(left_over == 0, "NSZE a multiple of ZSZE", std::to_string(left_over) + " blocks are left over");
}

void count_the_zones(Bench& bench) {
  expect_number(bench, bench.facts().zone_count, number_of_zones(bench, 0));
}

void follow_each_other(Bench& bench) {
  const std::vector<ZoneDescriptor> zones = bench.all_descriptors();
  for (std::size_t i = 0; i < zones.size(); ++i)
    bench.expect(zones[i].zslba == i * bench.facts().zsze,
                 "zone " + std::to_string(i) + " at LBA " + std::to_string(i * bench.facts().zsze),
                 "at LBA " + std::to_string(zones[i].zslba));
}

// ---- write pointer -------------------------------------------------------------------------------------------------

struct AtRest {
  const char* id;
  ZoneState zs;
  std::uint64_t written;
};

constexpr AtRest kAtRest[] = {
    {"wp-in-zse", ZoneState::Empty, 0},
    {"wp-in-zsio", ZoneState::ImplicitlyOpened, 1},
    {"wp-in-zsio-further", ZoneState::ImplicitlyOpened, 3},
    {"wp-in-zseo-unwritten", ZoneState::ExplicitlyOpened, 0},
    {"wp-in-zseo", ZoneState::ExplicitlyOpened, 2},
    {"wp-in-zsc-unwritten", ZoneState::Closed, 0},
    {"wp-in-zsc", ZoneState::Closed, 2},
};

void advance_by_the_blocks_written(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::ExplicitlyOpened, 0);
  bench.needs(zone.zcap >= 2, "needs a zone that one block does not fill");
  std::uint64_t wp = zone.zslba;
  for (const std::uint64_t blocks :
       {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{1}, std::uint64_t{5}, bench.max_blocks_per_command()}) {
    if (blocks > bench.max_blocks_per_command() || wp + blocks >= zone.cap()) continue;
    bench.expect_success(bench.write(wp, blocks));
    wp += blocks;
    bench.expect_zone(zone, ZoneState::ExplicitlyOpened, wp);
  }
  bench.expect_pattern(zone.zslba, 1);
}

void stay_where_it_is(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::ImplicitlyOpened, 2);
  const std::uint64_t wp = zone.zslba + 2;
  bench.expect_success(bench.read(zone.zslba, 1));
  bench.expect_success(bench.flush());
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, wp);
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Close));
  bench.expect_zone(zone, ZoneState::Closed, wp);
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Open));
  bench.expect_zone(zone, ZoneState::ExplicitlyOpened, wp);
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Close));
  bench.expect_zone(zone, ZoneState::Closed, wp);
}

void return_by_reset(Bench& bench) {
  for (const ZoneState zs : {ZoneState::Full, ZoneState::ExplicitlyOpened}) {
    if (bench.free_zones() == 0) break;
    const ZoneRef zone = bench.a_zone_in(zs, 2);
    bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
    bench.expect_zone(zone, ZoneState::Empty, zone.zslba);
    bench.expect_success(bench.write(zone.zslba, 1));
    bench.expect_zone(zone, ZoneState::ImplicitlyOpened, zone.zslba + 1);
    bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
  }
}

// ---- capacity ------------------------------------------------------------------------------------------------------

void fill_up_at_capacity(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.needs(zone.zcap >= 2, "needs a zone of two blocks");
  bench.fill(zone, zone.zslba, zone.cap() - 1);
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, zone.cap() - 1);

  bench.expect_success(bench.write(zone.cap() - 1, 1));

  bench.expect_zone(zone, ZoneState::Full);
  bench.expect_pattern(zone.zslba, 1);
  bench.expect_pattern(zone.cap() - 1, 1);
}

void keep_its_capacity(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.needs(zone.zcap >= 2, "needs a zone that one block does not fill");
  const std::uint64_t zcap = bench.descriptor(zone).zcap;
  const auto expect_same = [&] {
    const std::uint64_t now = bench.descriptor(zone).zcap;
    bench.expect(now == zcap, "ZCAP " + std::to_string(zcap), std::to_string(now));
  };
  bench.expect_success(bench.write(zone.zslba, 1));
  expect_same();
  for (const ZoneSendAction zsa :
       {ZoneSendAction::Close, ZoneSendAction::Open, ZoneSendAction::Finish, ZoneSendAction::Reset}) {
    bench.expect_success(bench.zone_mgmt_send(zone, zsa));
    expect_same();
  }
}

void report_changed_capacity(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Full, 1);
  const std::uint64_t before = bench.descriptor(zone).zcap;
  const Completion cqe = bench.zone_mgmt_send(zone, ZoneSendAction::Reset);
  bench.expect_success(cqe);
  const std::uint64_t after = bench.descriptor(zone).zcap;
  bench.expect(((cqe.result & 1U) != 0) == (before != after), before != after ? "ZCC 1" : "ZCC 0",
               before != after ? "ZCC 0" : "ZCC 1");
}

void read_the_gap_as_deallocated(Bench& bench) {
  for (const ZoneState zs : {ZoneState::Empty, ZoneState::Full}) {
    if (bench.free_zones() == 0) break;
    const ZoneRef zone = bench.a_zone_in(zs, zs == ZoneState::Full ? 1 : 0);
    bench.needs(zone.zcap < zone.zsze, "needs a zone with ZCAP < ZSZE");
    bench.expect_deallocated(zone.cap(), 1);
    bench.expect_deallocated(zone.end() - 1, 1);
  }
}

void refuse_to_write_the_gap(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::ExplicitlyOpened, 1);
  bench.needs(zone.zcap < zone.zsze, "needs a zone with ZCAP < ZSZE");
  const ZoneDescriptor before = bench.descriptor(zone);
  for (const std::uint64_t lba : {zone.cap(), zone.end() - 1}) {
    bench.expect_status(bench.write(lba, 1), {Status::ZoneBoundaryError, Status::ZoneInvalidWrite});
    bench.expect_unchanged(zone, before);
    bench.expect_deallocated(lba, 1);
  }
}

void read_an_empty_zone_as_deallocated(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Full, 1);
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
  for (const std::uint64_t lba : {zone.zslba, zone.cap() - 1, zone.end() - 1}) bench.expect_deallocated(lba, 1);
}

// ---- Identify ------------------------------------------------------------------------------------------------------

void have_a_zone_size_per_format(Bench& bench) {
  const Facts& facts = bench.facts();
  for (std::size_t i = 0; i <= std::min<std::size_t>(facts.ns.nlbaf, kLbaFormats - 1); ++i)
    bench.expect(facts.ns.lbaf[i].lbads == 0 || facts.zoned.lbafe[i].zsze != 0,
                 "ZSZE not 0 for LBA format " + std::to_string(i), "ZSZE 0");
}

void keep_open_limit_within_active_limit(Bench& bench) {
  const IdentifyZonedNamespace& zoned = bench.facts().zoned;
  bench.expect(zoned.mor <= zoned.mar, "MOR at most MAR, " + std::to_string(zoned.mar), std::to_string(zoned.mor));
}

void keep_append_limit_within_mdts(Bench& bench) {
  const std::uint8_t mdts = bench.facts().controller.mdts;
  const std::uint8_t zasl = bench.facts().zoned_controller.zasl;
  bench.expect(mdts == 0 || zasl <= mdts, "ZASL at most MDTS, " + std::to_string(mdts), std::to_string(zasl));
}

std::vector<Case> single_cases() {
  return {
      {.id = "zone-model/whole-zones",
       .title = "NSZE is a whole number of zones",
       .clauses = {"IDN-001", "ZNS-ZM-002"},
       .run = divide_the_namespace},
      {.id = "zone-model/zone-count",
       .title = "There are NSZE / ZSZE zones",
       .clauses = {"IDN-001", "ZNS-ZM-002"},
       .run = count_the_zones},
      {.id = "zone-model/contiguous",
       .title = "Zone i starts at LBA i * ZSZE",
       .clauses = {"ZNS-ZM-001", "ZNS-ZM-046", "ZNS-ZMR-001"},
       .run = follow_each_other},
      {.id = "zone-model/zsze-per-format",
       .title = "Every LBA format that can be used has a zone size",
       .clauses = {"ZNS-ZM-003", "IDN-007", "ZNS-ZM-030"},
       .run = have_a_zone_size_per_format},
      {.id = "zone-model/mor-within-mar",
       .title = "The open limit does not exceed the active limit (MOR <= MAR)",
       .clauses = {"ZNS-RES-001", "IDZ-001", "ZNS-ZM-022", "ZNS-ZM-023"},
       .run = keep_open_limit_within_active_limit},
      {.id = "zone-model/zasl-within-mdts",
       .title = "The Zone Append limit does not exceed MDTS",
       .clauses = {"IDC-004", "ZNS-ZM-031"},
       .run = keep_append_limit_within_mdts},
      {.id = "zone-model/full-at-capacity",
       .title = "A zone takes as many blocks as its capacity says, and with the last of them becomes Full",
       .clauses = {"ZNS-ZM-066", "ZNS-ZM-004", "ZNS-SM-009"},
       .run = fill_up_at_capacity},
      {.id = "zone-model/zcap-constant",
       .title = "The capacity of a zone stays the same through write, close, open, finish and reset (VZCAP = 0)",
       .clauses = {"ZNS-ZM-005", "IDZ-006"},
       .needs = {Need::FixedCapacity},
       .run = keep_its_capacity},
      {.id = "zone-model/reset-tells-changed-capacity",
       .title = "Reset Zone sets ZCC exactly if the capacity of the zone changed",
       .clauses = {"ZNS-ZMS-009", "ZNS-ZM-006", "ZNS-ZMS-F08"},
       .run = report_changed_capacity},
      {.id = "zone-model/gap-reads-deallocated",
       .title = "The blocks between zone capacity and zone size read as deallocated",
       .clauses = {"ZNS-ZM-007", "IDN-009"},
       .needs = {Need::CapacityGap},
       .run = read_the_gap_as_deallocated},
      {.id = "zone-model/gap-not-writable",
       .title = "The blocks between zone capacity and zone size cannot be written",
       .clauses = {"ZNS-ZM-007", "ZNS-AMB-03"},
       .needs = {Need::CapacityGap},
       .run = refuse_to_write_the_gap},
      {.id = "zone-model/empty-reads-deallocated",
       .title = "All blocks of an Empty zone read as deallocated, also those that held data before its reset",
       .clauses = {"ZNS-ZM-009", "IDN-009", "ZNS-ZMS-030"},
       .run = read_an_empty_zone_as_deallocated},
      {.id = "zone-model/wp-advances-by-nlb",
       .title = "Each write moves the write pointer by the number of blocks written",
       .clauses = {"ZNS-ZM-062"},
       .run = advance_by_the_blocks_written},
      {.id = "zone-model/wp-stays",
       .title = "Read, Flush, Close Zone and Open Zone leave the write pointer where it is",
       .clauses = {"ZNS-ZM-065", "ZNS-ZMS-020", "ZNS-ZMS-026"},
       .run = stay_where_it_is},
      {.id = "zone-model/reset-returns-wp",
       .title = "Reset Zone returns the write pointer to the zone start, where the next write goes",
       .clauses = {"ZNS-ZM-064", "ZNS-ZMS-029"},
       .run = return_by_reset},
  };
}

}  // namespace

std::vector<Case> zone_model_cases() {
  std::vector<Case> cases = single_cases();
  for (const AtRest& at_rest : kAtRest)
    cases.push_back({.id = std::string{"zone-model/"} + at_rest.id,
                     .title = "The write pointer of a zone in " + std::string{letters(at_rest.zs)} + " with " +
                              std::to_string(at_rest.written) + " blocks written is there",
                     .clauses = {"ZNS-ZM-060", "ZNS-ZM-047"},
                     .run = [at_rest](Bench& bench) {
                       const ZoneRef zone = bench.a_zone_in(at_rest.zs, at_rest.written);
                       bench.expect_zone(zone, at_rest.zs, zone.zslba + at_rest.written);
                     }});
  const std::vector<Case> descriptors = zone_descriptor_cases();
  cases.insert(cases.end(), descriptors.begin(), descriptors.end());
  return cases;
}

}  // namespace zns::suites
