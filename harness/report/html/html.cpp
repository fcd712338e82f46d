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

// One bar for all cases, and what each colour in it counts.
std::string counts(const Summary& summary) {
  struct Part {
    std::size_t count;
    const char* css;
    const char* words;
  };
  const Part parts[] = {{summary.failed, "failed", "failed"},
                        {summary.stale, "stale", "stale"},
                        {summary.error, "error", "errors"},
                        {summary.known, "known", "known deviations"},
                        {summary.warned, "warned", "warned"},
                        {summary.passed, "passed", "passed"},
                        {summary.not_applicable, "not_applicable", "not applicable"}};
  std::string bar;
  std::string tiles;
  for (const Part& part : parts) {
    const bool always = part.css == std::string{"failed"} || part.css == std::string{"passed"};
    if (part.count == 0 && !always) continue;
    if (part.count != 0)
      bar += "<span class=\"" + std::string{part.css} + "\" style=\"flex-grow:" + std::to_string(part.count) +
             "\"></span>";
    tiles += element("li", "class=\"" + std::string{part.css} + (part.count == 0 ? " none" : "") + "\"",
                     element("b", "", std::to_string(part.count)) + " " + part.words);
  }
  return element("div", "class=\"proportions\" aria-hidden=\"true\"", bar) + "\n" +
         element("ul", "class=\"tiles\"", tiles) + "\n";
}

std::string facts(const Report& report) {
  std::string rows;
  const auto add = [&rows](const char* name, const std::string& value) {
    if (!value.empty()) rows += element("dt", "", name) + element("dd", "", escaped(value)) + "\n";
  };
  const std::string tenths = std::to_string(report.wall_ms / 1000) + "." + std::to_string(report.wall_ms / 100 % 10);
  add("target", report.target);
  add("device", device_line(report.facts));
  add("seed", std::to_string(report.seed));
  add("commands", std::to_string(report.commands) + " in " + tenths + " s");
  add("coverage", coverage_line(report));
  add("stopped", report.stopped);
  add("not saved", report.unsaved);
  return element("dl", "class=\"facts\"", rows) + "\n";
}

std::string head(const Report& report, const Outcome& outcome) {
  const std::string title = std::string{outcome.words} + ": " + report.target + " - znspec";
  return "<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
         "img-src "
         "data:\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n" +
         element("title", "", escaped(title)) + "\n<style>\n" + html::kStyle + "</style>\n</head>\n";
}

std::string navigation(const Summary& summary) {
  std::string links;
  const auto add = [&links](bool there, const char* id, const char* words) {
    if (there) links += "<a href=\"#" + std::string{id} + "\">" + words + "</a> ";
  };
  add(summary.failed + summary.stale != 0, "failures", "Failures");
  add(summary.error != 0, "errors", "Errors");
  add(summary.known != 0, "known", "Known deviations");
  add(summary.warned != 0, "warnings", "Warnings");
  add(true, "contents", "Contents");
  add(true, "states", "Zone states");
  add(true, "freedoms", "Freedoms");
  add(true, "coverage", "Coverage");
  return element("nav", "", links) + "\n";
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
  return "<!DOCTYPE html>\n<html lang=\"en\">\n" + head(report, outcome) + element("body", "", "\n" + body) +
         "\n</html>\n";
}

}  // namespace zns::harness
