// Zones that fail unseen (ZNS-SM-048, ZNS-SM-049, ZNS-RES-021): what is supposed of them until a report shows it.
//
// A zone that is said to have failed, by a status or by the data of a read, is believed Read Only: that stands for
// Offline too, which it may become at any time. One that must have failed, for others to hold the resources that it
// had, has no name: so many zones among those that held one are owed (Owed), and each that is seen to work is no longer
// among them.
#include <algorithm>
#include <utility>

#include "reference/device/namespace/transition.hpp"
#include "reference/oracle/belief/belief.hpp"

namespace zns {
namespace {

// The blocks of `media`, as a change that writes them.
void append_blocks(ZoneId zone, const SharedBlocks& media, Effect& effect) {
  constexpr std::uint64_t kMostBlocks = 65536;  // beyond that they are not remembered one by one
  const std::uint64_t blocks = media->blocks();
  if (blocks > kMostBlocks)
    effect.media.push_back({.zone = zone, .count = blocks, .content = BlockMap::Content::Unknown});
  else if (blocks != 0)
    effect.media.push_back({.zone = zone, .count = blocks, .source = media});
}

}  // namespace

void Belief::failed_before(Event event) {
  const ZoneState before = state_.zone(event.zone).zs;
  note(event);
  has_failed(event.zone, before);
}

bool Belief::reopen(ZoneId zone) {
  auto& closed = unknowns_.unseen.closed_for_room;
  const bool was_closed = std::find(closed.begin(), closed.end(), zone) != closed.end();
  Zone after = state_.zone(zone);
  if (!was_closed || after.zs != ZoneState::Closed) return false;
  if (!owe(1, zones_in(ZoneState::ExplicitlyOpened), "ZNS-RES-002")) return false;
  std::erase(closed, zone);
  after.zs = ZoneState::ImplicitlyOpened;
  replace(zone, after);
  return true;
}

bool Belief::owe(std::uint32_t zones, std::vector<ZoneId> among, ClauseId clause) {
  if (among.size() < zones) return false;
  auto& owed = unknowns_.unseen.owed;
  const auto is_said_again = [&](const Owed& each) {
    const auto is_among = [&](ZoneId id) { return std::find(among.begin(), among.end(), id) != among.end(); };
    return each.zones <= zones && std::all_of(each.among.begin(), each.among.end(), is_among);
  };
  std::erase_if(owed, [&](const Owed& each) { return each.clause == clause && is_said_again(each); });
  owed.push_back({.zones = zones, .among = std::move(among), .clause = clause});
  return true;
}

std::vector<Owed> Belief::take_broken_owed() {
  std::vector<Owed> broken;
  const auto is_broken = [](const Owed& each) { return each.among.size() < each.zones; };
  auto& owed = unknowns_.unseen.owed;
  std::copy_if(owed.begin(), owed.end(), std::back_inserter(broken), is_broken);
  std::erase_if(owed, is_broken);
  return broken;
}

std::vector<ZoneId> Belief::zones_in(ZoneState zs) const {
  std::vector<ZoneId> zones;
  for (ZoneId id = 0; zones.size() < state_.count(zs); ++id)
    if (state_.zone(id).zs == zs) zones.push_back(id);
  return zones;
}

// The zone was seen to work: it has not failed, and had not before.
void Belief::works(ZoneId zone) {
  Unseen& unseen = unknowns_.unseen;
  std::erase(unseen.said, zone);
  forget_passed_over(zone);
  for (Owed& owed : unseen.owed) std::erase(owed.among, zone);
}

// It gave back what it held, perhaps long ago; `before`: what was believed of it until now.
void Belief::has_failed(ZoneId zone, ZoneState before) {
  Unseen& unseen = unknowns_.unseen;
  for (Owed& owed : unseen.owed)
    if (std::erase(owed.among, zone) != 0 && owed.zones != 0) --owed.zones;
  std::erase_if(unseen.owed, [](const Owed& owed) { return owed.zones == 0; });
  if (before != ZoneState::ExplicitlyOpened) return;
  for (const ZoneId id : std::exchange(unseen.closed_for_room, {})) {  // there was room for these
    Zone after = state_.zone(id);
    if (after.zs != ZoneState::Closed) continue;
    after.zs = ZoneState::ImplicitlyOpened;
    replace(id, after);
    make_doubt(id).maybe_explicit = true;  // by an Open of all that found it closed
  }
}

// Before the effect of a Reset of all zones is applied.
void Belief::remember_passed_over(const Command& command, const Effect& effect) {
  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
  if (send == nullptr || !send->select_all || send->zsa != ZoneSendAction::Reset) return;
  auto& passed = unknowns_.unseen.passed_over;
  for (std::size_t i = 0; i < effect.zones.size(); ++i) {
    const ZoneId zone = effect.zones[i].zone;
    const bool known =
        std::any_of(passed.begin(), passed.end(), [=](const PassedOver& each) { return each.zone == zone; });
    if (known) continue;  // if it had failed then, it had when all were reset again
    passed.push_back({.zone = zone,
                      .before = effect.zones[i].before,
                      .media = state_.remembers_blocks() ? state_.media(zone) : nullptr,
                      .extension = state_.extension(zone)});
  }
}

// What makes the zone what it was before all were reset, and Read Only.
std::optional<Effect> Belief::passed_over(ZoneId zone) const {
  const auto& passed = unknowns_.unseen.passed_over;
  const auto found =
      std::find_if(passed.begin(), passed.end(), [=](const PassedOver& each) { return each.zone == zone; });
  const Zone& now = state_.zone(zone);
  if (found == passed.end() || !(now.zs == ZoneState::Empty || now.zs == ZoneState::ReadOnly)) return std::nullopt;
  Zone still = found->before;
  still.zs = ZoneState::ReadOnly;
  still.za = attributes_in(still.zs, still.za);
  Effect effect;
  effect.change(zone, now, still);
  if (state_.remembers_blocks() && state_.media(zone))
    effect.media.push_back({.zone = zone, .dropped = state_.media(zone)});
  if (found->media) append_blocks(zone, found->media, effect);
  if (geometry_.zdes != 0)
    effect.extensions.push_back({.zone = zone, .before = state_.extension(zone), .after = found->extension});
  return effect;
}

void Belief::forget_passed_over(ZoneId zone) {
  std::erase_if(unknowns_.unseen.passed_over, [=](const PassedOver& each) { return each.zone == zone; });
}

// The attributes of a zone that has failed may say whether it did so before all were reset, or afterwards.
void Belief::decide_passed_over(ZoneId zone, const ZoneDescriptor& seen) {
  std::optional<Effect> still = passed_over(zone);
  if (!still) return;
  constexpr std::uint8_t kTelling = za::kDescriptorExtensionValid | za::kFinishedByController;
  const std::uint8_t would_be = attributes_in(seen.zs, still->zones[0].after.za) & kTelling;
  if (would_be == 0) return;  // a read may say it
  if ((seen.za & kTelling) == would_be && seen.zs == ZoneState::ReadOnly) change(*still);
  forget_passed_over(zone);
}

}  // namespace zns
