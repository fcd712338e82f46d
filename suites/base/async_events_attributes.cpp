// Attributes of zones that a controller sets and clears by itself, and the events that tell of them: recommendations,
// excursions, zones that write protection makes Full.
#include <string>
#include <vector>

#include "reference/spec/text.hpp"
#include "suites/base/async_events_parts.hpp"

namespace zns::suites {
namespace {

using namespace events;
using enum ZoneState;

void expect_attribute(Bench& bench, const ZoneRef& zone, std::uint8_t bit, bool set) {
  const std::uint8_t za = bench.descriptor(zone).za;
  bench.expect(((za & bit) != 0) == set, std::string{"ZA bit "} + hex(bit) + (set ? " set" : " cleared"),
               "ZA " + hex(za));
}

// ---- recommendations ------------------------------------------------------------------------------------------------

struct Recommended {
  const char* slug;
  std::uint8_t za;
  ZoneState zs;
  const char* name;
  ClauseId clause;
};
constexpr Recommended kRecommended[] = {
    {"reset-recommended", za::kResetRecommended, Full, "Reset Zone", "ZNS-ATTR-001"},
    {"finish-recommended-zsio", za::kFinishRecommended, ImplicitlyOpened, "Finish Zone", "ZNS-ATTR-002"},
    {"finish-recommended-zseo", za::kFinishRecommended, ExplicitlyOpened, "Finish Zone", "ZNS-ATTR-002"},
    {"finish-recommended-zsc", za::kFinishRecommended, Closed, "Finish Zone", "ZNS-ATTR-002"},
};

void tells_of_a_recommendation(Bench& bench, const Recommended& given) {
  with_zone_events(bench, true, [&] {
    const ZoneRef zone = bench.a_zone_in(given.zs, 1);
    for (const std::uint8_t za : {given.za, std::uint8_t{0}}) {  // it comes, and is taken back
      begin_to_wait(bench);
      bench.advise(zone, za);
      expect_told(bench, zone);
      expect_attribute(bench, zone, given.za, za != 0);
      bench.expect_zone(zone, given.zs);
    }
  });
}

// Followed, it is gone; and of that no event tells.
void ends_as_it_is_followed(Bench& bench, const Recommended& given) {
  with_zone_events(bench, true, [&] {
    expect_never_listed(bench, [&] {
      const ZoneRef zone = bench.a_zone_in(given.zs, 1);
      bench.advise(zone, given.za);
      begin_to_wait(bench);
      bench.expect_success(
          bench.zone_mgmt_send(zone, given.zs == Full ? ZoneSendAction::Reset : ZoneSendAction::Finish));
      expect_attribute(bench, zone, given.za, false);
      return zone;
    });
  });
}

// ---- excursions -----------------------------------------------------------------------------------------------------

void needs_excursions(Bench& bench) {
  bench.needs(bench.facts().active_excursions, "zones of the device make no excursions (ZOC.ZAE)");
}

void makes_an_excursion(Bench& bench, const ZoneRef& zone, ZoneState zs) {
  const Resources before = bench.resources_held();
  begin_to_wait(bench);
  bench.advise(zone, za::kFinishedByController);
  expect_told(bench, zone);
  bench.expect_zone(zone, Full);
  expect_attribute(bench, zone, za::kFinishedByController, true);
  const Resources after = bench.resources_held();
  bench.expect(after.active + 1 == before.active && after.open + (is_open(zs) ? 1 : 0) == before.open,
               "the zone's resources are free",
               std::to_string(after.active) + " active, " + std::to_string(after.open) + " open");
  bench.expect_pattern(zone.zslba, 1);
}

void tells_of_an_excursion(Bench& bench, ZoneState zs) {
  needs_excursions(bench);
  with_zone_events(bench, true, [&] {
    expect_never_listed(bench, [&] {
      const ZoneRef zone = bench.a_zone_in(zs, 1);
      bench.needs(zone.zcap > 1, "the only block of a zone makes it Full");
      makes_an_excursion(bench, zone, zs);
      bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
      expect_attribute(bench, zone, za::kFinishedByController, false);
      return zone;
    });
  });
}

// ---- write protection -----------------------------------------------------------------------------------------------

void tells_of_zones_that_protection_fills(Bench& bench) {
  const features::Place place = features::place_of(bench, features::known(Fid::NamespaceWriteProtection));
  with_zone_events(bench, true, [&] {
    const ZoneRef zone = bench.a_zone_in(Closed, 1);
    begin_to_wait(bench);
    features::keeping(bench, place, [&](std::uint32_t) {
      bench.expect_success(features::set(bench, place, static_cast<std::uint32_t>(WriteProtection::Protected)));
      bench.needs(bench.descriptor(zone).zs == Full, "the zone is not Full");
      expect_told(bench, zone);
    });
  });
}

}  // namespace

std::vector<Case> async_event_attribute_cases() {
  std::vector<Case> cases;
  const std::vector<Need> of_zones{Need::Events, Need::ZoneEvents};
  for (const Recommended& each : kRecommended) {
    cases.push_back({.id = std::string{"async-event/"} + each.slug,
                     .title = std::string{"An event tells that "} + each.name + " is recommended of a zone in " +
                              std::string{letters(each.zs)} + ", and that it no longer is",
                     .clauses = {"ZNS-ATTR-010", each.clause, "AER-010"},
                     .needs = of_zones,
                     .run = [&each](Bench& bench) { tells_of_a_recommendation(bench, each); }});
    cases.push_back({.id = std::string{"async-event/"} + each.slug + "-followed",
                     .title = std::string{"A recommendation of "} + each.name + " for a zone in " +
                              std::string{letters(each.zs)} + " ends as it is followed, and no event tells so",
                     .clauses = {each.clause, "ZNS-ATTR-006", "ZNS-ATTR-019", "ZNS-ZMS-012"},
                     .needs = of_zones,
                     .run = [&each](Bench& bench) { ends_as_it_is_followed(bench, each); }});
  }
  for (const ZoneState zs : {ImplicitlyOpened, ExplicitlyOpened, Closed})
    cases.push_back({.id = std::string{"async-event/excursion-"} + (zs == Closed             ? "zsc"
                                                                    : zs == ImplicitlyOpened ? "zsio"
                                                                                             : "zseo"),
                     .title = "A zone in " + std::string{letters(zs)} +
                              " that the controller finishes is Full with ZFC, and an event tells so",
                     .clauses = {"ZNS-ATTR-005", "ZNS-SM-010", "ZNS-ATTR-006", "ZNS-ATTR-010"},
                     .needs = of_zones,
                     .run = [zs](Bench& bench) { tells_of_an_excursion(bench, zs); }});
  cases.push_back({.id = "async-event/protection-fills",
                   .title = "An event tells of a zone that is Full because the namespace was write protected",
                   .clauses = {"ZNS-ATTR-020", "ZNS-AMB-21"},
                   .level = Level::Should,
                   .needs = {Need::Events, Need::WriteProtection, Need::WholeNamespace},
                   .run = tells_of_zones_that_protection_fills});
  return cases;
}

}  // namespace zns::suites
