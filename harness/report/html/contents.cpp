// The standard's table of contents with what became of each case, and the freedoms that were used.
#include <algorithm>

#include "harness/report/html/parts.hpp"
#include "harness/report/text.hpp"
#include "reference/device/freedom.hpp"

namespace zns::harness::html {
namespace {

using suites::Verdict;

const char* mark(Verdict verdict) {
  switch (verdict) {
    case Verdict::Passed:
      return "&#10003;";
    case Verdict::Failed:
    case Verdict::Stale:
      return "&#10007;";
    case Verdict::Known:
      return "~";
    case Verdict::Warned:
      return "!";
    case Verdict::NotApplicable:
      return "&ndash;";
    case Verdict::Error:
      return "?";
  }
  return "?";
}

bool is_told_in_full(Verdict verdict) {
  return verdict != Verdict::Passed && verdict != Verdict::NotApplicable;
}

std::string verdict_words(Verdict verdict) {
  return verdict == Verdict::NotApplicable ? "not applicable" : std::string{suites::name(verdict)};
}

std::string row(const CaseReport& entry) {
  const Verdict verdict = entry.result.verdict;
  const std::string css{suites::name(verdict)};
  std::string id = code(entry.result.id);
  if (is_told_in_full(verdict)) id = element("a", "href=\"#case-" + escaped(entry.result.id) + "\"", id);
  std::string words = escaped(entry.title);
  if (!entry.result.reason.empty()) words += element("span", "class=\"reason\"", escaped(entry.result.reason));
  return element("tr", "class=\"" + css + "\"",
                 element("td", "class=\"mark\" title=\"" + verdict_words(verdict) + "\"", mark(verdict)) +
                     element("td", "", id) + element("td", "", words)) +
         "\n";
}

std::string tally(const SectionReport& section) {
  Report alone;
  alone.sections = {section};
  const Summary summary = summarize(alone);
  std::string html;
  const auto add = [&html](std::size_t count, const std::string& css, const std::string& words) {
    if (count != 0) html += element("span", "class=\"pill " + css + "\"", std::to_string(count) + " " + words);
  };
  add(summary.failed + summary.stale, "failed", "failed");
  add(summary.error, "error", "error");
  add(summary.known, "known", "known");
  add(summary.warned, "warned", "warned");
  add(summary.passed, "passed", "passed");
  add(summary.not_applicable, "not_applicable", "n/a");
  return element("span", "class=\"pills\"", html);
}

}  // namespace

std::string contents(const Report& report) {
  std::string html;
  for (const SectionReport& part : report.sections) {
    std::string rows;
    for (const CaseReport& entry : part.cases) rows += row(entry);
    html += details(element("span", "class=\"number\"", escaped(part.number)) +
                        element("span", "class=\"title\"", escaped(part.title)) + tally(part),
                    element("table", "class=\"cases\"", rows));
  }
  return section("contents", "The standard, section by section", element("div", "class=\"contents\"", html));
}

std::string freedoms(const Report& report) {
  std::string rows = "<tr><th>freedom</th><th class=\"n\">times</th><th>what the standard leaves open</th></tr>\n";
  for (const auto& [id, count] : report.freedoms) {
    const auto* const known = std::find_if(kFreedoms.begin(), kFreedoms.end(),
                                           [&id = id](const FreedomRow& freedom) { return freedom.id == id; });
    const std::string text =
        known == kFreedoms.end() ? "" : std::string{known->text} + " (" + std::string{known->clause.str()} + ")";
    rows +=
        element("tr", "", element("td", "", code(id)) + cell(std::to_string(count), "class=\"n\"") + cell(text)) + "\n";
  }
  if (report.freedoms.empty()) return section("freedoms", "Freedoms used", element("p", "", "None."));
  return section("freedoms", "Freedoms used", element("table", "", rows));
}

}  // namespace zns::harness::html
