// At the limit of open zones (ZNS 1.1, 2.1.1.4.1 and A.3): what the controller may do to find an open resource, which
// is to close zones that were opened implicitly, and what it may not.
#include <cstdint>
#include <string>
#include <vector>

#include "suites/bench.hpp"
#include "suites/zns/zone_resources.hpp"

namespace zns::suites {
namespace {

using namespace story;

constexpr std::uint64_t kRounds = 3;  // of one block each

// The command found its resource, because the controller closed an implicitly opened zone, or it did not: both are
// permitted.
bool found_room(Bench& bench, const Completion& cqe) {
  bench.expect_status(cqe, {kSuccess, Status::TooManyOpenZones});
  return cqe.status == kSuccess;
}

void expect_implicit_or_closed(Bench& bench, const std::vector<ZoneRef>& zones) {
  for (const ZoneRef& zone : zones) {
    if (!was_finished(bench, zone))
      bench.expect_zone_in(zone, {State::ImplicitlyOpened, State::Closed}, zone.zslba + 1);
    bench.expect_pattern(zone.zslba, 1);
  }
}

Case by_empty(const Way& way) {
  return {.id = std::string{"zone-resources/implicit-close-empty-"} + way.name,
          .title = std::string{way.command} +
                   " on an Empty zone at the limit succeeds by closing an implicitly opened zone, or is " +
                   "aborted; the limits hold either way",
          .clauses = {"ZNS-RES-002", "ZNS-RES-012", "ZNS-RES-013", "ZNS-RES-020", "ZNS-RES-022", "ZNS-SM-008",
                      "ZNS-AMB-01"},
          .needs = with({Need::OpenLimit, Need::ActiveAboveOpen}, way.need),
          .run = [way](Bench& bench) {
            const ZoneRef zone = bench.a_zone_in(State::Empty);
            const std::vector<ZoneRef> implicit = written_zones(bench, *bench.facts().max_open);

            if (found_room(bench, way.send(bench, zone, zone.zslba)))
              bench.expect_zone(zone, way.to, zone.zslba + blocks_written_by(way));
            else
              bench.expect_zone(zone, State::Empty, zone.zslba);

            expect_implicit_or_closed(bench, implicit);
            expect_within_limits(bench);
          }};
}

Case by_closed(const Way& way) {
  return {.id = std::string{"zone-resources/implicit-close-closed-"} + way.name,
          .title = std::string{way.command} +
                   " on a closed zone at the limit succeeds by closing an implicitly opened zone, or is " +
                   "aborted; the limits hold either way",
          .clauses = {"ZNS-RES-002", "ZNS-RES-012", "ZNS-RES-013", "ZNS-RES-020", "ZNS-SM-008", "ZNS-AMB-01"},
          .needs = with({Need::OpenLimit, Need::ActiveAboveOpen}, way.need),
          .run = [way](Bench& bench) {
            const ZoneRef zone = bench.a_zone_in(State::Closed, 1);
            const std::vector<ZoneRef> implicit = written_zones(bench, *bench.facts().max_open);
            const std::uint64_t wp = zone.zslba + 1;

            if (found_room(bench, way.send(bench, zone, wp)))
              bench.expect_zone(zone, way.to, wp + blocks_written_by(way));
            else
              bench.expect_zone(zone, State::Closed, wp);

            bench.expect_pattern(zone.zslba, 1);
            expect_implicit_or_closed(bench, implicit);
            expect_within_limits(bench);
          }};
}

void spares_explicit(Bench& bench) {
  const std::uint64_t limit = *bench.facts().max_open;
  bench.needs(limit > 1, "needs an open limit of two zones at least");
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  const std::vector<ZoneRef> explicitly = bench.zones_in(State::ExplicitlyOpened, limit - 1, 1);
  const ZoneRef implicit = written_zones(bench, 1).front();

  if (found_room(bench, bench.write(zone.zslba, 1)))
    bench.expect_zone(zone, State::ImplicitlyOpened, zone.zslba + 1);
  else
    bench.expect_zone(zone, State::Empty, zone.zslba);

  for (const ZoneRef& other : explicitly)
    if (!was_finished(bench, other)) bench.expect_zone(other, State::ExplicitlyOpened, other.zslba + 1);
  expect_implicit_or_closed(bench, {implicit});
  expect_within_limits(bench);
}

// More zones are written in turn than can be open. Each write goes on where the zone was left, or is refused and writes
// nothing.
void in_turn(Bench& bench) {
  const Facts& facts = bench.facts();
  const std::vector<ZoneRef> zones = bench.zones_in(State::Empty, *facts.max_open + 1);
  needs_room(bench, zones.front(), kRounds);
  std::vector<std::uint64_t> written(zones.size(), 0);

  for (std::uint64_t round = 0; round < kRounds; ++round)
    for (std::size_t i = 0; i < zones.size(); ++i) {
      if (was_finished(bench, zones[i])) continue;
      if (found_room(bench, bench.write(zones[i].zslba + written[i], 1))) ++written[i];
      expect_within_limits(bench);
    }

  for (std::size_t i = 0; i < zones.size(); ++i) {
    const ZoneRef& zone = zones[i];
    if (!was_finished(bench, zone))
      bench.expect_zone(zone, written[i] > 0 ? State::ImplicitlyOpened : State::Empty, zone.zslba + written[i]);
    if (written[i] > 0) bench.expect_pattern(zone.zslba, written[i]);
  }
}

// Whatever the controller closed: once the host has closed the rest, every zone can be written on.
void goes_on(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  std::vector<ZoneRef> zones = written_zones(bench, *bench.facts().max_open);
  if (found_room(bench, bench.write(zone.zslba, 1))) zones.push_back(zone);
  std::erase_if(zones, [&bench](const ZoneRef& each) { return was_finished(bench, each); });
  for (const ZoneRef& each : zones) bench.expect_success(bench.zone_mgmt_send(each, Action::Close));

  for (const ZoneRef& each : zones) {
    needs_room(bench, each, 2);
    bench.expect_success(bench.write(each.zslba + 1, 1));
    bench.expect_zone(each, State::ImplicitlyOpened, each.zslba + 2);
    bench.expect_pattern(each.zslba, 2);
    bench.expect_success(bench.zone_mgmt_send(each, Action::Close));
  }
}

// Closing a zone frees no active resource.
void does_not_help_active(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  const std::vector<ZoneRef> active = bench.fill_active_limit(State::Closed);
  const ZoneRef& implicit = active.front();
  needs_room(bench, implicit, 2);
  bench.expect_success(bench.write(implicit.zslba + 1, 1));

  for (const Way& way : kOpeningWays)
    if (possible(bench, way))
      expect_lacking(bench, way.send(bench, zone, zone.zslba), lacking(bench.facts(), active.size(), 1));

  bench.expect_zone(zone, State::Empty, zone.zslba);
  bench.expect_zone(implicit, State::ImplicitlyOpened, implicit.zslba + 2);
  expect_within_limits(bench);
}

void one_limit_does_not_help(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  const std::vector<ZoneRef> implicit = written_zones(bench, *bench.facts().max_open);

  for (const Way& way : kOpeningWays)
    if (possible(bench, way)) expect_lacking(bench, way.send(bench, zone, zone.zslba), {Status::TooManyActiveZones});

  bench.expect_zone(zone, State::Empty, zone.zslba);
  expect_implicit_or_closed(bench, implicit);
  expect_within_limits(bench);
}

}  // namespace

std::vector<Case> implicit_close_cases() {
  std::vector<Case> cases;
  for (const Way& way : kOpeningWays) cases.push_back(by_empty(way));
  for (const Way& way : kOpeningWays) cases.push_back(by_closed(way));
  const auto add = [&cases](const char* id, const char* title, std::vector<ClauseId> clauses, std::vector<Need> needs,
                            void (*run)(Bench&)) {
    cases.push_back({.id = std::string{"zone-resources/"} + id,
                     .title = title,
                     .clauses = std::move(clauses),
                     .needs = std::move(needs),
                     .run = run});
  };
  add("implicit-close-spares-explicit", "The controller closes no explicitly opened zone to find an open resource",
      {"ZNS-RES-014", "ZNS-SM-027", "ZNS-RES-012"}, {Need::OpenLimit, Need::ActiveAboveOpen}, spares_explicit);
  add("implicit-close-in-turn",
      "More zones written in turn than can be open: each holds exactly what was accepted for it",
      {"ZNS-RES-002", "ZNS-RES-012", "ZNS-RES-013"}, {Need::OpenLimit, Need::ActiveAboveOpen}, in_turn);
  add("implicit-close-goes-on", "Zones that the controller closed can be written on",
      {"ZNS-RES-003", "ZNS-RES-012", "ZNS-SM-016"}, {Need::OpenLimit, Need::ActiveAboveOpen}, goes_on);
  add("implicit-close-is-no-active-resource",
      "Implicitly opened zones are no remedy where an active resource is missing",
      {"ZNS-RES-015", "ZNS-RES-004", "ZNS-RES-006", "ZNS-RES-007"}, {Need::ActiveLimit}, does_not_help_active);
  add("one-limit-implicitly-opened", "If MAR = MOR, implicitly opened zones at the limit give way to no other zone",
      {"ZNS-RES-015", "ZNS-RES-006", "ZNS-AMB-28"}, {Need::ActiveEqualsOpen}, one_limit_does_not_help);
  return cases;
}

}  // namespace zns::suites
