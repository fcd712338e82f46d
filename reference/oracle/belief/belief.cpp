#include "reference/oracle/belief/belief.hpp"

#include <algorithm>

#include "reference/device/commands/zone_resources.hpp"
#include "reference/device/namespace/transition.hpp"
#include "reference/device/step.hpp"
#include "reference/oracle/belief/journal.hpp"
#include "reference/oracle/digest.hpp"
#include "reference/spec/footprint.hpp"

namespace zns {

Belief::Belief(const Geometry& geometry) : geometry_{geometry}, state_{geometry, {.bytes = kDigestBytes}} {}

Belief Belief::alone(ZoneId zone) const {
  Geometry one = geometry_;
  one.zones = 1;
  one.max_active = one.max_open = std::nullopt;
  Belief alone{one};
  alone.state_ = state_.alone(zone, geometry_);
  alone.unknowns_.lost = unknowns_.lost;
  alone.append_seen_ = append_seen_;
  for (Doubt doubt : unknowns_.doubts) {
    if (doubt.zone != zone) continue;
    doubt.zone = 0;
    doubt.wp_max -= geometry_.zslba(zone);
    alone.unknowns_.doubts = {doubt};
  }
  // What is owed is of several zones.
  const auto& [owed, passed_over, said, closed, not_seen_full] = unknowns_.unseen;
  for (PassedOver each : passed_over) {
    if (each.zone != zone) continue;
    each.zone = 0;
    each.before.wp -= geometry_.zslba(zone);
    alone.unknowns_.unseen.passed_over = {each};
  }
  if (std::find(said.begin(), said.end(), zone) != said.end()) alone.unknowns_.unseen.said = {0};
  if (std::find(not_seen_full.begin(), not_seen_full.end(), zone) != not_seen_full.end())
    alone.unknowns_.unseen.not_seen_full = {0};
  take_survivor_alone(zone, alone);
  return alone;
}

std::optional<ZoneId> Belief::named_zone(const Command& command) const {
  if (command.queue != Queue::Io || command.nsid != geometry_.nsid) return std::nullopt;
  const Footprint named = footprint(command);
  if (!named.is_of_a_zone() || named.slba >= geometry_.nsze()) return std::nullopt;
  return static_cast<ZoneId>(named.slba / geometry_.zsze);
}

ZoneId Belief::last_zone(const Command& command, ZoneId first) const {
  const auto* read = std::get_if<Read>(&command.body);
  if (read == nullptr) return first;
  const std::uint64_t blocks = std::min(read->nlb.count(), geometry_.nsze() - read->slba);
  return static_cast<ZoneId>((read->slba + blocks - 1) / geometry_.zsze);
}

// ---- the state ------------------------------------------------------------------------------------------------------

void Belief::suppose(Effect& effect) {
  apply(state_, effect);
}

void Belief::take_back(const Effect& effect) {
  undo(state_, effect);
}

void Belief::keep(const Effect& effect) {
  if (journal_ != nullptr)
    journal_->record(effect);
  else if (!since_reset_.empty())
    forget_resets(effect);
}

void Belief::change(Effect& effect) {
  suppose(effect);
  keep(effect);
}

void Belief::replace(ZoneId zone, const Zone& after) {
  Effect effect;
  effect.change(zone, state_.zone(zone), after);
  change(effect);
}

void Belief::note(Event event) {
  auto effect = background(geometry_, state_, event);
  if (!effect) return;
  change(*effect);
  resolve(event.zone);
  forget_survivor(event.zone);
  if (event.kind == EventKind::Renew) cache_.forget(event.zone);
  // It may have been Full already, unseen, and is then no zone to be initialized.
  if (event.kind == EventKind::Initialize && geometry_.active_excursions) make_doubt(event.zone).anything = true;
  unknowns_.forget_zones_seen();
}

void Belief::adopt(ZoneId zone, const ZoneDescriptor& seen, std::span<const std::byte> extension, Notes notes) {
  const std::uint64_t zslba = geometry_.zslba(zone);
  const Zone before = state_.zone(zone);
  Zone after{.wp = zslba, .zcap = seen.zcap, .zs = seen.zs, .za = seen.za, .zai = seen.zai};
  const std::uint64_t cap = zslba + std::min(seen.zcap, geometry_.zsze);
  if (is_writable(seen.zs)) after.wp = std::clamp(seen.wp, zslba, cap);
  if (!is_writable(seen.zs)) after.wp = cap;
  if (column(seen.zs) == kZoneStateCount) after.zs = before.zs;  // no state at all: keep what was believed
  const bool kept = after.wp == before.wp && is_writable(after.zs);
  if (geometry_.variable_capacity && after.zcap != before.zcap) notes.use(Freedom::CapacityChange);

  Effect effect;
  effect.change(zone, before, after);
  if (!kept) {  // what the blocks hold is not known any more
    if (state_.media(zone)) effect.media.push_back({.zone = zone, .dropped = state_.media(zone)});
    if (after.wp != zslba)
      effect.media.push_back({.zone = zone, .count = after.wp - zslba, .content = BlockMap::Content::Unknown});
  }
  const bool valid = (seen.za & za::kDescriptorExtensionValid) != 0;
  if (geometry_.zdes != 0 && (!valid || !extension.empty())) {
    auto bytes = valid ? std::make_shared<const Extension>(extension.begin(), extension.end()) : nullptr;
    effect.extensions.push_back({.zone = zone, .before = state_.extension(zone), .after = std::move(bytes)});
  }
  change(effect);
  resolve(zone);
  settle_said(zone);
  if (seen.zs == ZoneState::ReadOnly || seen.zs == ZoneState::Offline)
    has_failed(zone, before.zs);
  else
    works(zone);
  forget_survivor(zone);
  if (is_on_trial()) return;
  if (!since_reset_.empty()) since_reset_[zone].reported = true;
  if (!geometry_.write_cache) return;
  cache_.forget(zone);  // whether it is durable what was found there, nobody knows
  cache_.add(zone, {zslba, after.wp - zslba});
}

void Belief::believe(Believed belief) {
  ZNS_ASSERT(!is_on_trial() && belief.state.block_bytes() == kDigestBytes);
  state_ = std::move(belief.state);
  unknowns_ = std::move(belief.unknowns);
}

void Belief::put_into_cache(const Command& command, const Effect& effect) {
  if (geometry_.write_cache && !is_on_trial()) cache_.carried_out(command, effect);
}

void Belief::learn_that_append_is_absent() {
  if (!is_on_trial()) geometry_.append = false;
}

void Belief::learn_that_append_is_present() {
  if (!is_on_trial()) append_seen_ = true;
}

// ---- journal --------------------------------------------------------------------------------------------------------

void Belief::begin_trial(Journal& journal) {
  ZNS_ASSERT(!is_on_trial());
  journal_ = &journal;
}

void Belief::go_back(std::size_t effects, const Unknowns& unknowns) {
  journal_->rewind(state_, effects);
  unknowns_ = unknowns;
}

}  // namespace zns
