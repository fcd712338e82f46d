#include "reference/oracle/oracle.hpp"

#include <algorithm>
#include <bit>
#include <memory>
#include <string>

#include "python/src/completion.hpp"
#include "python/src/geometry.hpp"
#include "python/src/state.hpp"
#include "python/src/values.hpp"
#include "reference/device/step.hpp"

namespace zns::python {
namespace {

const char* word(Judgement judgement) {
  switch (judgement) {
    case Judgement::Permitted:
      return "permitted";
    case Judgement::Noteworthy:
      return "noteworthy";
    case Judgement::NotPermitted:
      return "not-permitted";
    case Judgement::Inconclusive:
      return "inconclusive";
    case Judgement::NotJudged:
      return "not-judged";
  }
  return "not-judged";
}

std::vector<std::string> clause_ids(const Verdict& verdict) {
  std::vector<std::string> ids;
  for (const ClauseId id : verdict.clauses) ids.emplace_back(id.str());
  return ids;
}

std::string text_of(const Verdict& verdict) {
  std::string text = word(verdict.judgement);
  for (const std::string& id : clause_ids(verdict)) text += " " + id;
  for (const std::string& each : verdict.expected) text += "\n  expected  " + each;
  if (!verdict.observed.empty()) text += "\n  observed  " + verdict.observed;
  return text;
}

Verdict observe_parts(Oracle& oracle, const HostCommand& host, Status status, std::uint64_t result,
                      const std::optional<py::bytes>& data) {
  const Command command = host.decoded();
  const py::bytes sent = host.data ? *host.data : pattern_data(oracle.geometry(), command);
  const auto bytes = bytes_of(sent);
  const std::size_t needed = bytes_to_device(oracle.geometry(), command);
  if (bytes.size() < needed)
    throw py::value_error("the command sends " + std::to_string(needed) + " bytes, its data has " +
                          std::to_string(bytes.size()));
  const std::size_t returned = host.receive.value_or(bytes_from_device(oracle.geometry(), command));
  return oracle.observe(command, bytes.first(needed),
                        {.status = status,
                         .result = result,
                         .data = data ? bytes_of(*data) : std::span<const std::byte>{},
                         .wrong_prps = !suites::is_permissible(host.prps, std::max(needed, returned))});
}

Verdict observe(Oracle& oracle, const HostCompletion& seen) {
  return observe_parts(oracle, seen.command.cast<const HostCommand&>(), seen.cqe.status, seen.cqe.result, seen.data);
}

void adopt(Oracle& oracle, const ZoneDescriptor& zone) {
  const Geometry& geometry = oracle.geometry();
  if (zone.zslba % geometry.zsze != 0 || zone.zslba >= geometry.nsze())
    throw py::value_error("no zone of this geometry begins at its zslba");
  oracle.adopt(static_cast<ZoneId>(zone.zslba / geometry.zsze), zone, {});
}

}  // namespace

// A citation is a literal: one that is read must be among the catalogue's.
template <>
struct Pack<ClauseId> {
  static py::object pack(ClauseId id) { return py::str(std::string{id.str()}); }
  static ClauseId unpack(const py::handle& from) {
    static_assert(sizeof(ClauseId) == sizeof(std::uint16_t));
    const Clause* const found = find_clause(from.cast<std::string>());
    if (found == nullptr) throw py::value_error("this version of znspec has no clause " + from.cast<std::string>());
    return std::bit_cast<ClauseId>(static_cast<std::uint16_t>(found - clauses().data()));
  }
};

// What the oracle has beside it is for its own use.
template <>
struct Members<Verdict> {
  static auto of(Verdict& v) { return std::tie(v.judgement, v.clauses, v.expected, v.observed, v.zones); }
};

void register_oracle(py::module_& m) {
  py::class_<Verdict> verdict(m, "Verdict", "Is what a device did permitted?");
  define_value<Verdict>(verdict);
  verdict
      .def_property_readonly(
          "judgement", [](const Verdict& v) { return word(v.judgement); },
          "'permitted', 'noteworthy', 'not-permitted', 'inconclusive' or 'not-judged'.")
      .def_property_readonly(
          "permitted", [](const Verdict& v) { return v.judgement != Judgement::NotPermitted; }, "Not 'not-permitted'.")
      .def_property_readonly("clauses", &clause_ids, "The ids of those violated, or worth noting.")
      .def_readonly("expected", &Verdict::expected, "Each permitted observation.")
      .def_readonly("observed", &Verdict::observed, "What was observed instead.")
      .def_readonly("zones", &Verdict::zones, "The zones that it is about.")
      .def("__repr__", &text_of)
      .def("_repr_html_", [](const py::object& v) { return call_python("znspec._html", "verdict", v); });
  py::class_<Oracle>(m, "Oracle",
                     "Knows every behaviour that the standards permit, and in which states a device may be.")
      .def(py::init<const Geometry&>(), py::arg("geometry"), "Believes every zone Empty.")
      .def("observe", &observe, py::arg("completion"),
           "Judges a completion, and moves the belief on if it is permitted.")
      .def("observe", &observe_parts, py::arg("command"), py::kw_only(), py::arg("status"), py::arg("result") = 0,
           py::arg("data") = py::none(), "The same from its parts. Raises ValueError for data that are too short.")
      .def("adopt", &adopt, py::arg("zone"), "Takes a zone as a report has it, unjudged. Raises ValueError.")
      .def("restart", &Oracle::restart, py::arg("kind"),
           "The controller was reset: what it leaves is judged by what follows.")
      .def_property_readonly("needs_report", &Oracle::needs_report, "Zones that a failure left uncertain.")
      .def_property_readonly("geometry", &Oracle::geometry, "Of the namespace.")
      .def_property_readonly(
          "belief",
          [](const Oracle& o) {
            return Snapshot{o.geometry(), std::make_shared<const State>(o.belief())};
          },
          "What the device's state is believed to be; its blocks are digests, and read as zeroes.")
      .def_property_readonly(
          "freedoms_used",
          [](const Oracle& o) {
            std::map<std::string, std::uint64_t> used;
            for (std::size_t i = 0; i < kFreedomCount; ++i)
              if (o.freedoms_used()[i] != 0) used.emplace(kFreedoms[i].id, o.freedoms_used()[i]);
            return used;
          },
          "How often the device used each freedom, by its id.")
      .def("__repr__", [](const Oracle& o) {
        return "Oracle of " + std::to_string(o.geometry().zones) + " zones, " + std::to_string(o.belief().active()) +
               " active";
      });
}

}  // namespace zns::python
