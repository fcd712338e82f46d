#include "reference/mutants/effects.hpp"

#include <algorithm>

#include "reference/device/namespace/transition.hpp"
#include "reference/spec/footprint.hpp"

namespace zns::mutants {
namespace {

// The changes of a list that are not about `zone`.
template <class List>
List without(List& list, ZoneId zone) {
  List kept;
  for (std::size_t i = 0; i < list.size(); ++i)
    if (list[i].zone != zone) kept.push_back(std::move(list[i]));
  return kept;
}

}  // namespace

std::optional<ZoneId> named_zone(const Situation& situation) {
  const Command& command = situation.command;
  if (command.queue != Queue::Io || command.nsid != situation.geometry.nsid || command.fuse != Fuse::Normal)
    return std::nullopt;
  const Footprint named = footprint(command);
  if (!named.is_of_a_zone() || named.slba >= situation.geometry.nsze()) return std::nullopt;
  return static_cast<ZoneId>(named.slba / situation.geometry.zsze);
}

const Zone* zone_named(const Situation& situation) {
  const auto id = named_zone(situation);
  return id ? &situation.state.zone(*id) : nullptr;
}

std::optional<Blocks> blocks_written(const Situation& situation) {
  const auto id = named_zone(situation);
  if (!id) return std::nullopt;
  const Footprint named = footprint(situation.command);
  if (!named.writes()) return std::nullopt;
  return Blocks{*id, named.does == Does::Append ? situation.state.zone(*id).wp : named.slba, named.blocks,
                named.carries_blocks() ? BlockMap::Content::Payload : BlockMap::Content::Zeroes};
}

std::uint64_t byte_count(const Situation& situation) {
  return footprint(situation.command).blocks * situation.geometry.lba_bytes;
}

bool is_sent(const Situation& situation, ZoneSendAction zsa) {
  const auto* send = sent<ZoneManagementSend>(situation);
  return send != nullptr && send->zsa == zsa;
}

bool is_sent_to_all(const Situation& situation, ZoneSendAction zsa) {
  return is_sent(situation, zsa) && sent<ZoneManagementSend>(situation)->select_all;
}

void refuse(Effect& effect, Status status) {
  const Faults faults = effect.faults;
  effect = aborted(status, faults);
}

void start_over(Effect& effect) {
  effect = {};
}

ZoneChange* change_of(Effect& effect, ZoneId zone) {
  for (std::size_t i = 0; i < effect.zones.size(); ++i)
    if (effect.zones[i].zone == zone) return &effect.zones[i];
  return nullptr;
}

Zone after(const Situation& situation, const Effect& effect, ZoneId zone) {
  for (std::size_t i = 0; i < effect.zones.size(); ++i)
    if (effect.zones[i].zone == zone) return effect.zones[i].after;
  return situation.state.zone(zone);
}

void set_zone(const Situation& situation, Effect& effect, ZoneId zone, const Zone& after) {
  if (ZoneChange* change = change_of(effect, zone))
    change->after = after;
  else
    effect.change(zone, situation.state.zone(zone), after);
}

void spare(Effect& effect, ZoneId zone) {
  effect.zones = without(effect.zones, zone);
  effect.media = without(effect.media, zone);
  effect.extensions = without(effect.extensions, zone);
}

void move(const Situation& situation, Effect& effect, ZoneId zone, ZoneState to) {
  spare(effect, zone);
  Zone after = situation.state.zone(zone);
  after.zs = to;
  after.za = attributes_in(to, after.za);
  if (to == ZoneState::Empty) {
    after.wp = situation.geometry.zslba(zone);
    after.zai = 0;
    if (situation.state.remembers_blocks() && situation.state.media(zone))
      effect.media.push_back({.zone = zone, .dropped = situation.state.media(zone)});
  }
  if (!is_descriptor_extension_kept(to) && situation.state.extension(zone))
    effect.extensions.push_back({.zone = zone, .before = situation.state.extension(zone)});
  set_zone(situation, effect, zone, after);
}

void write_anyway(const Situation& situation, Effect& effect, const Blocks& blocks) {
  const Geometry& geometry = situation.geometry;
  const State& state = situation.state;
  start_over(effect);
  const std::uint64_t first = blocks.lba - geometry.zslba(blocks.zone);
  if (first >= geometry.zsze) return;
  const std::uint64_t count = std::min(blocks.count, geometry.zsze - first);
  Zone after = state.zone(blocks.zone);
  after.wp = blocks.lba + count;
  if (after.zs != ZoneState::ExplicitlyOpened) after.zs = ZoneState::ImplicitlyOpened;
  if (first + count >= after.zcap) after.zs = ZoneState::Full;
  after.za = attributes_in(after.zs, after.za);
  set_zone(situation, effect, blocks.zone, after);
  if (!state.remembers_blocks()) return;
  const bool payload = blocks.content == BlockMap::Content::Payload;
  const std::size_t bytes = static_cast<std::size_t>(count) * state.block_bytes();
  effect.media.push_back({.zone = blocks.zone,
                          .first = first,
                          .count = count,
                          .content = blocks.content,
                          .payload = payload ? situation.data.first(bytes) : std::span<const std::byte>{}});
  if (sent<ZoneAppend>(situation) != nullptr) effect.result = blocks.lba;
}

void copy_blocks(const SharedBlocks& media, std::uint64_t from, std::uint64_t to, ZoneId zone, std::uint64_t first,
                 Effect& effect) {
  if (from < to)
    effect.media.push_back({.zone = zone, .first = first, .count = to - from, .source = media, .source_block = from});
}

}  // namespace zns::mutants
