#include <optional>
#include <span>
#include <string>
#include <vector>

#include "python/src/values.hpp"
#include "reference/device/freedom.hpp"
#include "reference/mutants/mutant.hpp"
#include "reference/spec/clause.hpp"
#include "reference/spec/status.hpp"
#include "reference/spec/zone_state.hpp"
#include "reference/variants/variant.hpp"
#include "suites/target.hpp"

namespace zns::python {
namespace {

constexpr std::uint16_t kStatusValues = 0x800;  // eleven bits

// "Zone Is Full" -> "ZONE_IS_FULL"
std::string constant_name(std::string_view title) {
  std::string name;
  for (const char c : title) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter)
      name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    else if (!name.empty() && name.back() != '_')
      name += '_';
  }
  return name;
}

Status make_status(unsigned sct, unsigned sc) {
  if (sct > 7 || sc > 0xFF) throw py::value_error("a status has an SCT of 0 to 7 and an SC of 0 to 255");
  return static_cast<Status>(sct << 8 | sc);
}

void register_status(py::module_& m) {
  py::class_<Status> status(m, "Status", "Status Code Type and Status Code of a completion: a value that compares.");
  status
      .def(py::init(&make_status), py::arg("sct"), py::arg("sc"),
           "The status with this SCT (0 to 7) and SC (0 to 255).")
      .def_property_readonly(
          "sct", [](Status s) { return sct(s); }, "Status Code Type, 0 to 7.")
      .def_property_readonly(
          "sc", [](Status s) { return sc(s); }, "Status Code, 0 to 255.")
      .def_property_readonly(
          "title", [](Status s) { return std::string{title(s)}; }, "The standard's title.")
      .def_property_readonly(
          "ok", [](Status s) { return s == kSuccess; }, "True for Successful Completion.")
      .def("__eq__", [](Status a, const py::object& b) { return py::isinstance<Status>(b) && b.cast<Status>() == a; })
      .def("__hash__", [](Status s) { return static_cast<std::size_t>(s); })
      .def("__repr__", [](Status s) { return to_string(s); });
  define_pickle<Status>(status);
  for (std::uint16_t value = 0; value < kStatusValues; ++value)
    if (const auto each = static_cast<Status>(value); title(each) != title(static_cast<Status>(kStatusValues - 1)))
      status.attr(constant_name(title(each)).c_str()) = each;
}

void register_enums(py::module_& m) {
  py::enum_<Queue>(m, "Queue", "Where a command is submitted.").value("ADMIN", Queue::Admin).value("IO", Queue::Io);
  py::enum_<ZoneState>(m, "ZoneState", "The zone states, with their wire values (ZNS-ZM-041).")
      .value("EMPTY", ZoneState::Empty)
      .value("IMPLICITLY_OPENED", ZoneState::ImplicitlyOpened)
      .value("EXPLICITLY_OPENED", ZoneState::ExplicitlyOpened)
      .value("CLOSED", ZoneState::Closed)
      .value("READ_ONLY", ZoneState::ReadOnly)
      .value("FULL", ZoneState::Full)
      .value("OFFLINE", ZoneState::Offline)
      .def_property_readonly(
          "letters", [](ZoneState zs) { return std::string{letters(zs)}; }, "ZSE, ZSIO, ZSEO, ZSC, ZSF, ZSRO or ZSO.")
      .def_property_readonly("is_open", &is_open, "Implicitly or explicitly opened.")
      .def_property_readonly("is_active", &is_active, "Open or closed.");
  py::enum_<ZoneSendAction>(m, "ZoneSendAction", "ZSA of Zone Management Send (ZNS-ZMS-F03).")
      .value("CLOSE", ZoneSendAction::Close)
      .value("FINISH", ZoneSendAction::Finish)
      .value("OPEN", ZoneSendAction::Open)
      .value("RESET", ZoneSendAction::Reset)
      .value("OFFLINE", ZoneSendAction::Offline)
      .value("SET_ZONE_DESCRIPTOR_EXTENSION", ZoneSendAction::SetZoneDescriptorExtension);
  py::enum_<ZoneReceiveAction>(m, "ZoneReceiveAction", "ZRA of Zone Management Receive (ZNS-ZMR-F03).")
      .value("REPORT_ZONES", ZoneReceiveAction::ReportZones)
      .value("EXTENDED_REPORT_ZONES", ZoneReceiveAction::ExtendedReportZones);
  py::enum_<ReportingOption>(m, "ReportingOption", "ZRASF of Zone Management Receive (ZNS-ZMR-F04).")
      .value("ALL", ReportingOption::All)
      .value("EMPTY", ReportingOption::Empty)
      .value("IMPLICITLY_OPENED", ReportingOption::ImplicitlyOpened)
      .value("EXPLICITLY_OPENED", ReportingOption::ExplicitlyOpened)
      .value("CLOSED", ReportingOption::Closed)
      .value("FULL", ReportingOption::Full)
      .value("READ_ONLY", ReportingOption::ReadOnly)
      .value("OFFLINE", ReportingOption::Offline)
      .value("ATTENTION", ReportingOption::Attention);
  py::enum_<Reset>(m, "Reset", "How a controller is brought back to its beginning.")
      .value("CONTROLLER", Reset::Controller)
      .value("SHUTDOWN", Reset::Shutdown)
      .value("POWER_CYCLE", Reset::PowerCycle);
}

void register_clauses(py::module_& m) {
  py::class_<Clause> clause(m, "Clause", "One requirement of the standards.");
  define_row<Clause>(clause, [](const std::string& id) { return find_clause(id); });
  clause
      .def_property_readonly(
          "id", [](const Clause& c) { return std::string{c.id}; }, "Stable: 'ZNS-ZMS-020'.")
      .def_property_readonly(
          "section", [](const Clause& c) { return std::string{c.section}; }, "Specification and section, or empty.")
      .def_property_readonly(
          "level", [](const Clause& c) { return std::string{name(c.level)}; }, "'shall', 'should', ...")
      .def_property_readonly(
          "confidence", [](const Clause& c) { return std::string{name(c.confidence)}; }, "'high', 'medium' or 'low'.")
      .def_property_readonly(
          "text", [](const Clause& c) { return std::string{c.text}; }, "One sentence.")
      .def("__repr__", [](const Clause& c) { return std::string{c.id} + ": " + std::string{c.text}; });
  m.def(
      "clauses", [] { return std::vector<Clause>(clauses().begin(), clauses().end()); },
      "Every clause, in the catalogue's order.");
  m.def(
      "clause",
      [](const std::string& id) {
        if (const Clause* found = find_clause(id)) return *found;
        throw py::key_error("no clause has the id '" + id + "'");
      },
      py::arg("id"), "The clause with this id. Raises KeyError.");
  py::class_<FreedomRow> freedom(m, "Freedom", "Something that the standards leave to the controller.");
  define_row<FreedomRow>(freedom, [](const std::string& id) {
    const auto* found =
        std::find_if(kFreedoms.begin(), kFreedoms.end(), [&](const auto& each) { return each.id == id; });
    return found == kFreedoms.end() ? nullptr : found;
  });
  freedom
      .def_property_readonly(
          "id", [](const FreedomRow& f) { return std::string{f.id}; }, "Stable: 'implicit-close'.")
      .def_property_readonly(
          "clause", [](const FreedomRow& f) { return std::string{f.clause.str()}; }, "A clause id.")
      .def_property_readonly(
          "text", [](const FreedomRow& f) { return std::string{f.text}; }, "One sentence.")
      .def_readonly("of_order", &FreedomRow::of_order,
                    "True if commands in flight together have it: no Policy chooses it for one command.")
      .def("__repr__", [](const FreedomRow& f) { return std::string{f.id} + ": " + std::string{f.text}; });
  m.def(
      "freedoms", [] { return std::vector<FreedomRow>(kFreedoms.begin(), kFreedoms.end()); }, "Every freedom.");
}

std::vector<std::string> ids_of(std::span<const ClauseId> clauses) {
  std::vector<std::string> ids;
  for (const ClauseId id : clauses) ids.emplace_back(id.str());
  return ids;
}

void register_mutants(py::module_& m) {
  using mutants::Mutant;
  py::class_<Mutant> mutant(m, "Mutant", "A device with one seeded defect: open_target('mutant:ID').");
  define_row<Mutant>(mutant, [](const std::string& id) { return mutants::find_mutant(id); });
  mutant
      .def_property_readonly(
          "id", [](const Mutant& x) { return std::string{x.id}; }, "Stable: 'append-past-zcap'.")
      .def_property_readonly(
          "wrong", [](const Mutant& x) { return std::string{x.wrong}; }, "What it does.")
      .def_property_readonly(
          "right", [](const Mutant& x) { return std::string{x.right}; }, "What it should do.")
      .def_property_readonly(
          "origin", [](const Mutant& x) { return std::string{x.origin}; }, "Where it was met.")
      .def_property_readonly(
          "geometry", [](const Mutant& x) { return std::string{x.geometry}; }, "Options of ref: with which it shows.")
      .def_property_readonly(
          "clauses", [](const Mutant& x) { return ids_of(x.clauses); }, "The ids of the clauses that it violates.")
      .def("__repr__", [](const Mutant& x) { return "mutant:" + std::string{x.id} + ": " + std::string{x.wrong}; });
  m.def(
      "mutants", [] { return std::vector<Mutant>(mutants::mutants().begin(), mutants::mutants().end()); },
      "Every mutant, in the catalogue's order.");
}

void register_variants(py::module_& m) {
  using variants::Variant;
  py::class_<Variant> variant(m, "Variant", "A device that uses a freedom of the standard: open_target('variant:ID').");
  define_row<Variant>(variant, [](const std::string& id) { return variants::find_variant(id); });
  variant
      .def_property_readonly(
          "id", [](const Variant& x) { return std::string{x.id}; }, "Stable: 'victim-newest'.")
      .def_property_readonly(
          "what", [](const Variant& x) { return std::string{x.what}; },
          "What it does that the default reference device does not.")
      .def_property_readonly(
          "freedom",
          [](const Variant& x) -> std::optional<std::string> {
            if (!x.freedom) return std::nullopt;
            return std::string{row(*x.freedom).id};
          },
          "The id of the freedom that it uses; None where it has no name.")
      .def_property_readonly(
          "options", [](const Variant& x) { return std::string{x.options}; },
          "Its geometry and policy, as options of ref:; empty: the default ones.")
      .def_property_readonly(
          "clauses", [](const Variant& x) { return ids_of(x.clauses); }, "The ids of the clauses that leave it open.")
      .def("__repr__", [](const Variant& x) { return "variant:" + std::string{x.id} + ": " + std::string{x.what}; });
  m.def(
      "variants", [] { return std::vector<Variant>(variants::variants().begin(), variants::variants().end()); },
      "Every permitted variant, in the catalogue's order.");
}

}  // namespace

void register_spec(py::module_& m) {
  register_status(m);
  register_enums(m);
  register_clauses(m);
  register_mutants(m);
  register_variants(m);
}

}  // namespace zns::python
