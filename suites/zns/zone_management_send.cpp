// Zone Management Send, the rules for every action (ZNS 1.1, 3.4.3): which zone is meant, reserved values, what a
// refused or an idle action leaves alone, and what the completion says. Which action is permitted in which state is the
// matrix of zone_state_matrix.cpp; Select All and the extension have files of their own.
#include "suites/zns/zone_management_send.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "reference/spec/command.hpp"
#include "suites/bench.hpp"
#include "suites/contents.hpp"
#include "suites/zns/story.hpp"

namespace zns::suites {
namespace {

using namespace story;

// An action on a zone in a state.
struct OnState {
  const char* name;
  Action zsa;
  State state;
};

// Each action on a state from which it leads to another one: only the SLBA is wrong in the cases that use this.
constexpr std::array kPermitted{
    OnState{"close", Action::Close, State::ExplicitlyOpened},
    OnState{"finish", Action::Finish, State::Closed},
    OnState{"open", Action::Open, State::Closed},
    OnState{"reset", Action::Reset, State::Full},
};

constexpr std::array kIdle{
    OnState{"close", Action::Close, State::Closed},
    OnState{"finish", Action::Finish, State::Full},
    OnState{"open", Action::Open, State::ExplicitlyOpened},
    OnState{"reset", Action::Reset, State::Empty},
};

constexpr std::array kRefused{
    OnState{"close-full", Action::Close, State::Full},
    OnState{"open-full", Action::Open, State::Full},
    OnState{"offline-implicitly-opened", Action::Offline, State::ImplicitlyOpened},
    OnState{"offline-explicitly-opened", Action::Offline, State::ExplicitlyOpened},
    OnState{"offline-closed", Action::Offline, State::Closed},
    OnState{"offline-full", Action::Offline, State::Full},
};

constexpr std::uint64_t kWritten = 2;  // blocks below the write pointer

Submission zone_management_send(const Bench& bench, const ZoneRef& zone, Action zsa) {
  Submission submission;
  submission.sqe = encode(Command{
      .queue = Queue::Io, .nsid = bench.facts().nsid, .body = ZoneManagementSend{.slba = zone.zslba, .zsa = zsa}});
  return submission;
}

// The walk through the states that one zone can make: ZNS-SM-002, 013, 016, 006, 007, 017, 014, 019.
struct Step {
  Action zsa;
  State to;
};
constexpr std::array kWalk{
    Step{Action::Open, State::ExplicitlyOpened}, Step{Action::Close, State::Closed},
    Step{Action::Open, State::ExplicitlyOpened}, Step{Action::Close, State::Closed},
    Step{Action::Finish, State::Full},           Step{Action::Reset, State::Empty},
    Step{Action::Finish, State::Full},           Step{Action::Reset, State::Empty},
    Step{Action::Open, State::ExplicitlyOpened}, Step{Action::Finish, State::Full},
    Step{Action::Reset, State::Empty},           Step{Action::Open, State::ExplicitlyOpened},
    Step{Action::Reset, State::Empty},
};

Case misaligned(const OnState& row) {
  return {
      .id = std::string{"zone-mgmt-send/misaligned-slba-"} + row.name,
      .title = "An SLBA that is not the lowest of a zone is aborted, and neither that zone nor the next one changes",
      .clauses = {"ZNS-ZMS-001", "ZNS-GEN-007"},
      .run = [row](Bench& bench) {
        const ZoneRef zone = bench.a_zone_in(row.state, 1);
        bench.needs(zone.zsze > 1, "needs zones of more than one block");
        const ZoneDescriptor before = bench.descriptor(zone);
        const Neighbours neighbours{bench, zone};

        for (const std::uint64_t slba : {zone.zslba + 1, zone.end() - 1}) {
          bench.expect_status(bench.zone_mgmt_send(slba, row.zsa), {Status::InvalidFieldInCommand});

          bench.expect_unchanged(zone, before);
          neighbours.expect_unchanged(bench);
        }
        bench.expect_pattern(zone.zslba, 1);
      }};
}

Case beyond_namespace(const OnState& row) {
  return {.id = std::string{"zone-mgmt-send/slba-beyond-namespace-"} + row.name,
          .title = "An SLBA at or above NSZE is aborted, however many of its bits look like the start of a zone",
          .clauses = {"ZNS-ZMS-002", "ZNS-AMB-07", "ZNS-GEN-007"},
          .run = [row](Bench& bench) {
            const ZoneRef zone = bench.a_zone_in(row.state, 1);
            const ZoneDescriptor before = bench.descriptor(zone);
            const Neighbours neighbours{bench, zone};

            for (const std::uint64_t slba : lbas_beyond(bench.facts(), zone.zslba)) {
              bench.expect_status(bench.zone_mgmt_send(slba, row.zsa),
                                  {Status::InvalidFieldInCommand, Status::LbaOutOfRange});

              bench.expect_unchanged(zone, before);
            }
            neighbours.expect_unchanged(bench);
            bench.expect_pattern(zone.zslba, 1);
          }};
}

Case idle(const OnState& row) {
  return {
      .id = std::string{"zone-mgmt-send/idle-"} + row.name,
      .title = "The action on a zone that is in its end state already succeeds, again and again, and changes nothing",
      .clauses = {"ZNS-ZMS-037", "ZNS-ZMS-036"},
      .run = [row](Bench& bench) {
        const std::uint64_t written = row.state == State::Empty ? 0 : kWritten;
        const ZoneRef zone = bench.a_zone_in(row.state, written);
        const ZoneDescriptor before = bench.descriptor(zone);
        const Neighbours neighbours{bench, zone};

        for (int i = 0; i < 2; ++i) bench.expect_success(bench.zone_mgmt_send(zone, row.zsa));

        bench.expect_unchanged(zone, before);
        neighbours.expect_unchanged(bench);
        if (written > 0) bench.expect_pattern(zone.zslba, written);
      }};
}

Case refused(const OnState& row) {
  return {
      .id = std::string{"zone-mgmt-send/refused-"} + row.name,
      .title = "An action that the zone's state does not permit is aborted; the zone, its data and its neighbours stay",
      .clauses = {either(row.zsa == Action::Offline, "ZNS-ZMS-032",
                         either(row.zsa == Action::Open, "ZNS-ZMS-026", "ZNS-ZMS-020")),
                  "ZNS-GEN-007", "ZNS-SM-047", "GEN-029"},
      .run = [row](Bench& bench) {
        const ZoneRef zone = bench.a_zone_in(row.state, kWritten);
        const ZoneDescriptor before = bench.descriptor(zone);
        const Neighbours neighbours{bench, zone};

        bench.expect_status(bench.zone_mgmt_send(zone, row.zsa), {Status::InvalidZoneStateTransition});

        bench.expect_unchanged(zone, before);
        neighbours.expect_unchanged(bench);
        bench.expect_pattern(zone.zslba, kWritten);
      }};
}

// 11h is Flush Explicit ZRWA since ZNS 1.2 and therefore not among them.
void reserved_action(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::ExplicitlyOpened, kWritten);
  const ZoneDescriptor before = bench.descriptor(zone);

  for (const unsigned zsa : {0x00U, 0x06U, 0x0FU, 0x12U, 0x20U, 0x84U, 0xFFU}) {
    bench.expect_status(bench.zone_mgmt_send(zone, static_cast<Action>(zsa)), {Status::InvalidFieldInCommand});

    bench.expect_unchanged(zone, before);
  }
  bench.expect_pattern(zone.zslba, kWritten);
}

// Reserved fields need not be checked; but they have no meaning that could change what the action does.
void reserved_fields(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::ExplicitlyOpened, 1);
  const ZoneDescriptor before = bench.descriptor(zone);
  Submission close = zone_management_send(bench, zone, Action::Close);
  close.sqe.cdw12 = close.sqe.cdw14 = close.sqe.cdw15 = 0xFFFF'FFFF;

  const Completion cqe = bench.submit(close);

  bench.expect_status(cqe, {kSuccess, Status::InvalidFieldInCommand});
  if (cqe.status == kSuccess) bench.expect_zone(zone, State::Closed, zone.zslba + 1);
  if (cqe.status != kSuccess) bench.expect_unchanged(zone, before);
}

void data_pointer_ignored(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  const Bytes junk(4096, std::byte{0x5A});

  for (const Step& step : kWalk) {
    Submission action = zone_management_send(bench, zone, step.zsa);
    action.to_device = junk;
    bench.expect_success(bench.submit(action));

    bench.expect_zone(zone, step.to, zone.zslba);
    bench.expect_zdev(zone, false);
  }
}

void life_cycle(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  needs_room(bench, zone, 3);
  const std::uint64_t wp = zone.zslba;
  const auto write_and_see = [&](std::uint64_t slba, State to) {
    bench.expect_success(bench.write(slba, 1));
    bench.expect_zone(zone, to, slba + 1);
  };
  const auto act_and_see = [&](Action zsa, State to, std::uint64_t expected_wp) {
    bench.expect_success(bench.zone_mgmt_send(zone, zsa));
    bench.expect_zone(zone, to, expected_wp);
  };

  for (const Step& step : kWalk) act_and_see(step.zsa, step.to, wp);
  write_and_see(wp, State::ImplicitlyOpened);
  act_and_see(Action::Open, State::ExplicitlyOpened, wp + 1);
  write_and_see(wp + 1, State::ExplicitlyOpened);
  act_and_see(Action::Close, State::Closed, wp + 2);
  write_and_see(wp + 2, State::ImplicitlyOpened);
  bench.expect_pattern(wp, 3);
  act_and_see(Action::Finish, State::Full, wp);
  act_and_see(Action::Reset, State::Empty, wp);
}

void capacity_fixed(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);

  for (const Step& step : kWalk) {
    const Completion cqe = bench.zone_mgmt_send(zone, step.zsa);
    bench.expect_success(cqe);

    bench.expect((cqe.result & 1) == 0, "Zone Capacity Changed (CQE DW0 bit 0) is 0", "it is 1");
    const ZoneDescriptor after = bench.expect_zone(zone, step.to);
    bench.expect(after.zcap == zone.zcap, "ZCAP stays " + std::to_string(zone.zcap),
                 "it is " + std::to_string(after.zcap));
  }
}

void capacity_changed(Bench& bench) {
  bench.needs(bench.facts().variable_capacity, "the zone capacity is fixed (ZOC.VZCAP = 0)");
  const ZoneRef zone = bench.a_zone_in(State::Empty);

  for (const Step& step : kWalk) {
    const ZoneDescriptor before = bench.descriptor(zone);
    const Completion cqe = bench.zone_mgmt_send(zone, step.zsa);
    bench.expect_success(cqe);

    const ZoneDescriptor after = bench.expect_zone(zone, step.to);
    const bool changed = after.zcap != before.zcap;
    bench.expect(((cqe.result & 1) != 0) == changed, "Zone Capacity Changed (CQE DW0 bit 0) says whether ZCAP changed",
                 changed ? "ZCAP changed, the bit is 0" : "ZCAP did not change, the bit is 1");
    bench.expect(!changed || step.zsa == Action::Reset, "only Reset Zone changes ZCAP", "another action did");
    bench.expect(after.zcap <= zone.zsze, "ZCAP <= ZSZE", "ZCAP is " + std::to_string(after.zcap));
  }
}

std::vector<Case> rules() {
  return {
      {.id = "zone-mgmt-send/life-cycle",
       .title = "A zone walks through its states, and the next report shows each transition",
       .clauses = {"ZNS-ZMS-013", "ZNS-SM-002", "ZNS-SM-006", "ZNS-SM-013", "ZNS-SM-014", "ZNS-SM-016", "ZNS-SM-017",
                   "ZNS-SM-019", "ZNS-SM-047", "ZNS-AMB-25"},
       .run = life_cycle},
      {.id = "zone-mgmt-send/reserved-action",
       .title = "A reserved Zone Send Action is aborted with Invalid Field in Command and changes nothing",
       .clauses = {"ZNS-ZMS-010", "ZNS-GEN-002"},
       .run = reserved_action},
      {.id = "zone-mgmt-send/reserved-fields",
       .title = "Reserved dwords are ignored or refused; they change nothing about the action",
       .clauses = {"ZNS-GEN-002"},
       .run = reserved_fields},
      {.id = "zone-mgmt-send/data-pointer-ignored",
       .title = "Actions other than Set Zone Descriptor Extension transfer nothing, whatever the data pointer holds",
       .clauses = {"ZNS-ZMS-014"},
       .run = data_pointer_ignored},
      {.id = "zone-mgmt-send/capacity-fixed",
       .title = "With a fixed zone capacity no action changes ZCAP or reports that it did",
       .clauses = {"ZNS-ZMS-009", "ZNS-ZM-005"},
       .needs = {Need::FixedCapacity},
       .run = capacity_fixed},
      {.id = "zone-mgmt-send/capacity-changed",
       .title = "With a variable zone capacity only Reset Zone changes ZCAP, and the completion says so",
       .clauses = {"ZNS-ZMS-009", "ZNS-ZM-006", "ZNS-ZMS-031"},
       .run = capacity_changed},
  };
}

void append(std::vector<Case>& cases, std::vector<Case> more) {
  for (Case& next : more) cases.push_back(std::move(next));
}

}  // namespace

std::vector<Case> zone_management_send_cases() {
  std::vector<Case> cases = rules();
  for (const OnState& row : kPermitted) cases.push_back(misaligned(row));
  for (const OnState& row : kPermitted) cases.push_back(beyond_namespace(row));
  for (const OnState& row : kIdle) cases.push_back(idle(row));
  for (const OnState& row : kRefused) cases.push_back(refused(row));
  append(cases, zone_action_cases());
  append(cases, reset_zone_cases());
  return cases;
}

}  // namespace zns::suites
