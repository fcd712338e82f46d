// No event, and no list, tells what commands do to zones: a host knows it.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "suites/base/async_events_parts.hpp"

namespace zns::suites {
namespace {

using namespace events;
using Zones = std::vector<ZoneRef>;
using enum ZoneState;
using Action = ZoneSendAction;

// Looks at zones while commands are sent to them: a controller that recommends something of one has changed it by
// itself.
class Watch {
 public:
  explicit Watch(Bench& bench) : bench_{bench} {}
  Bench& bench() { return bench_; }
  void look(const ZoneRef& zone) { moved_ = has_moved_by_itself(bench_, zone) || moved_; }
  void look(const Zones& zones) {
    for (const ZoneRef& zone : zones) look(zone);
  }
  // The command to the zone has to succeed.
  void done(const Completion& cqe, const ZoneRef& zone) {
    bench_.expect_success(cqe);
    look(zone);
  }
  void send(const ZoneRef& zone, Action zsa) { done(bench_.zone_mgmt_send(zone, zsa), zone); }
  [[nodiscard]] bool has_moved() const { return moved_; }

 private:
  Bench& bench_;
  bool moved_ = false;
};

using Given = Zones (*)(Bench&);
using When = void (*)(Watch&, const Zones&);

bool is_silent(Bench& bench, const Zones& zones) {
  const bool told = zone_event(bench).has_value();
  const ChangedZones list = read_changed_zones(bench);
  const bool of_others = told && list.nrzid != 0 && list.nrzid != kNotEnumerated;
  return (!told || of_others) &&
         std::none_of(zones.begin(), zones.end(), [&](const ZoneRef& zone) { return names(list, zone); });
}

// `given` brings zones into a state; `when` does something to them of which nothing is told. A zone may change by
// itself meanwhile; hardly each time, and unseen.
void tells_nothing(Bench& bench, Given given, When when) {
  constexpr int kAttempts = 5;
  with_zone_events(bench, true, [&] {
    Watch watch{bench};
    for (int attempt = 1;; ++attempt) {
      const Zones zones = given(bench);
      begin_to_wait(bench);
      when(watch, zones);
      watch.look(zones);
      if (is_silent(bench, zones)) return;
      if (attempt == kAttempts || bench.free_zones() < zones.size()) break;
      for (const ZoneRef& zone : zones)
        if (bench.descriptor(zone).zs != Offline) bench.expect_success(bench.zone_mgmt_send(zone, Action::Reset));
    }
    bench.needs(!watch.has_moved(), "the controller changes zones by itself all the time");
    bench.fail({"no event, and no entry in Changed Zone List, of what a command does to a zone"}, "one");
  });
}

Zones an_empty_zone(Bench& bench) {
  return {bench.a_zone_in(Empty)};
}

void every_action(Watch& watch, const Zones& zones) {
  const ZoneRef& zone = zones.front();
  for (const Action zsa : {Action::Open, Action::Close, Action::Open}) watch.send(zone, zsa);
  watch.done(watch.bench().write(zone.zslba, 1), zone);
  watch.bench().needs(zone.zcap > 1, "the only block of a zone makes it Full");
  for (const Action zsa : {Action::Close, Action::Open, Action::Finish, Action::Reset, Action::Finish, Action::Reset})
    watch.send(zone, zsa);
}

void an_extension(Watch& watch, const Zones& zones) {
  Bench& bench = watch.bench();
  const ZoneRef& zone = zones.front();
  watch.done(bench.set_zone_descriptor_extension(zone.zslba, bench.extension_pattern()), zone);
  bench.expect_zdev(zone, true);
  watch.send(zone, Action::Reset);
}

Zones a_read_only_zone(Bench& bench) {
  return {bench.a_zone_in(ReadOnly)};
}

void to_offline(Watch& watch, const Zones& zones) {
  watch.send(zones.front(), Action::Offline);
}

Zones one_of_each(Bench& bench) {
  Zones zones{bench.a_zone_in(Full, 1), bench.a_zone_in(Closed, 1)};
  if (bench.free_zones() > 0) zones.push_back(bench.a_zone_in(ImplicitlyOpened, 1));
  return zones;
}

void every_action_on_all(Watch& watch, const Zones& zones) {
  static_cast<void>(watch.bench().select_all(Action::Open));  // there may be more than may be open
  for (const Action zsa : {Action::Close, Action::Finish, Action::Reset}) {
    watch.look(zones);
    watch.done(watch.bench().select_all(zsa), zones.front());
  }
}

Zones zones_to_write(Bench& bench) {
  constexpr std::uint64_t kZones = 3;
  bench.needs(bench.facts().max_open.value_or(kZones) >= kZones && bench.facts().max_active.value_or(kZones) >= kZones,
              "needs 3 zones that are open at once");
  Zones zones{bench.a_zone_in(Closed, 1), bench.a_zone_in(ExplicitlyOpened, 1), bench.a_zone_in(Empty)};
  bench.needs(zones.front().zcap > 2, "needs zones of more than 2 blocks");
  return zones;
}

void writes(Watch& watch, const Zones& zones) {
  Bench& bench = watch.bench();
  watch.done(bench.write(zones[0].zslba + 1, 1), zones[0]);
  watch.done(bench.write(zones[2].zslba, 1), zones[2]);
  for (const std::size_t which : {1U, 2U}) {
    bench.fill(zones[which], zones[which].zslba + 1, zones[which].cap());
    bench.expect_zone(zones[which], Full);
    watch.look(zones);
  }
}

Zones all_that_may_be_open(Bench& bench) {
  Zones zones = bench.fill_open_limit(ImplicitlyOpened);
  bench.needs(bench.free_zones() > 0, "needs a zone more than may be open");
  zones.push_back(bench.a_zone_in(Empty));
  return zones;
}

void one_more(Watch& watch, const Zones& zones) {
  watch.bench().expect_status(watch.bench().write(zones.back().zslba, 1),
                              {kSuccess, Status::TooManyOpenZones, Status::TooManyActiveZones});
}

Case a_case(const char* what, const char* title, std::vector<ClauseId> clauses, Given given, When when,
            const std::vector<Need>& needs = {}) {
  Case made{.id = std::string{"async-event/"} + what,
            .title = title,
            .clauses = std::move(clauses),
            .level = Level::ShallNot,
            .needs = {Need::Events},
            .run = [=](Bench& bench) { tells_nothing(bench, given, when); }};
  made.needs.insert(made.needs.end(), needs.begin(), needs.end());
  return made;
}

}  // namespace

std::vector<Case> async_event_command_cases() {
  using N = Need;
  return {
      a_case("actions", "Of zone actions no event tells", {"ZNS-ZMS-012", "ZNS-ATTR-009"}, an_empty_zone, every_action),
      a_case("extension", "Of an extension that a host sets and takes away no event tells",
             {"ZNS-ZMS-012", "ZNS-ATTR-009"}, an_empty_zone, an_extension, {N::Extension}),
      a_case("offline-zone", "Of Offline Zone no event tells", {"ZNS-ZMS-012"}, a_read_only_zone, to_offline,
             {N::ZoneEvents}),
      a_case("select-all", "Of zone actions with Select All no event tells", {"ZNS-ZMS-012", "ZNS-ATTR-009"},
             one_of_each, every_action_on_all, {N::WholeNamespace}),
      a_case("writes", "Of zones that Writes open and make Full no event tells", {"ZNS-ATTR-009", "ZNS-ATTR-022"},
             zones_to_write, writes),
      a_case("implicit-close", "Of a zone that is closed to make room no event tells", {"ZNS-ATTR-009", "ZNS-ATTR-022"},
             all_that_may_be_open, one_more, {N::OpenLimit}),
  };
}

}  // namespace zns::suites
