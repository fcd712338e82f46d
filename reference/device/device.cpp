#include "reference/device/device.hpp"

#include <algorithm>
#include <utility>

#include "reference/device/step.hpp"

namespace zns {

Device::Device(const Geometry& geometry, const Policy& policy, std::size_t undo_depth)
    : Device{std::span{&geometry, 1}, policy, undo_depth} {}

Device::Device(std::span<const Geometry> namespaces, const Policy& policy, std::size_t undo_depth)
    : policy_{policy}, choices_{policy}, subsystem_{namespaces}, ring_(undo_depth) {
  for (std::size_t i = 0; i < subsystem_.size(); ++i) {
    Namespace& ns = subsystem_[i];
    if (!ns.geometry.deallocated_error) continue;
    // A device that uses its exceptions has a host that asked for errors on deallocated blocks, and saved that.
    if (policy.use_exceptions) ns.features.set(Fid::ErrorRecovery, 0, error_recovery::kDulbe, true);
    ns.show_features();
  }
}

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
    if (ns.geometry.write_cache && !subsystem_.caches(at)) ns.cache.commit();
    for (std::size_t other = 0; is_about_all(command) && other < subsystem_.size(); ++other)
      subsystem_[other].cache.commit();
  }
  change(std::move(effect), which);
  close_eagerly();
  return done;
}

Device::Done Device::complete(AdminEffect effect, std::span<std::byte> out) {
  begin();
  std::copy_n(effect.reply.begin(), std::min(effect.reply.size(), out.size()), out.begin());
  change(std::move(effect.changes));
  return {.status = effect.status, .result = effect.result, .outstanding = effect.outstanding};
}

void Device::change(std::vector<Change> changes) {
  for (const Change& change : changes) subsystem_.apply(change);
  if (!ring_.empty()) latest().changes = std::move(changes);
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
