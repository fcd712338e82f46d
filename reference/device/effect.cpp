#include "reference/device/effect.hpp"

#include <memory>

namespace zns {

// The one place that writes to a State.
class Mutator {
 public:
  explicit Mutator(State& state) : s_{state} {}

  // Returns the zone that was opened just before this one, if it was implicitly opened.
  ZoneId set(ZoneId id, const Zone& after) {
    State::Slot& slot = s_.slots_[id];
    const bool was_implicit = slot.zone.zs == ZoneState::ImplicitlyOpened;
    const bool is_implicit = after.zs == ZoneState::ImplicitlyOpened;
    const ZoneId older = was_implicit ? slot.older : State::kNone;
    --s_.counts_[static_cast<std::size_t>(slot.zone.zs)];
    ++s_.counts_[static_cast<std::size_t>(after.zs)];
    slot.zone = after;
    if (was_implicit && !is_implicit) unlink(id);
    if (!was_implicit && is_implicit) link_after(id, s_.newest_);
    return older;
  }

  void set_back(const ZoneChange& change) {
    set(change.zone, change.before);
    const bool was_implicit = change.before.zs == ZoneState::ImplicitlyOpened;
    if (was_implicit && change.after.zs != ZoneState::ImplicitlyOpened) {
      unlink(change.zone);
      link_after(change.zone, change.older);
    }
  }

  void change_media(BlockChange& change) {
    if (!s_.remembers_blocks()) return;
    if (change.count == 0) {
      s_.media_[change.zone] = nullptr;
      return;
    }
    BlockMap& media = own_media(change.zone);
    change.blocks_before = media.blocks();
    if (change.first < media.blocks()) change.over = std::make_shared<BlockMap>(media.part(change.first, change.count));
    if (change.source)
      media.write(change.first, change.count, *change.source, change.source_block);
    else
      media.write(change.first, change.count, change.content, change.payload);
  }

  void change_media_back(const BlockChange& change) {
    if (!s_.remembers_blocks()) return;
    if (change.count == 0) {
      s_.media_[change.zone] = change.dropped;
      return;
    }
    BlockMap& media = own_media(change.zone);
    media.truncate(change.blocks_before);
    if (change.over) media.write(change.first, change.over->blocks(), *change.over, 0);
  }

  void set_extension(ZoneId id, const SharedExtension& extension) { s_.extensions_[id] = extension; }

 private:
  // Copies of a State share what is written until one of them writes.
  BlockMap& own_media(ZoneId id) {
    SharedBlocks& media = s_.media_[id];
    if (!media)
      media = std::make_shared<BlockMap>();
    else if (media.use_count() > 1)
      media = std::make_shared<BlockMap>(*media);
    return *media;
  }

  void link_after(ZoneId id, ZoneId older) {
    State::Slot& slot = s_.slots_[id];
    slot.older = older;
    ZoneId& from_older = older == State::kNone ? s_.oldest_ : s_.slots_[older].newer;
    slot.newer = from_older;
    from_older = id;
    (slot.newer == State::kNone ? s_.newest_ : s_.slots_[slot.newer].older) = id;
  }

  void unlink(ZoneId id) {
    const State::Slot& slot = s_.slots_[id];
    (slot.older == State::kNone ? s_.oldest_ : s_.slots_[slot.older].newer) = slot.newer;
    (slot.newer == State::kNone ? s_.newest_ : s_.slots_[slot.newer].older) = slot.older;
  }

  State& s_;
};

void apply(State& state, Effect& effect) {
  Mutator mutator{state};
  for (std::size_t i = 0; i < effect.zones.size(); ++i)
    effect.zones[i].older = mutator.set(effect.zones[i].zone, effect.zones[i].after);
  for (std::size_t i = 0; i < effect.media.size(); ++i) mutator.change_media(effect.media[i]);
  for (std::size_t i = 0; i < effect.extensions.size(); ++i)
    mutator.set_extension(effect.extensions[i].zone, effect.extensions[i].after);
}

void undo(State& state, const Effect& effect) {
  Mutator mutator{state};
  for (std::size_t i = effect.extensions.size(); i-- > 0;)
    mutator.set_extension(effect.extensions[i].zone, effect.extensions[i].before);
  for (std::size_t i = effect.media.size(); i-- > 0;) mutator.change_media_back(effect.media[i]);
  for (std::size_t i = effect.zones.size(); i-- > 0;) mutator.set_back(effect.zones[i]);
}

}  // namespace zns
