// Select All and the resources (ZNS 1.1, 3.4.3 and 2.1.1.4): Open opens every closed zone or none; Reset, Finish and
// Close give back all that the zones held.
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "suites/bench.hpp"
#include "suites/zns/select_all.hpp"
#include "suites/zns/zone_resources.hpp"

namespace zns::suites {
namespace {

using namespace story;

void open_exactly_the_limit(Bench& bench) {
  const ZoneRef one_more = bench.a_zone_in(State::Empty);
  const std::uint64_t limit = *bench.facts().max_open;
  const std::vector<ZoneRef> closed = bench.zones_in(State::Closed, limit);

  bench.expect_success(bench.select_all(Action::Open));

  for (const ZoneRef& zone : closed) bench.expect_zone(zone, State::ExplicitlyOpened, zone.zslba + 1);
  bench.expect_zone(one_more, State::Empty, one_more.zslba);
}

// A device that opens zone by zone has opened some when it finds that there is no resource for the rest.
void open_all_or_nothing(Bench& bench) {
  const std::uint64_t limit = *bench.facts().max_open;
  const std::vector<ZoneRef> closed = bench.zones_in(State::Closed, limit + 1);

  expect_lacking(bench, bench.select_all(Action::Open), {Status::TooManyOpenZones});
  for (const ZoneRef& zone : closed) bench.expect_zone(zone, State::Closed, zone.zslba + 1);

  bench.expect_success(bench.zone_mgmt_send(closed.front(), Action::Finish));
  bench.expect_success(bench.select_all(Action::Open));
  for (std::size_t i = 1; i < closed.size(); ++i)
    bench.expect_zone(closed[i], State::ExplicitlyOpened, closed[i].zslba + 1);
}

void open_spares_explicit(Bench& bench) {
  const std::vector<ZoneRef> closed = bench.zones_in(State::Closed, 1);
  const std::vector<ZoneRef> open = bench.fill_open_limit(State::ExplicitlyOpened);

  expect_lacking(bench, bench.select_all(Action::Open), {Status::TooManyOpenZones});

  bench.expect_zone(closed.front(), State::Closed, closed.front().zslba + 1);
  for (const ZoneRef& zone : open) bench.expect_zone(zone, State::ExplicitlyOpened);
}

// ZNS-AMB-05: the controller may make room by closing implicitly opened zones, or abort; a zone that it closed
// meanwhile may be opened with the others.
void open_beside_implicit(Bench& bench) {
  bench.zones_in(State::Closed, 1);
  written_zones(bench, *bench.facts().max_open);
  const std::vector<ZoneDescriptor> before = bench.all_descriptors();

  const Completion cqe = bench.select_all(Action::Open);

  bench.expect_status(cqe, {kSuccess, Status::TooManyOpenZones});
  for (const ZoneDescriptor& zone : before)
    bench.needs(!was_finished(bench, bench.zone(zone.zslba / bench.facts().zsze)),
                "the controller may finish an open zone to free its resources (ZOC.ZAE = 1)");
  if (cqe.status == kSuccess)
    expect_zones_after(bench, Action::Open, before);
  else
    expect_all_unchanged(bench, before);
  expect_within_limits(bench);
}

void frees_active(Bench& bench, Action zsa, State to) {
  const std::vector<ZoneRef> zones = bench.fill_active_limit(State::Closed);

  bench.expect_success(bench.select_all(zsa));

  for (const ZoneRef& zone : zones) {
    bench.expect_zone(zone, to, zone.zslba);
    if (to == State::Full) bench.expect_success(bench.zone_mgmt_send(zone, Action::Reset));
    bench.expect_success(bench.zone_mgmt_send(zone, Action::Open));
    bench.expect_success(bench.zone_mgmt_send(zone, Action::Close));
  }
  for (const ZoneRef& zone : zones) bench.expect_zone(zone, State::Closed, zone.zslba);
}

void reset_frees_active(Bench& bench) {
  frees_active(bench, Action::Reset, State::Empty);
}
void finish_frees_active(Bench& bench) {
  frees_active(bench, Action::Finish, State::Full);
}

void close_frees_open(Bench& bench) {
  const std::vector<ZoneRef> zones = bench.fill_open_limit(State::ExplicitlyOpened);
  for (int round = 0; round < 2; ++round) {
    bench.expect_success(bench.select_all(Action::Close));
    for (const ZoneRef& zone : zones) bench.expect_zone(zone, State::Closed, zone.zslba);
    for (const ZoneRef& zone : zones) bench.expect_success(bench.zone_mgmt_send(zone, Action::Open));
  }
  for (const ZoneRef& zone : zones) bench.expect_zone(zone, State::ExplicitlyOpened, zone.zslba);
}

Case story_of(const char* id, const char* title, std::vector<ClauseId> clauses, std::vector<Need> needs,
              void (*run)(Bench&)) {
  needs.push_back(Need::WholeNamespace);
  return with_resources_free({.id = std::string{"select-all/"} + id,
                              .title = title,
                              .clauses = std::move(clauses),
                              .needs = std::move(needs),
                              .run = run});
}

}  // namespace

std::vector<Case> select_all_resource_cases() {
  std::vector<Case> cases;
  cases.push_back(story_of("open-exactly-the-limit",
                           "Open Zone with Select All opens as many closed zones as can be open",
                           {"ZNS-ZMS-004", "ZNS-ZMS-027", "ZNS-RES-003"}, {Need::OpenLimit}, open_exactly_the_limit));
  cases.push_back(story_of(
      "open-all-or-nothing", "If there are more closed zones than can be open, Open with Select All opens none",
      {"ZNS-RES-011", "ZNS-ZMS-005", "ZNS-ZMS-027"}, {Need::OpenLimit, Need::ActiveAboveOpen}, open_all_or_nothing));
  cases.push_back(story_of(
      "open-spares-explicit", "With every open resource held by ZSEO zones, Open with Select All opens none",
      {"ZNS-RES-011", "ZNS-ZMS-005", "ZNS-RES-014"}, {Need::OpenLimit, Need::ActiveAboveOpen}, open_spares_explicit));
  cases.push_back(story_of(
      "open-beside-implicitly-opened",
      "Where closing implicitly opened zones could make room, Open with Select All opens all or aborts",
      {"ZNS-RES-011", "ZNS-RES-002", "ZNS-AMB-05"}, {Need::OpenLimit, Need::ActiveAboveOpen}, open_beside_implicit));
  cases.push_back(story_of("reset-frees-resources", "After Reset with Select All every active resource is free again",
                           {"ZNS-RES-003", "ZNS-ZMS-004"}, {Need::ActiveLimit}, reset_frees_active));
  cases.push_back(story_of("finish-frees-resources", "After Finish with Select All every active resource is free again",
                           {"ZNS-RES-003", "ZNS-ZMS-004"}, {Need::ActiveLimit}, finish_frees_active));
  cases.push_back(story_of("close-frees-resources", "After Close with Select All every open resource is free again",
                           {"ZNS-RES-003", "ZNS-ZMS-004"}, {Need::OpenLimit}, close_frees_open));
  return cases;
}

}  // namespace zns::suites
