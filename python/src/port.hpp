// Where Python sends commands: a device, and what has to be known to send it something.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "python/src/completion.hpp"
#include "python/src/state.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/spec/zone_report.hpp"
#include "suites/target.hpp"

namespace zns::python {

class Port {
 public:
  Port() = default;
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;
  virtual ~Port() = default;

  // What it has of its own, whatever a class of Python overrides (way.hpp). Throws py::value_error once it is closed.
  [[nodiscard]] virtual suites::Target& target() = 0;
  [[nodiscard]] virtual const Geometry& geometry() const = 0;
  [[nodiscard]] virtual const Geometry* known_geometry() const { return &geometry(); }  // null: nobody asked yet
  // Other threads of Python run while a command is under way, and one command at a time is.
  [[nodiscard]] virtual bool waits() const { return true; }
  [[nodiscard]] virtual std::recursive_mutex& one_at_a_time() { return mutex_; }
  virtual void close() {}
  // After every command, with the GIL.
  virtual void look_at_findings() {}

 private:
  std::recursive_mutex mutex_;  // a device in Python may ask itself
};

[[nodiscard]] HostCompletion submit(Port& port, const py::object& command);
[[nodiscard]] HostCompletions submit_together(Port& port, const py::iterable& commands);
// Asynchronous Event Requests (suites::EventRequests).
[[nodiscard]] std::optional<HostCompletion> request_event(Port& port, std::size_t controller);
[[nodiscard]] std::optional<HostCompletion> next_event(Port& port, std::size_t controller);
void reset(Port& port, Reset kind);
void inject(Port& port, std::uint64_t zslba, ZoneState state);
[[nodiscard]] std::vector<ZoneDescriptor> report_zones(const py::object& self);

// The geometry that a device tells, with the capacity of its first zone.
[[nodiscard]] Geometry geometry_of_device(suites::Target& target);

// Calls `action` with no GIL where the port waits.
template <class Action>
auto without_gil(Port& port, Action action) {
  if (!port.waits()) return action();
  const py::gil_scoped_release free;
  const std::lock_guard lock{port.one_at_a_time()};
  return action();
}

}  // namespace zns::python
