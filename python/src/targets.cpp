#include <pybind11/stl/filesystem.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "harness/base/error.hpp"
#include "harness/targets/in_process.hpp"
#include "harness/targets/open.hpp"
#include "harness/targets/ref_options.hpp"
#include "harness/witness/geometry.hpp"
#include "python/src/carries.hpp"
#include "python/src/geometry.hpp"
#include "python/src/open_port.hpp"
#include "python/src/python_port.hpp"

namespace zns::python {
namespace {

class DevicePort final : public Port {
 public:
  DevicePort(const Geometry& geometry, const Policy& policy, std::size_t undo_depth, std::size_t controllers)
      : target_{"Device",
                SubsystemShape{.namespaces = {{.geometry = geometry}}, .controllers = controllers_of(controllers)},
                policy, undo_depth} {}
  suites::Target& target() override { return target_; }
  [[nodiscard]] const Geometry& geometry() const override { return target_.geometry(); }
  [[nodiscard]] bool waits() const override { return false; }  // and every call holds the GIL: one at a time
  [[nodiscard]] Device& device() { return target_.device(); }

 private:
  harness::InProcessTarget target_;
};

std::shared_ptr<OpenPort> open(const std::string& spelling, bool destroy_data,
                               std::optional<std::pair<std::uint64_t, std::uint64_t>> zones,
                               const std::optional<std::filesystem::path>& qemu,
                               const std::optional<std::filesystem::path>& qemu_data,
                               const std::optional<std::string>& resets, const std::string& power_cycle,
                               std::uint32_t timeout) {
  harness::TargetOptions options{.destroy_data = destroy_data};
  if (zones) options.zones = harness::ZoneRange{zones->first, zones->second};
  if ((qemu || qemu_data) && spelling.rfind("qemu:", 0) != 0)
    throw harness::UsageError("qemu and qemu_data are for 'qemu:OPTIONS', not for '" + spelling + "'");
  const bool is_node = spelling.rfind("/dev/", 0) == 0;
  if (!is_node && (resets || !power_cycle.empty() || timeout != 0))
    throw harness::UsageError("resets, power_cycle and timeout are for device nodes, not for '" + spelling + "'");
  if (is_node) options.resets = harness::parse_reset_ways(resets.value_or("controller"), power_cycle);
  options.power_cycle = power_cycle;
  options.timeout = std::chrono::seconds{timeout};
  if (qemu) options.qemu.name = qemu->string();
  if (qemu_data) options.qemu.data = *qemu_data;
  const py::gil_scoped_release free;
  return std::make_shared<OpenPort>(harness::open_target(spelling, options), options.zones);
}

// In the package: what corpora/devices has for this device.
std::optional<std::filesystem::path> known_deviations(OpenPort& port) {
  const std::string name = port.opened().known_deviations();
  if (name.empty()) return std::nullopt;
  const auto package = py::module_::import("znspec").attr("__file__").cast<std::filesystem::path>();
  return package.parent_path() / "devices" / name;
}

std::string snapshot_line(DevicePort& port) {
  return "Device of " + std::to_string(port.geometry().zones) + " zones, " +
         std::to_string(port.device().state().active()) + " active";
}

void raise(DevicePort& port, EventKind kind, ZoneId zone) {
  if (zone >= port.geometry().zones)
    throw py::index_error("there are " + std::to_string(port.geometry().zones) + " zones");
  if (!port.device().raise({kind, zone})) throw py::value_error("the zone's state knows no such event");
}

void restore(DevicePort& port, const Snapshot& snapshot) {
  if (!(snapshot.geometry == port.geometry())) throw py::value_error("that is the state of another geometry");
  port.device().restore(*snapshot.state);
}

void register_device(py::module_& m) {
  py::enum_<EventKind>(m, "Event", "What a controller does to a zone by itself.")
      .value("CLOSE_ZONE", EventKind::CloseZone)
      .value("READ_ONLY", EventKind::ReadOnly)
      .value("OFFLINE", EventKind::Offline)
      .value("EXCURSION", EventKind::Excursion)
      .value("INITIALIZE", EventKind::Initialize)
      .value("RENEW", EventKind::Renew);
  py::class_<DevicePort, Port, std::shared_ptr<DevicePort>>(m, "Device", "The reference device, in this process.")
      .def(py::init([](const std::optional<Geometry>& geometry, const Policy& policy, std::size_t undo_depth,
                       std::size_t controllers) {
             if (controllers == 0 || controllers > kMostControllers)
               throw py::value_error("controllers is 1 to " + std::to_string(kMostControllers));
             return std::make_shared<DevicePort>(geometry ? *geometry : harness::parse_ref_options("").geometry, policy,
                                                 undo_depth, controllers);
           }),
           py::arg("geometry") = py::none(), py::arg("policy") = Policy{}, py::kw_only(), py::arg("undo_depth") = 16,
           py::arg("controllers") = 1,
           "Every zone Empty. undo_depth: how many commands, resets and events undo() can take back. controllers: of "
           "the subsystem; the namespace is attached to each.")
      .def_property_readonly(
          "state",
          [](DevicePort& p) {
            return Snapshot{p.geometry(), std::make_shared<const State>(p.device().state())};
          },
          "The state now: a snapshot, which restore() goes back to.")
      .def("restore", &restore, py::arg("state"), "Goes back to a state. Raises ValueError for another geometry.")
      .def(
          "undo", [](DevicePort& p) { return p.device().undo(); },
          "Takes the last command, reset or event back; False: there is none left.")
      .def("event", &raise, py::arg("kind"), py::arg("zone"),
           "Has the controller do that by itself. Raises ValueError where the zone's state knows no such event.")
      .def_property_readonly(
          "policy", [](DevicePort& p) { return p.device().policy(); }, "How it uses its freedom.")
      .def("__repr__", &snapshot_line);
}

}  // namespace

void register_targets(py::module_& m) {
  py::class_<Port, std::shared_ptr<Port>> target(m, "Target",
                                                 "Where commands go. To be derived from: a device, or a shim.");
  define_subclassing(target);
  target
      .def("submit", &submit, py::arg("command"),
           "Sends one command and waits. Returns its completion, aborted or not. Raises HarnessError when the device "
           "is gone, ValueError for data of the wrong size, NotCarried for what the way to it cannot carry.")
      .def(
          "submit_together",
          [](Port& p, const py::iterable& commands) -> py::object { return py::cast(submit_together(p, commands)); },
          py::arg("commands"), "Sends all of them before it waits for any; at most carries['queue_depth'].")
      .def("request_event", &request_event, py::arg("controller") = 0,
           "Sends one more Asynchronous Event Request. Its completion, if it came at once; None: it is outstanding. "
           "Raises NotCarried.")
      .def("next_event", &next_event, py::arg("controller") = 0,
           "The completion of a request that was outstanding; None: there is none for now. Raises NotCarried.")
      .def("reset", &reset, py::arg("kind"), "Brings the controller back to its beginning. Raises NotCarried.")
      .def(
          "power_cycle", [](const py::object& self) { self.attr("reset")(Reset::PowerCycle); },
          "reset(Reset.POWER_CYCLE).")
      .def("inject", &inject, py::arg("zslba"), py::arg("state"),
           "Makes a zone READ_ONLY or OFFLINE as a media failure would, or EMPTY again. Raises NotCarried.")
      .def("report_zones", &report_zones, "Every zone, from Zone Management Receive.")
      .def_property_readonly(
          "name", [](Port& p) { return p.target().name(); }, "As it was spelt.")
      .def_property_readonly("geometry", &Port::geometry, "Of the namespace, as the device tells it.")
      .def_property_readonly(
          "carries", [](Port& p) { return to_dict(p.target().carries()); }, "What the way to the device can carry.")
      .def("close", &Port::close, "Gives the device back. Every later use raises ValueError.")
      .def("__enter__", [](py::object self) { return self; })
      .def("__exit__", [](const py::object& self, const py::args&) { self.attr("close")(); });
  py::class_<OpenPort, Port, std::shared_ptr<OpenPort>>(m, "OpenTarget", "A target that open_target() opened.")
      .def_property_readonly(
          "banner", [](OpenPort& p) { return p.opened().banner(); }, "Whose data is lost; empty where there is none.")
      .def_property_readonly(
          "known_deviations", &known_deviations,
          "The file of known deviations that is shipped for this device, for run() and diff(); None: "
          "there is none.")
      .def("__repr__", [](OpenPort& p) { return p.is_open() ? p.target().name() : std::string{"a closed target"}; });
  register_device(m);
  m.def(
      "open_target", &open, py::arg("spelling"), py::kw_only(), py::arg("destroy_data") = false,
      py::arg("zones") = py::none(), py::arg("qemu") = py::none(), py::arg("qemu_data") = py::none(),
      py::arg("resets") = py::none(), py::arg("power_cycle") = "", py::arg("timeout") = 0,
      "Opens 'ref:OPTIONS', 'mutant:ID', 'qemu:OPTIONS', '/dev/nvme0n1' or '/dev/ng0n1'. A device node needs "
      "destroy_data=True. zones: (first, last), the only ones to touch. qemu: the program behind qemu:, a path or "
      "found in PATH; qemu_data: its data folder (-L). Of a device node, as on the command line: resets: 'KIND,...' or "
      "'none', 'controller' without; power_cycle: the shell command behind the kind power; timeout: seconds after "
      "which "
      "a command hangs, 0: by the command. Raises UsageError for another spelling, "
      "HarnessError for a device that cannot, or must not, be tested.");
}

}  // namespace zns::python
