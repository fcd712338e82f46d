#include "reference/oracle/order/reach.hpp"

#include <algorithm>

#include "reference/device/namespace/transition.hpp"
#include "reference/spec/footprint.hpp"

namespace zns {
namespace {

void add(Reach& reach, ZoneState zs) {
  reach.states = static_cast<std::uint16_t>(reach.states | 1U << static_cast<unsigned>(zs));
}

// What one command makes of the states so far.
void send(const ZoneManagementSend& send, Reach& reach) {
  for (const ZoneState zs : kZoneStates) {
    if (!reach.has(zs) || !is_defined(send.zsa)) continue;
    // An implicitly opened zone may have been closed before, and is then opened with all others (ZNS-SM-008).
    const bool opens_all = send.zsa == ZoneSendAction::Open && zs == ZoneState::ImplicitlyOpened;
    if (send.select_all && !select_all_acts_on(send.zsa, zs) && !opens_all) continue;
    const Cell to = transition(send.zsa, zs);
    if (!to) continue;
    add(reach, *to);
    reach.touched = true;
    reach.reset = reach.reset || *to == ZoneState::Empty || *to == ZoneState::Offline;
    reach.set_extension = reach.set_extension || send.zsa == ZoneSendAction::SetZoneDescriptorExtension;
  }
}

void write(bool fills, Reach& reach) {
  if (reach.has(ZoneState::Empty) || reach.has(ZoneState::Closed)) add(reach, ZoneState::ImplicitlyOpened);
  if (fills) add(reach, ZoneState::Full);
  reach.touched = true;
}

}  // namespace

Reach reach_of(const Geometry& geometry, ZoneId id, const Zone& before, std::span<const Command> beside) {
  const std::uint64_t zslba = geometry.zslba(id);
  Reach reach;
  add(reach, before.zs);
  const auto names = [&](std::uint64_t lba) { return lba >= zslba && lba - zslba < geometry.zsze; };
  std::uint64_t blocks = 0;
  for (const Command& each : beside)
    if (const Footprint named = footprint(each); named.writes() && names(named.slba)) blocks += named.blocks;
  const std::uint64_t wp = is_writable(before.zs) ? before.wp : zslba;
  for (std::uint16_t so_far = 0; so_far != reach.states;) {
    so_far = reach.states;
    for (const Command& each : beside) {
      if (const auto* sent = std::get_if<ZoneManagementSend>(&each.body)) {
        if (sent->select_all || names(sent->slba)) send(*sent, reach);
      } else if (const Footprint named = footprint(each); named.writes() && names(named.slba)) {
        write(wp + blocks >= zslba + before.zcap || geometry.variable_capacity, reach);
      }
    }
  }
  reach.wp_min = reach.has(ZoneState::Empty) ? zslba : wp;
  reach.wp_max = std::min(wp + blocks, zslba + (geometry.variable_capacity ? geometry.zsze : before.zcap));
  return reach;
}

}  // namespace zns
