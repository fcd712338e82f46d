#include "harness/report/github.hpp"

#include <algorithm>

#include "harness/report/causes.hpp"
#include "harness/report/headline.hpp"
#include "harness/report/text.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;

constexpr std::size_t kOthersShown = 8;  // of the cases with one cause

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "<br>") + markdown_escaped(line);
  return text;
}

// The case, and those that failed for the same cause.
std::string names(const CaseReport& entry, const Causes& causes) {
  const std::vector<const CaseReport*> others = causes.others(entry);
  std::string text = markdown_escaped(entry.result.id);
  for (std::size_t i = 0; i < std::min(others.size(), kOthersShown); ++i)
    text += "<br>also " + markdown_escaped(others[i]->result.id);
  if (others.size() > kOthersShown) text += "<br>and " + std::to_string(others.size() - kOthersShown) + " more";
  return text;
}

std::string row(const CaseReport& entry, const Causes& causes) {
  const suites::Failure none;
  const suites::Failure& failure = entry.result.failure ? *entry.result.failure : none;
  const std::string observed =
      entry.result.failure ? markdown_escaped(failure.observed) : markdown_escaped(entry.result.reason);
  return "| " + names(entry, causes) + " | " + joined(violated_clauses(entry)) + " | " + joined(failure.expected) +
         " | " + observed + " | " + markdown_escaped(entry.replay) + " |\n";
}

// The lines for those cases; empty if there are none.
std::string table(const Report& report, std::initializer_list<Verdict> verdicts) {
  const Causes causes{report};
  std::string rows;
  std::size_t count = 0;
  for (const SectionReport& section : report.sections)
    for (const CaseReport& entry : section.cases) {
      if (std::find(verdicts.begin(), verdicts.end(), entry.result.verdict) == verdicts.end()) continue;
      if (&causes.told_by(entry) != &entry) continue;
      if (++count <= kGithubRows) rows += row(entry, causes);
    }
  if (count == 0) return "";
  const std::string more =
      count > kGithubRows ? "\nand " + std::to_string(count - kGithubRows) + " more: see the other reports\n" : "";
  return "| case | clause | expected | observed | replay |\n|---|---|---|---|---|\n" + rows + more + "\n";
}

std::string folded(const std::string& heading, const std::string& content) {
  return content.empty() ? "" : "<details><summary>" + heading + "</summary>\n\n" + content + "</details>\n\n";
}

std::string bullets(const std::vector<Particular>& all) {
  std::string text;
  for (const Particular& each : all) text += "- " + each.name + ": " + markdown_escaped(each.value) + "\n";
  return text + "\n";
}

}  // namespace

std::string markdown_escaped(std::string_view text) {
  std::string result;
  for (const char c : printable(text)) {
    // Any ASCII punctuation can be written as a number: neither Markdown nor HTML then sees it.
    if (std::string_view{"\\`*_{}[]()<>#+-.!|&\"'~@:/$^="}.find(c) == std::string_view::npos)
      result += c;
    else
      result += "&#" + std::to_string(static_cast<int>(c)) + ";";
  }
  return result;
}

std::string render_github(const Report& report) {
  const Summary summary = summarize(report);
  std::string text = "### znspec: " + markdown_escaped(report.target) + ": " + headline(report) + "\n\n";
  text += bullets(extent(report));
  text += table(report, {Verdict::Failed, Verdict::Stale, Verdict::Error});
  text += count_line(summary) + "; " + coverage_line(report) + "\n\n";
  if (!report.stopped.empty()) text += "stopped: " + markdown_escaped(report.stopped) + "\n\n";
  text += folded("Where and how", bullets(particulars(report)) + std::to_string(report.commands) + " commands in " +
                                      wall_time(report.wall_ms) + "\n\n");
  text += folded("Known deviations: " + std::to_string(summary.known), table(report, {Verdict::Known}));
  return text + folded("Warnings: " + std::to_string(summary.warned), table(report, {Verdict::Warned}));
}

}  // namespace zns::harness
