// Asynchronous Event Requests: how many a controller holds, for how long, and what doorbells that are wrong make of
// them.
#include <string>
#include <vector>

#include "reference/spec/text.hpp"
#include "suites/base/controller_life_parts.hpp"

namespace zns::suites {
namespace {

using namespace life;

void stay_outstanding(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  fill_event_requests(bench, 0);
  bench.expect_success(bench.write(zone.zslba, 1));
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Finish));
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
  expect_works(bench);
  expect_full_of_event_requests(bench, 0);
}

void are_limited(Bench& bench) {
  fill_event_requests(bench, 0);
  for (int i = 0; i < 3; ++i) expect_full_of_event_requests(bench, 0);
}

void vanish(Bench& bench) {
  for (int i = 0; i < 2; ++i) {
    fill_event_requests(bench, 0);
    bench.disable();
    bench.enable();
    const auto told = bench.next_event();
    bench.expect(!told, "no completion of requests from before the reset", "one");
  }
  fill_event_requests(bench, 0);
  expect_full_of_event_requests(bench, 0);
}

// An error event, of this information.
void tells_of_doorbell(Bench& bench, DoorbellRegister doorbell, std::uint32_t value, std::uint64_t information) {
  const std::uint8_t dstrd = cap_of(bench).dstrd;
  bench.needs(!bench.request_event(), "the device had something to tell already");
  bench.write_register(offset_of(doorbell, dstrd), value);
  const auto told = bench.next_event();
  const std::string expected = "an error event (type 0) with information " + std::to_string(information);
  if (!told) bench.fail({expected}, "none");
  bench.expect_success(*told);
  const std::uint64_t type = told->result & 7;
  const std::uint64_t seen = told->result >> 8 & 0xFF;
  bench.expect(type == 0 && seen == information, expected,
               "type " + std::to_string(type) + ", information " + std::to_string(seen));
  expect_works(bench);
}

}  // namespace

std::vector<Case> controller_life_event_cases() {
  constexpr std::uint16_t kIoQueue = 1;
  constexpr std::uint16_t kNoQueue = 9;
  constexpr std::uint32_t kBeyondAnyQueue = 0xFFFF;
  return {
      {.id = "controller-life/events-wait",
       .title = "Asynchronous Event Requests stay outstanding while there is nothing to tell",
       .clauses = {"AER-001"},
       .needs = {Need::Events, Need::WholeNamespace, Need::ControllerReset},
       .run = stay_outstanding},
      {.id = "controller-life/events-limit",
       .title = "One Asynchronous Event Request more than AERL says is aborted, each time",
       .clauses = {"AER-002", "IDC-009"},
       .needs = {Need::Events, Need::WholeNamespace, Need::ControllerReset},
       .run = are_limited},
      {.id = "controller-life/events-and-reset",
       .title = "A Controller Reset drops Asynchronous Event Requests without completing them",
       .clauses = {"AER-003", "REG-010"},
       .needs = {Need::Events, Need::Registers, Need::WholeNamespace},
       .run = vanish},
      {.id = "controller-life/doorbell-of-no-queue",
       .title = "A doorbell of a queue that does not exist is told as an error event",
       .clauses = {"AER-013"},
       .level = Level::Should,
       .needs = {Need::Events, Need::Registers, Need::WholeNamespace},
       .run =
           [](Bench& bench) {
             tells_of_doorbell(bench, {kNoQueue, false}, 1, 0);
           }},
      {.id = "controller-life/doorbell-value",
       .title = "A doorbell's value beyond its queue is ignored, and told as an error event",
       .clauses = {"QUE-005", "AER-013"},
       .level = Level::Should,
       .needs = {Need::Events, Need::Registers, Need::WholeNamespace},
       .run =
           [](Bench& bench) {
             tells_of_doorbell(bench, {kIoQueue, false}, kBeyondAnyQueue, 1);
           }},
  };
}

}  // namespace zns::suites
