// Many zones over a reset: as many active ones as there may be, each with its data; zones in every state side by side.
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "suites/base/resets_parts.hpp"

namespace zns::suites {
namespace {

using namespace resets;
using enum ZoneState;

void act(Bench& bench, const Contents& zone, ZoneSendAction zsa) {
  bench.expect_success(bench.zone_mgmt_send(zone.zone(), zsa));
}

// ---- active zones ---------------------------------------------------------------------------------------------------

void write_somehow(Bench& bench, Contents& zone, std::uint64_t n) {
  const std::uint64_t blocks = 1 + n % std::min<std::uint64_t>(zone.zone().zcap - 1, 5);
  if (n % 3 == 1 && bench.facts().append) {
    for (std::uint64_t i = 0; i < blocks; ++i) zone.append(bench, 1);
  } else if (n % 3 == 2 && bench.facts().write_zeroes) {
    if (blocks > 1) zone.write(bench, blocks - 1);
    zone.zero(bench, 1);
  } else {
    zone.write(bench, blocks);
  }
}

// As many active zones as there may be, with data of their own: closed ones, and as many open ones as there may be.
std::vector<Contents> all_active_zones(Bench& bench) {
  const Room room = room_left(bench);
  const std::uint64_t open = bench.facts().max_open ? std::min(room.open, room.active) : room.active / 2;
  std::vector<Contents> zones;
  for (const ZoneRef& zone : bench.zones_in(Empty, room.active)) {
    bench.needs(zone.zcap >= 2, "needs zones of at least 2 blocks");
    const std::uint64_t n = zones.size();
    Contents& contents = zones.emplace_back(zone);
    write_somehow(bench, contents, n);
    if (n + open < room.active)
      act(bench, contents, ZoneSendAction::Close);
    else if (n % 2 == 1)
      act(bench, contents, ZoneSendAction::Open);
  }
  return zones;
}

void keeps_all_active_zones(Bench& bench, const Kind& kind) {
  std::vector<Contents> zones = all_active_zones(bench);
  const ZonesBefore before{bench};

  reset_durably(bench, kind);

  before.expect_kept(bench, kind.reset);
  for (const Contents& zone : zones) zone.expect(bench);
  for (Contents& zone : zones) {  // one after the other: each may need the only open resource there is
    if (is_open(bench.descriptor(zone.zone()).zs)) act(bench, zone, ZoneSendAction::Close);
  }
  for (Contents& zone : zones) {
    zone.expect_goes_on(bench);
    if (bench.descriptor(zone.zone()).zs != Full) act(bench, zone, ZoneSendAction::Close);
  }
}

// ---- zones in every state at once -----------------------------------------------------------------------------------

struct InState {
  ZoneState zs;
  std::uint64_t written;
};
constexpr InState kMixed[] = {
    {Full, 2},   {Full, 0},   {ReadOnly, 2},         {Offline, 1},          {Closed, 2},
    {Closed, 0}, {Closed, 1}, {ExplicitlyOpened, 0}, {ExplicitlyOpened, 2}, {ImplicitlyOpened, 2}};

// Those for which there are zones and resources; neighbours in different states.
void mix_zones(Bench& bench, std::vector<std::pair<ZoneRef, InState>>& zones) {
  std::string reason;
  const bool events = bench.meets(Need::ZoneEvents, reason);
  Room room = room_left(bench);
  for (const InState& in : kMixed) {
    const bool failed = in.zs == ReadOnly || in.zs == Offline;
    if (bench.free_zones() == 0 || room.active == 0 || room.open == 0 || (failed && !events)) continue;
    if (in.zs == ImplicitlyOpened) {  // which the controller may close at once (ZNS-SM-046)
      zones.emplace_back(bench.a_zone_in(Empty), in);
      bench.fill(zones.back().first, zones.back().first.zslba, zones.back().first.zslba + in.written);
    } else {
      zones.emplace_back(bench.a_zone_in(in.zs, in.written), in);
    }
    room.active -= is_active(in.zs) ? 1 : 0;
    room.open -= is_open(in.zs) ? 1 : 0;
  }
}

void keeps_a_mix(Bench& bench, const Kind& kind) {
  std::vector<std::pair<ZoneRef, InState>> zones;
  mix_zones(bench, zones);
  bench.needs(zones.size() >= 3, "needs three zones in different states");
  const ZonesBefore before{bench};

  reset_durably(bench, kind);

  before.expect_kept(bench, kind.reset);
  for (const auto& [zone, in] : zones) {
    if (in.zs == Offline) continue;
    if (in.written > 0) bench.expect_pattern(zone.zslba, in.written);
    if (zone.zcap > in.written) bench.expect_deallocated(zone.zslba + in.written, 1);
  }
}

}  // namespace

std::vector<Case> reset_many_zone_cases() {
  std::vector<Case> cases;
  for (const Kind& kind : kKinds) {
    const std::string id = std::string{"resets/"} + kind.slug;
    cases.push_back(
        {.id = id + "-keeps-all-active-zones",
         .title = std::string{"As many active zones as there may be hold what each of them held after "} + kind.text,
         .clauses = clauses_of_data(kind),
         .needs = needs_of(kind),
         .run = [&kind](Bench& bench) { keeps_all_active_zones(bench, kind); }});
    cases.push_back({.id = id + "-keeps-zones-in-all-states",
                     .title = std::string{"Zones in every state, side by side, are what they were after "} + kind.text,
                     .clauses = clauses_of_data(kind),
                     .needs = needs_of(kind),
                     .run = [&kind](Bench& bench) { keeps_a_mix(bench, kind); }});
  }
  return cases;
}

}  // namespace zns::suites
