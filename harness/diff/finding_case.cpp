#include "harness/diff/finding_case.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <sstream>

#include "harness/together.hpp"

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

// "zone-mgmt-send reset", "identify cns=0x5": a command without its fields, but with what was done after it.
std::string verb_of(const std::string& command) {
  const auto is_verb = [](const std::string& word) {
    if (word.rfind("cns=", 0) == 0) return true;
    return word.find_first_of("=(0123456789)") == std::string::npos && word != "fua" && word != "deac";
  };
  std::string verb;
  std::istringstream words{command};
  for (std::string word; words >> word;)
    if (is_verb(word)) verb += word + ' ';
  return verb;
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

}  // namespace

std::string signature_of(const Finding& finding) {
  const std::string clause = finding.clauses.empty() ? "" : finding.clauses.front();
  const std::string& observed = finding.observed;
  // However many were in flight.
  const bool together = finding.command.find(kInFlightTogether) != std::string::npos;
  const std::string command = finding.command.substr(0, together ? finding.command.rfind(", of ") : std::string::npos);
  return clause + '|' + verb_of(command) + '|' +
         without_numbers(observed.substr(0, std::min(observed.find(';'), observed.find(" bytes "))));
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
