#include "reference/device/restart.hpp"

#include <algorithm>

#include "reference/device/namespace/transition.hpp"

namespace zns {
namespace {

// Where writing stopped is the end of a zone that was filled, and not of one that was finished.
bool is_filled(const Geometry& geometry, ZoneId zone, const Zone& now) {
  return now.zs == ZoneState::Full && now.wp == geometry.zslba(zone) + now.zcap;
}

}  // namespace

Zone initialized(const Geometry& geometry, ZoneId zone, Zone before) {
  const bool holds_something = before.wp != geometry.zslba(zone) || (before.za & za::kDescriptorExtensionValid) != 0;
  before.zs = holds_something ? ZoneState::Closed : ZoneState::Empty;
  before.za = attributes_in(before.zs, before.za);
  if (!holds_something) before.zai = 0;
  return before;
}

void lose_blocks(const State& state, ZoneId zone, std::uint64_t blocks,
                 const std::function<bool(std::uint64_t block)>& is_lost, Effect& effect) {
  const SharedBlocks& media = state.remembers_blocks() ? state.media(zone) : nullptr;
  if (!media) return;
  effect.media.push_back({.zone = zone, .dropped = media});
  const std::uint64_t end = std::min(blocks, media->blocks());
  for (std::uint64_t first = 0, next = 0; first < end; first = next) {
    const bool lost = is_lost(first);
    for (next = first + 1; next < end && is_lost(next) == lost;) ++next;
    if (lost)
      effect.media.push_back(
          {.zone = zone, .first = first, .count = next - first, .content = BlockMap::Content::Unwritten});
    else
      effect.media.push_back(
          {.zone = zone, .first = first, .count = next - first, .source = media, .source_block = first});
  }
}

std::optional<Effect> restart(const Geometry& geometry, const State& state, const WriteCache& cache, Reset kind,
                              ZoneId zone, Choices& choices) {
  if (kind == Reset::Controller) return std::nullopt;  // REG-016, ZNS-RST-007
  const Zone& before = state.zone(zone);
  const std::uint64_t zslba = geometry.zslba(zone);
  const auto cached = kind == Reset::PowerCycle ? cache.blocks(zone) : std::span<const LbaRange>{};
  Effect effect;
  Zone after = before;
  if (!cached.empty()) {  // ZNS-RST-014, ZNS-RST-057
    const bool has_room = !geometry.max_active || state.active() < *geometry.max_active;
    const bool moves = is_active(before.zs) || (is_filled(geometry, zone, before) && has_room);
    if (moves) after.wp = choices.surviving_write_pointer(cache.durable_end(zone, before.wp), before.wp);
    const auto is_lost = [&](std::uint64_t block) {
      const auto holds = [=](const LbaRange& range) { return range.holds(zslba + block); };
      return std::any_of(cached.begin(), cached.end(), holds) && !choices.survives(zslba + block);
    };
    lose_blocks(state, zone, after.wp - zslba, is_lost, effect);
  }
  const bool is_less = after.wp != before.wp;
  if (is_active(before.zs) || is_less) after = initialized(geometry, zone, after);
  if (kind == Reset::PowerCycle && is_active(before.zs) && choices.full_at_power_loss(zone, before)) {
    after.zs = ZoneState::Full;  // ZNS-RST-004
    after.za = attributes_in(after.zs, before.za);
  }
  if (after != before) effect.change(zone, before, after);
  if (effect.zones.empty() && effect.media.empty()) return std::nullopt;
  return effect;
}

}  // namespace zns
