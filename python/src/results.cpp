#include <string>

#include "python/src/completion.hpp"
#include "python/src/zone_descriptor.hpp"
#include "reference/spec/async_event.hpp"
#include "reference/spec/pattern.hpp"
#include "reference/spec/text.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::python {

template <>
struct Members<suites::Completion> {
  static auto of(suites::Completion& c) {
    return std::tie(c.status, c.result, c.crd, c.more, c.dnr, c.overran, c.wrong_sqhd, c.place);
  }
};
template <>
struct Members<HostCompletion> {
  static auto of(HostCompletion& c) { return std::tie(c.command, c.cqe, c.data); }
};
template <>
struct Members<HostCompletions> {
  static auto of(HostCompletions& all) { return std::tie(all.commands, all.cqes, all.data); }
};

namespace {

const HostCommand& command_in(const HostCompletion& completion) {
  return completion.command.cast<const HostCommand&>();
}

std::string line_of(const HostCompletion& completion) {
  const HostCommand& command = command_in(completion);
  const auto data = completion.data ? bytes_of(*completion.data) : std::span<const std::byte>{};
  const Geometry geometry = text_geometry(command, data.size());
  TraceEntry entry = entry_of(command, geometry);
  entry.completion = TraceCompletion{.status = completion.cqe.status,
                                     .result = completion.cqe.result,
                                     .crd = completion.cqe.crd,
                                     .more = completion.cqe.more,
                                     .dnr = completion.cqe.dnr,
                                     .overran = completion.cqe.overran,
                                     .wrong_sqhd = completion.cqe.wrong_sqhd,
                                     .data = shorten(data, Pattern{}.seed, geometry.lba_bytes)};
  return completion_line(entry, geometry);
}

std::optional<std::uint64_t> alba_of(const HostCompletion& completion) {
  if (completion.cqe.status != kSuccess) return std::nullopt;
  if (!std::holds_alternative<ZoneAppend>(command_in(completion).decoded().body)) return std::nullopt;
  return completion.cqe.result;
}

std::optional<AsyncEvent> event_of(const HostCompletion& completion) {
  if (completion.cqe.status != kSuccess) return std::nullopt;
  if (!std::holds_alternative<AsyncEventRequest>(command_in(completion).decoded().body)) return std::nullopt;
  return decode_async_event(completion.cqe.result);
}

std::vector<ZoneDescriptor> zones_of(const HostCompletion& completion, std::size_t extension_bytes) {
  std::vector<ZoneDescriptor> zones;
  const Command command = command_in(completion).decoded();
  const auto* receive = std::get_if<ZoneManagementReceive>(&command.body);
  if (receive == nullptr || !completion.data) return zones;
  const std::size_t each = receive->zra == ZoneReceiveAction::ExtendedReportZones ? extension_bytes : 0;
  for (const ReportedZone& zone : parse_zone_report(bytes_of(*completion.data), each).zones)
    zones.push_back(zone.descriptor);
  return zones;
}

HostCompletion item(const HostCompletions& all, py::ssize_t index) {
  const auto size = static_cast<py::ssize_t>(all.cqes.size());
  if (index < 0) index += size;
  if (index < 0 || index >= size) throw py::index_error("there are " + std::to_string(size) + " completions");
  return all.at(static_cast<std::size_t>(index));
}

HostCompletion make_completion(const py::object& command, Status status, std::uint64_t result,
                               const std::optional<py::object>& data, std::uint8_t crd, bool more, bool dnr,
                               bool overran, bool wrong_sqhd, std::size_t place) {
  if (!py::isinstance<HostCommand>(command))
    throw py::type_error("command is a znspec.Command, not a " + std::string{Py_TYPE(command.ptr())->tp_name});
  if (crd > 3) throw py::value_error("crd is 0 to 3, not " + std::to_string(crd));
  HostCompletion made{.command = command,
                      .cqe = {.status = status,
                              .result = result,
                              .crd = crd,
                              .more = more,
                              .dnr = dnr,
                              .overran = overran,
                              .wrong_sqhd = wrong_sqhd,
                              .place = place}};
  if (data) made.data = copy_of_buffer(*data);
  return made;
}

void register_descriptor(py::module_& m) {
  py::class_<ZoneDescriptor> zone(m, "ZoneDescriptor",
                                  "One zone of a report (ZNS-ZM-040 to 048). LBAs, logical blocks.");
  define_value<ZoneDescriptor>(zone);
  zone.def_readonly("zt", &ZoneDescriptor::zt, "Zone Type.")
      .def_readonly("zs", &ZoneDescriptor::zs, "Zone State.")
      .def_readonly("za", &ZoneDescriptor::za, "Zone Attributes, bits.")
      .def_readonly("zai", &ZoneDescriptor::zai, "Zone Attributes Information.")
      .def_readonly("zcap", &ZoneDescriptor::zcap, "Zone Capacity.")
      .def_readonly("zslba", &ZoneDescriptor::zslba, "Zone Start LBA.")
      .def_readonly("wp", &ZoneDescriptor::wp, "Write Pointer; means nothing in Full, Read Only and Offline zones.")
      .def("__repr__", [](const ZoneDescriptor& z) {
        const std::string wp = is_writable(z.zs) ? " wp=" + hex(z.wp) : "";
        return std::string{letters(z.zs)} + " zslba=" + hex(z.zslba) + wp + " zcap=" + hex(z.zcap);
      });
}

}  // namespace

void register_results(py::module_& m) {
  register_descriptor(m);
  py::class_<HostCompletion> completion(m, "Completion", "What came back of a command. An aborted command is one too.");
  define_value<HostCompletion>(completion);
  completion
      .def(py::init(&make_completion), py::arg("command"), py::kw_only(), py::arg_v("status", kSuccess, "..."),
           py::arg("result") = 0, py::arg("data") = py::none(), py::arg("crd") = 0, py::arg("more") = false,
           py::arg("dnr") = false, py::arg("overran") = false, py::arg("wrong_sqhd") = false, py::arg("place") = 0,
           "What a device in Python answers. data: what it returns. Raises ValueError for a crd beyond 3.")
      .def_readonly("command", &HostCompletion::command, "The command that was completed.")
      .def_property_readonly(
          "status", [](const HostCompletion& c) { return c.cqe.status; }, "SCT and SC.")
      .def_property_readonly(
          "ok", [](const HostCompletion& c) { return c.cqe.status == kSuccess; }, "Not aborted.")
      .def_property_readonly(
          "result", [](const HostCompletion& c) { return c.cqe.result; }, "CQE DW1:DW0.")
      .def_property_readonly("alba", &alba_of, "Where a Zone Append wrote; None for any other command.")
      .def_property_readonly("event", &event_of,
                             "What an Asynchronous Event Request tells; None for any other command.")
      .def_property_readonly(
          "crd", [](const HostCompletion& c) { return c.cqe.crd; }, "Command Retry Delay: 0, or which of CRDT1 to 3.")
      .def_property_readonly(
          "more", [](const HostCompletion& c) { return c.cqe.more; }, "The Error Information log says more.")
      .def_property_readonly(
          "dnr", [](const HostCompletion& c) { return c.cqe.dnr; }, "Do Not Retry.")
      .def_property_readonly(
          "overran", [](const HostCompletion& c) { return c.cqe.overran; }, "Bytes outside of the buffer were changed.")
      .def_property_readonly(
          "wrong_sqhd", [](const HostCompletion& c) { return c.cqe.wrong_sqhd; }, "Its SQHD cannot be (QUE-003).")
      .def_property_readonly(
          "place", [](const HostCompletion& c) { return c.cqe.place; }, "Among the completions of a batch, from 0.")
      .def_readonly("data", &HostCompletion::data, "What the device returned; None for none.")
      .def("zones", &zones_of, py::arg("extension_bytes") = 0,
           "The descriptors of a zone report; extension_bytes of the geometry, for an extended one.")
      .def("__repr__", &line_of)
      .def("_repr_html_", [](const py::object& c) { return call_python("znspec._html", "completion", c); });
  py::class_<HostCompletions> completions(m, "Completions",
                                          "Of commands in flight together, in the order of submission.");
  define_value<HostCompletions>(completions);
  completions.def("__len__", [](const HostCompletions& all) { return all.cqes.size(); })
      .def("__getitem__", &item, py::arg("index"))
      .def("__repr__", [](const HostCompletions& all) {
        std::string text;
        for (std::size_t i = 0; i < all.cqes.size(); ++i) text += (i == 0 ? "" : "\n") + line_of(all.at(i));
        return text;
      });
}

}  // namespace zns::python
