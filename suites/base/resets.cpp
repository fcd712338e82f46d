// What a Controller Reset, a shutdown and a power cycle leave of the zones.
#include <algorithm>
#include <string>
#include <vector>

#include "suites/bench.hpp"
#include "suites/contents.hpp"
#include "suites/slug.hpp"

namespace zns::suites {
namespace {

using enum ZoneState;

struct Kind {
  Reset reset;
  const char* slug;
  const char* text;
  Need need;
  ClauseId clause;
};
constexpr Kind kKinds[] = {
    {Reset::Controller, "controller-reset", "a Controller Reset", Need::ControllerReset, "REG-016"},
    {Reset::Shutdown, "shutdown", "a shutdown", Need::Shutdown, "ZNS-RST-003"},
    {Reset::PowerCycle, "power-cycle", "a power cycle", Need::PowerCycle, "ZNS-RST-003"},
};

// Nothing that a volatile write cache holds is at stake here (ZNS-RST-013, ZNS-RST-014).
void reset(Bench& bench, const Kind& kind) {
  bench.flush();  // whatever it says (ZNS-AMB-06)
  bench.reset(kind.reset);
}

// ---- one zone in each state -----------------------------------------------------------------------------------------

struct Before {
  const char* slug;
  ZoneState zs;
  std::uint64_t written;
};
constexpr Before kBefore[] = {{"zse", Empty, 0},
                              {"zsio", ImplicitlyOpened, 2},
                              {"zseo", ExplicitlyOpened, 2},
                              {"zseo-unwritten", ExplicitlyOpened, 0},
                              {"zsc", Closed, 2},
                              {"zsc-unwritten", Closed, 0},
                              {"zsf", Full, 2},
                              {"zsro", ReadOnly, 2},
                              {"zso", Offline, 0}};

// A Controller Reset initialises nothing (REG-016, ZNS-RST-007); that it does is noted elsewhere
// (keeps_state_machines). The others do (ZNS-RST-002 to 006); as power is lost an active zone may become Full
// (ZNS-RST-004).
std::vector<ZoneState> states_after(Reset reset, const Before& before) {
  if (!is_active(before.zs)) return {before.zs};
  std::vector<ZoneState> states{Closed};
  if (reset == Reset::Controller && before.zs != Closed) states.push_back(before.zs);
  const bool holds_nothing = before.written == 0;
  if (reset == Reset::Controller && holds_nothing) states.push_back(Empty);
  if (reset != Reset::Controller && holds_nothing) states = {Empty};
  if (reset == Reset::PowerCycle) states.push_back(Full);
  return states;
}

void expect_one_of(Bench& bench, const ZoneRef& zone, const std::vector<ZoneState>& states, std::uint64_t wp) {
  const ZoneDescriptor found = bench.descriptor(zone);
  if (std::find(states.begin(), states.end(), found.zs) == states.end()) {
    std::string expected;
    for (const ZoneState zs : states) expected += (expected.empty() ? "" : " or ") + std::string{letters(zs)};
    bench.fail({"the zone in " + expected}, "it is in " + std::string{letters(found.zs)});
  }
  bench.expect_zone(zone, found.zs, wp);
}

void keeps_zone(Bench& bench, const Kind& kind, const Before& before) {
  const ZoneRef zone = bench.a_zone_in(before.zs, before.written);
  const ZoneRef other = bench.free_zones() > 0 ? bench.a_zone_in(Empty) : zone;

  reset(bench, kind);

  expect_one_of(bench, zone, states_after(kind.reset, before), zone.zslba + before.written);
  if (other.index != zone.index) bench.expect_zone(other, Empty);
  if (before.zs != Offline && before.written > 0) bench.expect_pattern(zone.zslba, before.written);
  if (before.zs != Offline && zone.zcap > before.written) bench.expect_deallocated(zone.zslba + before.written, 1);
}

std::vector<ClauseId> clauses_of(const Kind& kind, const Before& before) {
  if (kind.reset == Reset::Controller) return {"REG-016", "ZNS-RST-007", "ZNS-RST-013"};
  if (before.zs == Empty) return {"ZNS-RST-002", "ZNS-RST-013"};
  if (!is_active(before.zs)) return {"ZNS-RST-005", "ZNS-RST-013"};
  if (before.zs == Closed) return {kind.clause, "ZNS-RST-001", "ZNS-RST-013"};
  return {kind.clause, "ZNS-RST-001", "ZNS-RST-006", "ZNS-SM-028", "ZNS-RST-013"};
}

void append_states(std::vector<Case>& cases, const Kind& kind) {
  for (const Before& before : kBefore) {
    std::vector<Need> needs{kind.need, Need::WholeNamespace};  // a reset reaches the zones outside of --zones too
    if (before.zs == ReadOnly || before.zs == Offline) needs.push_back(Need::ZoneEvents);
    cases.push_back({.id = std::string{"resets/"} + kind.slug + '-' + before.slug,
                     .title = std::string{"A zone in "} + std::string{letters(before.zs)} +
                              (before.written == 0 ? " that holds nothing" : "") + " after " + kind.text,
                     .clauses = clauses_of(kind, before),
                     .level = Level::Shall,
                     .needs = needs,
                     .run = [&kind, before](Bench& bench) { keeps_zone(bench, kind, before); }});
  }
}

// ---- what goes on afterwards ----------------------------------------------------------------------------------------

void keeps_extension(Bench& bench, const Kind& kind) {
  const ZoneRef zone = bench.a_zone_in(Empty);
  const Bytes extension = bench.extension_pattern();
  bench.expect_success(bench.set_zone_descriptor_extension(zone.zslba, extension));

  reset(bench, kind);

  expect_one_of(bench, zone, states_after(kind.reset, {"", Closed, 1}), zone.zslba);
  bench.expect_extension(zone, extension);
}

void writes_go_on(Bench& bench, const Kind& kind) {
  const ZoneRef zone = bench.a_zone_in(Closed, 1);
  bench.needs(zone.zcap >= 5, "needs zones of at least 5 blocks");
  for (std::uint64_t written = 1; written < 4; ++written) {
    reset(bench, kind);
    bench.needs(bench.descriptor(zone).zs != Full, "the device made the zone Full as power was lost");
    bench.expect_success(bench.write(zone.zslba + written, 1));
    bench.expect_zone(zone, ImplicitlyOpened, zone.zslba + written + 1);
    bench.expect_pattern(zone.zslba, written + 1);
  }
  bench.expect_status(bench.write(zone.zslba, 1), {Status::ZoneInvalidWrite});
}

// What is reported open and active keeps to the limits, and is all that holds resources: each zone can be opened again.
void resources_are_as_reported(Bench& bench, const Kind& kind) {
  const std::vector<ZoneRef> zones = bench.fill_open_limit(ExplicitlyOpened);

  reset(bench, kind);

  std::uint64_t open = 0;
  for (const ZoneDescriptor& zone : bench.all_descriptors()) open += is_open(zone.zs) ? 1 : 0;
  if (kind.reset != Reset::Controller) bench.expect(open == 0, "no open zone", std::to_string(open) + " open zones");
  for (const ZoneRef& zone : zones) {
    if (bench.descriptor(zone).zs == Full) continue;  // ZNS-RST-004
    bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Open));
    bench.expect_zone(zone, ExplicitlyOpened, zone.zslba);
  }
  if (bench.free_zones() == 0) return;
  const ZoneRef one_more = bench.a_zone_in(Empty);
  const Completion cqe = bench.zone_mgmt_send(one_more, ZoneSendAction::Open);
  if (kind.reset != Reset::PowerCycle) bench.expect_status(cqe, {Status::TooManyOpenZones, Status::TooManyActiveZones});
}

// The active zones are as many as there may be: a reset frees nothing that is reported active.
void active_limit_holds(Bench& bench, const Kind& kind) {
  const std::vector<ZoneRef> zones = bench.fill_active_limit(Closed);
  const ZoneRef one_more = bench.a_zone_in(Empty);

  reset(bench, kind);

  for (const ZoneRef& zone : zones)
    if (bench.descriptor(zone).zs == Full) return;  // ZNS-RST-004
  const Completion cqe = bench.write(one_more.zslba, 1);
  bench.needs(!(cqe.status == kSuccess && bench.facts().active_excursions),
              "the controller may finish an active zone to free its resources (ZOC.ZAE = 1)");
  bench.expect_status(cqe, {Status::TooManyActiveZones});
  bench.expect_success(bench.zone_mgmt_send(zones.front(), ZoneSendAction::Reset));
  bench.expect_success(bench.write(one_more.zslba, 1));
}

// What Identify says of the namespace and of its command set.
void says_the_same(Bench& bench, const Kind& kind) {
  const std::uint32_t nsid = bench.facts().nsid;
  IdentifyPage ns_before;
  IdentifyPage zoned_before;
  IdentifyPage ns_after;
  IdentifyPage zoned_after;
  bench.expect_success(bench.identify(Cns::Namespace, nsid, Csi::Nvm, &ns_before));
  bench.expect_success(bench.identify(Cns::CommandSetNamespace, nsid, Csi::Zoned, &zoned_before));

  reset(bench, kind);

  bench.expect_success(bench.identify(Cns::Namespace, nsid, Csi::Nvm, &ns_after));
  bench.expect_success(bench.identify(Cns::CommandSetNamespace, nsid, Csi::Zoned, &zoned_after));
  bench.expect(ns_before == ns_after, "Identify Namespace is as before", "it differs");
  bench.expect(zoned_before == zoned_after, "the Identify structure of the Zoned command set is as before",
               "it differs");
}

void goes_on_many_times(Bench& bench, const Kind& kind) {
  constexpr int kTimes = 10;
  const ZoneRef zone = bench.a_zone_in(Full, 1);
  for (int n = 0; n < kTimes; ++n) {
    bench.reset(kind.reset);
    bench.expect_zone(zone, Full);
  }
  bench.expect_pattern(zone.zslba, 1);
}

// ZNS-RST-007; some read "reset" more loosely (ZNS-AMB-13), so that the device is warned and not failed.
void keeps_state_machines(Bench& bench, ZoneState zs) {
  const ZoneRef zone = bench.a_zone_in(zs, 0);

  reset(bench, kKinds[0]);

  bench.expect_zone(zone, zs);
}

struct Sequel {
  const char* slug;
  const char* text;
  std::vector<Need> needs;
  std::vector<ClauseId> clauses;
  void (*run)(Bench& bench, const Kind& kind);
};

void append_sequels(std::vector<Case>& cases, const Kind& kind) {
  const ClauseId resources = either(kind.reset == Reset::Controller, "REG-016", "ZNS-RST-016");
  const std::vector<ClauseId> extension = kind.reset == Reset::Controller
                                              ? std::vector<ClauseId>{"REG-016"}
                                              : std::vector<ClauseId>{"ZNS-RST-011", "ZNS-ZM-053"};
  const std::vector<Sequel> sequels{
      {"keeps-extension", "A Zone Descriptor Extension outlives ", {Need::Extension}, extension, keeps_extension},
      {"then-writes",
       "Writes go on at the write pointer after ",
       {},
       {"ZNS-RST-013", "REG-016", "ZNS-ZM-065"},
       writes_go_on},
      {"then-opens",
       "Open resources are what is reported after ",
       {Need::OpenLimit},
       {resources, "ZNS-RES-002"},
       resources_are_as_reported},
      {"keeps-active-limit",
       "Zones in ZSC hold their active resources after ",
       {Need::ActiveLimit},
       {resources, "ZNS-RES-002"},
       active_limit_holds},
      {"identify", "The namespace says of itself what it said before ", {}, {"REG-010"}, says_the_same},
      {"ten-times", "Nothing is lost when there are ten times ", {}, {"REG-010", "REG-005"}, goes_on_many_times},
  };
  for (const Sequel& sequel : sequels) {
    std::vector<Need> needs = sequel.needs;
    needs.insert(needs.end(), {kind.need, Need::WholeNamespace});
    cases.push_back({.id = std::string{"resets/"} + kind.slug + '-' + sequel.slug,
                     .title = std::string{sequel.text} + kind.text,
                     .clauses = sequel.clauses,
                     .level = Level::Shall,
                     .needs = needs,
                     .run = [&kind, run = sequel.run](Bench& bench) { run(bench, kind); }});
  }
}

}  // namespace

std::vector<Case> reset_cases() {
  std::vector<Case> cases;
  for (const Kind& kind : kKinds) {
    append_states(cases, kind);
    append_sequels(cases, kind);
  }
  for (const ZoneState zs : {ExplicitlyOpened, Closed})
    cases.push_back(
        {.id = "resets/controller-reset-keeps-" + slug(zs),
         .title = "A zone in " + std::string{letters(zs)} + " that holds nothing is still so after a Controller Reset",
         .clauses = {"ZNS-RST-007", "REG-016"},
         .level = Level::Should,
         .needs = {Need::ControllerReset, Need::WholeNamespace},
         .run = [zs](Bench& bench) { keeps_state_machines(bench, zs); }});
  return cases;
}

}  // namespace zns::suites
