#include "harness/report/junit.hpp"

#include <cstddef>
#include <cstdint>

#include "harness/report/causes.hpp"
#include "harness/report/headline.hpp"
#include "harness/report/text.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;

// The bytes of the UTF-8 character at the front of `text` that XML may hold; 0 if there is none.
std::size_t xml_character(std::string_view text) {
  const auto byte = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return first >= 0x20 && first != 0x7F ? 1 : (first == '\t' || first == '\n' ? 1U : 0U);
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return 0;
  std::uint32_t code = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
    code = code << 6U | (byte(i) & 0x3FU);
  }
  constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};  // anything below is an overlong form
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return code < kSmallest[length] || code > 0x10FFFF || surrogate || code == 0xFFFE || code == 0xFFFF ? 0 : length;
}

std::string attribute(const std::string& name, const std::string& value) {
  return " " + name + "=\"" + xml_escaped(value) + "\"";
}

std::string seconds(std::uint64_t ms) {
  std::string fraction = std::to_string(ms % 1000);
  fraction.insert(0, 3 - fraction.size(), '0');
  return std::to_string(ms / 1000) + "." + fraction;
}

std::string counts(const Summary& summary, std::uint64_t ms) {
  return attribute("tests", std::to_string(summary.cases)) +
         attribute("failures", std::to_string(summary.failed + summary.stale)) +
         attribute("errors", std::to_string(summary.error)) +
         attribute("skipped", std::to_string(summary.not_applicable + summary.known)) + attribute("time", seconds(ms));
}

std::string details(const CaseReport& entry) {
  std::string text;
  const auto add = [&text](const std::string& name, const std::string& value) { text += name + ": " + value + "\n"; };
  for (const std::string& id : violated_clauses(entry)) {
    const Clause* clause = find_clause(id);
    add("requires",
        clause == nullptr ? id : id + " (" + std::string{name(clause->level)} + ") " + std::string{clause->text});
  }
  if (entry.result.failure) {
    for (const std::string& line : entry.result.failure->expected) add("expected", line);
    add("observed", entry.result.failure->observed);
    for (const std::string& line : entry.result.failure->zones) add("zones", line);
    for (const std::string& line : entry.result.failure->commands) add("command", line);
  }
  if (!entry.result.reason.empty()) add("remark", entry.result.reason);
  if (!entry.replay.empty()) add("replay", entry.replay);
  return text;
}

std::string element(const std::string& tag, const std::string& attributes, const std::string& text) {
  return "      <" + tag + attributes + (text.empty() ? "/>\n" : ">" + xml_escaped(text) + "</" + tag + ">\n");
}

// A consumer that shows no `skipped` message may show this.
std::string printed(const std::string& first_line, const CaseReport& entry) {
  const std::string text = first_line + (entry.result.failure ? details(entry) : "");
  return text.empty() ? "" : element("system-out", "", text);
}

// A failure that another case tells points there, and says how to see it here.
std::string failure_details(const CaseReport& entry, const std::string& pointer) {
  return pointer.empty() ? details(entry)
                         : pointer + "\n" + (entry.replay.empty() ? "" : "replay: " + entry.replay + "\n");
}

std::string outcome(const CaseReport& entry, const Causes& causes) {
  const std::string& reason = entry.result.reason;
  switch (entry.result.verdict) {
    case Verdict::Passed:
      return "";
    case Verdict::Failed: {
      const std::string observed = entry.result.failure ? entry.result.failure->observed : reason;
      const std::string pointer = pointer_text(causes, entry);
      return element("failure",
                     attribute("message", pointer.empty() ? observed : observed + " (" + pointer + ")") +
                         attribute("type", "failed"),
                     failure_details(entry, pointer));
    }
    case Verdict::Stale:
      return element("failure", attribute("message", reason) + attribute("type", "stale"), details(entry));
    case Verdict::Error:
      return element("error", attribute("message", reason) + attribute("type", "error"), "");
    case Verdict::NotApplicable:
      return element("skipped", attribute("message", "not applicable: " + reason), "");
    case Verdict::Known:
      return element("skipped", attribute("message", "known deviation: " + reason), "") + printed("", entry);
    case Verdict::Warned:
      return printed("warning: " + reason + "\n", entry);
  }
  return "";
}

std::string test_case(const CaseReport& entry, const Causes& causes) {
  const std::string& id = entry.result.id;
  const std::string head = "    <testcase" + attribute("classname", id.substr(0, id.find('/'))) +
                           attribute("name", id) + attribute("time", seconds(entry.wall_ms));
  const std::string body = outcome(entry, causes);
  return head + (body.empty() ? "/>\n" : ">\n" + body + "    </testcase>\n");
}

std::string origin(const Report& report) {
  const Provenance& from = report.provenance;
  return (from.date.empty() ? "" : attribute("timestamp", from.date)) +
         (from.host.empty() ? "" : attribute("hostname", from.host));
}

std::string test_suite(const Report& report, const SectionReport& section, const Causes& causes) {
  Report alone;
  alone.sections = {section};
  std::uint64_t ms = 0;
  for (const CaseReport& entry : section.cases) ms += entry.wall_ms;
  std::string xml = "  <testsuite" + attribute("name", heading(section)) + counts(summarize(alone), ms) +
                    origin(report) + ">\n    <properties>\n";
  const auto property = [&xml](const std::string& name, const std::string& value) {
    xml += "      <property" + attribute("name", name) + attribute("value", value) + "/>\n";
  };
  for (const Particular& each : particulars(report)) property(each.name, each.value);
  property("outcome", headline(report));
  for (const Particular& each : extent(report)) property(each.name, each.value);
  xml += "    </properties>\n";
  for (const CaseReport& entry : section.cases) xml += test_case(entry, causes);
  return xml + "  </testsuite>\n";
}

}  // namespace

std::string xml_escaped(std::string_view text) {
  std::string escaped;
  while (!text.empty()) {
    const std::size_t length = xml_character(text);
    switch (text.front()) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += length == 0 ? "?" : std::string{text.substr(0, length)};
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return escaped;
}

std::string render_junit(const Report& report) {
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" +
                    attribute("name", "znspec " + report.version) + counts(summarize(report), report.wall_ms) + ">\n";
  const Causes causes{report};
  for (const SectionReport& section : report.sections) xml += test_suite(report, section, causes);
  return xml + "</testsuites>\n";
}

}  // namespace zns::harness
