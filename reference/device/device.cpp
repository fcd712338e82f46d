#include "reference/device/device.hpp"

#include <algorithm>
#include <utility>

#include "reference/device/step.hpp"

namespace zns {

Device::Device(const Geometry& geometry, const Policy& policy, std::size_t undo_depth)
    : geometry_{geometry},
      policy_{policy},
      choices_{policy},
      state_{geometry, {.bytes = geometry.lba_bytes}},
      ring_(undo_depth) {}

Device::Done Device::submit(const Command& command, std::span<const std::byte> data, std::span<std::byte> out) {
  Effect effect = step(geometry_, state_, command, data, choices_);
  const Done done{.status = effect.status, .result = effect.result};
  begin();
  if (done.status == kSuccess) {
    transfer(geometry_, state_, command, choices_, out);
    if (geometry_.write_cache) cache_.carried_out(command, effect);
  }
  change(std::move(effect));
  close_eagerly();
  return done;
}

bool Device::raise(Event event) {
  std::optional<Effect> effect = background(geometry_, state_, event);
  if (!effect) return false;
  begin();
  change(std::move(*effect));
  if (event.kind == EventKind::Renew) cache_.forget(event.zone);
  return true;
}

bool Device::undo() {
  if (undoable_ == 0) return false;
  next_ = (next_ + ring_.size() - 1) % ring_.size();
  --undoable_;
  Step& last = ring_[next_];
  for (; !last.effects.empty(); last.effects.pop_back()) zns::undo(state_, last.effects.back());
  if (geometry_.write_cache) cache_ = last.cache;
  return true;
}

void Device::restore(const State& state) {
  state_ = state;
  cache_.commit();
  undoable_ = 0;
}

void Device::begin() {
  if (ring_.empty()) return;
  Step& step = ring_[next_];
  next_ = (next_ + 1) % ring_.size();
  undoable_ = std::min(undoable_ + 1, ring_.size());
  step.effects.clear();
  if (geometry_.write_cache) step.cache = cache_;
}

void Device::change(Effect effect) {
  apply(state_, effect);
  if (!ring_.empty()) ring_[(next_ + ring_.size() - 1) % ring_.size()].effects.push_back(std::move(effect));
}

void Device::close_eagerly() {
  while (policy_.close_eagerly && state_.oldest_implicitly_opened() != State::kNone)
    change(*background(geometry_, state_, {EventKind::CloseZone, state_.oldest_implicitly_opened()}));
}

}  // namespace zns
