#include <pybind11/stl/filesystem.h>

#include <string>

#include "harness/deviations.hpp"
#include "harness/diff/diff.hpp"
#include "harness/exit_status.hpp"
#include "harness/report/console.hpp"
#include "harness/report/html/html.hpp"
#include "harness/report/json.hpp"
#include "harness/report/junit.hpp"
#include "harness/report/output.hpp"
#include "harness/report/tap.hpp"
#include "harness/report/text.hpp"
#include "harness/run.hpp"
#include "harness/select.hpp"
#include "python/src/open_port.hpp"
#include "suites/contents.hpp"

namespace zns::python {
namespace {

using harness::CaseReport;
using harness::Report;

// Asked by the run, which has no GIL: whether the user pressed Ctrl-C. Python keeps the answer until the run has ended.
bool interrupted() {
  const py::gil_scoped_acquire gil;
  return PyErr_CheckSignals() != 0;
}

// Runs without the GIL, and raises what came up in Python meanwhile.
template <class Test>
Report test(OpenPort& port, const std::optional<std::filesystem::path>& deviations, Test action) {
  static_cast<void>(port.opened());
  Report report = without_gil(port, action);
  if (PyErr_Occurred() != nullptr) throw py::error_already_set();
  if (deviations) {
    const auto contents = suites::contents();
    harness::apply_deviations(report, harness::load_deviations(deviations->string()), contents);
  }
  return report;
}

harness::SaveTrace saver(const std::optional<std::filesystem::path>& save) {
  if (!save) return {};
  harness::make_trace_folder(save->string());
  return [folder = save->string()](const std::string& id, const Trace& trace) {
    return harness::save_trace(folder, id, trace);
  };
}

// In Python no deviations are known but those that are given; on the command line the shipped ones are.
std::string replay_options(const std::optional<std::filesystem::path>& deviations) {
  return deviations ? " --deviations " + harness::shell_word(deviations->string()) : " --no-deviations";
}

// What the caller left out, as the command line spells it.
std::vector<std::string> limits_of(const OpenPort& port, const std::string& suite, const std::string& filter) {
  std::vector<std::string> limits;
  if (suite != "all") limits.push_back("--suite " + suite);
  if (filter != "*") limits.push_back("--filter " + harness::shell_word(filter));
  if (const auto& zones = port.zones())
    limits.push_back("--zones " + std::to_string(zones->first) + "-" + std::to_string(zones->last));
  return limits;
}

Report run_suite(OpenPort& port, const std::string& suite, const std::string& filter, std::uint64_t seed,
                 const std::optional<std::filesystem::path>& deviations,
                 const std::optional<std::filesystem::path>& save) {
  const std::vector<suites::Section> contents = suites::contents();
  const auto selected = harness::select(contents, harness::parse_suite(suite), harness::Filter{filter});
  if (selected.empty()) throw py::value_error("no case matches '" + filter + "'");
  harness::RunOptions options{.seed = seed,
                              .zones = port.zones(),
                              .replay_options = replay_options(deviations),
                              .scope = {.limits = limits_of(port, suite, filter)},
                              .contents = contents,
                              .save = saver(save),
                              .interrupted = interrupted};
  return test(port, deviations, [&] { return harness::run(port.opened(), selected, options); });
}

Report diff(OpenPort& port, std::uint64_t commands, std::size_t depth, std::uint64_t seed, unsigned illegal,
            const std::optional<std::filesystem::path>& deviations, const std::optional<std::filesystem::path>& save) {
  if (depth == 0 || illegal > 100) throw py::value_error("depth is at least 1, illegal a percentage");
  harness::DiffOptions options{.seed = seed,
                               .commands = commands,
                               .depth = depth,
                               .illegal_percent = illegal,
                               .zones = port.zones(),
                               .replay_options = replay_options(deviations),
                               .scope = {.limits = limits_of(port, "all", "*")},
                               .save = saver(save),
                               .interrupted = interrupted};
  return test(port, deviations, [&] { return harness::diff(port.opened(), options); });
}

std::map<std::string, std::size_t> summary(const Report& report) {
  const harness::Summary s = harness::summarize(report);
  return {{"cases", s.cases},
          {"passed", s.passed},
          {"failed", s.failed},
          {"known", s.known},
          {"stale", s.stale},
          {"warned", s.warned},
          {"not_applicable", s.not_applicable},
          {"error", s.error},
          {"causes", s.causes}};
}

std::vector<CaseReport> cases(const Report& report) {
  std::vector<CaseReport> all;
  for (const harness::SectionReport& section : report.sections)
    all.insert(all.end(), section.cases.begin(), section.cases.end());
  return all;
}

void register_cases(py::module_& m) {
  using suites::Failure;
  py::class_<Failure>(m, "Failure", "How a case failed.")
      .def_readonly("expected", &Failure::expected, "Every permitted observation.")
      .def_readonly("observed", &Failure::observed, "What was observed.")
      .def_readonly("zones", &Failure::zones, "The zones, before and after; a line each.")
      .def_readonly("commands", &Failure::commands, "What was sent and came back; a line each.")
      .def_readonly("clauses", &Failure::clauses, "Violated clauses, where they are not the case's own.")
      .def("__repr__", [](const Failure& f) { return "observed " + f.observed; });
  py::class_<CaseReport>(m, "CaseReport", "What became of one case.")
      .def_property_readonly(
          "id", [](const CaseReport& c) { return c.result.id; }, "Stable.")
      .def_readonly("title", &CaseReport::title, "What the device does, in one sentence.")
      .def_property_readonly(
          "verdict", [](const CaseReport& c) { return std::string{suites::name(c.result.verdict)}; },
          "'passed', 'failed', 'known', 'stale', 'warned', 'not_applicable' or 'error'.")
      .def_property_readonly(
          "level", [](const CaseReport& c) { return std::string{name(c.level)}; }, "'shall', ...")
      .def_readonly("clauses", &CaseReport::clauses, "The clauses that it is about.")
      .def_property_readonly(
          "reason", [](const CaseReport& c) { return c.result.reason; }, "Why, where that needs saying.")
      .def_property_readonly(
          "failure", [](const CaseReport& c) { return c.result.failure; }, "None unless it failed.")
      .def_readonly("replay", &CaseReport::replay, "A line that runs this case alone.")
      .def_readonly("trace", &CaseReport::trace, "The file with what was sent; empty: none.")
      .def_readonly("wall_ms", &CaseReport::wall_ms, "Milliseconds.")
      .def("__repr__",
           [](const CaseReport& c) { return c.result.id + ": " + std::string{suites::name(c.result.verdict)}; });
}

}  // namespace

void register_reports(py::module_& m) {
  register_cases(m);
  py::class_<Report>(m, "Report", "What a run found out. str() of it is the console report.")
      .def_readonly("target", &Report::target, "As it was spelt.")
      .def_readonly("seed", &Report::seed, "Every random thing comes from it.")
      .def_readonly("commands", &Report::commands, "Commands sent.")
      .def_readonly("wall_ms", &Report::wall_ms, "Milliseconds.")
      .def_readonly("stopped", &Report::stopped, "Why the run ended before its last case; empty: it did not.")
      .def_readonly("freedoms", &Report::freedoms, "Those that the device used: id, times.")
      .def_property_readonly("cases", &cases, "Every case, in the standard's order.")
      .def_property_readonly("summary", &summary, "Number of cases, in all and by verdict, and of causes of failures.")
      .def_property_readonly(
          "conformant", [](const Report& r) { return harness::exit_status(r) == harness::kConformant; },
          "Nothing failed but what is listed as known.")
      .def(
          "console", [](const Report& r) { return harness::render_console(r, false); }, "The report for people.")
      .def(
          "json", [](const Report& r) { return harness::render_json(r); },
          "harness/report/SCHEMA.md says what is in it.")
      .def(
          "junit", [](const Report& r) { return harness::render_junit(r); }, "JUnit XML, for CI systems.")
      .def(
          "tap", [](const Report& r) { return harness::render_tap(r); }, "Test Anything Protocol.")
      .def(
          "html", [](const Report& r) { return harness::render_html(r); }, "A page that needs nothing else.")
      .def("__str__", [](const Report& r) { return harness::render_console(r, false); })
      .def("__repr__", [](const Report& r) {
        const harness::Summary s = harness::summarize(r);
        return "Report on " + r.target + ": " + std::to_string(s.cases) + " cases, " + std::to_string(s.failed) +
               " failed";
      });
  m.def("run", &run_suite, py::arg("target"), py::kw_only(), py::arg("suite") = "all", py::arg("filter") = "*",
        py::arg("seed") = 1, py::arg("deviations") = py::none(), py::arg("save") = py::none(),
        "Runs the conformance suite. filter: globs over case ids, with commas; deviations: a file of what is known; "
        "save: a folder for traces of failed cases. Raises HarnessError for a device that cannot be tested, UsageError "
        "and ValueError for arguments that make no sense.");
  m.def(
      "diff", &diff, py::arg("target"), py::kw_only(), py::arg("commands") = 10000, py::arg("depth") = 1,
      py::arg("seed") = 1, py::arg("illegal") = 25, py::arg("deviations") = py::none(), py::arg("save") = py::none(),
      "Sends random sequences, each command judged by the oracle; findings are shrunk. depth: most commands in flight "
      "together; illegal: percent of the commands that something is wrong with. Raises as run() does.");
}

}  // namespace zns::python
