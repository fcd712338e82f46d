#include "reference/device/commands/write_operation.hpp"

#include "reference/device/commands/zone_resources.hpp"
#include "reference/device/namespace/transition.hpp"

namespace zns {

void add_state_faults(const Zone& zone, ClauseId clause, Faults& faults) {
  faults.add_if(zone.zs == ZoneState::Full, Status::ZoneIsFull, clause);
  faults.add_if(zone.zs == ZoneState::ReadOnly, Status::ZoneIsReadOnly, clause);
  faults.add_if(zone.zs == ZoneState::Offline, Status::ZoneIsOffline, clause);
}

BlockChange blocks_of(const Call& call, ZoneId zone, std::uint64_t first, Nlb nlb, BlockMap::Content content) {
  const bool carries = content == BlockMap::Content::Payload;
  return {.zone = zone,
          .first = first,
          .count = nlb.count(),
          .content = content,
          .payload = carries ? call.data : std::span<const std::byte>{}};
}

Effect advance(ZoneId id, Nlb nlb, BlockMap::Content content, Call& call) {
  const Zone& before = call.state.zone(id);
  Zone after = before;
  after.wp += nlb.count();
  if (before.zs != ZoneState::ExplicitlyOpened) after.zs = ZoneState::ImplicitlyOpened;  // ZNS-SM-001, 016, 047
  if (after.wp == call.geometry.zslba(id) + before.zcap) after.zs = ZoneState::Full;     // ZNS-ZM-066
  after.za = attributes_in(after.zs, before.za);

  Effect effect;
  effect.faults = call.faults;
  make_room(demand_to_open(before.zs), id, call, effect);
  effect.change(id, before, after);
  if (call.state.remembers_blocks())
    effect.media.push_back(blocks_of(call, id, before.wp - call.geometry.zslba(id), nlb, content));
  return effect;
}

}  // namespace zns
