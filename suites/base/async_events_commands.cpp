// Of what commands do to zones no event tells, and no list: a host knows it.
#include <string>
#include <utility>
#include <vector>

#include "suites/base/async_events_parts.hpp"

namespace zns::suites {
namespace {

using namespace events;
using Zones = std::vector<ZoneRef>;
using enum ZoneState;
using Action = ZoneSendAction;

// `given` brings zones into a state; `when` does something to them of which nothing is told. A zone that changes by
// itself meanwhile proves nothing: another time it does not.
void tells_nothing(Bench& bench, Zones (*given)(Bench&), void (*when)(Bench&, const Zones&)) {
  constexpr int kAttempts = 3;
  with_zone_events(bench, true, [&] {
    for (int attempt = 1;; ++attempt) {
      const Zones zones = given(bench);
      begin_to_wait(bench);
      when(bench, zones);
      const bool told = zone_event(bench).has_value();
      const ChangedZones list = read_changed_zones(bench);
      bool moved = told && list.nrzid == kNotEnumerated;
      for (const ZoneRef& zone : zones) moved = moved || (names(list, zone) && has_moved_by_itself(bench, zone));
      if (moved && attempt < kAttempts) continue;
      bench.needs(!moved, "the controller changes zones by itself all the time");
      for (const ZoneRef& zone : zones) expect_not_listed(bench, zone, list);
      bench.expect(!told || list.nrzid > 0, "no event without a zone that changed by itself", "one");
      return;
    }
  });
}

Zones an_empty_zone(Bench& bench) {
  return {bench.a_zone_in(Empty)};
}

void every_action(Bench& bench, const Zones& zones) {
  const ZoneRef& zone = zones.front();
  for (const Action zsa : {Action::Open, Action::Close, Action::Open})
    bench.expect_success(bench.zone_mgmt_send(zone, zsa));
  bench.expect_success(bench.write(zone.zslba, 1));
  bench.needs(zone.zcap > 1, "the only block of a zone makes it Full");
  for (const Action zsa : {Action::Close, Action::Open, Action::Finish, Action::Reset, Action::Finish, Action::Reset})
    bench.expect_success(bench.zone_mgmt_send(zone, zsa));
}

void an_extension(Bench& bench, const Zones& zones) {
  bench.expect_success(bench.set_zone_descriptor_extension(zones.front().zslba, bench.extension_pattern()));
  bench.expect_zdev(zones.front(), true);
  bench.expect_success(bench.zone_mgmt_send(zones.front(), Action::Reset));
}

Zones a_read_only_zone(Bench& bench) {
  return {bench.a_zone_in(ReadOnly)};
}

void to_offline(Bench& bench, const Zones& zones) {
  bench.expect_success(bench.zone_mgmt_send(zones.front(), Action::Offline));
}

Zones one_of_each(Bench& bench) {
  Zones zones{bench.a_zone_in(Full, 1), bench.a_zone_in(Closed, 1)};
  if (bench.free_zones() > 0) zones.push_back(bench.a_zone_in(ImplicitlyOpened, 1));
  return zones;
}

void every_action_on_all(Bench& bench, const Zones&) {
  static_cast<void>(bench.select_all(Action::Open));  // there may be more than may be open
  for (const Action zsa : {Action::Close, Action::Finish, Action::Reset}) bench.expect_success(bench.select_all(zsa));
}

Zones zones_to_write(Bench& bench) {
  Zones zones{bench.a_zone_in(Closed, 1), bench.a_zone_in(ExplicitlyOpened, 1), bench.a_zone_in(Empty)};
  bench.needs(zones.front().zcap > 2, "needs zones of more than 2 blocks");
  return zones;
}

void writes(Bench& bench, const Zones& zones) {
  bench.expect_success(bench.write(zones[0].zslba + 1, 1));
  bench.fill(zones[1], zones[1].zslba + 1, zones[1].cap());
  bench.expect_success(bench.write(zones[2].zslba, 1));
  bench.fill(zones[2], zones[2].zslba + 1, zones[2].cap());
  bench.expect_zone(zones[1], Full);
  bench.expect_zone(zones[2], Full);
}

Zones all_that_may_be_open(Bench& bench) {
  Zones zones = bench.fill_open_limit(ImplicitlyOpened);
  bench.needs(bench.free_zones() > 0, "needs a zone more than may be open");
  zones.push_back(bench.a_zone_in(Empty));
  return zones;
}

void one_more(Bench& bench, const Zones& zones) {
  bench.expect_status(bench.write(zones.back().zslba, 1),
                      {kSuccess, Status::TooManyOpenZones, Status::TooManyActiveZones});
}

Case a_case(const char* what, const char* title, std::vector<ClauseId> clauses, Zones (*given)(Bench&),
            void (*when)(Bench&, const Zones&), const std::vector<Need>& needs = {}) {
  Case made{.id = std::string{"async-event/"} + what,
            .title = title,
            .clauses = std::move(clauses),
            .level = Level::ShallNot,
            .needs = {Need::Events},
            .run = [=](Bench& bench) { tells_nothing(bench, given, when); }};
  made.needs.insert(made.needs.end(), needs.begin(), needs.end());
  return made;
}

}  // namespace

std::vector<Case> async_event_command_cases() {
  using N = Need;
  return {
      a_case("actions", "Of zone actions no event tells", {"ZNS-ZMS-012", "ZNS-ATTR-009"}, an_empty_zone, every_action),
      a_case("extension", "Of an extension that a host sets and takes away no event tells",
             {"ZNS-ZMS-012", "ZNS-ATTR-009"}, an_empty_zone, an_extension, {N::Extension}),
      a_case("offline-zone", "Of Offline Zone no event tells", {"ZNS-ZMS-012"}, a_read_only_zone, to_offline,
             {N::ZoneEvents}),
      a_case("select-all", "Of zone actions with Select All no event tells", {"ZNS-ZMS-012", "ZNS-ATTR-009"},
             one_of_each, every_action_on_all, {N::WholeNamespace}),
      a_case("writes", "Of zones that Writes open and make Full no event tells", {"ZNS-ATTR-009", "ZNS-ATTR-022"},
             zones_to_write, writes),
      a_case("implicit-close", "Of a zone that is closed to make room no event tells", {"ZNS-ATTR-009", "ZNS-ATTR-022"},
             all_that_may_be_open, one_more, {N::OpenLimit}),
  };
}

}  // namespace zns::suites
