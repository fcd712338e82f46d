#include <pybind11/stl/filesystem.h>

#include <string>

#include "harness/deviations/deviations.hpp"
#include "harness/diff/diff.hpp"
#include "harness/report/console.hpp"
#include "harness/report/exit_status.hpp"
#include "harness/report/html/html.hpp"
#include "harness/report/json.hpp"
#include "harness/report/junit.hpp"
#include "harness/report/output.hpp"
#include "harness/report/tap.hpp"
#include "harness/report/text.hpp"
#include "harness/run/provenance.hpp"
#include "harness/run/run.hpp"
#include "harness/select/select.hpp"
#include "python/src/open_port.hpp"
#include "python/src/way.hpp"
#include "python/src/zone_descriptor.hpp"
#include "suites/contents.hpp"

namespace zns::python {

template <>
struct Members<suites::SeenZone> {
  static auto of(suites::SeenZone& z) { return std::tie(z.index, z.before, z.after); }
};
template <>
struct Members<suites::Failure> {
  static auto of(suites::Failure& f) {
    return std::tie(f.expected, f.observed, f.zones, f.commands, f.clauses, f.seen, f.what, f.aside);
  }
};
template <>
struct Members<suites::Result> {
  static auto of(suites::Result& r) { return std::tie(r.id, r.verdict, r.reason, r.failure); }
};
template <>
struct Members<harness::Cause> {
  static auto of(harness::Cause& c) { return std::tie(c.clause, c.what); }
};
template <>
struct Members<harness::CaseReport> {
  static auto of(harness::CaseReport& c) {
    return std::tie(c.title, c.level, c.clauses, c.result, c.replay, c.trace, c.wall_ms, c.cause);
  }
};
template <>
struct Members<harness::SectionReport> {
  static auto of(harness::SectionReport& s) { return std::tie(s.number, s.title, s.cases); }
};
template <>
struct Members<harness::ClauseCount> {
  static auto of(harness::ClauseCount& c) { return std::tie(c.exercised, c.violated); }
};
template <>
struct Members<harness::Transition> {
  static auto of(harness::Transition& t) { return std::tie(t.before, t.by, t.after); }
};
template <>
struct Members<IdentifyController> {
  static auto of(IdentifyController& c) {
    return std::tie(c.vid, c.ssvid, c.sn, c.mn, c.fr, c.cmic, c.mdts, c.cntlid, c.ver, c.oaes, c.ctratt, c.cntrltype,
                    c.crdt, c.oacs, c.acl, c.aerl, c.lpa, c.elpe, c.npss, c.sqes, c.cqes, c.nn, c.oncs, c.fuses, c.vwc,
                    c.awun, c.awupf, c.nwpc, c.sgls, c.mnan, c.subnqn);
  }
};
template <>
struct Members<LbaFormat> {
  static auto of(LbaFormat& f) { return std::tie(f.ms, f.lbads, f.rp); }
};
template <>
struct Members<IdentifyNamespace> {
  static auto of(IdentifyNamespace& n) {
    return std::tie(n.nsze, n.ncap, n.nuse, n.nsfeat, n.nlbaf, n.flbas, n.mc, n.dpc, n.dps, n.nmic, n.rescap, n.dlfeat,
                    n.nawun, n.nabsn, n.nsattr, n.nguid, n.eui64, n.lbaf);
  }
};
template <>
struct Members<LbaFormatExtension> {
  static auto of(LbaFormatExtension& f) { return std::tie(f.zsze, f.zdes); }
};
template <>
struct Members<IdentifyZonedNamespace> {
  static auto of(IdentifyZonedNamespace& n) {
    return std::tie(n.zoc, n.ozcs, n.mar, n.mor, n.rrl, n.frl, n.numzrwa, n.zrwafg, n.zrwasz, n.zrwacap, n.lbafe);
  }
};
template <>
struct Members<IdentifyZonedController> {
  static auto of(IdentifyZonedController& c) { return std::tie(c.zasl); }
};
template <>
struct Members<suites::Facts> {
  static auto of(suites::Facts& f) {
    return std::tie(f.nsid, f.controller, f.ns, f.zoned, f.zoned_controller, f.lba_bytes, f.nsze, f.zsze, f.zone_count,
                    f.max_active, f.max_open, f.extension_bytes, f.mpsmin, f.mdts_bytes, f.append_limit_bytes,
                    f.write_zeroes_limit_bytes, f.limit_doubt, f.append, f.write_zeroes, f.read_across,
                    f.variable_capacity, f.active_excursions);
  }
};
template <>
struct Members<harness::CapacityRange> {
  static auto of(harness::CapacityRange& r) { return std::tie(r.least, r.most); }
};
template <>
struct Members<harness::Provenance> {
  static auto of(harness::Provenance& p) {
    return std::tie(p.date, p.host, p.kernel, p.emulator, p.command_line, p.commit);
  }
};
template <>
struct Members<harness::AcceptedList> {
  static auto of(harness::AcceptedList& l) { return std::tie(l.file, l.entries, l.accepted); }
};
template <>
struct Members<harness::Scope> {
  static auto of(harness::Scope& s) {
    return std::tie(s.limits, s.left_out, s.ended, s.applicable, s.random_commands, s.lists, s.resumed);
  }
};
template <>
struct Members<harness::Report> {
  static auto of(harness::Report& r) {
    // As many names as it has members, so that a new one does not compile until it is pickled, too.
    auto& [version, target, facts, zcap, provenance, scope, seed, wall_ms, commands, written_bytes, sections, freedoms,
           clauses, transitions, unsaved, stopped] = r;
    return std::tie(version, target, facts, zcap, provenance, scope, seed, wall_ms, commands, written_bytes, sections,
                    freedoms, clauses, transitions, unsaved, stopped);
  }
};

namespace {

using harness::CaseReport;
using harness::Report;

// Asked by the run, which has no GIL: whether the user pressed Ctrl-C. Python keeps the answer until the run has ended.
bool interrupted() {
  const py::gil_scoped_acquire gil;
  if (PyErr_CheckSignals() != 0) Unheard::note(py::error_already_set());
  return Unheard::any();
}

// A target that is open as long as its object of Python lives.
class Lent final : public harness::OpenedTarget {
 public:
  explicit Lent(suites::Target& target) : target_{target} {}
  suites::Target& target() override { return target_; }

 private:
  suites::Target& target_;
};

// What a run is on: a target that open_target() opened, or any other.
class Subject {
 public:
  explicit Subject(const py::object& target) : way_{target} {
    static_cast<void>(way_.port().target());  // says so if it is closed
    open_ = way_.is_overridden() ? nullptr : dynamic_cast<OpenPort*>(&way_.port());
    if (open_ == nullptr) lent_.emplace(way_.target());
  }
  [[nodiscard]] harness::OpenedTarget& opened() { return lent_ ? *lent_ : open_->opened(); }
  [[nodiscard]] std::optional<harness::ZoneRange> zones() const { return open_ ? open_->zones() : std::nullopt; }
  [[nodiscard]] Port& port() const { return way_.port(); }
  // Whether its name is a spelling, with which the program reaches it.
  [[nodiscard]] bool is_spelt() const { return open_ != nullptr; }

 private:
  Way way_;
  OpenPort* open_ = nullptr;
  std::optional<Lent> lent_;
};

// A call of Python, for the reports.
struct Call {
  std::string function;
  std::string arguments;       // but the target, and
  std::string selection = {};  // which cases; a comma behind each
};

// The program does not reach a target of Python: the lines that show a case again are Python's.
void say_in_python(Report& report, const Call& call) {
  for (harness::SectionReport& section : report.sections)
    for (CaseReport& each : section.cases) {
      if (each.replay.empty()) continue;
      each.replay = "znspec." + call.function + "(target, ";
      if (call.function == "run") each.replay += "filter=\"" + each.result.id + "\", ";
      each.replay += call.arguments + ")";
    }
}

// Runs without the GIL, and raises what came up in Python meanwhile.
template <class Test>
Report test(Subject& subject, const Call& call, const std::optional<std::filesystem::path>& deviations, Test action) {
  harness::Provenance provenance = harness::here_and_now();
  provenance.emulator = subject.opened().emulator();
  provenance.command_line = "znspec." + call.function + "(\"" + subject.port().target().name() + "\", " +
                            call.selection + call.arguments + ")";
  Unheard unheard;
  Report report = [&] {
    try {
      return without_gil(subject.port(), action);
    } catch (...) {
      unheard.raise();
      throw;
    }
  }();
  unheard.raise();
  report.provenance = std::move(provenance);
  if (!subject.is_spelt()) say_in_python(report, call);
  subject.port().look_at_findings();
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
std::vector<std::string> limits_of(const Subject& subject, const std::string& suite, const std::string& filter) {
  std::vector<std::string> limits;
  if (suite != "all") limits.push_back("--suite " + suite);
  if (filter != "*") limits.push_back("--filter " + harness::shell_word(filter));
  if (const auto& zones = subject.zones())
    limits.push_back("--zones " + std::to_string(zones->first) + "-" + std::to_string(zones->last));
  return limits;
}

Report run_suite(const py::object& target, const std::string& suite, const std::string& filter, std::uint64_t seed,
                 const std::optional<std::filesystem::path>& deviations,
                 const std::optional<std::filesystem::path>& save) {
  const std::vector<suites::Section> contents = suites::contents();
  const auto selected = harness::select(contents, harness::parse_suite(suite), harness::Filter{filter});
  if (selected.empty()) throw py::value_error("no case matches '" + filter + "'");
  Subject subject{target};
  harness::RunOptions options{.seed = seed,
                              .zones = subject.zones(),
                              .replay_options = replay_options(deviations),
                              .scope = {.limits = limits_of(subject, suite, filter)},
                              .contents = contents,
                              .save = saver(save),
                              .interrupted = interrupted};
  std::string selection;
  if (suite != "all") selection += "suite=\"" + suite + "\", ";
  if (filter != "*") selection += "filter=\"" + filter + "\", ";
  return test(subject, {"run", "seed=" + std::to_string(seed), selection}, deviations,
              [&] { return harness::run(subject.opened(), selected, options); });
}

Report diff(const py::object& target, std::uint64_t commands, std::size_t depth, std::uint64_t seed, unsigned illegal,
            const std::optional<std::filesystem::path>& deviations, const std::optional<std::filesystem::path>& save) {
  if (depth == 0 || illegal > 100) throw py::value_error("depth is at least 1, illegal a percentage");
  Subject subject{target};
  harness::DiffOptions options{.seed = seed,
                               .commands = commands,
                               .depth = depth,
                               .illegal_percent = illegal,
                               .zones = subject.zones(),
                               .replay_options = replay_options(deviations),
                               .scope = {.limits = limits_of(subject, "all", "*")},
                               .save = saver(save),
                               .interrupted = interrupted};
  const std::string arguments = "commands=" + std::to_string(commands) + ", depth=" + std::to_string(depth) +
                                ", seed=" + std::to_string(seed) + ", illegal=" + std::to_string(illegal);
  return test(subject, {"diff", arguments}, deviations, [&] { return harness::diff(subject.opened(), options); });
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
  py::class_<Failure> failure(m, "Failure", "How a case failed.");
  define_value<Failure>(failure);
  failure.def_readonly("expected", &Failure::expected, "Every permitted observation.")
      .def_readonly("observed", &Failure::observed, "What was observed.")
      .def_readonly("zones", &Failure::zones, "The zones, before and after; a line each.")
      .def_readonly("commands", &Failure::commands, "What was sent and came back; a line each.")
      .def_readonly("clauses", &Failure::clauses, "Violated clauses, where they are not the case's own.")
      .def("__repr__", [](const Failure& f) { return "observed " + f.observed; });
  py::class_<CaseReport> case_report(m, "CaseReport", "What became of one case.");
  define_value<CaseReport>(case_report);
  case_report
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
  py::class_<Report> report(m, "Report", "What a run found out. str() of it is the console report.");
  define_value<Report>(report);
  report.def_readonly("target", &Report::target, "As it was spelt.")
      .def_readonly("seed", &Report::seed, "Every random thing comes from it.")
      .def_readonly("commands", &Report::commands, "Commands sent.")
      .def_readonly("written_bytes", &Report::written_bytes, "Bytes that Writes and Zone Appends wrote.")
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
