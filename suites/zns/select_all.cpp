// Zone Management Send with Select All (ZNS 1.1, 3.4.3.1): one command, every zone in the states that the action names,
// and no other zone. All of these need the whole namespace.
#include "suites/zns/select_all.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "suites/bench.hpp"
#include "suites/contents.hpp"
#include "suites/zns/story.hpp"

namespace zns::suites {
namespace {

using namespace story;

constexpr std::uint64_t kWritten = 1;  // blocks in every zone that is not Empty

struct Row {
  const char* name;
  Action zsa;
  const char* title;
};
constexpr std::array kRows{
    Row{"close", Action::Close, "Close Zone with Select All closes every open zone and touches no other"},
    Row{"finish", Action::Finish,
        "Finish Zone with Select All fills every open or closed zone; Empty zones stay Empty"},
    Row{"open", Action::Open, "Open Zone with Select All opens every closed zone; Empty zones stay Empty"},
    Row{"reset", Action::Reset,
        "Reset Zone with Select All empties every open, closed or Full zone and touches no other"},
    Row{"offline", Action::Offline,
        "Offline Zone with Select All takes every Read Only zone offline and touches no other"},
};

// Where Select All of the action brings a zone (ZNS-ZMS-004).
State destination(Action zsa, State from) {
  switch (zsa) {
    case Action::Close:
      return is_open(from) ? State::Closed : from;
    case Action::Finish:
      return is_active(from) ? State::Full : from;
    case Action::Open:
      return from == State::Closed ? State::ExplicitlyOpened : from;
    case Action::Reset:
      return is_active(from) || from == State::Full ? State::Empty : from;
    case Action::Offline:
      return from == State::ReadOnly ? State::Offline : from;
    case Action::SetZoneDescriptorExtension:
      break;  // refused (ZNS-ZMS-034)
  }
  return from;
}

// ---- given: a mix of zones ------------------------------------------------------------------------------------------

// Offline Zone cannot be taken back: a zone that is Read Only of itself is not sacrificed to a test.
bool nothing_to_lose(Bench& bench) {
  return bench.zones_found_in(State::ReadOnly) == 0;
}

struct Placed {
  ZoneRef zone;
  State state;
};

// What a zone needs while it is brought into its state: those that end without resources come first, the open ones
// last.
void place(Bench& bench, std::vector<Placed> mix) {
  const auto rank = [](const Placed& placed) {
    return is_open(placed.state) ? 2 : placed.state == State::Closed ? 1 : 0;
  };
  std::stable_sort(mix.begin(), mix.end(), [&](const Placed& a, const Placed& b) { return rank(a) < rank(b); });
  for (const Placed& placed : mix) drive(bench, placed.zone, placed.state);
}

// The states that this device can be brought into, in an order that turns, so that each comes first, last and in the
// middle; with fewer zones or resources than it takes, some are left out, and come in another turn. Open Zone finds the
// open resources that it needs.
std::vector<Placed> a_mix(Bench& bench, std::size_t turn, Action zsa) {
  std::string reason;
  const bool events = bench.meets(Need::ZoneEvents, reason);
  std::uint64_t active = bench.facts().max_active.value_or(kZoneStateCount);
  std::uint64_t open = bench.facts().max_open.value_or(kZoneStateCount);
  std::vector<Placed> mix;
  for (const ZoneRef& zone : places(bench, kZoneStateCount)) {
    State state = kZoneStates[(mix.size() + turn) % kZoneStateCount];
    const bool dead = state == State::ReadOnly || state == State::Offline;
    const bool opens = is_open(state) || (zsa == Action::Open && state == State::Closed);
    if ((dead && !events) || (is_active(state) && active == 0) || (opens && open == 0)) state = State::Empty;
    active -= is_active(state) ? 1 : 0;
    open -= opens && state != State::Empty ? 1 : 0;
    mix.push_back({zone, state});
  }
  place(bench, mix);
  return mix;
}

void put_back(Bench& bench, const std::vector<Placed>& mix) {
  for (const Placed& placed : mix) {
    const bool dead = placed.state == State::ReadOnly || placed.state == State::Offline;
    if (dead) bench.inject(placed.zone, State::Empty);
    if (!dead) bench.expect_success(bench.zone_mgmt_send(placed.zone, Action::Reset));
  }
}

// ---- then: exactly the zones that the action is for -----------------------------------------------------------------

void expect_zone_after(Bench& bench, Action zsa, std::uint64_t index, const ZoneDescriptor& before) {
  const ZoneRef zone = bench.zone(index);
  const State to = destination(zsa, before.zs);
  const std::uint64_t wp = to == State::Empty ? before.zslba : before.wp;
  // Where zones fail on demand only, one that is found Offline was taken offline by this command.
  std::string reason;
  if (zsa == Action::Offline && bench.meets(Need::ZoneEvents, reason)) {
    const State found = bench.descriptor(zone).zs;
    bench.expect(found != State::Offline || to == State::Offline,
                 "zone " + std::to_string(index) + " stays in " + in_state(to), "it is in " + in_state(found));
  }
  // An implicitly opened zone may have been closed by the controller in time to be opened (ZNS-SM-008).
  const ZoneDescriptor after = zsa == Action::Open && before.zs == State::ImplicitlyOpened
                                   ? bench.expect_zone_in(zone, {State::ImplicitlyOpened, State::ExplicitlyOpened}, wp)
                                   : bench.expect_zone(zone, to, wp);
  const bool ends_extension = to != before.zs && (to == State::Empty || to == State::Offline);
  const std::uint8_t zdev = ends_extension ? 0 : before.za & za::kDescriptorExtensionValid;
  bench.expect((after.za & za::kDescriptorExtensionValid) == zdev,
               "ZDEV of zone " + std::to_string(index) + " is " + (zdev != 0 ? "1" : "0"), "it is not");
  bench.expect(after.zcap == before.zcap || (bench.facts().variable_capacity && to == State::Empty),
               "ZCAP of zone " + std::to_string(index) + " does not change", "it does");
}

}  // namespace

namespace story {

std::vector<ZoneRef> places(Bench& bench, std::size_t wanted) {
  const std::uint64_t zones = bench.facts().zone_count;
  std::vector<std::uint64_t> order{0, zones - 1, zones / 2};
  for (std::uint64_t index = 1; index < zones && order.size() < wanted + 16; ++index) order.push_back(index);
  std::set<std::uint64_t> seen;
  std::vector<ZoneRef> found;
  for (const std::uint64_t index : order)
    if (found.size() < wanted && seen.insert(index).second && bench.descriptor(bench.zone(index)).zs == State::Empty)
      found.push_back(bench.zone(index));
  bench.needs(!found.empty(), "needs an Empty zone at the start, in the middle or at the end of the namespace");
  return found;
}

void expect_zones_after(Bench& bench, Action zsa, const std::vector<ZoneDescriptor>& before) {
  const std::vector<ZoneDescriptor> after = bench.all_descriptors();
  for (std::size_t i = 0; i < before.size() && i < after.size(); ++i)
    if (after[i] != before[i] || destination(zsa, before[i].zs) != before[i].zs)
      expect_zone_after(bench, zsa, i, before[i]);
}

void expect_all_unchanged(Bench& bench, const std::vector<ZoneDescriptor>& before) {
  const std::vector<ZoneDescriptor> after = bench.all_descriptors();
  for (std::size_t i = 0; i < before.size() && i < after.size(); ++i)
    if (after[i] != before[i]) bench.expect_unchanged(bench.zone(i), before[i]);
}

}  // namespace story

namespace {

void expect_data_after(Bench& bench, Action zsa, const std::vector<Placed>& mix) {
  for (const auto& [zone, state] : mix) {
    const State to = destination(zsa, state);
    if (to == State::Offline)
      bench.expect_status(bench.read(zone.zslba, 1), {Status::ZoneIsOffline});
    else if (to == State::Empty)
      bench.expect_deallocated(zone.zslba, kWritten);
    else
      bench.expect_pattern(zone.zslba, kWritten);
  }
}

Case acts_on(const Row& row) {
  return {.id = std::string{"select-all/"} + row.name,
          .title = row.title,
          .clauses = {"ZNS-ZMS-004", "ZNS-ZMS-020", "ZNS-ZMS-022", "ZNS-ZMS-024", "ZNS-ZMS-026", "ZNS-ZMS-028",
                      "ZNS-ZMS-032", "ZNS-ZMS-036", "ZNS-ZMS-009", "ZNS-SM-024", "ZNS-SM-026"},
          .needs = {Need::WholeNamespace},
          .run = [row](Bench& bench) {
            bench.needs(row.zsa != Action::Offline || nothing_to_lose(bench),
                        "would take a Read Only zone offline for good");
            std::string reason;
            const std::size_t reachable = bench.meets(Need::ZoneEvents, reason) ? kZoneStateCount : kZoneStateCount - 2;
            std::set<State> seen;
            for (const std::size_t turn : {0U, 3U, 6U, 2U, 5U, 1U, 4U}) {
              if (turn != 0 && turn != 3 && seen.size() == reachable) break;
              const std::vector<Placed> mix = a_mix(bench, turn, row.zsa);
              for (const Placed& placed : mix) seen.insert(placed.state);
              const std::vector<ZoneDescriptor> before = bench.all_descriptors();

              const Completion cqe = bench.select_all(row.zsa);

              bench.expect_success(cqe);
              expect_zones_after(bench, row.zsa, before);
              expect_data_after(bench, row.zsa, mix);
              bench.expect(bench.facts().variable_capacity || (cqe.result & 1) == 0,
                           "Zone Capacity Changed (CQE DW0 bit 0) is 0", "it is 1");
              put_back(bench, mix);
            }
          }};
}

// ---- the stories ----------------------------------------------------------------------------------------------------

// Three zones far from each other, or as many as the limits allow: the first and the last of the namespace among them.
std::vector<Placed> far_apart(Bench& bench, State state, std::uint64_t most) {
  std::vector<Placed> mix;
  for (const ZoneRef& zone : places(bench, static_cast<std::size_t>(std::min<std::uint64_t>(most, 3))))
    mix.push_back({zone, state});
  place(bench, mix);
  return mix;
}

void every_one(Bench& bench, Action zsa, State from, std::uint64_t most) {
  bench.needs(zsa != Action::Offline || nothing_to_lose(bench), "would take a Read Only zone offline for good");
  const std::vector<Placed> mix = far_apart(bench, from, most);
  const std::vector<ZoneDescriptor> before = bench.all_descriptors();

  bench.expect_success(bench.select_all(zsa));

  expect_zones_after(bench, zsa, before);
  expect_data_after(bench, zsa, mix);
}

std::uint64_t room_for_open(const Bench& bench) {
  const Facts& facts = bench.facts();
  return std::min(facts.max_open.value_or(facts.zone_count), facts.max_active.value_or(facts.zone_count));
}

void every_closed_zone(Bench& bench) {
  every_one(bench, Action::Open, State::Closed, room_for_open(bench));
}
void every_read_only_zone(Bench& bench) {
  every_one(bench, Action::Offline, State::ReadOnly, bench.facts().zone_count);
}
void every_full_zone(Bench& bench) {
  every_one(bench, Action::Reset, State::Full, bench.facts().zone_count);
}

void slba_ignored(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  needs_room(bench, zone, 1);
  const std::uint64_t nsze = bench.facts().nsze;
  for (const std::uint64_t slba : {~std::uint64_t{0}, nsze, zone.zslba + 1}) {
    const auto expect_all = [&](Action zsa, State to) {
      bench.expect_success(bench.zone_mgmt_send(slba, zsa, true));
      bench.expect_zone(zone, to, to == State::Empty ? zone.zslba : zone.zslba + 1);
    };
    bench.expect_success(bench.write(zone.zslba, 1));
    expect_all(Action::Close, State::Closed);
    expect_all(Action::Open, State::ExplicitlyOpened);
    expect_all(Action::Finish, State::Full);
    expect_all(Action::Reset, State::Empty);
    if (nothing_to_lose(bench)) expect_all(Action::Offline, State::Empty);
  }
}

void nothing_eligible(Bench& bench) {
  const std::vector<ZoneDescriptor> empty = bench.all_descriptors();
  for (const Row& row : kRows)
    if (row.zsa != Action::Offline || nothing_to_lose(bench)) bench.expect_success(bench.select_all(row.zsa));
  expect_all_unchanged(bench, empty);

  const ZoneRef full = bench.a_zone_in(State::Full, kWritten);
  const ZoneDescriptor before = bench.descriptor(full);
  for (const Action zsa : {Action::Close, Action::Finish, Action::Open}) bench.expect_success(bench.select_all(zsa));
  bench.expect_unchanged(full, before);
  bench.expect_pattern(full.zslba, kWritten);
}

void reserved_action(Bench& bench) {
  const std::vector<Placed> mix = a_mix(bench, 0, Action::Open);
  const std::vector<ZoneDescriptor> before = bench.all_descriptors();

  for (const unsigned zsa : {0x00U, 0x06U, 0x0FU, 0x12U, 0x20U, 0x84U, 0xFFU})
    bench.expect_status(bench.select_all(static_cast<Action>(zsa)), {Status::InvalidFieldInCommand});

  expect_all_unchanged(bench, before);
  for (const auto& [zone, state] : mix)
    if (state != State::Empty && state != State::Offline) bench.expect_pattern(zone.zslba, kWritten);
}

Case story_of(const char* id, const char* title, std::vector<ClauseId> clauses, std::vector<Need> needs,
              void (*run)(Bench&)) {
  needs.push_back(Need::WholeNamespace);
  return {.id = std::string{"select-all/"} + id,
          .title = title,
          .clauses = std::move(clauses),
          .needs = std::move(needs),
          .run = run};
}

}  // namespace

std::vector<Case> select_all_cases() {
  std::vector<Case> cases;
  for (const Row& row : kRows) cases.push_back(acts_on(row));
  cases.push_back(story_of("slba-ignored", "With Select All the SLBA means nothing, whether misaligned or out of range",
                           {"ZNS-ZMS-003"}, {}, slba_ignored));
  cases.push_back(story_of("nothing-eligible", "With no zone to act on, Select All succeeds and changes nothing",
                           {"ZNS-ZMS-004", "ZNS-ZMS-024"}, {}, nothing_eligible));
  cases.push_back(story_of("reserved-action",
                           "A reserved Zone Send Action is aborted with Select All, too, and changes no zone",
                           {"ZNS-ZMS-010", "ZNS-GEN-002"}, {}, reserved_action));
  cases.push_back(story_of("open-every-closed-zone", "Open Zone with Select All reaches the first and the last zone",
                           {"ZNS-ZMS-004", "ZNS-ZMS-027"}, {}, every_closed_zone));
  cases.push_back(story_of("reset-every-full-zone", "Reset Zone with Select All reaches the first and the last zone",
                           {"ZNS-ZMS-004", "ZNS-ZMS-028", "ZNS-ZMS-030"}, {}, every_full_zone));
  cases.push_back(story_of("offline-every-read-only-zone",
                           "Offline Zone with Select All reaches the first and the last zone",
                           {"ZNS-ZMS-004", "ZNS-ZMS-032"}, {Need::ZoneEvents}, every_read_only_zone));
  for (auto* more : {select_all_resource_cases, select_all_unwritten_cases})
    for (Case& next : more()) cases.push_back(std::move(next));
  return cases;
}

}  // namespace zns::suites
