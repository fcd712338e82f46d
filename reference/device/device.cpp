#include "reference/device/device.hpp"

#include <algorithm>
#include <utility>

#include "reference/device/step.hpp"

namespace zns {

Device::Device(const Geometry& geometry, const Policy& policy, std::size_t undo_depth)
    : Device{std::span{&geometry, 1}, policy, undo_depth} {}

Device::Device(std::span<const Geometry> namespaces, const Policy& policy, std::size_t undo_depth)
    : policy_{policy}, choices_{policy}, subsystem_{namespaces}, ring_(undo_depth) {}

Device::Device(const SubsystemShape& shape, const Policy& policy, std::size_t undo_depth)
    : policy_{policy}, choices_{policy}, subsystem_{shape}, ring_(undo_depth) {}

Device::Done Device::submit(const Command& command, std::span<const std::byte> data, std::span<std::byte> out, At at) {
  if (is_of_subsystem(command)) return complete(admin_step(subsystem_, at, command, data, choices_), out);
  const std::size_t which = subsystem_.answering(command, at);
  Namespace& ns = subsystem_[which];
  Effect effect = step(subsystem_.view(which, at), ns.state, command, data, choices_);
  const Done done{.status = effect.status, .result = effect.result};
  begin();
  if (done.status == kSuccess) {
    transfer(command, which, at, out);
    if (ns.geometry.write_cache && subsystem_.is_active(which, at)) ns.cache.carried_out(command, effect);
    if (is_about_all(command)) flush_all(at);
  }
  change(std::move(effect), which);
  close_eagerly();
  return done;
}

void Device::transfer(const Command& command, std::size_t which, At at, std::span<std::byte> out) {
  const bool identifies = std::holds_alternative<Identify>(command.body);
  zns::transfer(subsystem_.view(which, at), subsystem_[which].state, command, choices_, out,
                identifies ? subsystem_.surroundings(which, at) : Surroundings{});
}

void Device::flush_all(At at) {
  for (std::size_t which = 0; which < subsystem_.size(); ++which)
    if (subsystem_.is_active(which, at)) subsystem_[which].cache.commit();
}

Device::Done Device::complete(AdminEffect effect, std::span<std::byte> out) {
  begin();
  for (const Change& change : effect.changes) subsystem_.apply(change);
  std::copy_n(effect.reply.begin(), std::min(effect.reply.size(), out.size()), out.begin());
  if (!ring_.empty()) latest().changes = std::move(effect.changes);
  return {.status = effect.status, .result = effect.result, .outstanding = effect.outstanding};
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
  for (std::size_t i = 0; i < std::min(last.caches.size(), subsystem_.size()); ++i)
    subsystem_[i].cache = last.caches[i];
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
    while (ns.allocated && ns.state.oldest_implicitly_opened() != State::kNone)
      change(*background(ns.geometry, ns.state, {EventKind::CloseZone, ns.state.oldest_implicitly_opened()}), which);
  }
}

}  // namespace zns
