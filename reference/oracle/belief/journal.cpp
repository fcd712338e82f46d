#include "reference/oracle/belief/journal.hpp"

#include <algorithm>
#include <array>

#include "reference/oracle/digest.hpp"
#include "reference/spec/mix.hpp"

namespace zns {
namespace {

constexpr std::uint64_t kZonesFrom = 1ULL << 40;  // keeps the numbers of what is hashed apart
constexpr std::uint64_t kContentsFrom = 2ULL << 40;
constexpr std::uint64_t kExtensionsFrom = 3ULL << 40;
constexpr std::uint64_t kPlacesFrom = 6ULL << 40;
constexpr std::uint64_t kPassedOverFrom = 8ULL << 40;
constexpr std::uint64_t kSaidFrom = 9ULL << 40;
constexpr std::uint64_t kSurvivorsFrom = 10ULL << 40;
constexpr std::uint64_t kNotSeenFullFrom = 11ULL << 40;

std::uint64_t key_of(ZoneId id, const Zone& zone) {
  const std::uint64_t fields = static_cast<std::uint64_t>(zone.zs) << 16 | std::uint64_t{zone.za} << 8 | zone.zai;
  return mix(mix(mix(kZonesFrom + id) ^ zone.wp) ^ mix(zone.zcap) ^ fields);
}

std::uint64_t key_of(ZoneId id, const SharedExtension& extension) {
  return extension ? mix(mix(kExtensionsFrom + id) ^ digest(*extension)) : 0;
}

std::uint64_t key_of(std::uint64_t block, BlockMap::Content content, std::span<const std::byte> payload) {
  return mix(mix(block << 2 | static_cast<std::uint64_t>(content)) ^ (payload.empty() ? 0 : digest(payload)));
}

std::uint64_t key_of(std::uint64_t block, const BlockMap::Block& held) {
  std::array<std::byte, kDigestBytes> payload{};
  if (held.content != BlockMap::Content::Payload) return key_of(block, held.content, {});
  held.bytes(payload);
  return key_of(block, held.content, payload);
}

// What is written, one by one, and what was there instead.
std::uint64_t key_of_blocks(const BlockChange& change) {
  std::uint64_t key = 0;
  for (std::uint64_t i = 0; i < change.count; ++i) {
    const std::uint64_t block = change.first + i;
    if (change.over && i < change.over->blocks()) key ^= key_of(block, change.over->at(i));
    if (change.source)
      key ^= key_of(block, change.source->at(change.source_block + i));
    else if (change.payload.empty())
      key ^= key_of(block, change.content, {});
    else
      key ^= key_of(block, change.content,
                    change.payload.subspan(static_cast<std::size_t>(i) * kDigestBytes, kDigestBytes));
  }
  return key;
}

std::uint64_t key_of(const Places& places) {
  return mix(kPlacesFrom + places.free) + (places.opened_last ? mix(kPlacesFrom ^ mix(*places.opened_last)) : 0);
}

std::uint64_t key_of(const PassedOver& zone) {
  return mix(kPassedOverFrom ^ key_of(zone.zone, zone.before));
}

std::uint64_t key_of(const Survivor& survivor) {
  const std::uint64_t flags = (survivor.maybe_full ? 1 : 0) + (survivor.undone ? 2 : 0);
  const std::uint64_t other = survivor.other ? key_of(survivor.zone, *survivor.other) : 0;
  return mix(mix(kSurvivorsFrom + survivor.zone) ^ survivor.wp_min << 2 ^ flags) ^ other;
}

std::uint64_t key_of_all(const std::vector<ZoneId>& zones, std::uint64_t which) {
  std::uint64_t key = 0;
  for (const ZoneId id : zones) key += mix(which ^ mix(id));  // in any order
  return key;
}

}  // namespace

Journal::Journal(const State& start) : contents_(start.zones()) {
  for (ZoneId id = 0; id < start.zones(); ++id)
    if (start.media(id) && start.media(id)->blocks() != 0) contents_[id] = mix(kContentsFrom + id);
}

void Journal::record(const Effect& effect) {
  if (effect.zones.empty() && effect.media.empty() && effect.extensions.empty()) return;
  entries_.push_back({effect, key_, old_contents_.size()});
  for (std::size_t i = 0; i < effect.zones.size(); ++i) {
    const ZoneChange& change = effect.zones[i];
    key_ ^= key_of(change.zone, change.before) ^ key_of(change.zone, change.after);
  }
  for (std::size_t i = 0; i < effect.extensions.size(); ++i) {
    const ExtensionChange& change = effect.extensions[i];
    key_ ^= key_of(change.zone, change.before) ^ key_of(change.zone, change.after);
  }
  for (std::size_t i = 0; i < effect.media.size(); ++i) record_media(effect.media[i]);
}

void Journal::record_media(const BlockChange& change) {
  std::uint64_t& contents = contents_[change.zone];
  old_contents_.emplace_back(change.zone, contents);
  const std::uint64_t which = mix(kContentsFrom + change.zone);
  key_ ^= mix(which ^ contents);
  if (change.count == 0)
    contents = 0;
  else if (change.source || change.over || !change.payload.empty())
    contents ^= key_of_blocks(change);
  else  // all blocks alike, as many as they are, behind the others
    contents ^= key_of((change.first + change.count) << 20 ^ change.count, change.content, {});
  key_ ^= mix(which ^ contents);
}

void Journal::rewind(State& state, std::size_t effects) {
  for (; entries_.size() > effects; entries_.pop_back()) {
    const Entry& last = entries_.back();
    undo(state, last.effect);
    for (; old_contents_.size() > last.contents_before; old_contents_.pop_back())
      contents_[old_contents_.back().first] = old_contents_.back().second;
    key_ = last.key_before;
  }
}

std::uint64_t key_of(const Journal& journal, const Unknowns& unknowns) {
  std::uint64_t doubts = (unknowns.lost ? 1 : 0) + (unknowns.made_room ? 2 : 0) +
                         (unknowns.refused_to_open_all ? 4 : 0) + key_of(unknowns.places);
  for (const Doubt& doubt : unknowns.doubts)
    doubts += mix(mix(doubt.zone ^ doubt.wp_max << 24) + (doubt.maybe_explicit ? 1 : 0) +
                  (doubt.anything ? 2 : 0));  // in any order
  for (const PassedOver& zone : unknowns.unseen.passed_over) doubts += key_of(zone);
  doubts += key_of_all(unknowns.unseen.said, kSaidFrom);
  doubts += key_of_all(unknowns.unseen.not_seen_full, kNotSeenFullFrom);
  for (const Survivor& survivor : unknowns.survivors) doubts += key_of(survivor);
  return mix(mix(journal.key()) ^ doubts) + key_of_all(unknowns.seen_open, kZonesFrom) +
         key_of_all(unknowns.seen_active, kContentsFrom);
}

}  // namespace zns
