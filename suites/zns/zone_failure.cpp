// Zones that the media let down (ZNS 1.1, 2.1.1.3 and 2.1.1.2.1): a Read Only zone can still be read, an Offline zone
// is lost; neither takes a write or an action, but for Offline Zone. What becomes of their resources is in
// freed_resources.cpp.
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "suites/bench.hpp"
#include "suites/contents.hpp"
#include "suites/zns/story.hpp"

namespace zns::suites {
namespace {

using namespace story;

constexpr std::uint64_t kWritten = 2;  // blocks, before the zone fails

struct From {
  const char* name;
  State state;
};
constexpr std::array kFrom{
    From{"empty", State::Empty},   From{"implicitly-opened", State::ImplicitlyOpened},
    From{"full", State::Full},     From{"explicitly-opened", State::ExplicitlyOpened},
    From{"closed", State::Closed},
};

struct Refused {
  const char* name;
  Action zsa;
};
constexpr std::array kRefused{Refused{"close", Action::Close}, Refused{"finish", Action::Finish},
                              Refused{"open", Action::Open}, Refused{"reset", Action::Reset}};

// The action text says Invalid Zone State Transition; the status table of the command names the state (ZNS-AMB-04).
std::vector<Status> refusal(State state) {
  return {Status::InvalidZoneStateTransition,
          state == State::ReadOnly ? Status::ZoneIsReadOnly : Status::ZoneIsOffline};
}

const char* slug(State state) {
  return state == State::ReadOnly ? "read-only" : "offline";
}
const char* words(State state) {
  return state == State::ReadOnly ? "A Read Only zone" : "An Offline zone";
}

// A failed zone and the one after it, which holds data: what happens to the one is nothing to the other.
std::pair<ZoneRef, ZoneRef> a_failed_zone_and_the_next(Bench& bench, State state) {
  const auto zones = bench.two_adjacent_empty_zones();
  drive(bench, zones.first, state);
  drive(bench, zones.second, State::Closed);
  return zones;
}

Case keeps_data(const From& from) {
  return {.id = std::string{"zone-failure/read-only-after-"} + from.name,
          .title = "A zone that goes Read Only keeps its data, and reads where nothing was written as before",
          .clauses = {"ZNS-SM-045", "ZNS-SM-021", "ZNS-IO-004"},
          .needs = {Need::ZoneEvents},
          .run = [from](Bench& bench) {
            const std::uint64_t written = from.state == State::Empty ? 0 : kWritten;
            const ZoneRef zone = bench.a_zone_in(from.state, written);
            const Neighbours neighbours{bench, zone};

            bench.inject(zone, State::ReadOnly);

            bench.expect_zone(zone, State::ReadOnly);
            if (written > 0) bench.expect_pattern(zone.zslba, written);
            expect_deallocated_range(bench, zone.zslba + written, zone.end());
            neighbours.expect_unchanged(bench);
          }};
}

Case loses_data(const From& from) {
  return {.id = std::string{"zone-failure/offline-after-"} + from.name,
          .title = "A zone that goes Offline cannot be read any more, neither where data was written nor elsewhere",
          .clauses = {"ZNS-IO-001", "ZNS-SM-022", "ZNS-ZM-051"},
          .needs = {Need::ZoneEvents},
          .run = [from](Bench& bench) {
            const ZoneRef zone = bench.a_zone_in(from.state, from.state == State::Empty ? 0 : kWritten);
            const Neighbours neighbours{bench, zone};

            bench.inject(zone, State::Offline);

            bench.expect_zone(zone, State::Offline);
            bench.expect_zdev(zone, false);
            for (const std::uint64_t slba : {zone.zslba, zone.cap() - 1, zone.end() - 1})
              bench.expect_status(bench.read(slba, 1), {Status::ZoneIsOffline});
            neighbours.expect_unchanged(bench);
          }};
}

Case refuses_writes(State state) {
  return {.id = std::string{"zone-failure/"} + slug(state) + "-refuses-writes",
          .title = std::string{words(state)} + " takes no write, and the status says why",
          .clauses = {"ZNS-IO-022", "ZNS-SM-044", "ZNS-APPEND-006", "ZNS-SM-047"},
          .needs = {Need::ZoneEvents},
          .run = [state](Bench& bench) {
            const ZoneRef zone = bench.a_zone_in(state, kWritten);
            needs_room(bench, zone, kWritten);
            const Status reason = state == State::ReadOnly ? Status::ZoneIsReadOnly : Status::ZoneIsOffline;
            const std::uint64_t wp = zone.zslba + kWritten;

            bench.expect_status(bench.write(wp, 1), {reason});
            if (bench.facts().append) bench.expect_status(bench.zone_append(zone, 1, wp), {reason});
            if (bench.facts().write_zeroes) bench.expect_status(bench.write_zeroes(wp, 1), {reason});

            bench.expect_zone(zone, state);
            if (state == State::ReadOnly) bench.expect_pattern(zone.zslba, kWritten);
            if (state == State::ReadOnly) bench.expect_deallocated(wp, 1);
          }};
}

// A device may know that the action is for another state, and take it out on the zone that follows.
Case refuses(State state, const Refused& row) {
  return {.id = std::string{"zone-failure/"} + slug(state) + "-refuses-" + row.name,
          .title = std::string{words(state)} + " takes no such action, and the zone that follows is not affected",
          .clauses = {either(state == State::ReadOnly, "ZNS-SM-026", "ZNS-SM-024"), "ZNS-SM-043", "ZNS-AMB-04",
                      "ZNS-ZMS-020", "ZNS-ZMS-022", "ZNS-ZMS-026", "ZNS-ZMS-028"},
          .needs = {Need::ZoneEvents},
          .run = [state, row](Bench& bench) {
            const auto [zone, next] = a_failed_zone_and_the_next(bench, state);
            const ZoneDescriptor next_before = bench.descriptor(next);

            bench.expect_status(bench.zone_mgmt_send(zone, row.zsa), refusal(state));

            bench.expect_zone(zone, state);
            if (state == State::ReadOnly) bench.expect_pattern(zone.zslba, 1);
            bench.expect_unchanged(next, next_before);
            bench.expect_pattern(next.zslba, 1);
          }};
}

Case refuses_alone(State state) {
  return {.id = std::string{"zone-failure/"} + slug(state) + "-refuses-every-action",
          .title = std::string{words(state)} + " takes no action that would bring it back",
          .clauses = {either(state == State::ReadOnly, "ZNS-SM-026", "ZNS-SM-024"), "ZNS-SM-043", "ZNS-AMB-04"},
          .needs = {Need::ZoneEvents},
          .run = [state](Bench& bench) {
            const ZoneRef zone = bench.a_zone_in(state, 1);

            for (const Refused& row : kRefused) {
              bench.expect_status(bench.zone_mgmt_send(zone, row.zsa), refusal(state));
              bench.expect_zone(zone, state);
            }
          }};
}

// ---- Offline Zone ---------------------------------------------------------------------------------------------------

void offline_action(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::ReadOnly, 1);
  const Neighbours neighbours{bench, zone};

  bench.expect_success(bench.zone_mgmt_send(zone, Action::Offline));

  bench.expect_zone(zone, State::Offline);
  bench.expect_zdev(zone, false);
  bench.expect_status(bench.read(zone.zslba, 1), {Status::ZoneIsOffline});
  neighbours.expect_unchanged(bench);
  for (int i = 0; i < 2; ++i) {
    bench.expect_success(bench.zone_mgmt_send(zone, Action::Offline));
    bench.expect_zone(zone, State::Offline);
  }
}

void offline_one_zone_only(Bench& bench) {
  const auto [low, high] = bench.two_adjacent_empty_zones();
  drive(bench, low, State::ReadOnly);
  drive(bench, high, State::ReadOnly);

  bench.expect_success(bench.zone_mgmt_send(low, Action::Offline));

  bench.expect_zone(low, State::Offline);
  bench.expect_zone(high, State::ReadOnly);
  bench.expect_pattern(high.zslba, 1);
}

void offline_names_a_zone(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::ReadOnly, 1);
  bench.needs(zone.zsze > 1, "needs zones of more than one block");

  for (const std::uint64_t slba : {zone.zslba + 1, zone.end() - 1})
    bench.expect_status(bench.zone_mgmt_send(slba, Action::Offline), {Status::InvalidFieldInCommand});
  for (const std::uint64_t slba : lbas_beyond(bench.facts(), zone.zslba))
    bench.expect_status(bench.zone_mgmt_send(slba, Action::Offline),
                        {Status::InvalidFieldInCommand, Status::LbaOutOfRange});

  bench.expect_zone(zone, State::ReadOnly);
  bench.expect_pattern(zone.zslba, 1);
}

// ---- the extension --------------------------------------------------------------------------------------------------

void extension_kept(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  bench.expect_success(bench.set_zone_descriptor_extension(zone.zslba, bench.extension_pattern(1)));
  bench.inject(zone, State::ReadOnly);

  bench.expect_zdev(zone, true);
  bench.expect_extension(zone, bench.extension_pattern(1));
  bench.expect_status(bench.set_zone_descriptor_extension(zone.zslba, bench.extension_pattern(2)),
                      refusal(State::ReadOnly));
  bench.expect_zone(zone, State::ReadOnly);
  bench.expect_extension(zone, bench.extension_pattern(1));

  bench.expect_success(bench.zone_mgmt_send(zone, Action::Offline));
  bench.expect_zdev(zone, false);
  bench.expect_status(bench.set_zone_descriptor_extension(zone.zslba, bench.extension_pattern(2)),
                      refusal(State::Offline));
  bench.expect_zone(zone, State::Offline);
  bench.expect_zdev(zone, false);
}

void extension_lost(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  bench.expect_success(bench.set_zone_descriptor_extension(zone.zslba, bench.extension_pattern(1)));

  bench.inject(zone, State::Offline);

  bench.expect_zone(zone, State::Offline);
  bench.expect_zdev(zone, false);
}

// ---- reports and reads beside it ------------------------------------------------------------------------------------

// How many zones a report with this option finds; asks for the header only.
std::uint64_t zones_reported(Bench& bench, ReportingOption option) {
  Bytes data;
  const ZoneManagementReceive header{.slba = 0,
                                     .numd = NumberOfDwords::of_count(kReportHeaderBytes / 4),
                                     .zra = ZoneReceiveAction::ReportZones,
                                     .zrasf = option};
  return bench.report(header, data).number_of_zones;
}

Case reported(State state) {
  return {
      .id = std::string{"zone-failure/"} + slug(state) + "-is-reported",
      .title = std::string{words(state)} + " is in its place in every report, and found by its own reporting option",
      .clauses = {"ZNS-ZMR-017", "ZNS-ZMR-015", "ZNS-ZMR-001"},
      .needs = {Need::ZoneEvents},
      .run = [state](Bench& bench) {
        const ReportingOption option = state == State::ReadOnly ? ReportingOption::ReadOnly : ReportingOption::Offline;
        const std::uint64_t before = zones_reported(bench, option);
        const std::uint64_t all = zones_reported(bench, ReportingOption::All);

        const ZoneRef zone = bench.a_zone_in(state, 1);

        bench.expect(zones_reported(bench, option) == before + 1, "one zone more in " + in_state(state), "not so");
        bench.expect(zones_reported(bench, ReportingOption::All) == all, std::to_string(all) + " zones in all",
                     "not so");
        Bytes data;
        const ZoneReport found = bench.report({.slba = zone.zslba,
                                               .numd = NumberOfDwords::of_count(report_bytes(1, 0) / 4),
                                               .zra = ZoneReceiveAction::ReportZones,
                                               .zrasf = option,
                                               .partial = true},
                                              data);
        bench.expect(!found.zones.empty() && found.zones.front().descriptor.zslba == zone.zslba &&
                         found.zones.front().descriptor.zs == state,
                     "a report of the zone in " + in_state(state), "another one");
      }};
}

void read_across(Bench& bench) {
  const auto [low, high] = bench.two_adjacent_empty_zones();
  bench.needs(bench.max_blocks_per_command() > 1, "a command reads one block only");
  drive(bench, high, State::ReadOnly);
  drive(bench, low, State::Closed);

  bench.expect_success(bench.read(low.end() - 1, 2));
  bench.expect_success(bench.zone_mgmt_send(high, Action::Offline));
  bench.expect_status(bench.read(low.end() - 1, 2), {Status::ZoneIsOffline});
  bench.expect_success(bench.read(low.end() - 1, 1));
  bench.expect_pattern(low.zslba, 1);
}

Case story_of(const char* id, const char* title, std::vector<ClauseId> clauses, std::vector<Need> needs,
              void (*run)(Bench&)) {
  needs.push_back(Need::ZoneEvents);
  return {.id = std::string{"zone-failure/"} + id,
          .title = title,
          .clauses = std::move(clauses),
          .needs = std::move(needs),
          .run = run};
}

}  // namespace

std::vector<Case> zone_failure_cases() {
  std::vector<Case> cases;
  for (const From& from : kFrom) cases.push_back(keeps_data(from));
  for (const From& from : kFrom) cases.push_back(loses_data(from));
  for (const State state : {State::ReadOnly, State::Offline}) {
    cases.push_back(refuses_writes(state));
    for (const Refused& row : kRefused) cases.push_back(refuses(state, row));
    cases.push_back(refuses_alone(state));
    cases.push_back(reported(state));
  }
  cases.push_back(story_of("offline-action", "Offline Zone takes a Read Only zone offline; again, it changes nothing",
                           {"ZNS-ZMS-032", "ZNS-SM-020", "ZNS-ZMS-037", "ZNS-ZMS-036"}, {}, offline_action));
  cases.push_back(story_of("offline-one-zone-only", "Offline Zone leaves another Read Only zone readable",
                           {"ZNS-ZMS-032"}, {}, offline_one_zone_only));
  cases.push_back(story_of("offline-names-a-zone", "Offline Zone with an SLBA that starts no zone is aborted",
                           {"ZNS-ZMS-001", "ZNS-ZMS-002", "ZNS-AMB-07"}, {}, offline_names_a_zone));
  cases.push_back(story_of("extension-kept", "A Read Only zone keeps its extension as it is until Offline Zone ends it",
                           {"ZNS-ZM-051", "ZNS-SM-020", "ZNS-ZMS-033", "ZNS-SM-043"}, {Need::Extension},
                           extension_kept));
  cases.push_back(story_of("extension-lost", "A zone that goes Offline has no valid extension",
                           {"ZNS-ZM-051", "ZNS-SM-022"}, {Need::Extension}, extension_lost));
  cases.push_back(story_of("read-across",
                           "A read across the boundary to an Offline zone is aborted; to a Read Only zone it succeeds",
                           {"ZNS-IO-003", "ZNS-IO-001"}, {Need::ReadAcross}, read_across));
  return cases;
}

}  // namespace zns::suites
