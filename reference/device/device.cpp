#include "reference/device/device.hpp"

#include <algorithm>
#include <utility>

#include "reference/device/step.hpp"

namespace zns {

Device::Device(const Geometry& geometry, const Policy& policy, std::size_t undo_depth)
    : Device{std::span{&geometry, 1}, policy, undo_depth} {}

Device::Device(std::span<const Geometry> namespaces, const Policy& policy, std::size_t undo_depth)
    : policy_{policy}, choices_{policy}, subsystem_{namespaces}, ring_(undo_depth) {}

Device::Done Device::submit(const Command& command, std::span<const std::byte> data, std::span<std::byte> out, At at) {
  if (is_of_controller(command)) return complete(admin_step(subsystem_, at, command, data, choices_), out);
  const std::size_t which = subsystem_.answering(command);
  Namespace& ns = subsystem_[which];
  Effect effect = step(ns.geometry, ns.state, command, data, choices_);
  const Done done{.status = effect.status, .result = effect.result};
  begin();
  if (done.status == kSuccess) {
    transfer(ns.geometry, ns.state, command, choices_, out, subsystem_.active());
    if (ns.geometry.write_cache) ns.cache.carried_out(command, effect);
    for (std::size_t other = 0; is_about_all(command) && other < subsystem_.size(); ++other)
      subsystem_[other].cache.commit();
  }
  change(std::move(effect), which);
  close_eagerly();
  return done;
}

Device::Done Device::complete(AdminEffect effect, std::span<std::byte> out) {
  begin();
  for (const Change& change : effect.changes) subsystem_.apply(change);
  std::copy_n(effect.reply.begin(), std::min(effect.reply.size(), out.size()), out.begin());
  if (!ring_.empty()) latest().changes = std::move(effect.changes);
  return {.status = effect.status, .result = effect.result, .outstanding = effect.outstanding};
}

Device::Done Device::request_event(At at) {
  return submit({.queue = Queue::Admin, .nsid = 0, .body = AsyncEventRequest{}}, {}, {}, at);
}

std::optional<Device::Done> Device::next_event(At at) {
  Controller after = subsystem_.controller(at);
  const std::optional<AsyncEvent> event = after.events.tell();
  if (!event) return std::nullopt;
  AdminEffect effect{.result = encode(*event)};
  effect.changes.emplace_back(Set<At, std::shared_ptr<const Controller>>{
      at, subsystem_.share(at), std::make_shared<const Controller>(std::move(after))});
  return complete(std::move(effect), {});
}

// A Controller Level Reset, which is part of every kind.
void Device::restart_controllers() {
  for (std::size_t i = 0; i < subsystem_.controllers(); ++i) {
    Controller after = subsystem_.controller({i});
    after.events.reset();
    if (after == subsystem_.controller({i})) continue;
    const Change change = Set<At, std::shared_ptr<const Controller>>{
        {i}, subsystem_.share({i}), std::make_shared<const Controller>(std::move(after))};
    subsystem_.apply(change);
    if (!ring_.empty()) latest().changes.push_back(change);
  }
}

bool Device::raise(Event event) {
  std::optional<Effect> effect = background(geometry(), state(), event);
  if (!effect) return false;
  begin();
  change(std::move(*effect));
  if (event.kind == EventKind::Renew) cache().forget(event.zone);
  return true;
}

bool Device::undo() {
  if (undoable_ == 0) return false;
  next_ = (next_ + ring_.size() - 1) % ring_.size();
  --undoable_;
  Step& last = ring_[next_];
  for (; !last.changes.empty(); last.changes.pop_back()) subsystem_.undo(last.changes.back());
  for (; !last.zones.empty(); last.zones.pop_back())
    zns::undo(subsystem_[last.zones.back().which].state, last.zones.back().effect);
  for (std::size_t i = 0; i < last.caches.size(); ++i) subsystem_[i].cache = last.caches[i];
  return true;
}

void Device::restore(const State& state) {
  subsystem_[0].state = state;
  cache().commit();
  undoable_ = 0;
}

void Device::begin() {
  if (ring_.empty()) return;
  Step& step = ring_[next_];
  next_ = (next_ + 1) % ring_.size();
  undoable_ = std::min(undoable_ + 1, ring_.size());
  step.zones.clear();
  step.changes.clear();
  step.caches.clear();
  if (!geometry().write_cache) return;
  for (const Namespace& each : subsystem_.namespaces()) step.caches.push_back(each.cache);
}

void Device::change(Effect effect, std::size_t which) {
  apply(subsystem_[which].state, effect);
  if (!ring_.empty()) latest().zones.push_back({which, std::move(effect)});
}

void Device::close_eagerly() {
  if (!policy_.close_eagerly) return;
  for (std::size_t which = 0; which < subsystem_.size(); ++which) {
    const Namespace& ns = subsystem_[which];
    while (ns.state.oldest_implicitly_opened() != State::kNone)
      change(*background(ns.geometry, ns.state, {EventKind::CloseZone, ns.state.oldest_implicitly_opened()}), which);
  }
}

}  // namespace zns
