// What a reset leaves to be believed of the zones, and what of it is undecided until a report, a read or a command
// shows it.
#include "reference/device/restart.hpp"

#include <algorithm>

#include "reference/device/namespace/transition.hpp"
#include "reference/oracle/belief/belief.hpp"
#include "reference/oracle/observed_choices.hpp"
#include "reference/spec/footprint.hpp"

namespace zns {
namespace {

bool has_extension(const Zone& zone) {
  return (zone.za & za::kDescriptorExtensionValid) != 0;
}

// Where the blocks of a zone end that it holds, or may hold.
std::uint64_t end_of_blocks(const Geometry& geometry, ZoneId zone, const State& state) {
  const SharedBlocks& media = state.media(zone);
  return geometry.zslba(zone) + (media ? media->blocks() : 0);
}

}  // namespace

// ---- the reset ------------------------------------------------------------------------------------------------------

void Belief::restart(Reset kind) {
  ZNS_ASSERT(!is_on_trial());
  last_reset_ = kind;
  since_reset_.assign(state_.zones(), {});
  const bool initializes = kind != Reset::Controller;
  if (initializes) {
    unknowns_.forget_zones_seen();
    unknowns_.forget_places();
    unknowns_.refused_to_open_all = false;
  }
  for (ZoneId zone = 0; zone < state_.zones(); ++zone) restart_zone(kind, zone);
  if (initializes) cache_.commit();
}

// The belief becomes the most that may be left; what may be missing of it is the survivor.
void Belief::restart_zone(Reset kind, ZoneId zone) {
  const Zone before = state_.zone(zone);
  since_reset_[zone].written = end_of_blocks(geometry_, zone, state_);
  const bool initializes = kind != Reset::Controller;
  const bool loses = kind == Reset::PowerCycle && geometry_.write_cache;
  const bool others_may_go_on = kind == Reset::Shutdown && geometry_.several_controllers;  // ZNS-RST-008
  const Doubt* doubted = doubt(zone);
  const bool maybe_explicit = doubted != nullptr && doubted->maybe_explicit;
  if (initializes && doubted != nullptr && !doubted->anything) resolve(zone);

  Survivor survivor{.zone = zone, .by = kind, .wp_min = before.wp};
  bool was_active = is_active(before.zs);
  if (const Survivor* earlier = find_survivor(zone)) {
    survivor = *earlier;
    const bool still_by_it = earlier->maybe_full || (earlier->other && kind == Reset::Controller);
    if (!still_by_it || kind == Reset::PowerCycle) survivor.by = kind;
    was_active = was_active || may_be_active(*earlier);
  }
  ObservedChoices choices{kSuccess};
  if (auto effect = zns::restart(geometry_, state_, WriteCache{}, kind, zone, choices)) change(*effect);
  if (initializes && was_active) survivor.maybe_full = true;
  if (loses) {
    survivor.wp_min = std::min(survivor.wp_min, cache_.durable_end(zone, before.wp));
    if (const auto* undone = cache_.before_actions(zone)) survivor.undone = *undone;
    for (const LbaRange& blocks : cache_.blocks(zone)) maybe_lost_.push_back(blocks);
  }
  if (initializes) survivor.is_active = false;
  if (initializes && !others_may_go_on) survivor.other.reset();
  if (others_may_go_on && state_.zone(zone) != before) {
    const bool was_explicit = survivor.other && survivor.other->zs == ZoneState::ExplicitlyOpened;
    survivor.maybe_explicit = survivor.maybe_explicit || maybe_explicit || was_explicit;
    survivor.other = before;
  }
  if (kind == Reset::Controller && is_active(before.zs)) {
    const Zone other = initialized(geometry_, zone, before);
    const bool shows = before.zs == ZoneState::ExplicitlyOpened || other.zs == ZoneState::Empty;
    if (shows && !survivor.other) survivor.other = other;
  }
  forget_survivor(zone);
  if (!is_in_doubt(zone) && leaves_something_open(survivor)) unknowns_.survivors.push_back(std::move(survivor));
}

bool Belief::leaves_something_open(const Survivor& survivor) const {
  return survivor.maybe_full || survivor.other || survivor.undone || may_have_moved_back(survivor, survivor.wp_min);
}

const Survivor* Belief::find_survivor(ZoneId zone) const {
  const auto& all = unknowns_.survivors;
  const auto found = std::find_if(all.begin(), all.end(), [=](const Survivor& each) { return each.zone == zone; });
  return found == all.end() ? nullptr : &*found;
}

void Belief::forget_survivor(ZoneId zone) {
  auto& all = unknowns_.survivors;
  all.erase(std::remove_if(all.begin(), all.end(), [=](const Survivor& each) { return each.zone == zone; }), all.end());
}

// Nothing is known any more of the zone, nor what blocks it has that power may have taken.
void Belief::give_up_survivor(ZoneId zone) {
  if (find_survivor(zone) == nullptr) return;
  forget_survivor(zone);
  if (state_.media(zone)) forget_blocks(zone, state_.media(zone)->blocks());
}

// ---- what else may be left of a zone --------------------------------------------------------------------------------

// A zone that was filled may be writable again; one that was finished, failed or is gone may not.
bool Belief::may_have_moved_back(const Survivor& survivor, std::uint64_t wp) const {
  const Zone& believed = state_.zone(survivor.zone);
  const bool filled = believed.zs == ZoneState::Full && believed.wp == geometry_.zslba(survivor.zone) + believed.zcap;
  return (is_writable(believed.zs) || filled) && wp >= survivor.wp_min && wp < believed.wp;
}

bool Belief::may_be_empty(const Survivor& survivor) const {
  const std::uint64_t zslba = geometry_.zslba(survivor.zone);
  const bool other = survivor.other && survivor.other->zs == ZoneState::Empty;
  return other ||
         (!survivor.is_active && may_have_moved_back(survivor, zslba) && !has_extension(state_.zone(survivor.zone)));
}

bool Belief::may_be_active(const Survivor& survivor) const {
  const Zone& believed = state_.zone(survivor.zone);
  const bool reopened = may_have_moved_back(survivor, survivor.wp_min);
  return is_active(believed.zs) || reopened || (survivor.other && is_active(survivor.other->zs)) ||
         (survivor.undone && is_active(survivor.undone->zone.zs));
}

Effect Belief::supposed(const Survival& survival) const {
  const Zone& believed = state_.zone(survival.zone);
  Zone after = believed;
  Effect effect;
  switch (survival.kind) {
    case Survival::Kind::Full:
      after.zs = ZoneState::Full;
      after.za = attributes_in(after.zs, after.za);
      break;
    case Survival::Kind::MovedBack:
      after.wp = survival.wp;
      if (!find_survivor(survival.zone)->is_active) after = initialized(geometry_, survival.zone, after);
      lose_blocks(
          state_, survival.zone, survival.wp - geometry_.zslba(survival.zone), [](std::uint64_t) { return false; },
          effect);
      break;
    case Survival::Kind::Other:
      after = find_survivor(survival.zone)->other.value_or(believed);
      break;
  }
  effect.change(survival.zone, believed, after);
  return effect;
}

void Belief::now_shown(const Survival& survival, Notes notes) {
  auto& all = unknowns_.survivors;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Survivor& each) { return each.zone == survival.zone; });
  if (found == all.end()) return;
  switch (survival.kind) {
    case Survival::Kind::Full:
      if (survival.by == Reset::PowerCycle) notes.use(Freedom::FullAtPowerLoss);
      all.erase(found);
      return;
    case Survival::Kind::MovedBack:
      notes.use(Freedom::CacheLoss);
      found->wp_min = std::min(found->wp_min, survival.wp);
      return;
    case Survival::Kind::Other:
      if (survival.by == Reset::Shutdown) notes.use(Freedom::OneOfSeveralShutdowns);
      found->other.reset();
      return;
  }
}

// ---- what shows it --------------------------------------------------------------------------------------------------

// A command that succeeded, and what the zone was before it is decided as far as it can be.
void Belief::settle_survivor(const Command& command, ZoneId zone) {
  auto& all = unknowns_.survivors;
  const auto found = std::find_if(all.begin(), all.end(), [=](const Survivor& each) { return each.zone == zone; });
  if (found == all.end() || !footprint(command).changes_zones()) return;
  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
  const bool opens_or_closes =
      send != nullptr && (send->zsa == ZoneSendAction::Open || send->zsa == ZoneSendAction::Close);
  found->maybe_full = false;
  found->undone.reset();
  const bool is_full = state_.zone(zone).zs == ZoneState::Full;
  if (send != nullptr || is_full) found->other.reset();
  if (found->other) {
    found->other->wp = state_.zone(zone).wp;
    if (!is_open(found->other->zs)) found->other->zs = ZoneState::ImplicitlyOpened;
  }
  found->is_active = true;
  if (!opens_or_closes) found->wp_min = state_.zone(zone).wp;
  if (!leaves_something_open(*found)) all.erase(found);
}

// Select All, which succeeded: some zones that may be Empty, or writable again, may be in another state now.
void Belief::settle_survivors(const ZoneManagementSend& send) {
  if (unknowns_.survivors.empty()) return;
  if (send.zsa == ZoneSendAction::Reset) return unknowns_.survivors.clear();
  if (send.zsa == ZoneSendAction::Offline) return;
  const std::vector<Survivor> all = unknowns_.survivors;
  for (const Survivor& survivor : all) {
    const Zone& believed = state_.zone(survivor.zone);
    const bool moved = survivor.wp_min != believed.wp || survivor.other || survivor.undone;
    if (moved && (send.zsa != ZoneSendAction::Close || survivor.other)) {
      give_up_survivor(survivor.zone);
      make_doubt(survivor.zone).anything = true;
    } else if (send.zsa == ZoneSendAction::Finish && believed.zs == ZoneState::Full) {
      forget_survivor(survivor.zone);
    }
  }
}

void Belief::settle_survivors_after(const Command& command) {
  if (unknowns_.survivors.empty()) return;
  if (const std::optional<ZoneId> zone = named_zone(command)) settle_survivor(command, *zone);
  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
  if (send != nullptr && send->select_all) settle_survivors(*send);
}

// The belief becomes what a report says of the zone, as far as the reset leaves that open.
std::optional<Survival> Belief::follow(ZoneId zone, const ZoneDescriptor& seen, Notes notes) {
  const Survivor* found = find_survivor(zone);
  if (found == nullptr) return std::nullopt;
  const Survivor survivor = *found;
  const Zone& believed = state_.zone(zone);
  std::optional<Survival> shown;
  const auto is_other = [&] {
    if (!survivor.other || seen.zs == believed.zs) return false;
    const ZoneState zs = survivor.other->zs;
    return seen.zs == zs || (zs == ZoneState::ImplicitlyOpened && seen.zs == ZoneState::Closed) ||
           (survivor.maybe_explicit && seen.zs == ZoneState::ExplicitlyOpened);
  };
  const bool is_back = is_writable(seen.zs) && may_have_moved_back(survivor, seen.wp);
  const Survival moved_back{.kind = Survival::Kind::MovedBack, .zone = zone, .by = survivor.by, .wp = seen.wp};
  if (seen.zs == ZoneState::Full && survivor.maybe_full && believed.zs != ZoneState::Full)
    shown = {.kind = Survival::Kind::Full, .zone = zone, .by = survivor.by};
  else if (is_other())
    shown = {.kind = Survival::Kind::Other, .zone = zone, .by = survivor.by};
  else if (is_back)
    shown = moved_back;
  if (is_back && shown->kind != Survival::Kind::Full) {
    Effect effect = supposed(moved_back);
    change(effect);
  }
  if (shown && shown->kind != Survival::Kind::MovedBack) {
    Effect effect = supposed(*shown);
    Zone& after = effect.zones[0].after;
    if (is_back) after.wp = seen.wp;
    if (is_open(seen.zs)) after.zs = seen.zs;
    change(effect);
  }
  if (shown) now_shown(*shown, notes);
  forget_survivor(zone);
  return shown;
}

bool Belief::is_maybe_lost(std::uint64_t lba) const {
  return std::any_of(maybe_lost_.begin(), maybe_lost_.end(), [=](const LbaRange& range) { return range.holds(lba); });
}

// A block was read that power may have taken: from now on it stays as it was read.
void Belief::settle_block(std::uint64_t lba) {
  if (is_on_trial()) return;
  std::vector<LbaRange> left;
  for (const LbaRange& range : maybe_lost_) {
    if (!range.holds(lba)) {
      left.push_back(range);
      continue;
    }
    if (lba > range.first) left.push_back({range.first, lba - range.first});
    if (lba + 1 < range.end()) left.push_back({lba + 1, range.end() - lba - 1});
  }
  maybe_lost_ = std::move(left);
}

void Belief::settle_lost_blocks(const std::vector<std::uint64_t>& lbas) {
  if (is_on_trial() || lbas.empty()) return;
  const auto first = static_cast<ZoneId>(lbas.front() / geometry_.zsze);
  const auto last = static_cast<ZoneId>(lbas.back() / geometry_.zsze);
  for (ZoneId zone = first; zone <= last; ++zone) {
    if (!state_.media(zone)) continue;
    Effect effect;
    const std::uint64_t zslba = geometry_.zslba(zone);
    const auto is_lost = [&](std::uint64_t block) {
      return std::binary_search(lbas.begin(), lbas.end(), zslba + block);
    };
    lose_blocks(state_, zone, state_.media(zone)->blocks(), is_lost, effect);
    change(effect);
  }
}

// ---- what follows from commands -------------------------------------------------------------------------------------

// Blocks behind a write pointer that went back are gone, whoever wrote them.
void Belief::forget_resets(const Effect& effect) {
  for (std::size_t i = 0; i < effect.zones.size(); ++i) {
    const ZoneChange& change = effect.zones[i];
    if (change.after.wp >= change.before.wp) continue;
    std::uint64_t& written = since_reset_[change.zone].written;
    written = std::min(written, change.after.wp);
    std::vector<LbaRange> left;
    for (LbaRange range : maybe_lost_) {
      if (range.first / geometry_.zsze == change.zone)
        range.count = range.first >= change.after.wp ? 0 : std::min(range.count, change.after.wp - range.first);
      if (range.count != 0) left.push_back(range);
    }
    maybe_lost_ = std::move(left);
  }
}

// What a reset left of the zone, for an oracle of that zone alone.
void Belief::take_survivor_alone(ZoneId zone, Belief& alone) const {
  if (since_reset_.empty()) return;
  const std::uint64_t zslba = geometry_.zslba(zone);
  alone.last_reset_ = last_reset_;
  alone.since_reset_ = {{since_reset_[zone].written - zslba, since_reset_[zone].reported}};
  for (const LbaRange& range : maybe_lost_)
    if (range.first / geometry_.zsze == zone) alone.maybe_lost_.push_back({range.first - zslba, range.count});
  const Survivor* found = find_survivor(zone);
  if (found == nullptr) return;
  Survivor survivor = *found;
  survivor.zone = 0;
  survivor.wp_min -= zslba;
  if (survivor.other) survivor.other->wp -= zslba;
  if (survivor.undone) {
    survivor.undone->zone.wp -= zslba;
    survivor.undone->durable_end -= zslba;
  }
  alone.unknowns_.survivors = {survivor};
}

// ---- since the reset ------------------------------------------------------------------------------------------------

bool Belief::is_from_before_reset(std::uint64_t lba) const {
  return !since_reset_.empty() && lba < since_reset_[static_cast<ZoneId>(lba / geometry_.zsze)].written;
}

bool Belief::is_unreported_since_reset(ZoneId zone) const {
  return !since_reset_.empty() && !since_reset_[zone].reported;
}

void Belief::now_reported(ZoneId zone) {
  if (!is_on_trial()) since_reset_[zone].reported = true;
}

}  // namespace zns
