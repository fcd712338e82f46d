// One reset after another, with changes in between: what the first one saved is not what the second one finds.
#include <string>
#include <utility>
#include <vector>

#include "suites/base/resets_parts.hpp"

namespace zns::suites {
namespace {

using namespace resets;
using enum ZoneState;

void nothing(Bench&, Contents&) {}
void close(Bench& bench, Contents& zone) {
  bench.expect_success(bench.zone_mgmt_send(zone.zone(), ZoneSendAction::Close));
}
void write_and_close(Bench& bench, Contents& zone) {
  zone.write(bench, 2);
  close(bench, zone);
}
void finish(Bench& bench, Contents& zone) {
  if (bench.descriptor(zone.zone()).zs != Full)
    bench.expect_success(bench.zone_mgmt_send(zone.zone(), ZoneSendAction::Finish));
}
void reset_zone(Bench& bench, Contents& zone) {
  bench.expect_success(bench.zone_mgmt_send(zone.zone(), ZoneSendAction::Reset));
  zone = Contents{zone.zone()};
}
void finish_and_reset(Bench& bench, Contents& zone) {
  finish(bench, zone);
  reset_zone(bench, zone);
}
// The zone may have become Full as power was lost (ZNS-RST-004).
void go_on(Bench& bench, Contents& zone) {
  if (bench.descriptor(zone.zone()).zs == Full) return;
  zone.write(bench, 1);
  close(bench, zone);
}

// What happens to a zone before the first reset, and between the two. Those that end inactive come first: no zone is
// open, and no more are active at any time than in the end or before the first reset.
struct Fate {
  void (*before)(Bench& bench, Contents& zone);
  void (*between)(Bench& bench, Contents& zone);
  bool is_active;  // at some time
};
constexpr Fate kFates[] = {{write_and_close, reset_zone, true},       {write_and_close, finish, true},
                           {write_and_close, finish_and_reset, true}, {write_and_close, go_on, true},
                           {nothing, write_and_close, true},          {nothing, finish, false},
                           {write_and_close, nothing, true}};

// As many as there are zones and resources for.
std::vector<std::pair<Contents, const Fate*>> zones_with_fates(Bench& bench) {
  std::vector<std::pair<Contents, const Fate*>> zones;
  Room room = room_left(bench);
  for (const Fate& fate : kFates) {
    if (bench.free_zones() == 0 || (fate.is_active && room.active == 0)) continue;
    room.active -= fate.is_active ? 1 : 0;
    zones.emplace_back(Contents{bench.a_zone_in(Empty)}, &fate);
    bench.needs(zones.back().first.zone().zcap > 4, "needs zones of more than 4 blocks");
  }
  return zones;
}

void keeps_what_changed_between(Bench& bench, const Kind& first, const Kind& second) {
  auto zones = zones_with_fates(bench);
  for (auto& [zone, fate] : zones) fate->before(bench, zone);
  reset_durably(bench, first);
  for (auto& [zone, fate] : zones) fate->between(bench, zone);
  const ZonesBefore before{bench};

  reset_durably(bench, second);

  before.expect_kept(bench, second.reset);
  for (const auto& [zone, fate] : zones) zone.expect(bench);
}

}  // namespace

std::vector<Case> reset_sequence_cases() {
  std::vector<Case> cases;
  for (const Kind& first : kKinds)
    for (const Kind& second : kKinds)
      cases.push_back(
          {.id = std::string{"resets/"} + first.slug + "-then-" + second.slug,
           .title = std::string{"What changes between "} + first.text + " and " + second.text + " is there afterwards",
           .clauses = {clause_of_data(second), clause_of_states(second), "ZNS-RST-013"},
           .needs = needs_of(second, {first.need}),
           .run = [&first, &second](Bench& bench) { keeps_what_changed_between(bench, first, second); }});
  return cases;
}

}  // namespace zns::suites
