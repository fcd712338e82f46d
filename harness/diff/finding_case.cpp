#include "harness/diff/finding_case.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace zns::harness {
namespace {

// A text without its numbers, and without what stands in parentheses.
std::string without_numbers(const std::string& text) {
  std::string words;
  int nesting = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool letter_before = i != 0 && std::isalpha(static_cast<unsigned char>(text[i - 1])) != 0;
    if (text[i] == '(') ++nesting;
    if (nesting == 0 && (std::isdigit(static_cast<unsigned char>(text[i])) == 0 || letter_before)) words += text[i];
    if (nesting == 0 && text.compare(i, 2, "0x") == 0)
      while (i + 1 < text.size() && std::isalnum(static_cast<unsigned char>(text[i + 1])) != 0) ++i;
    if (text[i] == ')') --nesting;
  }
  return words;
}

// FNV-1a of the lines of a minimal sequence, in eight hexadecimal digits.
std::string short_hash(const std::vector<std::string>& lines) {
  std::uint32_t hash = 2166136261U;
  for (const std::string& line : lines)
    for (const char c : line + "\n") hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  std::string text;
  for (int shift = 28; shift >= 0; shift -= 4) text += "0123456789abcdef"[hash >> shift & 0xF];
  return text;
}

Finding part_of(const Finding& finding, const Wrong& wrong) {
  Finding part{.warning = finding.warning,
               .clauses = {},
               .command = finding.command,
               .expected = wrong.expected,
               .observed = wrong.observed,
               .zones = {},
               .wrong = {wrong},
               .in_flight = finding.in_flight};
  bool all_unsure = !wrong.clauses.empty();
  for (const ClauseId id : wrong.clauses) {
    part.clauses.emplace_back(id.str());
    all_unsure = all_unsure && clause(id).confidence == Confidence::Low;
  }
  part.warning = part.warning || all_unsure;
  for (std::size_t i = 0; i < finding.seen.size(); ++i) {
    if (finding.seen[i].index != wrong.zone) continue;
    part.zones = {finding.zones[i]};
    part.seen = {finding.seen[i]};
  }
  return part;
}

}  // namespace

std::vector<Finding> apart(const Finding& finding) {
  if (finding.in_flight > 1 || finding.wrong.size() == 1) return {finding};
  const auto lists = [](const Wrong& wrong) { return wrong.what == What::ListedZones; };
  const bool lists_others = std::any_of(finding.wrong.begin(), finding.wrong.end(), lists);
  std::vector<Finding> parts;
  for (const Wrong& wrong : finding.wrong)
    if (wrong.what != What::NumberOfZones || !lists_others) parts.push_back(part_of(finding, wrong));
  return parts;
}

bool explains(const Finding& known, const Finding& other) {
  const Wrong& one = known.wrong.front();
  const Wrong& two = other.wrong.front();
  if (known.warning != other.warning || !is_part_of(one, two)) return false;
  return one.what != What::Other || without_numbers(known.observed) == without_numbers(other.observed);
}

CaseReport case_of(const Finding& finding, const std::vector<std::string>& commands) {
  CaseReport entry;
  const std::string clause = finding.clauses.empty() ? "none" : finding.clauses.front();
  entry.title = finding.command.empty() ? finding.observed : finding.command;
  entry.clauses = finding.clauses;
  entry.result.id = "diff/" + clause + "/" + short_hash(commands);
  entry.result.verdict = finding.warning ? suites::Verdict::Warned : suites::Verdict::Failed;
  if (finding.warning) entry.result.reason = finding.observed;
  entry.result.failure = suites::Failure{.expected = finding.expected,
                                         .observed = finding.observed,
                                         .zones = finding.zones,
                                         .commands = commands,
                                         .clauses = finding.clauses,
                                         .seen = finding.seen};
  return entry;
}

}  // namespace zns::harness
