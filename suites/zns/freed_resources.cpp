// What frees a resource (ZNS 1.1, 2.1.1.4.1): a zone at the limit goes by each path there is; then exactly one zone
// more can have what it held, and the one after that is refused.
#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "suites/bench.hpp"
#include "suites/zns/zone_resources.hpp"

namespace zns::suites {
namespace {

using namespace story;

template <Action zsa>
void act(Bench& bench, const ZoneRef& zone, std::uint64_t) {
  bench.expect_success(bench.zone_mgmt_send(zone, zsa));
}

template <State state>
void become(Bench& bench, const ZoneRef& zone, std::uint64_t) {
  bench.inject(zone, state);
}

void fill_by_write(Bench& bench, const ZoneRef& zone, std::uint64_t wp) {
  bench.fill(zone, wp, zone.cap());
}

void fill_by_append(Bench& bench, const ZoneRef& zone, std::uint64_t wp) {
  const Facts& facts = bench.facts();
  std::uint64_t most = bench.max_blocks_per_command();
  if (facts.append_limit_bytes) most = std::min<std::uint64_t>(most, *facts.append_limit_bytes / facts.lba_bytes);
  bench.needs(most > 0, "ZASL is less than one block");
  while (wp < zone.cap()) {
    const std::uint64_t blocks = std::min(most, zone.cap() - wp);
    bench.expect_success(bench.zone_append(zone, blocks, wp));
    wp += blocks;
  }
}

// A path by which a zone gives up its open resource, and where it ends. The transitions start in ZSIO, ZSEO and ZSC.
struct Path {
  const char* name;
  const char* how;
  State to;
  std::optional<Need> need;
  std::array<ClauseId, 3> transitions;
  void (*go)(Bench& bench, const ZoneRef& zone, std::uint64_t wp);
};
constexpr std::array kPaths{
    Path{"reset", "Reset Zone", State::Empty, {}, {"ZNS-SM-005", "ZNS-SM-012", "ZNS-SM-015"}, act<Action::Reset>},
    Path{"finish", "Finish Zone", State::Full, {}, {"ZNS-SM-009", "ZNS-SM-014", "ZNS-SM-018"}, act<Action::Finish>},
    Path{"close",
         "Close Zone",
         State::Closed,
         Need::ActiveAboveOpen,
         {"ZNS-SM-007", "ZNS-SM-013", "ZNS-ZMS-037"},
         act<Action::Close>},
    Path{
        "write", "writing to its capacity", State::Full, {}, {"ZNS-SM-009", "ZNS-SM-014", "ZNS-SM-018"}, fill_by_write},
    Path{"append",
         "appending to its capacity",
         State::Full,
         Need::Append,
         {"ZNS-SM-009", "ZNS-SM-014", "ZNS-SM-018"},
         fill_by_append},
    Path{"read-only",
         "going Read Only",
         State::ReadOnly,
         Need::ZoneEvents,
         {"ZNS-SM-021", "ZNS-SM-021", "ZNS-SM-021"},
         become<State::ReadOnly>},
    Path{"offline",
         "going Offline",
         State::Offline,
         Need::ZoneEvents,
         {"ZNS-SM-022", "ZNS-SM-022", "ZNS-SM-022"},
         become<State::Offline>},
};

// A zone that the case itself brings into ZSRO or ZSO is where it should be.
void expect_end_of(Bench& bench, const Path& path, const ZoneRef& zone) {
  const State found = bench.descriptor(zone).zs;
  if (path.to == State::ReadOnly || path.to == State::Offline)
    bench.expect(found == path.to, in_state(path.to), in_state(found));
  else
    bench.expect_zone(zone, path.to);
}

// Every path but Close frees the active resource of a closed zone, too.
Case active_freed(const Path& path) {
  return {.id = std::string{"zone-resources/active-freed-by-"} + path.name,
          .title = std::string{"A closed zone gives up its active resource by "} + path.how +
                   ", and one zone more can be active",
          .clauses = {"ZNS-RES-003", "ZNS-RES-016", "ZNS-RES-004", path.transitions[2]},
          .needs = with({Need::ActiveLimit}, path.need),
          .run = [path](Bench& bench) {
            const std::vector<ZoneRef> waiting = bench.zones_in(State::Empty, 2);
            const ZoneRef zone = bench.fill_active_limit(State::Closed).back();

            path.go(bench, zone, zone.zslba + 1);
            expect_end_of(bench, path, zone);

            bench.expect_success(bench.zone_mgmt_send(waiting[0], Action::Open));
            bench.expect_success(bench.zone_mgmt_send(waiting[0], Action::Close));
            expect_lacking(bench, bench.zone_mgmt_send(waiting[1], Action::Open), {Status::TooManyActiveZones});
            bench.expect_zone(waiting[1], State::Empty, waiting[1].zslba);
          }};
}

// The zones at the limit are explicitly opened, so that the controller cannot make room by itself; the one that goes is
// explicitly or implicitly opened.
Case open_freed(const Path& path, State from) {
  const bool implicit = from == State::ImplicitlyOpened;
  return {.id = std::string{"zone-resources/open-freed-by-"} + path.name + (implicit ? "-of-implicitly-opened" : ""),
          .title = std::string{implicit ? "An implicitly" : "An explicitly"} +
                   " opened zone gives up its open resource by " + path.how + ", and one zone more can be open",
          .clauses = {"ZNS-RES-003", "ZNS-RES-016", "ZNS-RES-005", path.transitions[implicit ? 0 : 1]},
          .needs = with({Need::OpenLimit}, path.need),
          .run = [path, from](Bench& bench) {
            const std::vector<ZoneRef> waiting = bench.zones_in(State::Empty, 2);
            const std::uint64_t limit = *bench.facts().max_open;
            const std::vector<ZoneRef> open = bench.zones_in(State::ExplicitlyOpened, limit - 1);
            const ZoneRef zone = written_zones(bench, 1).front();
            if (from == State::ExplicitlyOpened) bench.expect_success(bench.zone_mgmt_send(zone, Action::Open));

            path.go(bench, zone, zone.zslba + 1);
            expect_end_of(bench, path, zone);

            bench.expect_success(bench.zone_mgmt_send(waiting[0], Action::Open));
            const std::uint64_t active = limit + (path.to == State::Closed ? 1 : 0);
            expect_lacking(bench, bench.zone_mgmt_send(waiting[1], Action::Open),
                           lacking(bench.facts(), active, limit));
            bench.expect_zone(waiting[1], State::Empty, waiting[1].zslba);
            for (const ZoneRef& other : open) bench.expect_zone(other, State::ExplicitlyOpened);
          }};
}

// One resource more or less each time round would show before the limit is reached for the third time.
Case nothing_leaks(const Path& path) {
  return {
      .id = std::string{"zone-resources/nothing-leaks-by-"} + path.name,
      .title = std::string{"Zones that take and give up resources by "} + path.how + " over and over leave none behind",
      .clauses = {"ZNS-RES-003", "ZNS-RES-002"},
      .needs = {Need::OpenLimit},
      .run = [path](Bench& bench) {
        const std::uint64_t limit = *bench.facts().max_open;
        const ZoneRef one_more = bench.a_zone_in(State::Empty);
        const std::vector<ZoneRef> zones = bench.zones_in(State::Empty, limit);

        for (int round = 0; round < 3; ++round)
          for (const ZoneRef& zone : zones) {
            bench.expect_success(bench.zone_mgmt_send(zone, Action::Open));
            path.go(bench, zone, zone.zslba);
            bench.expect_success(bench.zone_mgmt_send(zone, Action::Reset));
          }

        for (const ZoneRef& zone : zones) bench.expect_success(bench.zone_mgmt_send(zone, Action::Open));
        expect_lacking(bench, bench.zone_mgmt_send(one_more, Action::Open), lacking(bench.facts(), limit, limit));
        expect_within_limits(bench);
      }};
}

}  // namespace

std::vector<Case> freed_resource_cases() {
  std::vector<Case> cases;
  for (const Path& path : kPaths) {
    if (path.to != State::Closed) cases.push_back(active_freed(path));
    cases.push_back(open_freed(path, State::ExplicitlyOpened));
    cases.push_back(open_freed(path, State::ImplicitlyOpened));
  }
  for (std::size_t i = 0; i < 3; ++i) cases.push_back(nothing_leaks(kPaths[i]));  // those that a Reset Zone can follow
  return cases;
}

}  // namespace zns::suites
