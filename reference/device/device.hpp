// The reference device as a whole: its namespaces, and a policy for its freedom. A value: equal calls give equal
// answers, and a copy goes its own way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "reference/device/controller_machine.hpp"
#include "reference/device/effect.hpp"
#include "reference/device/event.hpp"
#include "reference/device/feature_reset.hpp"
#include "reference/device/namespace/state.hpp"
#include "reference/device/policy.hpp"
#include "reference/device/restart.hpp"
#include "reference/device/sanitize_event.hpp"
#include "reference/device/subsystem.hpp"
#include "reference/device/write_cache.hpp"
#include "reference/spec/command.hpp"

namespace zns {

class Device {
 public:
  // `undo_depth`: how many commands, restarts and events can be taken back.
  Device(const Geometry& geometry, const Policy& policy, std::size_t undo_depth = 0);
  Device(std::span<const Geometry> namespaces, const Policy& policy, std::size_t undo_depth = 0);
  Device(const SubsystemShape& shape, const Policy& policy, std::size_t undo_depth = 0);

  // What a command is completed with.
  struct Done {
    Status status = kSuccess;
    std::uint64_t result = 0;  // CQE DW1:DW0
    bool outstanding = false;  // it is not completed yet: Asynchronous Event Request
    bool more = false;         // the Error Information log has an entry for it
  };
  // `data` is what the host sends, as step() takes it; what the command returns is written to `out`, if it succeeds.
  // Requires an enabled controller.
  Done submit(const Command& command, std::span<const std::byte> data, std::span<std::byte> out, At at = {}) {
    return submit(command, data, out, at, choices_);
  }
  // Other choices than those of the policy.
  Done submit(const Command& command, std::span<const std::byte> data, std::span<std::byte> out, At at,
              Choices& choices);
  void restart(Reset kind) {
    restart(kind, [](std::size_t, ZoneId, std::optional<Effect>&) {});
  }
  // An Asynchronous Event Request, by the identifier of its command.
  Done request_event(At at = {}, std::uint16_t cid = 0);
  // One of the controller that waited, and is completed; nothing: none is.
  std::optional<Done> next_event(At at = {});
  // In that namespace. False: the zone's state knows no such event.
  bool raise(Event event, std::size_t which = 0);
  // Likewise, what the controller recommends in the first one (event.hpp).
  bool recommend(ZoneId zone, std::uint8_t za);
  // Something happens to the sanitize operation; false: none is in progress.
  bool raise(SanitizeEvent event);
  // Create or Delete I/O Queue.
  Done submit(const QueueCommand& command, At at);
  // 32 bits of a property (spec/registers.hpp) at a multiple of 4.
  [[nodiscard]] std::uint32_t read_property(At at, std::uint32_t offset) const;
  void write_property(At at, std::uint32_t offset, std::uint32_t value);
  // The life of one controller, as its properties can say it: the others go on. A Controller Reset (CC.EN = 0) ...
  void disable(At at);
  // ... or a shutdown, until it is complete; that of the last one initialises the zones (ZNS-RST-001, ZNS-RST-008).
  void shut_down(At at);
  void enable(At at);  // as hosts do: with queues, and every command set
  // Takes the latest command, restart or event back. False: there is none, or it is too long ago.
  bool undo();
  // The first namespace. Nothing before it can be taken back any more; all that the state holds is durable.
  void restore(const State& state);
  // All of it, likewise.
  void restore(const Subsystem& subsystem);

  [[nodiscard]] const Subsystem& subsystem() const { return subsystem_; }
  [[nodiscard]] const Policy& policy() const { return policy_; }
  // The first namespace.
  [[nodiscard]] const Geometry& geometry() const { return subsystem_[0].geometry; }
  [[nodiscard]] const State& state() const { return subsystem_[0].state; }

  // What a command, a restart or an event changed of zones and blocks, or of anything else, in this order.
  struct ZonesChange {
    std::size_t which = 0;  // of the namespaces
    Effect effect;
  };
  struct Noted {  // by one controller
    std::size_t controller = 0;
    Counters counted = {};
    bool entered = false;                                // in the Error Information log, ...
    std::optional<ErrorEntry> forgotten = std::nullopt;  // ... which lost this entry for it
  };
  struct Step {
    std::vector<ZonesChange> zones;
    std::vector<Change> changes;
    std::vector<WriteCache> caches;  // before it
    std::vector<Noted> notes;
  };
  // The latest one, until the next begins. Block changes refer to the host's data, which must live still. Requires an
  // undo_depth of 1 at least, and that nothing was taken back since. A call that answers that nothing happened makes
  // no step.
  [[nodiscard]] const Step& last_step() const { return ring_[(next_ + ring_.size() - 1) % ring_.size()]; }

  // ---- the parts of submit() and restart(), for a device that does some of them otherwise -----------------------
  [[nodiscard]] Choices& choices() { return choices_; }
  [[nodiscard]] WriteCache& cache(std::size_t which = 0) { return subsystem_[which].cache; }
  void begin();  // what changes from here on is taken back together
  void change(Effect effect, std::size_t which = 0);
  // The data that the successful command of the namespace returns.
  void transfer(const Command& command, std::size_t which, At at, std::span<std::byte> out, Choices& choices);
  // Flush of all namespaces: what is not durable of those that the controller has becomes so.
  void flush_all(At at);
  void change(std::vector<Change> changes);  // behind all of those
  // What a controller answers is carried out. `otherwise` may change what controllers note of it.
  Done complete(AdminEffect effect, std::span<std::byte> out,
                const std::function<void(std::vector<Change>&)>& otherwise = {});
  // Likewise what a host does by a property. `otherwise` as of restart().
  template <class Otherwise, class Features>
  void control(ControlEffect effect, Otherwise otherwise, Features features) {
    begin();
    change(std::move(effect.changes));
    if (effect.namespaces) restart_zones(*effect.namespaces, otherwise);
    std::vector<Change> changes = feature_changes(subsystem_, effect.reset);
    if (!effect.reset.empty()) features(changes);
    change(std::move(changes));
  }
  // Counts the completed command, and makes an entry of one that was aborted where the policy does. True: the
  // completion tells of the entry (More).
  bool note(At at, const Command& command, Status status, std::size_t which = 0);
  void close_eagerly();  // implicitly opened zones, where the policy does (ZNS-SM-008)
  // A command is completed: a sanitize operation goes on, and ends when it is due. `otherwise(event, changes)` may
  // change what that does.
  template <class Otherwise>
  void go_on_sanitizing(Otherwise otherwise) {
    if (subsystem_.sanitize().state != SanitizeState::InProgress) return;
    const SanitizeEvent event = next_event_of(subsystem_.sanitize(), policy_.sanitize_fails);
    std::vector<Change> changes = background(subsystem_, event);
    otherwise(event, changes);
    change(std::move(changes));
  }
  void go_on_sanitizing() {
    go_on_sanitizing([](SanitizeEvent, std::vector<Change>&) {});
  }
  // `otherwise(which, zone, effect)` may change the effect of the restart on each zone of each namespace, and
  // `features(changes)` what it does to features.
  template <class Otherwise>
  void restart(Reset kind, Otherwise otherwise) {
    restart(kind, otherwise, [](std::vector<Change>&) {});
  }
  template <class Otherwise, class Features>
  void restart(Reset kind, Otherwise otherwise, Features features) {
    begin();
    restart_zones(kind, otherwise);
    std::vector<Change> changes = feature_changes(subsystem_, kind);
    features(changes);
    change(std::move(changes));
    restart_controllers(kind);
    if (kind == Reset::PowerCycle) note_power_cycle();
  }

 private:
  template <class Otherwise>
  void restart_zones(Reset kind, Otherwise otherwise) {
    for (std::size_t which = 0; which < subsystem_.size(); ++which) {
      Namespace& ns = subsystem_[which];
      if (!ns.allocated) continue;
      for (ZoneId zone = 0; zone < ns.geometry.zones; ++zone) {
        std::optional<Effect> effect = zns::restart(ns.geometry, ns.state, ns.cache, kind, zone, choices_);
        otherwise(which, zone, effect);
        if (effect) change(std::move(*effect), which);
      }
      if (kind != Reset::Controller) ns.cache.commit();
    }
  }
  void show_features();
  void restart_controllers(Reset kind);
  void live(At at, Life life);

  void note_power_cycle();
  void count(std::size_t controller, const Counters& counted);
  [[nodiscard]] Step& latest() { return ring_[(next_ + ring_.size() - 1) % ring_.size()]; }

  Policy policy_;
  PolicyChoices choices_;
  Subsystem subsystem_;
  std::vector<Step> ring_;  // of the steps that can be taken back; `next_` is where the next one goes
  std::size_t next_ = 0;
  std::size_t undoable_ = 0;
};

}  // namespace zns
