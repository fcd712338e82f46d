#include "reference/mutants/device.hpp"

#include <algorithm>
#include <utility>

#include "reference/device/command_sets.hpp"
#include "reference/device/controller_machine.hpp"
#include "reference/device/notices.hpp"
#include "reference/device/step.hpp"
#include "reference/mutants/effects.hpp"

namespace zns::mutants {
namespace {

bool is_within_namespace(const Geometry& geometry, const Command& command) {
  const auto* read = std::get_if<Read>(&command.body);
  return read == nullptr || (read->slba < geometry.nsze() && read->nlb.count() <= geometry.nsze() - read->slba);
}

// ZNS-ATTR-009.
bool is_closed(const ZoneChange& change) {
  return change.before.zs == ZoneState::ImplicitlyOpened && change.after.zs == ZoneState::Closed;
}

void forget_landed(Past& past, std::uint64_t from, std::uint64_t to) {
  past.landed.erase(past.landed.lower_bound(from), past.landed.lower_bound(to));
}

void keep(const Situation& situation, const Effect& effect, Past& past) {
  ++past.commands;
  past.previous = situation.command;
  past.previous_status = effect.status;
  past.previous_in_flight = !situation.earlier.empty();
  for (std::size_t i = 0; i < effect.zones.size(); ++i) {
    const ZoneChange& change = effect.zones[i];
    if (change.after.zs != ZoneState::Empty) {
      forget_landed(past, change.before.wp, change.after.wp);
      continue;
    }
    const std::uint64_t zslba = situation.geometry.zslba(change.zone);
    forget_landed(past, zslba, zslba + situation.geometry.zsze);
    ++past.resets;
    ++past.zone_resets[change.zone];
    for (std::size_t m = 0; m < effect.media.size(); ++m)
      if (effect.media[m].zone == change.zone) past.dropped[change.zone] = effect.media[m].dropped;
  }
  for (std::size_t i = 0; i < effect.extensions.size(); ++i)
    if (!effect.extensions[i].after) past.detached[effect.extensions[i].zone] = effect.extensions[i].before;
}

}  // namespace

MutantDevice::MutantDevice(const Conduct& conduct, const Geometry& geometry, const Policy& policy)
    : MutantDevice{conduct, SubsystemShape{.namespaces = {{.geometry = geometry}}}, policy} {}

MutantDevice::MutantDevice(const Conduct& conduct, const SubsystemShape& shape, const Policy& policy)
    : conduct_{conduct}, device_{shape, policy} {}

Outcome MutantDevice::submit(const Flight& flight) {
  return carry_out(flight, nullptr, {});
}

std::vector<Outcome> MutantDevice::submit_together(std::span<const Flight> flights) {
  std::optional<State> before;
  if (conduct_.races != nullptr) before = state();
  std::vector<Command> commands;
  std::vector<Outcome> outcomes;
  for (const Flight& flight : flights) {
    const Situation situation{geometry(), state(), flight.command, flight.to_device, past_, commands};
    const bool raced = before && conduct_.races(situation, commands);
    outcomes.push_back(carry_out(flight, raced ? &*before : nullptr, commands));
    commands.push_back(flight.command);
  }
  if (conduct_.completes != nullptr) conduct_.completes(commands, outcomes);
  return outcomes;
}

// `before`: the state of the first namespace that the command is carried out by; null: the present one. What it
// changes, it changes in the present one.
Outcome MutantDevice::carry_out(const Flight& flight, const State* before, std::span<const Command> earlier) {
  if (lost_) return {.lost = true};
  if (refusal_by_command_sets(subsystem(), flight.at, flight.command, device_.choices()))
    return carry_out_as_it_should(flight);
  if (is_of_subsystem(flight.command)) return administer(flight);
  const std::size_t which = subsystem().answering(flight.command, flight.at);
  if ((which != 0) != conduct_.beside || !subsystem().is_active(which, flight.at))
    return carry_out_as_it_should(flight);
  const Namespace& ns = subsystem()[which];
  const State& seen = before != nullptr && which == 0 ? *before : ns.state;
  Command command = flight.command;
  if (conduct_.reads != nullptr)
    command = conduct_.reads({ns.geometry, seen, flight.command, flight.to_device, past_, earlier});
  std::vector<std::byte> padded;
  std::span<const std::byte> data = flight.to_device;
  if (const std::size_t needed = bytes_to_device(ns.geometry, command); data.size() < needed) {
    padded.assign(data.begin(), data.end());
    padded.resize(needed);
    data = padded;
  }
  data = data.first(bytes_to_device(ns.geometry, command));

  const Situation situation{ns.geometry, seen, command, data, past_, earlier, subsystem().namespaces(), flight.at};
  Effect effect;
  if (conduct_.believes != nullptr)
    effect = step(conduct_.believes(situation), seen, command, data, device_.choices());
  else
    effect = step(ns.geometry, seen, command, data, device_.choices());
  if (conduct_.does != nullptr) conduct_.does(situation, effect);
  if (effect.status == kSuccess) give_back(situation, flight, which);
  Outcome outcome{.status = effect.status, .result = effect.result};
  outcome.overran = effect.status == kSuccess && flight.from_device.size() < bytes_from_device(ns.geometry, command);
  outcome.more = device_.note(flight.at, command, effect.status, which);
  if (conduct_.answers != nullptr) conduct_.answers(situation, outcome);
  lost_ = outcome.lost;

  if (conduct_.remembers != nullptr) conduct_.remembers(situation, effect, past_);
  keep(situation, effect, past_);
  device_.change(effect, which);
  if (which == 0) note(effect, &command, flight.at);
  spill(situation, outcome.status, which);
  if (ns.geometry.write_cache && effect.status == kSuccess) cache(situation, effect, which);
  if (ns.geometry.write_cache && !conduct_.caches_always && !subsystem().caches(flight.at))
    device_.cache(which).commit();
  meddle({ns.geometry, ns.state, command, data, past_, earlier}, which);
  return outcome;
}

Outcome MutantDevice::administer(const Flight& flight) {
  const AdminSituation situation{subsystem(), flight.at, flight.command, flight.to_device, past_};
  AdminEffect effect = admin_step(subsystem(), flight.at, flight.command, flight.to_device, device_.choices());
  if (conduct_.administers != nullptr) conduct_.administers(situation, effect);
  const Device::Done done = device_.complete(std::move(effect), flight.from_device, [&](std::vector<Change>& changes) {
    if (conduct_.notices != nullptr) conduct_.notices({subsystem(), past_, &flight.command, flight.at}, changes);
  });
  const bool more = device_.note(flight.at, flight.command, done.status);
  go_on_sanitizing();
  return {.status = done.status, .result = done.result, .more = more, .outstanding = done.outstanding};
}

void MutantDevice::go_on_sanitizing() {
  device_.go_on_sanitizing([&](SanitizeEvent event, std::vector<Change>& changes) {
    if (conduct_.sanitizes != nullptr) conduct_.sanitizes({subsystem(), event}, changes);
  });
}

Outcome MutantDevice::carry_out_as_it_should(const Flight& flight) {
  const Geometry& geometry = subsystem().geometry_for(flight.command, flight.at);
  const Device::Done done = device_.submit(flight.command, flight.to_device, flight.from_device, flight.at);
  return {.status = done.status,
          .result = done.result,
          .overran = done.status == kSuccess && flight.from_device.size() < bytes_from_device(geometry, flight.command),
          .more = done.more};
}

void MutantDevice::give_back(const Situation& situation, const Flight& flight, std::size_t which) {
  const Command& command = situation.command;
  const Geometry& geometry = situation.geometry;
  const std::span<std::byte> out = flight.from_device;
  if (!is_within_namespace(geometry, command)) return;
  const bool identifies = std::holds_alternative<Identify>(command.body);
  const bool told = conduct_.tells != nullptr && identifies;
  transfer(told ? conduct_.tells(geometry) : geometry, situation.state, command, device_.choices(), out,
           identifies ? subsystem().surroundings(which, flight.at) : Surroundings{});
  const std::size_t bytes = std::min(out.size(), bytes_from_device(geometry, command));
  if (conduct_.returns != nullptr && bytes != 0) conduct_.returns(situation, out.first(bytes));
}

void MutantDevice::spill(const Situation& situation, Status status, std::size_t which) {
  if (conduct_.spills == nullptr || status != kSuccess) return;
  for (std::size_t other = 0; other < subsystem().size(); ++other) {
    if (other == which || !subsystem()[other].allocated) continue;
    Effect effect;
    conduct_.spills(situation, subsystem()[other], effect);
    device_.change(std::move(effect), other);
  }
}

void MutantDevice::cache(const Situation& situation, const Effect& effect, std::size_t which) {
  if (conduct_.caches != nullptr)
    conduct_.caches(situation, effect, device_.cache(which));
  else
    device_.cache(which).carried_out(situation.command, effect);
}

void MutantDevice::meddle(const Situation& situation, std::size_t which) {
  if (conduct_.meddles != nullptr) {
    Effect effect;
    conduct_.meddles(situation, effect);
    device_.change(effect, which);
    for (std::size_t i = 0; i < effect.zones.size(); ++i)
      if (!is_closed(effect.zones[i]))
        device_.change(notices_of_zone(subsystem(), which, effect.zones[i].zone));  // ZNS-ATTR-010
  }
  device_.close_eagerly();
  go_on_sanitizing();
}

Outcome MutantDevice::request_event(At at, std::uint16_t cid) {
  return submit({.command = {.queue = Queue::Admin, .nsid = 0, .body = AsyncEventRequest{.cid = cid}}, .at = at});
}

std::optional<Outcome> MutantDevice::next_event(At at) {
  std::optional<AdminEffect> effect = telling(subsystem(), at);
  if (conduct_.tells_event != nullptr) conduct_.tells_event({subsystem(), at, past_}, effect);
  ++past_.looks;
  if (!effect) return std::nullopt;
  const Device::Done done = device_.complete(std::move(*effect), {});
  return Outcome{.status = done.status, .result = done.result};
}

MutantDevice::Controllers MutantDevice::controllers() const {
  Controllers all;
  for (std::size_t i = 0; i < subsystem().controllers(); ++i) all.push_back(subsystem().share({i}));
  return all;
}

void MutantDevice::restart_zone(Reset kind, std::size_t which, ZoneId zone, std::optional<Effect>& effect) const {
  if (conduct_.restarts == nullptr || (which != 0) != conduct_.beside) return;
  const Namespace& ns = subsystem()[which];
  conduct_.restarts({ns.geometry, ns.state, ns.cache, past_, kind, zone}, effect);
}

void MutantDevice::reset_events(const Controllers& before) {
  ++past_.restarts;
  if (conduct_.resets_events == nullptr) return;
  std::vector<Change> changes;
  conduct_.resets_events({subsystem(), before}, changes);
  device_.change(std::move(changes));
}

void MutantDevice::restart(Reset kind) {
  if (kind == Reset::PowerCycle) lost_ = false;
  const Controllers before = controllers();
  const auto zones = [&](std::size_t which, ZoneId zone, std::optional<Effect>& effect) {
    restart_zone(kind, which, zone, effect);
  };
  device_.restart(kind, zones, [&](std::vector<Change>& changes) {
    if (conduct_.resets_features != nullptr) conduct_.resets_features({subsystem(), past_, kind}, changes);
  });
  reset_events(before);
}

Outcome MutantDevice::submit(const QueueCommand& command, At at) {
  if (lost_) return {.lost = true};
  AdminEffect effect = queue_step(subsystem(), at, command, device_.choices());
  if (conduct_.queues != nullptr) conduct_.queues({subsystem(), at, command, past_}, effect);
  const Device::Done done = device_.complete(std::move(effect), {});
  return {.status = done.status, .result = done.result};
}

std::uint32_t MutantDevice::read_property(At at, std::uint32_t offset) {
  const std::uint32_t right = device_.read_property(at, offset);
  ++past_.reads;
  return conduct_.shows != nullptr ? conduct_.shows({subsystem(), at, past_, offset}, right) : right;
}

void MutantDevice::write_property(At at, std::uint32_t offset, std::uint32_t value) {
  const Controllers before = controllers();
  ControlEffect effect = zns::write_property(subsystem(), at, offset, value);
  if (conduct_.controls != nullptr) conduct_.controls({subsystem(), at, past_, offset, value}, effect);
  past_.reads = 0;
  past_.wrote = offset;
  past_.written[{at.controller, offset}] = value;
  const bool resets = effect.namespaces == Reset::Controller || effect.namespaces == Reset::PowerCycle;
  const Reset kind = effect.namespaces.value_or(Reset::Controller);
  device_.control(
      std::move(effect),
      [&](std::size_t which, ZoneId zone, std::optional<Effect>& restarted) {
        restart_zone(kind, which, zone, restarted);
      },
      [&](std::vector<Change>& changes) {
        if (conduct_.resets_features != nullptr)
          conduct_.resets_features({subsystem(), past_, Reset::Controller}, changes);
      });
  if (resets) reset_events(before);
}

bool MutantDevice::inject(ZoneId zone, EventKind event) {
  const bool renews = event == EventKind::Renew;
  if (!happen(background(geometry(), state(), {event, zone}), !renews && event != EventKind::CloseZone)) return false;
  if (renews) device_.cache().forget(zone);
  return true;
}

bool MutantDevice::recommend(ZoneId zone, std::uint8_t za) {
  return happen(zns::recommend(state(), zone, za), true);
}

// To a zone of the first namespace, which nobody commanded.
bool MutantDevice::happen(std::optional<Effect> effect, bool is_told) {
  if (!effect) return false;
  device_.begin();
  device_.change(*effect);
  if (is_told) note(*effect, nullptr, {}, notices_of_zone(subsystem(), 0, effect->zones[0].zone));
  return true;
}

// What controllers note of what the effect did to zones of the first namespace.
void MutantDevice::note(const Effect& effect, const Command* command, At at, std::vector<Change> notices) {
  NoticeSituation situation{subsystem(), past_, command, at};
  for (std::size_t i = 0; i < effect.zones.size() && command != nullptr; ++i)  // ZNS-ATTR-005: to make room
    if ((effect.zones[i].after.za & ~effect.zones[i].before.za & za::kFinishedByController) != 0)
      notices = notices_of_zone(subsystem(), 0, effect.zones[i].zone);
  if (conduct_.notices != nullptr) {
    for (std::size_t i = 0; i < effect.zones.size(); ++i) situation.zones.push_back(effect.zones[i]);
    conduct_.notices(situation, notices);
  }
  device_.change(std::move(notices));
}

}  // namespace zns::mutants
