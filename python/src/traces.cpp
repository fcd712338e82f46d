#include <pybind11/stl/filesystem.h>

#include <filesystem>
#include <string>
#include <variant>

#include "harness/base/error.hpp"
#include "harness/replay/replay.hpp"
#include "harness/replay/trace_file.hpp"
#include "harness/report/output.hpp"
#include "python/src/values.hpp"
#include "python/src/way.hpp"

namespace zns::python {
namespace {

using Pair = std::pair<py::object, std::optional<HostCompletion>>;
using Step = std::variant<std::vector<Pair>, Reset, std::pair<std::uint64_t, ZoneState>, std::string>;

Pair pair_of(const TraceEntry& entry, const Trace& trace) {
  py::object command = py::cast(command_of(entry, trace));
  if (!entry.completion) return {command, std::nullopt};
  const TraceCompletion& seen = *entry.completion;
  HostCompletion completion{.command = command,
                            .cqe = {.status = seen.status,
                                    .result = seen.result,
                                    .crd = seen.crd,
                                    .more = seen.more,
                                    .dnr = seen.dnr,
                                    .overran = seen.overran,
                                    .wrong_sqhd = seen.wrong_sqhd,
                                    .place = entry.place}};
  if (!seen.data.empty()) completion.data = to_bytes(expand(seen.data, trace.seed, trace.geometry.lba_bytes));
  return {command, completion};
}

std::vector<Pair> pairs_of(const TraceBatch& batch, const Trace& trace) {
  std::vector<Pair> pairs;
  for (const TraceEntry& entry : batch) pairs.push_back(pair_of(entry, trace));
  return pairs;
}

std::vector<Step> steps_of(const Trace& trace) {
  std::vector<Step> steps;
  for (const TraceStep& step : trace.steps) {
    if (const auto* batch = std::get_if<TraceBatch>(&step))
      steps.emplace_back(pairs_of(*batch, trace));
    else if (const auto* injection = std::get_if<TraceInjection>(&step))
      steps.emplace_back(std::pair{injection->zslba, injection->state});
    else if (const auto* control = std::get_if<TraceControl>(&step))
      steps.emplace_back(control_text(*control));
    else
      steps.emplace_back(std::get<Reset>(step));
  }
  return steps;
}

std::vector<Pair> all_pairs(const Trace& trace) {
  std::vector<Pair> pairs;
  for (const TraceStep& step : trace.steps)
    if (const auto* batch = std::get_if<TraceBatch>(&step))
      for (const TraceEntry& entry : *batch) pairs.push_back(pair_of(entry, trace));
  return pairs;
}

Trace parse(const std::string& text) {
  auto parsed = parse_trace(text);
  if (const auto* wrong = std::get_if<TraceError>(&parsed)) throw harness::UsageError(to_string(*wrong));
  return std::get<Trace>(std::move(parsed));
}

void save(const Trace& trace, const std::filesystem::path& path) {
  harness::ReportFile file{path.string()};
  file.commit(print(trace));
}

std::vector<harness::Finding> judged(const Trace& trace) {
  std::vector<harness::Finding> findings;
  for (const harness::TraceFinding& found : harness::rejudge(trace).findings) findings.push_back(found.finding);
  return findings;
}

Trace replayed(const Trace& trace, const py::object& target) {
  const Way way{target};
  suites::Target& to = way.target();
  return without_gil(way.port(), [&] { return harness::replay(trace, to); });
}

}  // namespace

template <>
struct Pack<Trace> {
  static py::object pack(const Trace& trace) { return py::str(print(trace)); }
  static Trace unpack(const py::handle& from) { return parse(from.cast<std::string>()); }
};

void register_traces(py::module_& m) {
  py::class_<Trace> trace(m, "Trace",
                          "What happened between a host and a device. str() of it is the text of a trace file.");
  define_pickle<Trace>(trace);
  define_hash<Trace>(trace);
  trace.def_static("parse", &parse, py::arg("text"), "The trace that a text is. Raises UsageError with the line.")
      .def_static(
          "load", [](const std::filesystem::path& path) { return harness::load_trace(path.string()); }, py::arg("path"),
          "The trace in a file. Raises UsageError.")
      .def("save", &save, py::arg("path"), "Writes the file. Raises HarnessError if that cannot be done.")
      .def_property_readonly(
          "geometry", [](const Trace& t) { return t.geometry; }, "Of the device.")
      .def_readonly("seed", &Trace::seed, "Of the patterns in its data.")
      .def_readonly("target", &Trace::target, "The device, as the user spelt it.")
      .def_readonly("note", &Trace::note, "What it is about.")
      .def_property_readonly(
          "steps", &steps_of,
          "Each a list of (command, completion or None) in flight together, a Reset, or an injection (zslba, state).")
      .def("rejudge", &judged, "What is not permitted, or worth knowing, from the trace alone. Raises UsageError.")
      .def("replay", &replayed, py::arg("target"),
           "Makes the target's zones as they were at the start, sends the commands, and returns what happened now. "
           "Raises UsageError for another geometry.")
      .def("__iter__", [](const Trace& t) { return py::iter(py::cast(all_pairs(t))); })
      .def("__len__",
           [](const Trace& t) {
             std::size_t commands = 0;
             for (const TraceStep& step : t.steps)
               if (const auto* batch = std::get_if<TraceBatch>(&step)) commands += batch->size();
             return commands;
           })
      .def("__eq__",
           [](const Trace& a, const py::object& b) { return py::isinstance<Trace>(b) && b.cast<const Trace&>() == a; })
      .def("__str__", [](const Trace& t) { return print(t); })
      .def("__repr__",
           [](const Trace& t) { return "Trace of " + t.target + ", " + std::to_string(t.steps.size()) + " steps"; });
}

}  // namespace zns::python
