// What went wrong, in full.
#include <algorithm>

#include "harness/report/causes.hpp"
#include "harness/report/html/parts.hpp"

namespace zns::harness::html {
namespace {

using suites::Verdict;

std::string list(const std::vector<std::string>& lines, const std::string& css) {
  std::string items;
  for (const std::string& line : lines) items += element("li", "", escaped(line));
  return element("ul", "class=\"" + css + "\"", items);
}

std::string clause_text(const std::string& id) {
  const Clause* clause = find_clause(id);
  if (clause == nullptr) return element("blockquote", "", code(id));
  const std::string cited =
      code(id) + " " + escaped(name(clause->level)) + (clause->section.empty() ? "" : ", " + escaped(clause->section)) +
      (clause->confidence == Confidence::High ? "" : ", confidence " + escaped(name(clause->confidence)));
  return element("blockquote", "", element("p", "", escaped(clause->text)) + element("footer", "", cited)) + "\n";
}

std::string comparison(const suites::Failure& failure) {
  return element("div", "class=\"versus\"",
                 element("div", "class=\"expected\"", "<h4>Expected</h4>" + list(failure.expected, "values")) +
                     element("div", "class=\"observed\"", "<h4>Observed</h4>" + list({failure.observed}, "values"))) +
         "\n";
}

std::string zones(const suites::Failure& failure, std::uint64_t zsze) {
  std::string pictures;
  std::size_t drawn = 0;
  for (const suites::SeenZone& zone : failure.seen) {
    const std::string picture = zone_picture(zone, zsze);
    drawn += picture.empty() ? 0 : 1;
    pictures += picture;
  }
  // What cannot be drawn (a zone that is not reported, "3 more zones") is said.
  return drawn == failure.zones.size() ? pictures : pictures + list(failure.zones, "lines");
}

std::string reproduction(const CaseReport& entry) {
  std::string html;
  if (!entry.replay.empty())
    html += element("dt", "", "replay") + element("dd", "", element("pre", "", escaped(entry.replay)));
  if (!entry.trace.empty()) html += element("dt", "", "trace") + element("dd", "", code(entry.trace));
  return html.empty() ? "" : element("dl", "", html) + "\n";
}

// The cases that failed for the same cause: links to them come here.
std::string same_cause(const std::vector<const CaseReport*>& others) {
  std::string items;
  for (const CaseReport* entry : others) {
    std::string item = code(entry->result.id) + " " + escaped(entry->title);
    if (entry->result.failure) item += element("span", "class=\"reason\"", escaped(entry->result.failure->observed));
    items += element("li", "id=\"case-" + escaped(entry->result.id) + "\"", item + reproduction(*entry)) + "\n";
  }
  if (others.empty()) return "";
  const std::string heading = std::to_string(others.size()) + (others.size() == 1 ? " other case" : " other cases") +
                              " failed for the same cause";
  return details(heading, element("ul", "class=\"same-cause\"", items));
}

std::string article(const CaseReport& entry, const std::vector<const CaseReport*>& others, std::uint64_t zsze) {
  std::string html = element("h3", "", code(entry.result.id)) + element("p", "", escaped(entry.title)) + "\n";
  if (!entry.result.reason.empty()) html += element("p", "class=\"remark\"", escaped(entry.result.reason)) + "\n";
  for (const std::string& id : violated_clauses(entry)) html += clause_text(id);
  if (const auto& failure = entry.result.failure) {
    html += comparison(*failure) + zones(*failure, zsze);
    if (!failure->commands.empty()) html += details("Commands", list(failure->commands, "lines"));
  }
  html += reproduction(entry) + same_cause(others);
  const std::string css = std::string{suites::name(entry.result.verdict)};
  const bool red = entry.result.verdict == Verdict::Failed || entry.result.verdict == Verdict::Stale;
  return element("article",
                 "class=\"" + css + (red ? " failure" : "") + "\" id=\"case-" + escaped(entry.result.id) + "\"", html) +
         "\n";
}

std::string articles(const Report& report, std::initializer_list<Verdict> verdicts, std::size_t& count) {
  const Causes causes{report};
  std::string html;
  for (const SectionReport& section : report.sections)
    for (const CaseReport& entry : section.cases) {
      if (std::find(verdicts.begin(), verdicts.end(), entry.result.verdict) == verdicts.end()) continue;
      ++count;
      if (&causes.told_by(entry) == &entry) html += article(entry, causes.others(entry), report.facts.zsze);
    }
  return html;
}

}  // namespace

std::string failures(const Report& report) {
  std::size_t failed = 0;
  const std::string red = articles(report, {Verdict::Failed, Verdict::Stale}, failed);
  const Summary summary = summarize(report);
  const std::string causes = summary.causes < summary.failed
                                 ? ": " + std::to_string(summary.causes) + (summary.causes == 1 ? " cause" : " causes")
                                 : "";
  const std::string title = "Failures (" + std::to_string(failed) + causes + ")";
  std::string html = failed == 0 ? "" : section("failures", title, red);
  const auto folded = [&](const char* id, const std::string& heading, Verdict verdict) {
    std::size_t count = 0;
    const std::string all = articles(report, {verdict}, count);
    if (count != 0) html += section(id, heading + " (" + std::to_string(count) + ")", details("Show them", all));
  };
  folded("errors", "Errors", Verdict::Error);
  folded("known", "Known deviations", Verdict::Known);
  folded("warnings", "Warnings", Verdict::Warned);
  return html;
}

}  // namespace zns::harness::html
