// Active and open resources (ZNS 1.1, 2.1.1.4): the limits, exactly, and the status where one is reached.
#include "suites/zns/zone_resources.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "suites/bench.hpp"
#include "suites/contents.hpp"
#include "suites/zns/story.hpp"

namespace zns::suites {
namespace {

using namespace story;

constexpr std::uint64_t kManyZones = 64;  // for "no limit", if there are so many

std::vector<Way> all_ways(const Bench& bench) {
  std::vector<Way> ways;
  for (const Way& way : kOpeningWays)
    if (possible(bench, way)) ways.push_back(way);
  if (possible(bench, kExtensionWay)) ways.push_back(kExtensionWay);
  return ways;
}

void expect_all_in(Bench& bench, const std::vector<ZoneRef>& zones, State state) {
  for (const ZoneRef& zone : zones) bench.expect_zone(zone, state);
}

std::string zone_count_text(std::uint64_t zones) {
  return std::to_string(zones) + " zones";
}

// ---- one more than the limit ----------------------------------------------------------------------------------------

// With the other zones closed no open resource is missing, whatever MOR is.
Case active_limit(const Way& way) {
  return {.id = std::string{"zone-resources/active-limit-"} + way.name,
          .title = std::string{way.command} + " on an Empty zone is aborted while MAR + 1 zones are active",
          .clauses = {"ZNS-RES-004", "ZNS-RES-006", "ZNS-RES-011", "ZNS-RES-008", "ZNS-SM-040", "IDZ-002"},
          .needs = with({Need::ActiveLimit}, way.need),
          .run = [way](Bench& bench) {
            const ZoneRef zone = bench.a_zone_in(State::Empty);
            const std::vector<ZoneRef> closed = bench.fill_active_limit(State::Closed);

            expect_lacking(bench, way.send(bench, zone, zone.zslba), {Status::TooManyActiveZones});

            bench.expect_zone(zone, State::Empty, zone.zslba);
            bench.expect_zdev(zone, false);
            bench.expect_deallocated(zone.zslba, 1);
            expect_all_in(bench, closed, State::Closed);
          }};
}

Case open_limit_of_empty(const Way& way) {
  return {.id = std::string{"zone-resources/open-limit-empty-"} + way.name,
          .title = std::string{way.command} + " on an Empty zone is aborted while MOR + 1 zones are explicitly opened",
          .clauses = {"ZNS-RES-005", "ZNS-RES-011", "ZNS-RES-014", "ZNS-RES-008", "ZNS-SM-040", "IDZ-003"},
          .needs = with({Need::OpenLimit, Need::ActiveAboveOpen}, way.need),
          .run = [way](Bench& bench) {
            const ZoneRef zone = bench.a_zone_in(State::Empty);
            const std::vector<ZoneRef> open = bench.fill_open_limit(State::ExplicitlyOpened);

            expect_lacking(bench, way.send(bench, zone, zone.zslba), {Status::TooManyOpenZones});

            bench.expect_zone(zone, State::Empty, zone.zslba);
            bench.expect_deallocated(zone.zslba, 1);
            expect_all_in(bench, open, State::ExplicitlyOpened);
          }};
}

Case open_limit_of_closed(const Way& way) {
  return {.id = std::string{"zone-resources/open-limit-closed-"} + way.name,
          .title = std::string{way.command} + " on a closed zone is aborted while MOR + 1 zones are explicitly opened",
          .clauses = {"ZNS-RES-005", "ZNS-RES-011", "ZNS-RES-014", "ZNS-SM-041"},
          .needs = with({Need::OpenLimit, Need::ActiveAboveOpen}, way.need),
          .run = [way](Bench& bench) {
            const ZoneRef zone = bench.a_zone_in(State::Closed, 1);
            const ZoneDescriptor before = bench.descriptor(zone);
            const std::vector<ZoneRef> open = bench.fill_open_limit(State::ExplicitlyOpened);

            expect_lacking(bench, way.send(bench, zone, zone.zslba + 1), {Status::TooManyOpenZones});

            bench.expect_unchanged(zone, before);
            bench.expect_pattern(zone.zslba, 1);
            bench.expect_deallocated(zone.zslba + 1, 1);
            expect_all_in(bench, open, State::ExplicitlyOpened);
          }};
}

// One limit for both: what an Empty zone lacks is always the active resource, and closing an open zone would not help.
Case one_limit(const Way& way) {
  return {.id = std::string{"zone-resources/one-limit-"} + way.name,
          .title = std::string{way.command} +
                   " beyond the limit is aborted for active zones, not for open ones, if MAR = MOR",
          .clauses = {"ZNS-RES-006", "ZNS-AMB-28", "ZNS-RES-015", "ZNS-RES-014"},
          .needs = with({Need::ActiveEqualsOpen}, way.need),
          .run = [way](Bench& bench) {
            const ZoneRef zone = bench.a_zone_in(State::Empty);
            const std::vector<ZoneRef> open = bench.fill_open_limit(State::ExplicitlyOpened);

            expect_lacking(bench, way.send(bench, zone, zone.zslba), {Status::TooManyActiveZones});

            bench.expect_zone(zone, State::Empty, zone.zslba);
            expect_all_in(bench, open, State::ExplicitlyOpened);
          }};
}

void one_limit_closed_zone(Bench& bench) {
  const std::vector<ZoneRef> open = bench.fill_open_limit(State::ExplicitlyOpened);
  const ZoneRef& zone = open.back();

  bench.expect_success(bench.zone_mgmt_send(zone, Action::Close));
  bench.expect_success(bench.zone_mgmt_send(zone, Action::Open));
  bench.expect_zone(zone, State::ExplicitlyOpened, zone.zslba);
  bench.expect_success(bench.zone_mgmt_send(zone, Action::Close));
  bench.expect_success(bench.write(zone.zslba, 1));

  bench.expect_zone(zone, State::ImplicitlyOpened, zone.zslba + 1);
}

void both_missing(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  const std::vector<ZoneRef> active = bench.fill_active_limit(State::Closed);
  const std::uint64_t open = *bench.facts().max_open;
  for (std::uint64_t i = 0; i < open; ++i) bench.expect_success(bench.zone_mgmt_send(active[i], Action::Open));

  for (const Way& way : kOpeningWays)
    if (possible(bench, way))
      expect_lacking(bench, way.send(bench, zone, zone.zslba), {Status::TooManyActiveZones, Status::TooManyOpenZones});

  bench.expect_zone(zone, State::Empty, zone.zslba);
  for (std::uint64_t i = 0; i < active.size(); ++i)
    bench.expect_zone(active[i], i < open ? State::ExplicitlyOpened : State::Closed, active[i].zslba + 1);
}

// ZNS-RES-008: it passes through Implicitly Opened, if only for a moment.
void filling_at_once(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  const std::uint64_t most = bench.facts().write_zeroes_limit_bytes.value_or(UINT64_MAX) / bench.facts().lba_bytes;
  bench.needs(zone.zcap <= std::min<std::uint64_t>(65'536, most), "one Write Zeroes cannot fill a zone");
  const std::vector<ZoneRef> closed = bench.fill_active_limit(State::Closed);

  expect_lacking(bench, bench.write_zeroes(zone.zslba, zone.zcap), {Status::TooManyActiveZones});

  bench.expect_zone(zone, State::Empty, zone.zslba);
  expect_all_in(bench, closed, State::Closed);
}

// ZNS-SM-018: it takes nothing, and gives the active resource back.
void finish_closed_at_open_limit(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Closed, 1);
  const std::vector<ZoneRef> open = bench.fill_open_limit(State::ExplicitlyOpened);

  bench.expect_success(bench.zone_mgmt_send(zone, Action::Finish));

  bench.expect_zone(zone, State::Full);
  bench.expect_pattern(zone.zslba, 1);
  expect_all_in(bench, open, State::ExplicitlyOpened);
}

// ---- exactly the limit ----------------------------------------------------------------------------------------------

void active_limit_exactly(Bench& bench) {
  const ZoneRef one_more = bench.a_zone_in(State::Empty);
  const std::uint64_t limit = *bench.facts().max_active;
  bench.needs(bench.free_zones() >= limit, "needs more than " + zone_count_text(limit));
  const std::vector<Way> ways = all_ways(bench);

  for (std::uint64_t n = 0; n < limit; ++n) {
    const ZoneRef zone = bench.a_zone_in(State::Empty);
    bench.expect_success(ways[n % ways.size()].send(bench, zone, zone.zslba));
    bench.expect_success(bench.zone_mgmt_send(zone, Action::Close));
    bench.expect_zone(zone, State::Closed);
  }

  for (const Way& way : ways)
    expect_lacking(bench, way.send(bench, one_more, one_more.zslba), {Status::TooManyActiveZones});
  bench.expect_zone(one_more, State::Empty, one_more.zslba);
  expect_within_limits(bench);
}

void open_limit_exactly(Bench& bench) {
  const ZoneRef one_more = bench.a_zone_in(State::Empty);
  const std::uint64_t limit = *bench.facts().max_open;
  bench.needs(bench.free_zones() >= limit, "needs more than " + zone_count_text(limit));
  const std::vector<Way> ways = all_ways(bench);

  for (std::uint64_t n = 0; n < limit; ++n) {
    const ZoneRef zone = bench.a_zone_in(State::Empty);
    bench.expect_success(ways[n % ways.size()].send(bench, zone, zone.zslba));
    bench.expect_success(bench.zone_mgmt_send(zone, Action::Open));
    bench.expect_zone(zone, State::ExplicitlyOpened);
  }

  expect_lacking(bench, bench.zone_mgmt_send(one_more, Action::Open), lacking(bench.facts(), limit, limit));
  expect_lacking(bench, bench.write(one_more.zslba, 1), lacking(bench.facts(), limit, limit));
  bench.expect_zone(one_more, State::Empty, one_more.zslba);
  expect_within_limits(bench);
}

void no_open_limit(Bench& bench) {
  bench.needs(!bench.facts().max_open, "the device limits open zones (MOR)");
  const std::uint64_t zones = std::min(bench.free_zones(), kManyZones);
  const std::uint64_t many = std::min(zones, bench.facts().max_active.value_or(zones));

  expect_all_in(bench, bench.zones_in(State::ExplicitlyOpened, many), State::ExplicitlyOpened);
}

void no_active_limit(Bench& bench) {
  bench.needs(!bench.facts().max_active, "the device limits active zones (MAR)");

  expect_all_in(bench, bench.zones_in(State::Closed, std::min(bench.free_zones(), kManyZones)), State::Closed);
}

// ---- what holds a resource, and what does not -----------------------------------------------------------------------

// In ZBC such a zone would be Empty again and hold nothing.
void closed_unwritten_is_active(Bench& bench) {
  const ZoneRef one_more = bench.a_zone_in(State::Empty);
  const std::uint64_t limit = *bench.facts().max_active;
  const std::vector<ZoneRef> zones = bench.zones_in(State::Empty, limit);

  for (const ZoneRef& zone : zones) {
    bench.expect_success(bench.zone_mgmt_send(zone, Action::Open));
    bench.expect_success(bench.zone_mgmt_send(zone, Action::Close));
    bench.expect_zone(zone, State::Closed, zone.zslba);
  }

  expect_lacking(bench, bench.zone_mgmt_send(one_more, Action::Open), {Status::TooManyActiveZones});
  expect_all_in(bench, zones, State::Closed);
}

void full_zones_hold_nothing(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  const std::vector<ZoneRef> full = bench.zones_in(State::Full, *bench.facts().max_active, 1);

  bench.expect_success(bench.zone_mgmt_send(zone, Action::Open));

  bench.expect_zone(zone, State::ExplicitlyOpened, zone.zslba);
  expect_all_in(bench, full, State::Full);
}

void refused_commands_hold_nothing(Bench& bench) {
  const std::uint64_t limit = *bench.facts().max_active;
  const std::vector<ZoneRef> zones = bench.zones_in(State::Empty, limit);
  const ZoneRef& zone = zones.front();
  needs_room(bench, zone, 1);

  bench.expect_status(bench.write(zone.zslba + 1, 1), {Status::ZoneInvalidWrite});
  if (bench.facts().append)
    bench.expect_status(bench.zone_append(zone.zslba + 1, 1, zone.zslba), {Status::InvalidFieldInCommand});
  if (bench.facts().write_zeroes)
    bench.expect_status(bench.write_zeroes(zone.zslba + 1, 1), {Status::ZoneInvalidWrite});
  bench.expect_status(bench.zone_mgmt_send(zone, Action::Close), {Status::InvalidZoneStateTransition});
  bench.expect_status(bench.zone_mgmt_send(zone.zslba + 1, Action::Open), {Status::InvalidFieldInCommand});

  for (const ZoneRef& next : zones) {
    bench.expect_success(bench.zone_mgmt_send(next, Action::Open));
    bench.expect_success(bench.zone_mgmt_send(next, Action::Close));
  }
  expect_all_in(bench, zones, State::Closed);
}

Case case_of(const char* id, const char* title, std::vector<ClauseId> clauses, std::vector<Need> needs,
             void (*run)(Bench&)) {
  return {.id = id, .title = title, .clauses = std::move(clauses), .needs = std::move(needs), .run = run};
}

std::vector<Case> limits() {
  std::vector<Case> cases;
  for (const Way& way : kOpeningWays) cases.push_back(active_limit(way));
  cases.push_back(active_limit(kExtensionWay));
  for (const Way& way : kOpeningWays) cases.push_back(open_limit_of_empty(way));
  for (const Way& way : kOpeningWays) cases.push_back(open_limit_of_closed(way));
  for (const Way& way : kOpeningWays) cases.push_back(one_limit(way));
  cases.push_back(case_of("zone-resources/one-limit-closed-zone",
                          "If MAR = MOR a closed zone always finds an open resource, for Open Zone and for a write",
                          {"ZNS-RES-006", "ZNS-SM-016", "ZNS-SM-017"}, {Need::ActiveEqualsOpen},
                          one_limit_closed_zone));
  cases.push_back(case_of("zone-resources/both-missing", "If neither resource is left, the status names either of them",
                          {"ZNS-RES-007", "ZNS-RES-011"}, {Need::ActiveLimit, Need::OpenLimit, Need::ActiveAboveOpen},
                          both_missing));
  cases.push_back(case_of("zone-resources/filling-at-once",
                          "A write that fills an Empty zone at once needs an active resource all the same",
                          {"ZNS-RES-008", "ZNS-RES-004"}, {Need::ActiveLimit, Need::WriteZeroes}, filling_at_once));
  cases.push_back(case_of("zone-resources/finish-closed-at-open-limit",
                          "Finish Zone on a closed zone succeeds while MOR + 1 zones are explicitly opened",
                          {"ZNS-SM-018", "ZNS-RES-003"}, {Need::OpenLimit, Need::ActiveAboveOpen},
                          finish_closed_at_open_limit));
  cases.push_back(case_of("zone-resources/active-limit-exactly",
                          "MAR + 1 zones can be active, by whatever command they came to be, and not one more",
                          {"ZNS-RES-001", "ZNS-RES-002", "ZNS-RES-004", "ZNS-RES-006", "ZNS-SM-001", "ZNS-SM-003"},
                          {Need::ActiveLimit}, active_limit_exactly));
  cases.push_back(
      case_of("zone-resources/open-limit-exactly",
              "MOR + 1 zones can be open, by whatever command they came to be, and not one more",
              {"ZNS-RES-001", "ZNS-RES-002", "ZNS-RES-005", "ZNS-RES-006", "ZNS-SM-002", "ZNS-SM-006", "ZNS-SM-017"},
              {Need::OpenLimit}, open_limit_exactly));
  cases.push_back(case_of("zone-resources/no-open-limit", "MOR FFFFFFFFh sets no limit to the zones that are open",
                          {"ZNS-RES-001"}, {}, no_open_limit));
  cases.push_back(case_of("zone-resources/no-active-limit", "MAR FFFFFFFFh sets no limit to the zones that are active",
                          {"ZNS-RES-001"}, {}, no_active_limit));
  cases.push_back(case_of("zone-resources/closed-unwritten-is-active",
                          "A zone that was opened and closed without a write goes on holding an active resource",
                          {"ZNS-ZMS-021", "ZNS-RES-003"}, {Need::ActiveLimit}, closed_unwritten_is_active));
  cases.push_back(case_of("zone-resources/full-zones-hold-nothing",
                          "Full zones hold no resource, however many there are", {"ZNS-RES-016"}, {Need::ActiveLimit},
                          full_zones_hold_nothing));
  cases.push_back(case_of("zone-resources/refused-commands-hold-nothing", "A refused command leaves no resource taken",
                          {"ZNS-RES-003", "ZNS-GEN-007", "ZNS-SM-040"}, {Need::ActiveLimit},
                          refused_commands_hold_nothing));
  return cases;
}

}  // namespace

std::vector<Case> zone_resource_cases() {
  std::vector<Case> cases;
  for (auto part : {limits(), freed_resource_cases(), implicit_close_cases(), resource_need_cases()})
    for (Case& next : part) cases.push_back(with_resources_free(std::move(next)));
  return cases;
}

}  // namespace zns::suites
