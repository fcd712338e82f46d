// Asynchronous Event Requests, and the events of zones: when one is told, and what the log pages say then.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "reference/spec/async_event.hpp"
#include "reference/spec/log_pages.hpp"
#include "reference/spec/text.hpp"
#include "suites/base/features_parts.hpp"
#include "suites/base/log_page_parts.hpp"
#include "suites/contents.hpp"

namespace zns::suites {
namespace {

constexpr std::uint32_t kZoneEvents = 1U << 27;  // of OAES, and of Asynchronous Event Configuration

const features::Place& configuration() {
  static constexpr features::Place kPlace{.fid = Fid::AsynchronousEventConfiguration};
  return kPlace;
}

std::string in_words(const Completion& cqe) {
  const AsyncEvent event = decode_async_event(cqe.result);
  return to_string(cqe.status) + ", type " + std::to_string(static_cast<unsigned>(event.type)) + ", information " +
         hex(event.info) + ", log page " + hex(static_cast<std::uint64_t>(event.log)) + ", NSID " +
         std::to_string(event.nsid);
}

bool is_of_a_zone(const Completion& cqe) {
  const AsyncEvent event = decode_async_event(cqe.result);
  return cqe.status == kSuccess && event.type == EventType::Notice && event.info == notice::kZoneDescriptorChanged;
}

// The next event that is of a zone; a device may have others to tell.
std::optional<Completion> next_zone_event(Bench& bench, std::optional<Completion> cqe) {
  constexpr int kMostOthers = 4;
  for (int i = 0; i < kMostOthers && cqe; ++i) {
    if (is_of_a_zone(*cqe)) return cqe;
    bench.expect_success(*cqe);
    cqe = bench.request_event();
    if (!cqe) cqe = bench.next_event();
  }
  return std::nullopt;
}
std::optional<Completion> zone_event(Bench& bench) {
  return next_zone_event(bench, bench.next_event());
}
std::optional<Completion> zone_event_at_once(Bench& bench) {
  return next_zone_event(bench, bench.request_event());
}

void needs_zone_events(const Bench& bench) {
  bench.needs((bench.facts().controller.oaes & kZoneEvents) != 0,
              "the device tells no changed Zone Descriptors (OAES bit 27)");
}

ChangedZones read_changed_zones(Bench& bench, bool retain = false) {
  return decode_changed_zones(
      logs::read(bench, logs::page(Lid::ChangedZoneList, kChangedZonesBytes, {.rae = retain}), bench.facts().nsid));
}

// With notices of zones enabled or not, and no zone in the list.
void with_zone_events(Bench& bench, bool enabled, const std::function<void()>& body) {
  needs_zone_events(bench);
  features::keeping(bench, configuration(), [&](std::uint32_t value) {
    bench.expect_success(features::set(bench, configuration(), enabled ? value | kZoneEvents : value & ~kZoneEvents));
    read_changed_zones(bench);
    body();
  });
}

void expect_listed(Bench& bench, const ZoneRef& zone, const ChangedZones& list) {
  constexpr std::uint16_t kNotEnumerated = 0xFFFF;
  const bool is_listed = std::find(list.zones.begin(), list.zones.end(), zone.zslba) != list.zones.end();
  bench.expect(is_listed || list.nrzid == kNotEnumerated, "the zone at " + hex(zone.zslba) + " in Changed Zone List",
               std::to_string(list.nrzid) + " others");
}

// ---- requests -------------------------------------------------------------------------------------------------------

void waits_while_nothing_happens(Bench& bench) {
  std::optional<Completion> cqe = bench.request_event();
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.expect_success(bench.write(zone.zslba, 1));
  bench.expect_success(bench.read(zone.zslba, 1));
  bench.expect_success(bench.flush());
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
  if (!cqe) cqe = bench.next_event();
  if (!cqe) return;
  // It may have had something to tell; but nobody wrote a wrong doorbell, and a zone changed by command alone.
  const AsyncEvent event = decode_async_event(cqe->result);
  const bool is_of_a_doorbell = event.type == EventType::Error && event.info <= 1;
  bench.expect(cqe->status == kSuccess && !is_of_a_doorbell && !is_of_a_zone(*cqe),
               "no completion while nothing happens", in_words(*cqe));
}

// ---- zones that fail ------------------------------------------------------------------------------------------------

void tells_of_a_zone(Bench& bench, ZoneState state) {
  with_zone_events(bench, true, [&] {
    const ZoneRef zone = bench.a_zone_in(ZoneState::Closed);
    bench.needs(!zone_event_at_once(bench), "the device has other zones to tell of");
    bench.inject(zone, state);
    const std::optional<Completion> told = zone_event(bench);
    bench.expect(told.has_value(), "an event: the zone at " + hex(zone.zslba) + " changed by itself", "none");
    const AsyncEvent event = decode_async_event(told->result);
    bench.expect(event.log == Lid::ChangedZoneList, "the log page of the event: BFh", in_words(*told));
    bench.expect(event.nsid == bench.facts().nsid, "the NSID of the namespace in DW1", in_words(*told));
    expect_listed(bench, zone, read_changed_zones(bench));
  });
}

void tells_nothing_that_is_disabled(Bench& bench) {
  with_zone_events(bench, false, [&] {
    const ZoneRef zone = bench.a_zone_in(ZoneState::Closed);
    bench.needs(!zone_event_at_once(bench), "the device has other zones to tell of");
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
    bench.needs(!zone_event_at_once(bench), "the device has other zones to tell of");
    bench.inject(zones[0], ZoneState::ReadOnly);
    bench.needs(zone_event(bench).has_value(), "the device tells nothing of zones");
    if (retain) read_changed_zones(bench, true);
    bench.needs(!zone_event_at_once(bench), "the device has other zones to tell of");
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
    bench.needs(!zone_event_at_once(bench), "the device has other zones to tell of");
    bench.inject(zones[0], ZoneState::ReadOnly);
    bench.needs(zone_event(bench).has_value(), "the device tells nothing of zones");
    read_changed_zones(bench);
    bench.needs(!zone_event_at_once(bench), "the device has other zones to tell of");
    bench.inject(zones[1], ZoneState::ReadOnly);
    bench.expect(zone_event(bench).has_value(), "an event, for the log page was read since the one before", "none");
  });
}

}  // namespace

std::vector<Case> async_event_cases() {
  using N = Need;
  const std::vector<Need> of_zones{N::Events, N::ZoneEvents};
  return {
      {.id = "async-event/waits",
       .title = "An Asynchronous Event Request is not completed while nothing happens",
       .clauses = {"AER-001"},
       .needs = {N::Events},
       .run = waits_while_nothing_happens},
      {.id = "async-event/zone-goes-read-only",
       .title = "A zone that goes Read Only by itself is told, and is in Changed Zone List",
       .clauses = {"AER-010", "AER-011", "AER-012", "IDC-003"},
       .needs = of_zones,
       .run = [](Bench& bench) { tells_of_a_zone(bench, ZoneState::ReadOnly); }},
      {.id = "async-event/zone-goes-offline",
       .title = "A zone that goes Offline by itself is told, and is in Changed Zone List",
       .clauses = {"AER-010", "AER-011", "AER-012"},
       .needs = of_zones,
       .run = [](Bench& bench) { tells_of_a_zone(bench, ZoneState::Offline); }},
      {.id = "async-event/disabled",
       .title = "An event of a kind that is disabled is not told",
       .clauses = {"AER-008", "FEA-0B-1"},
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
  };
}

}  // namespace zns::suites
