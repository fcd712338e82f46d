// Asynchronous Event Requests, and the events of zones: when one is told, and what the log pages say then.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reference/spec/text.hpp"
#include "suites/base/async_events_parts.hpp"
#include "suites/contents.hpp"

namespace zns::suites {
namespace {

using namespace events;

// ---- requests -------------------------------------------------------------------------------------------------------

void waits_while_nothing_happens(Bench& bench) {
  std::optional<Completion> cqe = bench.request_event();
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.expect_success(bench.write(zone.zslba, 1));
  bench.expect_success(bench.read(zone.zslba, 1));
  bench.expect_success(bench.flush());
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
  if (!cqe) cqe = next(bench);
  if (!cqe) return;
  // It may have had something to tell; but nobody wrote a wrong doorbell, and nobody asked for events of zones.
  const AsyncEvent event = decode_async_event(cqe->result);
  const bool is_of_a_doorbell = event.type == EventType::Error && event.info <= 1;
  const bool is_unwanted = is_of_a_zone(*cqe) && !is_enabled(bench, oaes::kZoneDescriptorChanged);
  bench.expect(cqe->status == kSuccess && !is_of_a_doorbell && !is_unwanted, "no completion while nothing happens",
               in_words(*cqe));
}

// ---- zones that fail ------------------------------------------------------------------------------------------------

void tells_of_a_zone(Bench& bench, ZoneState state) {
  with_zone_events(bench, true, [&] {
    const ZoneRef zone = bench.a_zone_in(ZoneState::Closed);
    begin_to_wait(bench);
    bench.inject(zone, state);
    expect_told(bench, zone);
  });
}

void tells_nothing_that_is_disabled(Bench& bench) {
  with_zone_events(bench, false, [&] {
    const ZoneRef zone = bench.a_zone_in(ZoneState::Closed);
    begin_to_wait(bench);
    bench.inject(zone, ZoneState::ReadOnly);
    const std::optional<Completion> told = zone_event(bench);
    bench.expect(!told, "no event of a kind that is disabled", told ? in_words(*told) : "");
  });
}

void keeps_what_no_request_waits_for(Bench& bench) {
  with_zone_events(bench, true, [&] {
    const ZoneRef zone = bench.a_zone_in(ZoneState::Closed);
    bench.inject(zone, ZoneState::ReadOnly);
    bench.expect(zone_event_at_once(bench).has_value(), "the event of before, as a request comes", "none");
  });
}

void masks_until_the_page_is_read(Bench& bench, bool retain) {
  with_zone_events(bench, true, [&] {
    const std::vector<ZoneRef> zones = bench.zones_in(ZoneState::Empty, 2);
    begin_to_wait(bench);
    bench.inject(zones[0], ZoneState::ReadOnly);
    bench.needs(zone_event(bench).has_value(), "the device tells nothing of zones");
    if (retain) static_cast<void>(read_changed_zones(bench, true));
    wait_for_zone_event(bench);
    bench.inject(zones[1], ZoneState::ReadOnly);
    const std::optional<Completion> told = zone_event(bench);
    bench.expect(!told, "no further event of the type until its log page was read with RAE = 0",
                 told ? in_words(*told) : "");
    expect_listed(bench, zones[1], read_changed_zones(bench));
  });
}

void tells_again_after_a_read(Bench& bench) {
  with_zone_events(bench, true, [&] {
    const std::vector<ZoneRef> zones = bench.zones_in(ZoneState::Empty, 2);
    begin_to_wait(bench);
    bench.inject(zones[0], ZoneState::ReadOnly);
    bench.needs(zone_event(bench).has_value(), "the device tells nothing of zones");
    static_cast<void>(read_changed_zones(bench));
    wait_for_zone_event(bench);
    bench.inject(zones[1], ZoneState::ReadOnly);
    bench.expect(zone_event(bench).has_value(), "an event, for the log page was read since the one before", "none");
  });
}

// ---- the list -------------------------------------------------------------------------------------------------------

// What is read with RAE stays, what changes later is added, and a read without it takes just what it returned.
void adds_to_the_list(Bench& bench) {
  with_zone_events(bench, true, [&] {
    const std::vector<ZoneRef> zones = bench.zones_in(ZoneState::Empty, 3);
    bench.inject(zones[0], ZoneState::ReadOnly);
    expect_listed(bench, zones[0], read_changed_zones(bench, true));
    bench.inject(zones[1], ZoneState::Offline);
    for (const bool retain : {true, false}) {
      const ChangedZones both = read_changed_zones(bench, retain);
      expect_listed(bench, zones[0], both);
      expect_listed(bench, zones[1], both);
    }
    bench.inject(zones[2], ZoneState::ReadOnly);
    const ChangedZones last = read_changed_zones(bench);
    expect_listed(bench, zones[2], last);
    expect_not_listed(bench, zones[0], last);
    expect_not_listed(bench, zones[1], last);
  });
}

// More zones than the page holds: as many as it holds and then the others, or none of them (FFFFh).
void loses_none_of_too_many(Bench& bench) {
  const std::uint64_t count = kMostChangedZones + 1;
  bench.needs(bench.free_zones() >= count, "needs more zones than Changed Zone List holds");
  with_zone_events(bench, true, [&] {
    const std::vector<ZoneRef> zones = bench.zones_in(ZoneState::Empty, count);
    for (const ZoneRef& zone : zones) bench.inject(zone, ZoneState::ReadOnly);
    const ChangedZones first = read_changed_zones(bench);
    const ChangedZones then = read_changed_zones(bench);
    if (first.nrzid == kNotEnumerated || then.nrzid == kNotEnumerated) return;
    for (const ZoneRef& zone : zones)
      bench.expect(names(first, zone) || names(then, zone),
                   "the zone at " + hex(zone.zslba) + " in one of two lists, or FFFFh zones", "in neither");
  });
}

void lists_a_zone_once(Bench& bench) {
  with_zone_events(bench, true, [&] {
    const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
    bench.inject(zone, ZoneState::ReadOnly);
    bench.inject(zone, ZoneState::Offline);
    const ChangedZones list = read_changed_zones(bench);
    expect_listed(bench, zone, list);
    const auto times = std::count(list.zones.begin(), list.zones.end(), zone.zslba);
    bench.expect(times <= 1, "a zone that changed twice once in the list", std::to_string(times) + " times");
  });
}

}  // namespace

std::vector<Case> async_event_cases() {
  using N = Need;
  const std::vector<Need> of_zones{N::Events, N::ZoneEvents};
  std::vector<Case> cases{
      {.id = "async-event/waits",
       .title = "An Asynchronous Event Request is not completed while nothing happens",
       .clauses = {"AER-001"},
       .needs = {N::Events},
       .run = waits_while_nothing_happens},
      {.id = "async-event/zone-goes-read-only",
       .title = "A zone that goes Read Only by itself is told, and is in Changed Zone List",
       .clauses = {"AER-010", "ZNS-ATTR-007", "ZNS-ATTR-010", "AER-011", "AER-012", "IDC-003"},
       .needs = of_zones,
       .run = [](Bench& bench) { tells_of_a_zone(bench, ZoneState::ReadOnly); }},
      {.id = "async-event/zone-goes-offline",
       .title = "A zone that goes Offline by itself is told, and is in Changed Zone List",
       .clauses = {"AER-010", "ZNS-ATTR-007", "ZNS-ATTR-010", "AER-011", "AER-012"},
       .needs = of_zones,
       .run = [](Bench& bench) { tells_of_a_zone(bench, ZoneState::Offline); }},
      {.id = "async-event/disabled",
       .title = "An event of a kind that is disabled is not told",
       .clauses = {"AER-008", "ZNS-ATTR-008", "FEA-0B-1"},
       .needs = of_zones,
       .run = tells_nothing_that_is_disabled},
      {.id = "async-event/no-request",
       .title = "An event that no request waits for is told to the next one",
       .clauses = {"AER-005"},
       .needs = of_zones,
       .run = keeps_what_no_request_waits_for},
      {.id = "async-event/masked",
       .title = "After an event there is none of its type until its log page is read",
       .clauses = {"AER-006"},
       .needs = of_zones,
       .run = [](Bench& bench) { masks_until_the_page_is_read(bench, false); }},
      {.id = "async-event/retained",
       .title = "A read of the log page with RAE leaves its events masked",
       .clauses = {"AER-007"},
       .needs = of_zones,
       .run = [](Bench& bench) { masks_until_the_page_is_read(bench, true); }},
      {.id = "async-event/told-again",
       .title = "After a read of its log page an event is told again",
       .clauses = {"AER-007", "AER-006"},
       .needs = of_zones,
       .run = tells_again_after_a_read},
      {.id = "async-event/list-adds",
       .title = "Changed Zone List keeps what is read with RAE, and takes in what changes later",
       .clauses = {"ZNS-ATTR-021", "ZNS-ATTR-014", "AER-012"},
       .needs = of_zones,
       .run = adds_to_the_list},
      {.id = "async-event/list-overflows",
       .title = "More zones than Changed Zone List holds are told one after the other, or not by their names (FFFFh)",
       .clauses = {"ZNS-ATTR-013", "ZNS-ATTR-021"},
       .needs = of_zones,
       .run = loses_none_of_too_many},
      {.id = "async-event/list-once",
       .title = "A zone that changes twice is in Changed Zone List once",
       .clauses = {"ZNS-ATTR-012"},
       .needs = of_zones,
       .run = lists_a_zone_once},
  };
  for (const auto part : {async_event_command_cases, async_event_attribute_cases, async_event_reset_cases})
    for (Case& each : part()) cases.push_back(std::move(each));
  return cases;
}

}  // namespace zns::suites
