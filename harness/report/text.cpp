#include "harness/report/text.hpp"

#include <algorithm>
#include <cctype>

#include "harness/coverage/coverage.hpp"

namespace zns::harness {
namespace {

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string limit(const std::optional<std::uint64_t>& value) {
  return value ? "at most " + std::to_string(*value) : "any number";
}

}  // namespace

std::string printable(std::string_view text) {
  std::string result{text};
  std::replace_if(
      result.begin(), result.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return result;
}

std::string wall_time(std::uint64_t ms) {
  return std::to_string(ms / 1000) + "." + std::to_string(ms / 100 % 10) + " s";
}

std::string percent(std::size_t part, std::size_t whole) {
  const std::size_t tenths = whole == 0 ? 0 : part * 1000 / whole;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

std::string shell_word(const std::string& text) {
  const auto plain = [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view{"%+,-./:=@_"}.find(static_cast<char>(c)) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), plain)) return text;
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  }
  return quoted + "'";
}

std::string device_line(const suites::Facts& facts) {
  std::string line = printable(facts.controller.mn);
  if (!facts.controller.fr.empty()) line += " (" + printable(facts.controller.fr) + ")";
  if (!facts.controller.sn.empty()) line += ", serial " + printable(facts.controller.sn);
  line += (line.empty() ? "nsid " : ": nsid ") + std::to_string(facts.nsid);
  line += ", " + counted(facts.zone_count, "zone") + " of " + counted(facts.zsze, "block") + " of " +
          std::to_string(facts.lba_bytes) + " bytes";
  return line + ", " + limit(facts.max_active) + " active, " + limit(facts.max_open) + " open";
}

std::string count_line(const Summary& summary) {
  std::string line = counted(summary.cases, "case") + ": " + std::to_string(summary.passed) + " passed, " +
                     std::to_string(summary.failed) + " failed";
  if (summary.causes < summary.failed) line += " (" + counted(summary.causes, "cause") + ")";
  const auto add = [&line](std::size_t count, const std::string& words) {
    if (count > 0) line += ", " + words;
  };
  add(summary.known, counted(summary.known, "known deviation"));
  add(summary.stale, counted(summary.stale, "stale deviation"));
  add(summary.warned, std::to_string(summary.warned) + " warned");
  add(summary.not_applicable, std::to_string(summary.not_applicable) + " not applicable");
  add(summary.error, counted(summary.error, "error"));
  return line;
}

std::string coverage_line(const Report& report) {
  const Exercised coverage = exercised(report.clauses);
  return std::to_string(coverage.clauses) + " of " + std::to_string(coverage.of) + " clauses exercised";
}

std::string heading(const SectionReport& section) {
  return section.number.empty() ? section.title : section.number + "  " + section.title;
}

}  // namespace zns::harness
