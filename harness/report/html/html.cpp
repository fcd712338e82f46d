#include "harness/report/html/html.hpp"

#include "harness/report/headline.hpp"
#include "harness/report/html/parts.hpp"
#include "harness/report/text.hpp"

namespace zns::harness {
namespace {

using html::element;
using html::escaped;

// The colour of the headline.
const char* css_of(Outcome outcome) {
  constexpr const char* kClasses[] = {"passed", "warned", "warned", "failed", "error"};
  return kClasses[static_cast<std::size_t>(outcome)];
}

std::string counts(const Summary& summary) {
  return html::counts(
      {{.count = summary.failed, .css = "failed", .words = "failed", .always = true, .id = "failures"},
       {.count = summary.stale, .css = "stale", .words = "stale", .id = "failures"},
       {.count = summary.error, .css = "error", .words = "errors", .id = "errors"},
       {.count = summary.known, .css = "known", .words = "known deviations", .id = "known"},
       {.count = summary.warned, .css = "warned", .words = "warned", .id = "warnings"},
       {.count = summary.passed, .css = "passed", .words = "passed", .always = true, .id = "contents"},
       {.count = summary.not_applicable, .css = "not_applicable", .words = "not applicable", .id = "contents"}});
}

std::string list(const std::vector<Particular>& all) {
  std::vector<html::Fact> facts;
  for (const Particular& each : all) facts.push_back({each.name, each.value});
  return html::facts(facts);
}

std::string facts(const Report& report) {
  std::vector<Particular> all = extent(report);
  const std::vector<Particular> more = {
      {"effort", effort(report)},
      {"coverage", coverage_line(report)},
      {"stopped", report.stopped},
      {"not saved", report.unsaved}};
  all.insert(all.end(), more.begin(), more.end());
  return list(all);
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
  const std::string words = headline(report);
  const Summary summary = summarize(report);
  const std::string header =
      element("header", "",
              element("h1", "",
                      element("span", "class=\"verdict " + std::string{css_of(outcome_of(report))} + "\"", words)) +
                  "\n" + facts(report) + list(particulars(report)) + counts(summary) + navigation(summary)) +
      "\n";
  const std::string body = header + "<main>\n" + html::failures(report) + html::contents(report) +
                           html::section("states", "The zone state machine", html::state_graph(report.transitions)) +
                           html::freedoms(report) + html::coverage(report) + "</main>\n" +
                           element("footer", "", "znspec " + escaped(report.version)) + "\n";
  return html::page({.title = words + ": " + report.target + " - znspec", .body = body});
}

}  // namespace zns::harness
