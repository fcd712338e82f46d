// Close Zone, Finish Zone and Open Zone (ZNS 1.1, 3.4.3.1.1 to 3.4.3.1.3): what they keep, and how the zone goes on.
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "suites/bench.hpp"
#include "suites/zns/story.hpp"
#include "suites/zns/zone_management_send.hpp"

namespace zns::suites {
namespace {

using namespace story;

constexpr std::uint64_t kWritten = 2;  // blocks below the write pointer

struct From {
  const char* name;
  State state;
};
constexpr std::array kOpened{From{"implicitly-opened", State::ImplicitlyOpened},
                             From{"explicitly-opened", State::ExplicitlyOpened}};
constexpr std::array kFinishable{From{"empty", State::Empty}, From{"implicitly-opened", State::ImplicitlyOpened},
                                 From{"explicitly-opened", State::ExplicitlyOpened}, From{"closed", State::Closed}};

// ---- Close ----------------------------------------------------------------------------------------------------------

Case close_keeps(const From& from) {
  return {.id = std::string{"zone-mgmt-send/close-keeps-"} + from.name,
          .title = "Close Zone keeps the write pointer and the data, and the zone can be written on from there",
          .clauses = {"ZNS-ZMS-020", "ZNS-ZMS-036", "ZNS-SM-007", "ZNS-SM-013", "ZNS-SM-016"},
          .run = [from](Bench& bench) {
            const ZoneRef zone = bench.a_zone_in(from.state, kWritten);
            needs_room(bench, zone, kWritten + 1);
            const Neighbours neighbours{bench, zone};

            bench.expect_success(bench.zone_mgmt_send(zone, Action::Close));

            bench.expect_zone(zone, State::Closed, zone.zslba + kWritten);
            bench.expect_pattern(zone.zslba, kWritten);
            neighbours.expect_unchanged(bench);
            bench.expect_success(bench.write(zone.zslba + kWritten, 1));
            bench.expect_zone(zone, State::ImplicitlyOpened, zone.zslba + kWritten + 1);
            bench.expect_pattern(zone.zslba, kWritten + 1);
          }};
}

// In ZBC and ZAC such a zone returns to Empty; here it does not.
void close_unwritten(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::ExplicitlyOpened, 0);
  needs_room(bench, zone, 1);

  bench.expect_success(bench.zone_mgmt_send(zone, Action::Close));

  bench.expect_zone(zone, State::Closed, zone.zslba);
  bench.expect_zdev(zone, false);
  bench.expect_success(bench.write(zone.zslba, 1));
  bench.expect_zone(zone, State::ImplicitlyOpened, zone.zslba + 1);
  bench.expect_pattern(zone.zslba, 1);
}

void close_then_append(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::ExplicitlyOpened, kWritten);
  needs_room(bench, zone, kWritten + 1);
  const std::uint64_t wp = zone.zslba + kWritten;

  bench.expect_success(bench.zone_mgmt_send(zone, Action::Close));
  const Completion cqe = bench.zone_append(zone, 1, wp);

  bench.expect_success(cqe);
  bench.expect(cqe.result == wp, "ALBA " + std::to_string(wp), "ALBA " + std::to_string(cqe.result));
  bench.expect_zone(zone, State::ImplicitlyOpened, wp + 1);
  bench.expect_pattern(zone.zslba, kWritten + 1);
}

// ---- Finish ---------------------------------------------------------------------------------------------------------

Case finish_keeps(const From& from) {
  return {
      .id = std::string{"zone-mgmt-send/finish-"} + from.name,
      .title = "After Finish Zone the data written before is there, and the rest of the zone reads as never written",
      .clauses = {"ZNS-ZMS-023", "ZNS-ZMS-022", "ZNS-ZMS-036", "ZNS-ZM-007", "ZNS-AMB-15"},
      .run = [from](Bench& bench) {
        const std::uint64_t written = from.state == State::Empty ? 0 : kWritten;
        const ZoneRef zone = bench.a_zone_in(from.state, written);
        const Neighbours neighbours{bench, zone};

        bench.expect_success(bench.zone_mgmt_send(zone, Action::Finish));

        bench.expect_zone(zone, State::Full);
        bench.expect_zdev(zone, false);
        if (written > 0) bench.expect_pattern(zone.zslba, written);
        expect_deallocated_range(bench, zone.zslba + written, zone.cap());
        expect_deallocated_range(bench, zone.cap(), zone.end());
        neighbours.expect_unchanged(bench);
      }};
}

// The blocks of an earlier life lie under the part that Finish pads: nothing of them may show.
void finish_shows_no_old_data(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Closed, kWritten + 1);
  bench.expect_success(bench.zone_mgmt_send(zone, Action::Reset));
  bench.expect_success(bench.write(zone.zslba, 1));

  bench.expect_success(bench.zone_mgmt_send(zone, Action::Finish));

  bench.expect_zone(zone, State::Full);
  bench.expect_pattern(zone.zslba, 1);
  bench.expect_deallocated(zone.zslba + 1, kWritten);
}

void finish_never_sets_zfc(Bench& bench) {
  bench.needs(!bench.facts().active_excursions, "the controller may finish zones by itself (ZOC.ZAE = 1)");
  const ZoneRef zone = bench.a_zone_in(State::Empty);

  for (const From& from : kFinishable) {
    drive(bench, zone, from.state);
    bench.expect_success(bench.zone_mgmt_send(zone, Action::Finish));

    const ZoneDescriptor after = bench.expect_zone(zone, State::Full);
    bench.expect((after.za & za::kFinishedByController) == 0, "ZFC is 0: the host finished the zone", "ZFC is 1");
    bench.expect_success(bench.zone_mgmt_send(zone, Action::Reset));
  }
}

void finished_zone_refuses_writes(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Full, kWritten);
  needs_room(bench, zone, kWritten);
  const ZoneDescriptor before = bench.descriptor(zone);

  bench.expect_status(bench.write(zone.zslba + kWritten, 1), {Status::ZoneIsFull});
  if (std::string unused; bench.meets(Need::Append, unused))
    bench.expect_status(bench.zone_append(zone, 1, zone.zslba + kWritten), {Status::ZoneIsFull});

  bench.expect_unchanged(zone, before);
  bench.expect_pattern(zone.zslba, kWritten);
  bench.expect_deallocated(zone.zslba + kWritten, 1);
}

// ---- Open -----------------------------------------------------------------------------------------------------------

void open_empty(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  const Neighbours neighbours{bench, zone};

  bench.expect_success(bench.zone_mgmt_send(zone, Action::Open));

  bench.expect_zone(zone, State::ExplicitlyOpened, zone.zslba);
  bench.expect_zdev(zone, false);
  neighbours.expect_unchanged(bench);
}

Case open_keeps(const From& from) {
  return {.id = std::string{"zone-mgmt-send/open-keeps-"} + from.name,
          .title = "Open Zone keeps the write pointer and the data",
          .clauses = {"ZNS-ZMS-026", "ZNS-SM-006", "ZNS-SM-017", "ZNS-SM-042", "ZNS-ZMS-036", "ZNS-AMB-25"},
          .run = [from](Bench& bench) {
            const ZoneRef zone = bench.a_zone_in(from.state, kWritten);
            const Neighbours neighbours{bench, zone};

            bench.expect_success(bench.zone_mgmt_send(zone, Action::Open));

            bench.expect_zone(zone, State::ExplicitlyOpened, zone.zslba + kWritten);
            bench.expect_pattern(zone.zslba, kWritten);
            neighbours.expect_unchanged(bench);
          }};
}

// No write operation and no controller turns ZSEO into ZSIO or ZSC.
void opened_stays_opened(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::ExplicitlyOpened, 0);
  needs_room(bench, zone, 3);
  std::uint64_t wp = zone.zslba;
  const auto expect_opened = [&](const Completion& cqe) {
    bench.expect_success(cqe);
    bench.expect_zone(zone, State::ExplicitlyOpened, ++wp);
  };

  expect_opened(bench.write(wp, 1));
  if (std::string unused; bench.meets(Need::Append, unused)) expect_opened(bench.zone_append(zone, 1, wp));
  if (bench.facts().write_zeroes) expect_opened(bench.write_zeroes(wp, 1));
  bench.expect_success(bench.read(zone.zslba, 1));
  bench.expect_zone(zone, State::ExplicitlyOpened, wp);
}

void open_after_refused_write(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::ExplicitlyOpened, 1);
  needs_room(bench, zone, 2);

  bench.expect_status(bench.write(zone.zslba + 2, 1), {Status::ZoneInvalidWrite});
  bench.expect_status(bench.write(zone.zslba, 1), {Status::ZoneInvalidWrite});

  bench.expect_zone(zone, State::ExplicitlyOpened, zone.zslba + 1);
  bench.expect_pattern(zone.zslba, 1);
}

}  // namespace

std::vector<Case> zone_action_cases() {
  std::vector<Case> cases;
  for (const From& from : kOpened) cases.push_back(close_keeps(from));
  cases.push_back({.id = "zone-mgmt-send/close-unwritten",
                   .title = "Close Zone on an opened zone without data moves it to ZSC, not to ZSE",
                   .clauses = {"ZNS-ZMS-021", "ZNS-SM-013"},
                   .run = close_unwritten});
  cases.push_back({.id = "zone-mgmt-send/close-then-append",
                   .title = "Zone Append goes on at the write pointer of a zone that was closed",
                   .clauses = {"ZNS-SM-016", "ZNS-ZMS-020"},
                   .needs = {Need::Append},
                   .run = close_then_append});
  for (const From& from : kFinishable) cases.push_back(finish_keeps(from));
  cases.push_back({.id = "zone-mgmt-send/finish-shows-no-old-data",
                   .title = "Finish Zone does not bring back what was written before an earlier Reset Zone",
                   .clauses = {"ZNS-ZMS-023", "ZNS-ZMS-030"},
                   .run = finish_shows_no_old_data});
  cases.push_back({.id = "zone-mgmt-send/finish-never-sets-zfc",
                   .title = "A zone that the host finished is not reported as finished by the controller",
                   .clauses = {"ZNS-ATTR-004", "ZNS-ZMS-025"},
                   .run = finish_never_sets_zfc});
  cases.push_back({.id = "zone-mgmt-send/finished-zone-refuses-writes",
                   .title = "A finished zone takes no write where its write pointer was",
                   .clauses = {"ZNS-SM-025", "ZNS-ZMS-022"},
                   .run = finished_zone_refuses_writes});
  cases.push_back({.id = "zone-mgmt-send/open-empty",
                   .title = "Open Zone moves an Empty zone to ZSEO with its write pointer at ZSLBA",
                   .clauses = {"ZNS-ZMS-026", "ZNS-SM-002", "ZNS-AMB-25"},
                   .run = open_empty});
  for (const From& from : {kOpened[0], From{"closed", State::Closed}}) cases.push_back(open_keeps(from));
  cases.push_back({.id = "zone-mgmt-send/opened-stays-opened",
                   .title = "Writing to an explicitly opened zone leaves it explicitly opened",
                   .clauses = {"ZNS-SM-047", "ZNS-SM-027"},
                   .run = opened_stays_opened});
  cases.push_back({.id = "zone-mgmt-send/opened-survives-refused-write",
                   .title = "A refused write leaves an explicitly opened zone as it was",
                   .clauses = {"ZNS-SM-027", "ZNS-GEN-007"},
                   .run = open_after_refused_write});
  return cases;
}

}  // namespace zns::suites
