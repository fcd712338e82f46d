#include "reference/device/namespace/state.hpp"

#include <algorithm>

namespace zns {
namespace {

template <class T>
bool same_value(const std::shared_ptr<T>& a, const std::shared_ptr<T>& b) {
  return a == b || (a && b && *a == *b);
}

bool same_media(const SharedBlocks& a, const SharedBlocks& b) {
  const auto empty = [](const SharedBlocks& media) { return !media || media->blocks() == 0; };
  return same_value(a, b) || (empty(a) && empty(b));
}

}  // namespace

State::State(const Geometry& geometry, BlockMemory memory) : block_bytes_{memory.bytes} {
  slots_.resize(geometry.zones);
  for (ZoneId id = 0; id < geometry.zones; ++id) slots_[id].zone = {.wp = geometry.zslba(id), .zcap = geometry.zcap};
  if (memory.bytes != 0) media_.resize(geometry.zones);
  if (geometry.zdes != 0) extensions_.resize(geometry.zones);
  counts_[static_cast<std::size_t>(ZoneState::Empty)] = geometry.zones;
}

BlockMap::Block State::block(const Geometry& geometry, std::uint64_t lba) const {
  const auto id = static_cast<ZoneId>(lba / geometry.zsze);
  if (!remembers_blocks()) return {.content = BlockMap::Content::Unknown};
  return media_[id] ? media_[id]->at(lba - geometry.zslba(id)) : BlockMap::Block{};
}

State State::alone(ZoneId id, const Geometry& geometry) const {
  Geometry one = geometry;
  one.zones = 1;
  State state{one, {.bytes = block_bytes_}};
  Zone& zone = state.slots_[0].zone;
  zone = slots_[id].zone;
  zone.wp -= geometry.zslba(id);
  state.counts_ = {};
  state.counts_[static_cast<std::size_t>(zone.zs)] = 1;
  if (zone.zs == ZoneState::ImplicitlyOpened) state.oldest_ = state.newest_ = 0;
  if (!media_.empty()) state.media_[0] = media_[id];
  if (!extensions_.empty()) state.extensions_[0] = extensions_[id];
  return state;
}

bool operator==(const State& a, const State& b) {
  if (a.block_bytes_ != b.block_bytes_ || a.counts_ != b.counts_ || a.slots_.size() != b.slots_.size()) return false;
  const auto same_zone = [](const State::Slot& x, const State::Slot& y) { return x.zone == y.zone; };
  if (!std::equal(a.slots_.begin(), a.slots_.end(), b.slots_.begin(), same_zone)) return false;
  ZoneId x = a.oldest_;
  ZoneId y = b.oldest_;
  for (; x == y && x != State::kNone; x = a.newer(x), y = b.newer(y)) {
  }
  return x == y && std::equal(a.media_.begin(), a.media_.end(), b.media_.begin(), b.media_.end(), same_media) &&
         std::equal(a.extensions_.begin(), a.extensions_.end(), b.extensions_.begin(), b.extensions_.end(),
                    same_value<const Extension>);
}

}  // namespace zns
