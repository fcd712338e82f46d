#include "reference/mutants/restart_effects.hpp"

#include "reference/device/restart.hpp"
#include "reference/mutants/effects.hpp"

namespace zns::mutants {

Effect& begun(std::optional<Effect>& effect) {
  if (!effect) effect.emplace();
  return *effect;
}

Zone zone_after(const RestartSituation& s, std::optional<Effect>& effect) {
  const ZoneChange* change = effect ? change_of(*effect, s.zone) : nullptr;
  return change != nullptr ? change->after : s.state.zone(s.zone);
}

void set(const RestartSituation& s, std::optional<Effect>& effect, const Zone& after) {
  Effect& changed = begun(effect);
  if (ZoneChange* change = change_of(changed, s.zone))
    change->after = after;
  else
    changed.change(s.zone, s.state.zone(s.zone), after);
}

void drop_data(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.state.media(s.zone)) begun(effect).media.push_back({.zone = s.zone, .dropped = s.state.media(s.zone)});
}

void drop_extension(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.state.extension(s.zone))
    begun(effect).extensions.push_back({.zone = s.zone, .before = s.state.extension(s.zone)});
}

void keep_blocks(const RestartSituation& s, std::optional<Effect>& effect, std::uint64_t blocks,
                 const std::function<bool(std::uint64_t block)>& is_lost) {
  Effect& changed = begun(effect);
  changed.media = {};
  lose_blocks(s.state, s.zone, blocks, is_lost, changed);
}

void move_back(const RestartSituation& s, std::optional<Effect>& effect, std::uint64_t blocks) {
  Zone after = zone_after(s, effect);
  after.wp = s.geometry.zslba(s.zone) + blocks;
  set(s, effect, initialized(s.geometry, s.zone, after));
  keep_blocks(s, effect, blocks, [](std::uint64_t) { return false; });
}

}  // namespace zns::mutants
