// One of two controllers is reset, shut down, or enabled otherwise, while the other goes on. Zones are initialised when
// all controllers have shut down, and by nothing less (ZNS-RST-001, ZNS-RST-008).
#include <string>
#include <vector>

#include "reference/spec/text.hpp"
#include "suites/base/controller_life_parts.hpp"
#include "suites/base/resets_parts.hpp"
#include "suites/subsystem/controllers_parts.hpp"

namespace zns::suites {
namespace {

using namespace controllers;
using enum ZoneState;

struct Given {
  const char* slug;
  ZoneState zs;
  std::uint64_t written;
};
constexpr Given kGiven[] = {{"zse", Empty, 0},
                            {"zsio", ImplicitlyOpened, 2},
                            {"zseo", ExplicitlyOpened, 2},
                            {"zseo-unwritten", ExplicitlyOpened, 0},
                            {"zsc", Closed, 2},
                            {"zsf", Full, 2}};

// ZNS-AMB-13: some read that a Controller Reset, too, initialises zones. A shutdown of one of several does not.
void expect_kept(Bench& bench, const End& end, const ZoneRef& zone, const ZoneDescriptor& before) {
  if (end.is_shutdown) return bench.expect_unchanged(zone, before);
  bench.expect_zone_in(zone, resets::states_after(bench, Reset::Controller, before), before.wp);
}

// By the other at once, and by the victim when it is back.
void keeps_the_zone(Bench& bench, const End& how, const Pair& pair, const Given& given) {
  needs_the_namespace_at_both(bench);
  bench.go_by(pair.other);
  const ZoneRef zone = bench.a_zone_in(given.zs, given.written);
  const ZoneDescriptor before = bench.descriptor(zone);
  end(bench, how, pair.victim);
  expect_kept(bench, how, zone, before);
  if (given.written > 0) bench.expect_pattern(zone.zslba, given.written);
  bench.enable(pair.victim);
  bench.go_by(pair.victim);
  expect_kept(bench, how, zone, before);
  if (given.written > 0) bench.expect_pattern(zone.zslba, given.written);
}

// What it began before goes on, and it begins something new.
void lets_the_other_go_on(Bench& bench, const End& how, const Pair& pair) {
  needs_the_namespace_at_both(bench);
  bench.go_by(pair.victim);
  const ZoneRef zone = bench.a_zone_in(ImplicitlyOpened, 1);
  bench.needs(zone.zcap >= 4, "needs zones of at least 4 blocks");
  const ZoneRef next = bench.a_zone_in(Empty);
  bench.go_by(pair.other);
  end(bench, how, pair.victim);
  bench.expect_success(bench.write(zone.zslba + 1, 1));
  bench.expect_success(bench.write(next.zslba, 1));
  bench.expect_pattern(zone.zslba, 2);
  bench.expect_success(bench.flush());
  life::expect_works(bench, pair.other);
  bench.enable(pair.victim);
  bench.go_by(pair.victim);
  bench.expect_pattern(zone.zslba, 2);
  bench.expect_pattern(next.zslba, 1);
  bench.expect_success(bench.write(zone.zslba + 2, 1));
}

void keeps_the_extension(Bench& bench, const End& how, const Pair& pair) {
  needs_the_namespace_at_both(bench);
  bench.go_by(pair.other);
  const ZoneRef zone = bench.a_zone_in(Empty);
  const Bytes extension = bench.extension_pattern();
  bench.expect_success(bench.set_zone_descriptor_extension(zone.zslba, extension));
  end(bench, how, pair.victim);
  bench.expect_zdev(zone, true);
  bench.expect_extension(zone, extension);
  bench.expect_zone(zone, Closed, zone.zslba);
}

// Explicitly opened zones hold their resources: there is no room for one more.
void frees_no_resource(Bench& bench, const End& how, const Pair& pair) {
  needs_the_namespace_at_both(bench);
  bench.go_by(pair.other);
  const ZoneRef more = bench.a_zone_in(Empty);
  const std::vector<ZoneRef> open = bench.fill_open_limit(ExplicitlyOpened);
  end(bench, how, pair.victim);
  for (const ZoneRef& zone : open) bench.expect_zone(zone, ExplicitlyOpened, zone.zslba);
  const bool active_too = bench.facts().max_active == bench.facts().max_open;
  const Completion cqe = bench.zone_mgmt_send(more, ZoneSendAction::Open);
  if (active_too)
    bench.expect_status(cqe, {Status::TooManyOpenZones, Status::TooManyActiveZones});
  else
    bench.expect_status(cqe, {Status::TooManyOpenZones});
}

// ---- the other controller itself ------------------------------------------------------------------------------------

std::vector<std::uint64_t> properties(Bench& bench, std::size_t controller) {
  return {bench.read_register(property::kCc, controller), bench.read_register(property::kCsts, controller),
          bench.read_register(property::kAqa, controller), bench.read_register64(property::kAsq, controller),
          bench.read_register64(property::kAcq, controller)};
}

// The other one was just enabled: what an earlier case did to its properties is set right.
void leaves_the_others_registers(Bench& bench, const End& how, const Pair& pair) {
  bench.disable(pair.other);
  bench.enable(pair.other);
  const auto before = properties(bench, pair.other);
  end(bench, how, pair.victim);
  bench.expect(properties(bench, pair.other) == before, "the other controller's properties as before", "others");
  bench.enable(pair.victim);
  bench.expect(properties(bench, pair.other) == before, "the other controller's properties as before", "others");
}

void leaves_the_others_events(Bench& bench, const End& how, const Pair& pair) {
  life::fill_event_requests(bench, pair.other);
  end(bench, how, pair.victim);
  life::expect_full_of_event_requests(bench, pair.other);
  bench.enable(pair.victim);
  life::expect_full_of_event_requests(bench, pair.other);
}

// CC.CSS is each controller's own.
void has_command_sets_of_its_own(Bench& bench, const Pair& pair) {
  needs_the_namespace_at_both(bench);
  bench.needs((life::cap_of(bench, pair.victim).css & cap_css::kNvm) != 0, "the controller does not offer CC.CSS 000b");
  bench.go_by(pair.other);
  const ZoneRef zone = bench.a_zone_in(Closed, 1);
  bench.disable(pair.victim);
  bench.enable(pair.victim, CommandSets::Nvm);
  bench.expect_success(bench.zone_mgmt_receive({.slba = zone.zslba, .numd = NumberOfDwords::of_count(32)}));
  bench.expect_zone(zone, Closed, zone.zslba + 1);
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Open));
  bench.expect_zone(zone, ExplicitlyOpened, zone.zslba + 1);
  bench.expect_success(bench.write(zone.zslba + 1, 1));
  bench.expect_pattern(zone.zslba, 2);
}

// ---- all ------------------------------------------------------------------------------------------------------------

void initialise_together(Bench& bench, const End& how) {
  const ZoneRef open = bench.a_zone_in(ExplicitlyOpened, 2);
  const ZoneRef unwritten = bench.a_zone_in(ExplicitlyOpened, 0);
  const std::size_t controllers = bench.target().carries().controllers;
  for (std::size_t controller = 0; controller < controllers; ++controller) bench.shut_down(how.how, controller);
  for (std::size_t controller = 0; controller < controllers; ++controller) bench.enable(controller);
  bench.expect_zone_in(open, {Closed, Full}, open.zslba + 2);
  bench.expect_zone_in(unwritten, {Empty, Full}, unwritten.zslba);
  bench.expect_pattern(open.zslba, 2);
}

// The first is enabled again before the second shuts down: there is no moment at which both have.
void initialise_nothing_in_turn(Bench& bench) {
  needs_the_namespace_at_both(bench);
  const ZoneRef zone = bench.a_zone_in(Closed, 2);
  const ZoneRef open = bench.a_zone_in(ExplicitlyOpened, 0);
  for (const Pair& pair : kPairs) {
    bench.go_by(pair.other);
    const ZoneDescriptor before = bench.descriptor(zone);
    const ZoneDescriptor before_open = bench.descriptor(open);
    bench.shut_down(ShutdownNotification::Normal, pair.victim);
    bench.enable(pair.victim);
    bench.expect_unchanged(zone, before);
    bench.expect_unchanged(open, before_open);
  }
}

// ---- the cases ------------------------------------------------------------------------------------------------------

std::vector<ClauseId> clauses_of(const End& how) {
  if (how.is_shutdown) return {"ZNS-RST-008"};
  return {"ZNS-RST-007", "REG-016"};
}

void add_cases(std::vector<Case>& cases, const End& how, const Pair& pair) {
  const std::string prefix = std::string{"controllers/"} + how.slug + "-of-" + pair.slug + "-";
  const std::string after = std::string{"After "} + how.text + pair.text + " of two ";
  const std::vector<Need> needs{Need::Controllers, Need::Registers, Need::WholeNamespace};
  const auto with = [&needs](Need more) {
    std::vector<Need> all = needs;
    all.push_back(more);
    return all;
  };
  for (const Given& given : kGiven)
    cases.push_back({.id = prefix + given.slug,
                     .title = after + "a zone in " + std::string{letters(given.zs)} +
                              (given.zs == ExplicitlyOpened && given.written == 0 ? ", with nothing written," : "") +
                              " is as before",
                     .clauses = clauses_of(how),
                     .needs = needs,
                     .run = [how, pair, given](Bench& bench) { keeps_the_zone(bench, how, pair, given); }});
  const auto add = [&](const char* slug, const char* title, std::vector<ClauseId> clauses, std::vector<Need> all,
                       void (*run)(Bench&, const End&, const Pair&)) {
    cases.push_back({.id = prefix + slug,
                     .title = after + title,
                     .clauses = std::move(clauses),
                     .needs = std::move(all),
                     .run = [run, how, pair](Bench& bench) { run(bench, how, pair); }});
  };
  add("goes-on", "the other goes on with its commands", clauses_of(how), needs, lets_the_other_go_on);
  add("extension", "a Zone Descriptor Extension is kept", clauses_of(how), with(Need::Extension), keeps_the_extension);
  if (how.is_shutdown)
    add("resources", "explicitly opened zones hold their resources", clauses_of(how), with(Need::OpenLimit),
        frees_no_resource);
  add("registers", "the other's properties are as before", {"REG-010", "REG-012"}, needs, leaves_the_others_registers);
  add("events", "the other's Asynchronous Event Requests are outstanding", {"AER-003", "AER-001"}, with(Need::Events),
      leaves_the_others_events);
}

}  // namespace

std::vector<Case> controllers_ends_cases() {
  std::vector<Case> cases;
  for (const End& how : kEnds)
    for (const Pair& pair : kPairs) add_cases(cases, how, pair);
  const std::vector<Need> needs{Need::Controllers, Need::Registers, Need::WholeNamespace};
  for (const Pair& pair : kPairs)
    cases.push_back({.id = std::string{"controllers/command-sets-of-"} + pair.slug,
                     .title = std::string{"While "} + pair.text +
                              " of two has the NVM command set alone (CC.CSS 000b), the other takes zoned commands",
                     .clauses = {"NST-005", "NST-004"},
                     .needs = needs,
                     .run = [pair](Bench& bench) { has_command_sets_of_its_own(bench, pair); }});
  for (const End& how : kEnds)
    if (how.is_shutdown)
      cases.push_back({.id = std::string{"controllers/"} + how.slug + "-of-all",
                       .title = std::string{"After "} + how.text + "all controllers the zones are initialised",
                       .clauses = {"ZNS-RST-001", "ZNS-RST-003", "ZNS-RST-002"},
                       .needs = needs,
                       .run = [how](Bench& bench) { initialise_together(bench, how); }});
  cases.push_back({.id = "controllers/shutdowns-in-turn",
                   .title = "Controllers that shut down one after the other, each enabled again, initialise no zone",
                   .clauses = {"ZNS-RST-008", "ZNS-RST-001"},
                   .needs = needs,
                   .run = initialise_nothing_in_turn});
  return cases;
}

}  // namespace zns::suites
