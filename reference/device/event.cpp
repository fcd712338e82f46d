#include "reference/device/event.hpp"

#include "reference/device/namespace/transition.hpp"

namespace zns {
namespace {

bool permits(const Geometry& geometry, EventKind kind, ZoneState zs) {
  switch (kind) {
    case EventKind::CloseZone:
      return zs == ZoneState::ImplicitlyOpened;
    case EventKind::ReadOnly:
      return zs != ZoneState::ReadOnly && zs != ZoneState::Offline;
    case EventKind::Offline:
      return zs != ZoneState::Offline;  // from ZSRO too: ZNS-SM-023
    case EventKind::Excursion:
      return geometry.active_excursions && is_active(zs);
    case EventKind::Initialize:
      return is_active(zs);
    case EventKind::Renew:
      return true;
  }
  return false;
}

ZoneState destination(EventKind kind, bool holds_something) {
  switch (kind) {
    case EventKind::CloseZone:
      return ZoneState::Closed;
    case EventKind::Initialize:
      return holds_something ? ZoneState::Closed : ZoneState::Empty;
    case EventKind::ReadOnly:
      return ZoneState::ReadOnly;
    case EventKind::Offline:
      return ZoneState::Offline;
    case EventKind::Excursion:
      return ZoneState::Full;
    case EventKind::Renew:
      return ZoneState::Empty;
  }
  return ZoneState::Empty;
}

}  // namespace

std::optional<Effect> background(const Geometry& geometry, const State& state, Event event) {
  const Zone& before = state.zone(event.zone);
  if (!geometry.is_zoned() || !permits(geometry, event.kind, before.zs)) return std::nullopt;
  const bool holds_something =
      before.wp != geometry.zslba(event.zone) || (before.za & za::kDescriptorExtensionValid) != 0;
  Zone after = before;
  after.zs = destination(event.kind, holds_something);
  after.za = attributes_in(after.zs, before.za);
  if (event.kind == EventKind::Excursion) after.za |= za::kFinishedByController;  // ZNS-ATTR-005
  Effect effect;
  if (event.kind == EventKind::Renew) {
    after.wp = geometry.zslba(event.zone);
    after.zai = 0;
    if (state.remembers_blocks()) effect.media.push_back({.zone = event.zone, .dropped = state.media(event.zone)});
  }
  if (!is_descriptor_extension_kept(after.zs) && state.extension(event.zone))
    effect.extensions.push_back({.zone = event.zone, .before = state.extension(event.zone), .after = nullptr});
  effect.change(event.zone, before, after);
  return effect;
}

std::optional<Effect> recommend(const State& state, ZoneId zone, std::uint8_t za) {
  constexpr std::uint8_t kBoth = za::kFinishRecommended | za::kResetRecommended;
  const Zone& before = state.zone(zone);
  const bool suits = ((za & za::kResetRecommended) == 0 || before.zs == ZoneState::Full) &&
                     ((za & za::kFinishRecommended) == 0 || is_active(before.zs));
  Zone after = before;
  after.za = static_cast<std::uint8_t>((before.za & ~kBoth) | (za & kBoth));
  if (!suits || after.za == before.za) return std::nullopt;
  Effect effect;
  effect.change(zone, before, after);
  return effect;
}

}  // namespace zns
