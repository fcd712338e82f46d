#include "harness/report/tap.hpp"

#include "harness/report/causes.hpp"
#include "harness/report/headline.hpp"
#include "harness/report/text.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;

// One line in which nothing starts a directive.
std::string described(std::string_view text) {
  std::string line;
  for (const char c : printable(text)) {
    if (c == '#' || c == '\\') line += '\\';
    line += c;
  }
  return line;
}

// A YAML scalar in double quotes.
std::string quoted(std::string_view text) {
  std::string scalar = "\"";
  for (const char c : printable(text)) {
    if (c == '"' || c == '\\') scalar += '\\';
    scalar += c;
  }
  return scalar + "\"";
}

class Diagnostics {
 public:
  void add(const std::string& key, std::string_view value) {
    if (!value.empty()) text_ += "  " + key + ": " + quoted(value) + "\n";
  }
  void add(const std::string& key, const std::vector<std::string>& values) {
    if (values.empty()) return;
    text_ += "  " + key + ":\n";
    for (const std::string& value : values) text_ += "    - " + quoted(value) + "\n";
  }
  [[nodiscard]] std::string block() const { return text_.empty() ? "" : "  ---\n" + text_ + "  ...\n"; }

 private:
  std::string text_;
};

bool is_ok(Verdict verdict) {
  return verdict == Verdict::Passed || verdict == Verdict::Warned || verdict == Verdict::NotApplicable;
}

std::string directive(const CaseReport& entry) {
  if (entry.result.verdict == Verdict::NotApplicable) return " # SKIP " + described(entry.result.reason);
  if (entry.result.verdict == Verdict::Known)
    return kExpectedToFail + ("known deviation: " + described(entry.result.reason));
  return "";
}

std::string diagnostics(const CaseReport& entry, const Causes& causes) {
  const Verdict verdict = entry.result.verdict;
  if (verdict == Verdict::Passed || verdict == Verdict::NotApplicable) return "";
  Diagnostics lines;
  lines.add("severity", verdict == Verdict::Warned ? "warning" : verdict == Verdict::Error ? "error" : "fail");
  lines.add("message", entry.result.reason);
  const std::string pointer = pointer_text(causes, entry);
  lines.add("see", pointer);
  if (const auto& failure = entry.result.failure; failure && !pointer.empty()) {
    lines.add("observed", failure->observed);
  } else if (failure) {
    std::vector<std::string> violated;
    for (const std::string& id : violated_clauses(entry)) {
      const Clause* clause = find_clause(id);
      violated.push_back(clause == nullptr ? id : id + ": " + std::string{clause->text});
    }
    lines.add("requires", violated);
    lines.add("expected", failure->expected);
    lines.add("observed", failure->observed);
    lines.add("zones", failure->zones);
    lines.add("commands", failure->commands);
  }
  lines.add("replay", entry.replay);
  lines.add("trace", entry.trace);
  return lines.block();
}

std::string comments(const std::vector<Particular>& all) {
  std::string text;
  for (const Particular& each : all) text += "# " + each.name + ": " + described(each.value) + "\n";
  return text;
}

}  // namespace

std::string render_tap(const Report& report) {
  std::string text =
      "TAP version 14\n1.." + std::to_string(summarize(report).cases) + "\n" + comments(particulars(report));
  const Causes causes{report};
  std::size_t number = 0;
  for (const SectionReport& section : report.sections) {
    text += "# " + described(heading(section)) + "\n";
    for (const CaseReport& entry : section.cases)
      text += (is_ok(entry.result.verdict) ? "ok " : "not ok ") + std::to_string(++number) + " - " +
              described(entry.result.id) + directive(entry) + "\n" + diagnostics(entry, causes);
  }
  return text + "# " + headline(report) + "\n" + comments(extent(report)) + "# " + count_line(summarize(report)) +
         "\n# " + coverage_line(report) + "\n";
}

}  // namespace zns::harness
