#include "reference/device/device.hpp"

#include <algorithm>
#include <utility>

#include "reference/device/command_sets.hpp"
#include "reference/device/controller_life.hpp"
#include "reference/device/notices.hpp"
#include "reference/device/step.hpp"
#include "reference/spec/footprint.hpp"

namespace zns {
namespace {

constexpr std::uint32_t kSectorBytes = 512;
constexpr std::uint16_t kNoParameter = 0xFFFF;
constexpr std::uint8_t kWithOpcode = 1;  // the version of an entry that names command set and opcode

// SMR-002, SMR-003: a Write and a Zone Append write, whatever the size of a block.
Counters counters_of(const Command& command, const Geometry& geometry) {
  const Footprint named = footprint(command);
  const std::uint64_t sectors = named.blocks * (geometry.lba_bytes / kSectorBytes);
  if (named.does == Does::Read) return {.sectors_read = sectors, .reads = 1};
  if (named.carries_blocks()) return {.sectors_written = sectors, .writes = 1};
  return {.writes = named.does == Does::Zero ? 1U : 0U};
}

// ERR-002. Which identifier and which queue the command had is not known here: 0, and queue 0 or 1.
ErrorEntry entry_of(const Command& command, Status status, bool told) {
  constexpr unsigned kMore = 1U << 14;
  constexpr unsigned kDnr = 1U << 15;
  return {.sqid = command.queue == Queue::Admin ? std::uint16_t{0} : std::uint16_t{1},
          .status_field = static_cast<std::uint16_t>(static_cast<unsigned>(status) << 1 | (told ? kMore : 0U) | kDnr),
          .pel = kNoParameter,
          .lba = footprint(command).slba,
          .nsid = command.nsid,
          .opcode = encode(command).opcode,
          .version = kWithOpcode};
}

}  // namespace

Device::Device(const Geometry& geometry, const Policy& policy, std::size_t undo_depth)
    : Device{std::span{&geometry, 1}, policy, undo_depth} {}

Device::Device(std::span<const Geometry> namespaces, const Policy& policy, std::size_t undo_depth)
    : policy_{policy}, choices_{policy}, subsystem_{namespaces}, ring_(undo_depth) {
  show_features();
}

Device::Device(const SubsystemShape& shape, const Policy& policy, std::size_t undo_depth)
    : policy_{policy}, choices_{policy}, subsystem_{shape}, ring_(undo_depth) {
  show_features();
}

void Device::show_features() {
  for (std::size_t i = 0; i < subsystem_.size(); ++i) {
    Namespace& ns = subsystem_[i];
    if (!ns.geometry.deallocated_error) continue;
    // A device that uses its exceptions has a host that asked for errors on deallocated blocks, and saved that.
    if (policy_.use_exceptions) ns.features.set(Fid::ErrorRecovery, 0, error_recovery::kDulbe, true);
    ns.show_features();
  }
}

Device::Done Device::submit(const Command& command, std::span<const std::byte> data, std::span<std::byte> out, At at,
                            Choices& choices) {
  ZNS_ASSERT(subsystem_.controller(at).life() == Life::Enabled);
  if (const auto refused = refusal_by_command_sets(subsystem_, at, command, choices)) {
    begin();
    const bool more = note(at, command, *refused);
    go_on_sanitizing();
    return {.status = *refused, .more = more};
  }
  if (is_of_subsystem(command)) {
    Done answered = complete(admin_step(subsystem_, at, command, data, choices), out);
    answered.more = note(at, command, answered.status);
    go_on_sanitizing();
    return answered;
  }
  const std::size_t which = subsystem_.answering(command, at);
  Namespace& ns = subsystem_[which];
  Effect effect = step(subsystem_.view(which, at), ns.state, command, data, choices);
  Done done{.status = effect.status, .result = effect.result};
  begin();
  if (done.status == kSuccess) {
    transfer(command, which, at, out, choices);
    if (ns.geometry.write_cache && subsystem_.is_active(which, at)) {
      ns.cache.carried_out(command, effect);
      if (!subsystem_.caches(at)) ns.cache.commit();
    }
    if (is_about_all(command)) flush_all(at);
  }
  change(std::move(effect), which);
  close_eagerly();
  done.more = note(at, command, done.status, which);
  go_on_sanitizing();
  return done;
}

Device::Done Device::submit(const QueueCommand& command, At at) {
  ZNS_ASSERT(subsystem_.controller(at).life() == Life::Enabled);
  Done answered = complete(queue_step(subsystem_, at, command, choices_), {});
  answered.more =
      note(at, {.queue = Queue::Admin, .nsid = 0, .body = OtherCommand{encode(command).opcode}}, answered.status);
  go_on_sanitizing();
  return answered;
}

std::uint32_t Device::read_property(At at, std::uint32_t offset) const {
  return static_cast<std::uint32_t>(subsystem_.controller(at).registers.read(offset, sizeof(std::uint32_t)));
}

void Device::write_property(At at, std::uint32_t offset, std::uint32_t value) {
  control(
      zns::write_property(subsystem_, at, offset, value), [](std::size_t, ZoneId, std::optional<Effect>&) {},
      [](std::vector<Change>&) {});
}

bool Device::note(At at, const Command& command, Status status, std::size_t which) {
  if (status == kSuccess) {
    if (const Counters counted = counters_of(command, subsystem_[which].geometry); counted.reads + counted.writes != 0)
      count(at.controller, counted);
    return false;
  }
  if (policy_.error_log == Policy::ErrorLog::None) return false;
  const bool told = policy_.error_log == Policy::ErrorLog::Told;
  std::optional<ErrorEntry> forgotten = subsystem_.notes(at).errors.add(entry_of(command, status, told));
  if (!ring_.empty()) latest().notes.push_back({.controller = at.controller, .entered = true, .forgotten = forgotten});
  return told;
}

void Device::count(std::size_t controller, const Counters& counted) {
  subsystem_.notes({controller}).counters += counted;
  if (!ring_.empty()) latest().notes.push_back({.controller = controller, .counted = counted});
}

// Whoever takes the power away does not say so before.
void Device::note_power_cycle() {
  for (std::size_t i = 0; i < subsystem_.controllers(); ++i) count(i, {.power_cycles = 1, .unsafe_shutdowns = 1});
}

void Device::transfer(const Command& command, std::size_t which, At at, std::span<std::byte> out, Choices& choices) {
  const bool identifies = std::holds_alternative<Identify>(command.body);
  zns::transfer(subsystem_.view(which, at), subsystem_[which].state, command, choices, out,
                identifies ? subsystem_.surroundings(which, at) : Surroundings{});
}

void Device::flush_all(At at) {
  for (std::size_t which = 0; which < subsystem_.size(); ++which)
    if (subsystem_.is_active(which, at)) subsystem_[which].cache.commit();
}

Device::Done Device::complete(AdminEffect effect, std::span<std::byte> out,
                              const std::function<void(std::vector<Change>&)>& otherwise) {
  begin();
  std::copy_n(effect.reply.begin(), std::min(effect.reply.size(), out.size()), out.begin());
  const Inventory before = effect.changes.empty() ? Inventory{} : inventory_of(subsystem_);
  std::vector<std::pair<std::size_t, ZoneId>> filled;
  for (const Change& each : effect.changes)
    for (const ZoneId zone : zones_filled_by(each)) filled.emplace_back(std::get<1>(each).where.place, zone);
  change(std::move(effect.changes));
  const auto note = [&](std::vector<Change> notices) {
    if (otherwise) otherwise(notices);
    change(std::move(notices));
  };
  note(before.empty() ? std::vector<Change>{} : notices_since(before, subsystem_));
  for (const auto& [which, zone] : filled) note(notices_of_zone(subsystem_, which, zone));
  return {.status = effect.status, .result = effect.result, .outstanding = effect.outstanding};
}

Device::Done Device::request_event(At at, std::uint16_t cid) {
  return submit({.queue = Queue::Admin, .nsid = 0, .body = AsyncEventRequest{.cid = cid}}, {}, {}, at);
}

std::optional<Device::Done> Device::next_event(At at) {
  std::optional<AdminEffect> effect = telling(subsystem_, at);
  if (!effect) return std::nullopt;
  return complete(std::move(*effect), {});
}

// A Controller Level Reset, which is part of every kind; then whoever did it enables the controllers again.
void Device::restart_controllers(Reset kind) {
  std::vector<Change> changes;
  for (std::size_t i = 0; i < subsystem_.controllers(); ++i) {
    Controller after = subsystem_.controller({i});
    after.events.reset();
    after.registers.reset(kind);
    enable_as_hosts_do(after);
    if (after == subsystem_.controller({i})) continue;
    changes.emplace_back(Set<At, std::shared_ptr<const Controller>>{
        {i}, subsystem_.share({i}), std::make_shared<const Controller>(std::move(after))});
  }
  change(std::move(changes));
}

void Device::change(std::vector<Change> changes) {
  for (Change& change : changes) {
    subsystem_.apply(change);
    if (!ring_.empty()) latest().changes.push_back(std::move(change));
  }
}

bool Device::raise(Event event, std::size_t which) {
  const Namespace& ns = subsystem_[which];
  std::optional<Effect> effect = background(ns.geometry, ns.state, event);
  if (!effect) return false;
  begin();
  change(std::move(*effect), which);
  if (event.kind == EventKind::Renew)
    cache(which).forget(event.zone);
  else if (event.kind != EventKind::CloseZone)  // which AER-010 does not list
    change(notices_of_zone(subsystem_, which, event.zone));
  return true;
}

bool Device::recommend(ZoneId zone, std::uint8_t za) {
  std::optional<Effect> effect = zns::recommend(state(), zone, za);
  if (!effect) return false;
  begin();
  change(std::move(*effect));
  change(notices_of_zone(subsystem_, 0, zone));
  return true;
}

bool Device::raise(SanitizeEvent event) {
  if (subsystem_.sanitize().state != SanitizeState::InProgress) return false;
  begin();
  change(background(subsystem_, event));
  return true;
}

void Device::disable(At at) {
  live(at, Life::Disabled);
}

void Device::shut_down(At at) {
  live(at, Life::ShutDown);
  if (are_all_shut_down(subsystem_)) restart_zones(Reset::Shutdown, [](std::size_t, ZoneId, std::optional<Effect>&) {});
}

void Device::enable(At at) {
  live(at, Life::Enabled);
}

void Device::live(At at, Life life) {
  begin();
  std::vector<Change> changes;
  changes.push_back(with_life(subsystem_, at, life));
  change(std::move(changes));
}

bool Device::undo() {
  if (undoable_ == 0) return false;
  next_ = (next_ + ring_.size() - 1) % ring_.size();
  --undoable_;
  Step& last = ring_[next_];
  for (; !last.notes.empty(); last.notes.pop_back()) {
    const Noted& noted = last.notes.back();
    CommandNotes& notes = subsystem_.notes({noted.controller});
    notes.counters -= noted.counted;
    if (noted.entered) notes.errors.take_back(noted.forgotten);
  }
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

void Device::restore(const Subsystem& subsystem) {
  subsystem_ = subsystem;
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
  step.notes.clear();
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
