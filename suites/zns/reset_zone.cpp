// Reset Zone (ZNS 1.1, 3.4.3.1.4): what it clears, how far it reaches, and the zone's next life.
#include <array>
#include <chrono>
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
  ClauseId transition;
};
constexpr std::array kFrom{
    From{"implicitly-opened", State::ImplicitlyOpened, "ZNS-SM-005"},
    From{"explicitly-opened", State::ExplicitlyOpened, "ZNS-SM-012"},
    From{"closed", State::Closed, "ZNS-SM-015"},
    From{"full", State::Full, "ZNS-SM-019"},
};

void expect_empty_and_clear(Bench& bench, const ZoneRef& zone) {
  const ZoneDescriptor after = bench.expect_zone(zone, State::Empty, zone.zslba);
  bench.expect((after.za & (za::kAttention | za::kDescriptorExtensionValid)) == 0, "ZDEV, FZR, RZR and ZFC are 0",
               "Zone Attributes " + std::to_string(after.za));
}

Case clears(const From& from) {
  return {.id = std::string{"zone-mgmt-send/reset-"} + from.name,
          .title = "Reset Zone empties the zone: write pointer at ZSLBA, attributes clear, no data left",
          .clauses = {"ZNS-ZMS-029", "ZNS-ZMS-028", "ZNS-ZMS-030", "ZNS-ZM-064", "ZNS-ZM-009", "ZNS-ATTR-006",
                      from.transition},
          .run = [from](Bench& bench) {
            const ZoneRef zone = bench.a_zone_in(from.state, kWritten);
            const Neighbours neighbours{bench, zone};

            bench.expect_success(bench.zone_mgmt_send(zone, Action::Reset));

            expect_empty_and_clear(bench, zone);
            bench.expect_deallocated(zone.zslba, kWritten);
            neighbours.expect_unchanged(bench);
          }};
}

void full_by_writing(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  bench.fill(zone, zone.zslba, zone.cap());
  bench.expect_zone(zone, State::Full);
  bench.expect_pattern(zone.cap() - 1, 1);

  bench.expect_success(bench.zone_mgmt_send(zone, Action::Reset));

  expect_empty_and_clear(bench, zone);
  expect_deallocated_range(bench, zone.zslba, zone.end());
  bench.expect_deallocated(zone.cap() - 1, 1);
}

void next_life(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Full, kWritten + 1);
  const std::uint64_t elsewhere = zone.zslba + 1;  // of whose pattern the second life is written

  bench.expect_success(bench.zone_mgmt_send(zone, Action::Reset));
  const Completion cqe = bench.zone_append(zone.zslba, 1, elsewhere);

  bench.expect_success(cqe);
  bench.expect(cqe.result == zone.zslba, "ALBA " + std::to_string(zone.zslba), "ALBA " + std::to_string(cqe.result));
  bench.expect_zone(zone, State::ImplicitlyOpened, zone.zslba + 1);
  bench.expect_pattern(zone.zslba, 1, elsewhere);
  bench.expect_deallocated(zone.zslba + 1, kWritten);
}

void write_pointer_goes_back(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Closed, kWritten);
  needs_room(bench, zone, kWritten);

  bench.expect_success(bench.zone_mgmt_send(zone, Action::Reset));

  bench.expect_status(bench.write(zone.zslba + kWritten, 1), {Status::ZoneInvalidWrite});
  bench.expect_zone(zone, State::Empty, zone.zslba);
  bench.expect_success(bench.write(zone.zslba, 1));
  bench.expect_zone(zone, State::ImplicitlyOpened, zone.zslba + 1);
}

void one_zone_only(Bench& bench) {
  const auto [low, high] = bench.two_adjacent_empty_zones();
  for (const ZoneRef& zone : {low, high}) {
    drive(bench, zone, State::Full);
    bench.expect_pattern(zone.zslba, 1);
  }
  const ZoneDescriptor high_before = bench.descriptor(high);

  bench.expect_success(bench.zone_mgmt_send(low, Action::Reset));
  bench.expect_zone(low, State::Empty, low.zslba);
  bench.expect_unchanged(high, high_before);
  bench.expect_pattern(high.zslba, 1);

  drive(bench, low, State::Closed);
  const ZoneDescriptor low_before = bench.descriptor(low);
  bench.expect_success(bench.zone_mgmt_send(high, Action::Reset));
  bench.expect_zone(high, State::Empty, high.zslba);
  bench.expect_deallocated(high.zslba, 1);
  bench.expect_unchanged(low, low_before);
  bench.expect_pattern(low.zslba, 1);
}

void last_zone(Bench& bench) {
  const ZoneRef zone = bench.the_last_zone();
  for (const State state : {State::ExplicitlyOpened, State::Closed, State::Full}) {
    drive(bench, zone, state);
    bench.expect_zone(zone, state, zone.zslba + 1);

    bench.expect_success(bench.zone_mgmt_send(zone, Action::Reset));

    expect_empty_and_clear(bench, zone);
    bench.expect_deallocated(zone.zslba, 1);
  }
}

// Each life of a zone is like its first. A thousand wear no medium out, but a slow device is asked for fewer.
void many_lives(Bench& bench) {
  using Clock = std::chrono::steady_clock;
  constexpr int kLives = 1024;
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  needs_room(bench, zone, 2);
  const auto enough = Clock::now() + std::chrono::seconds{1};
  for (int life = 0; life < kLives && Clock::now() < enough; ++life) {
    const Completion cqe = bench.write(zone.zslba, 1);
    if (!is_media_error(cqe.status)) bench.expect_success(cqe);  // of so many one may well fail
    bench.expect_success(bench.zone_mgmt_send(zone, Action::Reset));
    const ZoneDescriptor found = bench.expect_zone(zone, State::Empty, zone.zslba);
    bench.expect(found.zcap == zone.zcap || bench.facts().variable_capacity, "ZCAP stays as it was, VZCAP being 0",
                 "it is another one after Reset " + std::to_string(life + 1));
  }
  bench.expect_deallocated(zone.zslba, 2);
  bench.expect_success(bench.write(zone.zslba, 1));
  bench.expect_pattern(zone.zslba, 1);
}

}  // namespace

std::vector<Case> reset_zone_cases() {
  std::vector<Case> cases;
  for (const From& from : kFrom) cases.push_back(clears(from));
  cases.push_back({.id = "zone-mgmt-send/reset-full-by-writing",
                   .title = "Reset Zone deallocates every block of a zone that was written to its capacity",
                   .clauses = {"ZNS-ZMS-030", "ZNS-SM-019", "ZNS-ZM-066"},
                   .run = full_by_writing});
  cases.push_back({.id = "zone-mgmt-send/reset-next-life",
                   .title = "A zone written anew after Reset Zone shows the new data, and nothing of the old beyond it",
                   .clauses = {"ZNS-ZMS-030", "ZNS-APPEND-020"},
                   .needs = {Need::Append},
                   .run = next_life});
  cases.push_back({.id = "zone-mgmt-send/reset-moves-write-pointer",
                   .title = "After Reset Zone a write is accepted at ZSLBA and no longer at the former write pointer",
                   .clauses = {"ZNS-ZM-064", "ZNS-ZM-065", "ZNS-ZMS-029"},
                   .run = write_pointer_goes_back});
  cases.push_back({.id = "zone-mgmt-send/reset-one-zone-only",
                   .title = "Reset Zone leaves the zones before and after it as they are, data included",
                   .clauses = {"ZNS-ZMS-028", "ZNS-ZMS-030"},
                   .run = one_zone_only});
  cases.push_back({.id = "zone-mgmt-send/reset-many-times",
                   .title = "A zone is written and reset a thousand times, or for a second, and is as it was at first",
                   .clauses = {"ZNS-ZMS-028", "ZNS-ZM-060", "ZNS-ZM-005"},
                   .run = many_lives});
  cases.push_back({.id = "zone-mgmt-send/last-zone",
                   .title = "The last zone of the namespace is opened, closed, finished and reset as any other",
                   .clauses = {"ZNS-ZMS-028", "ZNS-ZMS-026", "ZNS-ZMS-022", "ZNS-ZMS-020"},
                   .needs = {Need::WholeNamespace},
                   .run = last_zone});
  return cases;
}

}  // namespace zns::suites
