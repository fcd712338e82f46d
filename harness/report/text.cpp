#include "harness/report/text.hpp"

#include <algorithm>
#include <cctype>

#include "harness/coverage/coverage.hpp"
#include "reference/spec/text.hpp"

namespace zns::harness {
namespace {

std::string with_hex(const std::string& text, const char* field, std::uint64_t value) {
  return text + " (" + field + " " + hex(value) + ")";
}

// MAR and MOR are 0's based.
std::string limit(const std::optional<std::uint64_t>& value, const std::string& what, const char* field) {
  if (!value) return "any number " + what;
  return "at most " + std::to_string(*value) + " " + what + " (" + field + " " + std::to_string(*value - 1) + ")";
}

std::string bytes(std::uint64_t count) {
  constexpr std::uint64_t kUnit = 1024;
  if (count % kUnit != 0) return std::to_string(count) + " bytes";
  return count % (kUnit * kUnit) != 0 ? std::to_string(count / kUnit) + " KiB"
                                      : std::to_string(count / kUnit / kUnit) + " MiB";
}

std::string most_bytes(const std::optional<std::uint64_t>& value) {
  return value ? "at most " + bytes(*value) : "any size";
}

// What the device can do besides, and what it does not need to.
std::string abilities(const suites::Facts& facts) {
  struct Ability {
    bool there;
    const char* words;
  };
  const Ability all[] = {{facts.append, "Zone Append"},
                         {facts.write_zeroes, "Write Zeroes"},
                         {facts.read_across, "reads across zones (RAZB)"},
                         {facts.variable_capacity, "variable capacity (VZCAP)"},
                         {facts.active_excursions, "active excursions (ZAE)"}};
  std::string text;
  for (const Ability& each : all)
    if (each.there) text += (text.empty() ? "" : ", ") + std::string{each.words};
  return text;
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

std::string size_text(std::uint64_t bytes) {
  constexpr std::string_view kUnits[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
  std::size_t unit = 0;
  std::uint64_t tenths = bytes * 10;
  if (bytes > UINT64_MAX / 10) return std::to_string(bytes >> 50) + " PiB";
  for (; tenths >= 10240 && unit + 1 < std::size(kUnits); ++unit) tenths /= 1024;
  const std::string whole = std::to_string(tenths / 10);
  return (unit == 0 ? whole : whole + "." + std::to_string(tenths % 10)) + " " + std::string{kUnits[unit]};
}

std::string effort(const Report& report) {
  return std::to_string(report.commands) + " commands, and " + size_text(report.written_bytes) + " written, in " +
         wall_time(report.wall_ms);
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

std::string counted(std::uint64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string device_line(const suites::Facts& facts) {
  std::string line = printable(facts.controller.mn);
  if (!facts.controller.fr.empty()) line += " (" + printable(facts.controller.fr) + ")";
  if (!facts.controller.sn.empty()) line += ", serial " + printable(facts.controller.sn);
  return line + (line.empty() ? "nsid " : ": nsid ") + std::to_string(facts.nsid);
}

std::string geometry_line(const Report& report) {
  const suites::Facts& facts = report.facts;
  std::string line =
      counted(facts.zone_count, "zone") + " of " + with_hex(counted(facts.zsze, "block"), "ZSZE", facts.zsze);
  if (report.zcap && report.zcap->least == report.zcap->most)
    line += ", capacity " + with_hex(std::to_string(report.zcap->most), "ZCAP", report.zcap->most);
  else if (report.zcap)
    line += ", capacities from " + with_hex(std::to_string(report.zcap->least), "ZCAP", report.zcap->least) + " to " +
            with_hex(std::to_string(report.zcap->most), "ZCAP", report.zcap->most);
  line += ", blocks of " + std::to_string(facts.lba_bytes) + " bytes";
  return line + ", " + with_hex(std::to_string(facts.nsze) + " in all", "NSZE", facts.nsze) + ", extensions of " +
         std::to_string(facts.extension_bytes) + " bytes";
}

std::string limits_line(const suites::Facts& facts) {
  std::string line = limit(facts.max_active, "active", "MAR") + ", " + limit(facts.max_open, "open", "MOR");
  line += ", transfers of " + most_bytes(facts.mdts_bytes) + " (MDTS)";
  if (facts.append) line += ", appends of " + most_bytes(facts.append_limit_bytes) + " (ZASL)";
  if (facts.write_zeroes) line += ", Write Zeroes of " + most_bytes(facts.write_zeroes_limit_bytes) + " (WZSL)";
  const std::string can = abilities(facts);
  return can.empty() ? line : line + "; " + can;
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
