// What becomes of requests and of changed zones at a reset.
#include <string>
#include <vector>

#include "suites/base/async_events_parts.hpp"
#include "suites/base/controller_life_parts.hpp"

namespace zns::suites {
namespace {

using namespace events;
using enum ZoneState;

void drops_requests(Bench& bench) {
  life::fill_event_requests(bench, 0);
  bench.reset(Reset::Controller);
  const auto told = next(bench);
  bench.expect(!told, "no completion of requests from before the reset", told ? in_words(*told) : "");
  life::fill_event_requests(bench, 0);
  life::expect_full_of_event_requests(bench, 0);
}

// Which zones the reset closes, or empties, is not for an event to tell: the host knows of the reset.
void lists_no_zone_that_it_closed(Bench& bench, Reset kind) {
  with_zone_events(bench, true, [&] {
    std::vector<ZoneRef> zones{bench.a_zone_in(ExplicitlyOpened, 0)};
    if (bench.free_zones() > 0) zones.push_back(bench.a_zone_in(ImplicitlyOpened, 1));
    static_cast<void>(read_changed_zones(bench));
    bench.expect_success(bench.flush());  // or else what earlier cases did may be lost with the power
    bench.reset(kind);
    const ChangedZones list = read_changed_zones(bench);
    for (const ZoneRef& zone : zones) {
      bench.needs(!has_moved_by_itself(bench, zone), "the controller changed a zone by itself");
      expect_not_listed(bench, zone, list);
    }
  });
}

}  // namespace

std::vector<Case> async_event_reset_cases() {
  return {
      {.id = "async-event/requests-and-reset",
       .title = "A Controller Reset drops Asynchronous Event Requests without completing them",
       .clauses = {"AER-003"},
       .needs = {Need::Events, Need::ControllerReset, Need::WholeNamespace},
       .run = drops_requests},
      {.id = "async-event/controller-reset",
       .title = "Of zones that a Controller Reset closes no list tells",
       .clauses = {"ZNS-ATTR-022"},
       .level = Level::ShallNot,
       .needs = {Need::Events, Need::ControllerReset, Need::WholeNamespace},
       .run = [](Bench& bench) { lists_no_zone_that_it_closed(bench, Reset::Controller); }},
      {.id = "async-event/shutdown",
       .title = "Of zones that a shutdown closes no list tells",
       .clauses = {"ZNS-ATTR-022"},
       .level = Level::ShallNot,
       .needs = {Need::Events, Need::Shutdown, Need::WholeNamespace},
       .run = [](Bench& bench) { lists_no_zone_that_it_closed(bench, Reset::Shutdown); }},
      {.id = "async-event/power-cycle",
       .title = "Of zones that a loss of power closes, empties or makes Full no list tells",
       .clauses = {"ZNS-RST-010"},
       .level = Level::ShallNot,
       .needs = {Need::Events, Need::PowerCycle, Need::WholeNamespace},
       .run = [](Bench& bench) { lists_no_zone_that_it_closed(bench, Reset::PowerCycle); }},
  };
}

}  // namespace zns::suites
