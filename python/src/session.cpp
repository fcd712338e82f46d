#include <string>
#include <utility>

#include "harness/diff/finding_case.hpp"
#include "harness/replay/recorder.hpp"
#include "harness/run/subject.hpp"
#include "harness/witness/monitor.hpp"
#include "python/src/finding.hpp"
#include "python/src/values.hpp"
#include "python/src/way.hpp"
#include "reference/spec/pattern.hpp"

namespace zns::python {
namespace {

using harness::Finding;

// A target and the oracle, which judges every completion.
class SessionPort final : public Port {
 public:
  SessionPort(const py::object& target, bool strict, const std::string& note)
      : below_{target},
        strict_{strict},
        facts_{harness::facts_of(below_.target())},
        recorder_{below_.target()},
        monitor_{recorder_, facts_},
        geometry_{below_.port().geometry()} {
    recorder_.begin(harness::trace_head(monitor_.oracle(), monitor_.beside().geometries(), below_.target().name(),
                                        Pattern{}.seed, note));
  }

  suites::Target& target() override {
    static_cast<void>(below_.port().target());  // says so if it is closed
    return monitor_;
  }
  [[nodiscard]] const Geometry& geometry() const override { return geometry_; }
  [[nodiscard]] bool waits() const override { return below_.port().waits(); }
  [[nodiscard]] std::recursive_mutex& one_at_a_time() override { return below_.port().one_at_a_time(); }
  void close() override { below_.object().attr("close")(); }

  void look_at_findings() override {
    std::vector<Finding> news = monitor_.take_findings();
    bool violated = false;
    for (const Finding& finding : news) violated = violated || !finding.warning;
    findings_.insert(findings_.end(), news.begin(), news.end());
    if (!strict_ || !violated) return;
    const py::object error = call_python("znspec._errors", "not_permitted", news);
    PyErr_SetObject(py::type::handle_of(error).ptr(), error.ptr());
    throw py::error_already_set();
  }

  // What was recorded so far; the recording goes on.
  [[nodiscard]] std::optional<Trace> trace() {
    std::optional<Trace> taken = recorder_.take();
    if (taken) recorder_.begin(*taken);
    return taken;
  }
  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
  [[nodiscard]] const harness::Monitor& monitor() const { return monitor_; }

  [[nodiscard]] harness::Report report() const {
    harness::Report report;
    report.version = ZNSPEC_VERSION;
    report.target = monitor_.name();
    report.facts = facts_;
    report.seed = Pattern{}.seed;
    harness::SectionReport section;
    section.title = "Session";
    for (const Finding& finding : findings_) section.cases.push_back(harness::case_of(finding, {finding.command}));
    if (findings_.empty()) {
      harness::CaseReport& passed = section.cases.emplace_back();
      passed.title = "All that the device did is permitted";
      passed.result.id = "session/commands";
    }
    report.commands = monitor_.commands();
    report.sections.push_back(std::move(section));
    report.freedoms = monitor_.freedoms();
    report.clauses = monitor_.clause_counts();
    report.transitions = monitor_.transitions();
    return report;
  }

 private:
  Way below_;
  bool strict_;
  suites::Facts facts_;
  harness::Recorder recorder_;
  harness::Monitor monitor_;
  Geometry geometry_;
  std::vector<Finding> findings_;
};

}  // namespace

// What else it has is for reports.
template <>
struct Members<Finding> {
  static auto of(Finding& f) { return std::tie(f.warning, f.clauses, f.command, f.expected, f.observed, f.zones); }
};

std::string text_of(const Finding& finding) {
  std::string text = finding.warning ? "noteworthy" : "not permitted";
  const auto field = [&](std::string name, const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
      name.resize(8, ' ');
      text += "\n  " + name + "  " + line;
      name.clear();
    }
  };
  for (const std::string& id : finding.clauses) {
    const Clause* found = find_clause(id);
    field("requires", {id + (found != nullptr ? ": " + std::string{found->text} : "")});
  }
  field("command", {finding.command});
  field("expected", finding.expected);
  field("observed", {finding.observed});
  field("zones", finding.zones);
  return text;
}

void register_findings(py::module_& m) {
  py::class_<Finding> finding(m, "Finding", "A completion that is not permitted, or is and yet worth knowing.");
  define_value<Finding>(finding);
  finding.def_readonly("warning", &Finding::warning, "Permitted, or resting on an unsure clause: no failure.")
      .def_readonly("clauses", &Finding::clauses, "The ids of the clauses that it violates.")
      .def_readonly("command", &Finding::command, "The command, as traces say it.")
      .def_readonly("expected", &Finding::expected, "Every permitted observation.")
      .def_readonly("observed", &Finding::observed, "What was observed.")
      .def_readonly("zones", &Finding::zones, "The zones, as they were believed to be; a line each.")
      .def("__repr__", &text_of);
}

void register_session(py::module_& m) {
  py::class_<SessionPort, Port, std::shared_ptr<SessionPort>>(
      m, "Session", "A target whose every completion the oracle judges, and whose commands are recorded.")
      .def(py::init<const py::object&, bool, const std::string&>(), py::arg("target"), py::kw_only(),
           py::arg("strict") = true, py::arg("note") = "",
           "Begins with the zones as they are. strict: what is not permitted raises NotPermitted at once; otherwise it "
           "is kept in findings. note: what the trace is about.")
      .def_property_readonly("findings", &SessionPort::findings, "What was not permitted, or is worth knowing, so far.")
      .def_property_readonly("trace", &SessionPort::trace, "All so far; None if it was more than 64 MiB.")
      .def_property_readonly("report", &SessionPort::report, "The findings in the form of a run's report.")
      .def_property_readonly(
          "belief",
          [](SessionPort& s) {
            return Snapshot{s.geometry(), std::make_shared<const State>(s.monitor().oracle().belief())};
          },
          "What the oracle believes of the zones; blocks are digests, and read as zeroes.")
      .def_property_readonly(
          "freedoms", [](SessionPort& s) { return s.monitor().freedoms(); }, "Those used: id, times.")
      .def_property_readonly(
          "commands", [](SessionPort& s) { return s.monitor().commands(); }, "Commands so far.")
      .def("__repr__", [](SessionPort& s) {
        return "Session on " + s.monitor().name() + ": " + std::to_string(s.monitor().commands()) + " commands, " +
               std::to_string(s.findings().size()) + " findings";
      });
}

}  // namespace zns::python
