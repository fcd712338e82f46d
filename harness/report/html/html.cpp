#include "harness/report/html/html.hpp"

#include "harness/exit_status.hpp"
#include "harness/report/html/parts.hpp"
#include "harness/report/text.hpp"

namespace zns::harness {
namespace {

using html::element;
using html::escaped;

struct Outcome {
  const char* css;
  const char* words;
};

Outcome outcome_of(const Report& report) {
  switch (exit_status(report)) {
    case kConformant:
      return {"passed", "Conformant"};
    case kNotConformant:
      return {"failed", "Not conformant"};
    default:
      return {"error", "Incomplete"};
  }
}

std::string counts(const Summary& summary) {
  return html::counts({{summary.failed, "failed", "failed", true},
                       {summary.stale, "stale", "stale"},
                       {summary.error, "error", "errors"},
                       {summary.known, "known", "known deviations"},
                       {summary.warned, "warned", "warned"},
                       {summary.passed, "passed", "passed", true},
                       {summary.not_applicable, "not_applicable", "not applicable"}});
}

std::string facts(const Report& report) {
  return html::facts({{"target", report.target},
                      {"device", device_line(report.facts)},
                      {"seed", std::to_string(report.seed)},
                      {"commands", std::to_string(report.commands) + " in " + wall_time(report.wall_ms)},
                      {"coverage", coverage_line(report)},
                      {"stopped", report.stopped},
                      {"not saved", report.unsaved}});
}

std::string navigation(const Summary& summary) {
  return html::navigation({{"failures", "Failures", summary.failed + summary.stale != 0},
                           {"errors", "Errors", summary.error != 0},
                           {"known", "Known deviations", summary.known != 0},
                           {"warnings", "Warnings", summary.warned != 0},
                           {"contents", "Contents"},
                           {"states", "Zone states"},
                           {"freedoms", "Freedoms"},
                           {"coverage", "Coverage"}});
}

}  // namespace

std::string render_html(const Report& report) {
  const Outcome outcome = outcome_of(report);
  const Summary summary = summarize(report);
  const std::string header =
      element("header", "",
              element("h1", "", element("span", "class=\"verdict " + std::string{outcome.css} + "\"", outcome.words)) +
                  "\n" + facts(report) + counts(summary) + navigation(summary)) +
      "\n";
  const std::string body = header + "<main>\n" + html::failures(report) + html::contents(report) +
                           html::section("states", "The zone state machine", html::state_graph(report.transitions)) +
                           html::freedoms(report) + html::coverage(report) + "</main>\n" +
                           element("footer", "", "znspec " + escaped(report.version)) + "\n";
  return html::page({.title = std::string{outcome.words} + ": " + report.target + " - znspec", .body = body});
}

}  // namespace zns::harness
