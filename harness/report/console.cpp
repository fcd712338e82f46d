#include "harness/report/console.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "harness/report/causes.hpp"
#include "harness/report/headline.hpp"
#include "harness/report/text.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;

constexpr std::size_t kCommandsShown = 12;  // the last of a failed case; JSON has them all
constexpr std::size_t kOthersShown = 12;    // of the cases with one cause; each has its line above
constexpr std::size_t kNameWidth = 10;      // of what is said of the whole run
constexpr std::size_t kIdWidth = 56;        // longer ids push their titles out of the column

struct Mark {
  std::string_view symbol;
  std::string_view colour;  // SGR parameters
};

Mark mark_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::Passed:
      return {"✔", "32"};
    case Verdict::Failed:
      return {"×", "31;1"};
    case Verdict::Known:
      return {"~", "33"};
    case Verdict::Stale:
      return {"×", "31;1"};
    case Verdict::Warned:
      return {"!", "33"};
    case Verdict::NotApplicable:
      return {"-", "2"};
    case Verdict::Error:
      return {"?", "35;1"};
  }
  return {"?", "35;1"};
}

class Page {
 public:
  explicit Page(bool colours) : colours_{colours} {}

  void line(const std::string& text = "") { text_ += text + "\n"; }

  void heading(const std::string& text) { line(paint(text, "1")); }

  void particulars(const std::vector<Particular>& all) {
    for (const Particular& each : all) {
      std::string name = each.name;
      name.resize(std::max(name.size() + 1, kNameWidth), ' ');
      line(name + printable(each.value));
    }
  }

  void case_line(const CaseReport& entry, std::size_t id_width) {
    const Mark mark = mark_of(entry.result.verdict);
    std::string id = entry.result.id;
    id.resize(std::max(id.size(), id_width), ' ');
    line("  " + paint(mark.symbol, mark.colour) + " " + id + "  " + remark(entry));
  }

  void see(const std::string& id) { field("see", {"the same cause as " + id}); }

  void failure(const CaseReport& entry, const std::vector<const CaseReport*>& same = {}) {
    for (const std::string& id : violated_clauses(entry)) requires_clause(id);
    const suites::Failure none;
    const suites::Failure& failure = entry.result.failure ? *entry.result.failure : none;
    field("expected", failure.expected);
    field("observed", {failure.observed});
    field("zones", failure.zones);
    commands(failure.commands);
    if (entry.result.verdict == Verdict::Failed && !entry.result.reason.empty())
      field("remark", {paint(entry.result.reason, "1")});
    others(same);
    replay(entry);
  }

  void in_short(const CaseReport& entry, const Causes& causes) {
    case_line(entry, 0);
    if (entry.result.failure) {
      field("expected", entry.result.failure->expected);
      field("observed", {entry.result.failure->observed});
    }
    others(causes.others(entry));
    replay(entry);
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  [[nodiscard]] std::string paint(std::string_view text, std::string_view colour) const {
    if (!colours_) return std::string{text};
    return "\033[" + std::string{colour} + "m" + std::string{text} + "\033[0m";
  }

  static std::string remark(const CaseReport& entry) {
    switch (entry.result.verdict) {
      case Verdict::Passed:
      case Verdict::Failed:
        return entry.title;
      case Verdict::Known:
        return "known deviation: " + entry.result.reason;
      case Verdict::Warned:
        return "warning: " + entry.result.reason;
      case Verdict::NotApplicable:
        return "not applicable: " + entry.result.reason;
      case Verdict::Error:
        return "error: " + entry.result.reason;
      case Verdict::Stale:
        return entry.result.reason;
    }
    return "";
  }

  // The name once, the lines below each other.
  void field(std::string name, const std::vector<std::string>& lines) {
    for (const std::string& each : lines) {
      name.resize(8, ' ');
      line("      " + name + "  " + each);
      name.clear();
    }
  }

  void requires_clause(const std::string& id) {
    const Clause* clause = find_clause(id);
    if (clause == nullptr) return field("requires", {id});
    std::string cited = id + " (" + std::string{name(clause->level)} + ")";
    if (!clause->section.empty()) cited += "  " + std::string{clause->section};
    field("requires", {cited, std::string{clause->text}});
  }

  // Cases that failed for the same cause.
  void others(const std::vector<const CaseReport*>& same) {
    std::vector<std::string> ids;
    for (const CaseReport* entry : same) {
      if (ids.size() == kOthersShown) break;
      ids.push_back(entry->result.id);
    }
    if (ids.size() < same.size()) ids.push_back("and " + std::to_string(same.size() - ids.size()) + " more");
    field("also", ids);
  }

  void commands(const std::vector<std::string>& all) {
    const std::size_t left_out = all.size() - std::min(all.size(), kCommandsShown);
    std::vector<std::string> shown{all.begin() + static_cast<std::ptrdiff_t>(left_out), all.end()};
    if (left_out > 0) shown.insert(shown.begin(), "(" + std::to_string(left_out) + " before these)");
    field("commands", shown);
  }

  void replay(const CaseReport& entry) {
    if (!entry.replay.empty()) field("replay", {entry.replay});
    if (!entry.trace.empty()) field("trace", {entry.trace});
  }

  bool colours_;
  std::string text_;
};

bool is_red(const CaseReport& entry) {
  return entry.result.verdict == Verdict::Failed || entry.result.verdict == Verdict::Stale;
}

std::string freedoms_line(const Report& report) {
  std::string line;
  for (const auto& [id, count] : report.freedoms) {
    if (!line.empty()) line += ", ";
    line += id;
    line += " " + std::to_string(count);
  }
  return line;
}

}  // namespace

std::size_t id_width(std::size_t longest) {
  return std::min(longest, kIdWidth);
}

std::string ConsoleReport::begin(const Report& head) {
  begun_ = true;
  if (style_.quiet) return "";
  Page page{style_.colours};
  page.particulars(particulars(head));
  page.line();
  return page.take();
}

bool ConsoleReport::shows(const CaseReport& entry) const {
  if (style_.quiet) return false;
  return !style_.failures_only || is_red(entry) || entry.result.verdict == Verdict::Error;
}

std::string ConsoleReport::add(const SectionReport& section, std::size_t id_width, const CaseReport& entry) {
  const std::string& id = entry.result.id;
  added_.insert(id);
  if (!shows(entry)) return "";
  Page page{style_.colours};
  if (const std::string now = heading(section); now != heading_) {
    if (!heading_.empty()) page.line();
    page.heading(now);
    heading_ = now;
  }
  page.case_line(entry, id_width);
  const bool failed = entry.result.verdict == Verdict::Failed;
  if (!failed && !(entry.result.verdict == Verdict::Warned && entry.result.failure)) return page.take();
  const bool known_cause = failed && !entry.cause.what.empty();
  const std::string first = known_cause ? first_.emplace(entry.cause, id).first->second : id;
  if (first != id) {
    page.see(first);
  } else {
    told_in_full_.insert(id);
    page.failure(entry);
  }
  return page.take();
}

std::string ConsoleReport::rest(const Report& whole) {
  std::string text;
  std::set<std::string> gone = added_;
  for (const SectionReport& section : whole.sections) {
    std::size_t longest = 0;
    for (const CaseReport& entry : section.cases) longest = std::max(longest, entry.result.id.size());
    for (const CaseReport& entry : section.cases) gone.erase(entry.result.id);
    for (const CaseReport& entry : section.cases)
      if (!added_.contains(entry.result.id)) text += add(section, harness::id_width(longest), entry);
  }
  for (const std::string& id : gone)
    if (!style_.quiet) text += "  " + id + " is a part of what was found later, and is not counted\n";
  return heading_.empty() ? text : text + "\n";
}

// Each cause once, under its heading, so that nobody needs to scroll back through the passes.
std::string ConsoleReport::failures_once_more(const Report& whole, const Causes& causes) const {
  Page page{style_.colours};
  const auto is_told = [&causes](const CaseReport& entry) { return is_red(entry) && &causes.told_by(entry) == &entry; };
  for (const SectionReport& section : whole.sections) {
    if (std::none_of(section.cases.begin(), section.cases.end(), is_told)) continue;
    page.heading("Failed: " + heading(section));
    for (const CaseReport& entry : section.cases) {
      if (!is_told(entry)) continue;
      const bool in_full = entry.result.verdict == Verdict::Failed && !told_in_full_.contains(entry.result.id);
      if (in_full) page.case_line(entry, 0);
      in_full ? page.failure(entry, causes.others(entry)) : page.in_short(entry, causes);
    }
    page.line();
  }
  return page.take();
}

std::string ConsoleReport::end(const Report& whole) {
  std::string text = begun_ ? "" : begin(whole);
  text += rest(whole);
  Page page{style_.colours};
  if (style_.quiet) page.particulars({{"target", whole.target}});
  if (!style_.quiet) {
    text += failures_once_more(whole, Causes{whole});
    if (!whole.freedoms.empty()) page.line("freedoms used: " + freedoms_line(whole));
    page.line(effort(whole));
    page.line(coverage_line(whole));
    if (!whole.stopped.empty()) page.line("stopped: " + whole.stopped);
    page.line();
  }
  page.heading(headline(whole));
  page.particulars(extent(whole));
  page.line(count_line(summarize(whole)));
  return text + page.take();
}

std::string render_console(const Report& report, const ConsoleStyle& style) {
  ConsoleReport console{style};
  return console.end(report);
}

}  // namespace zns::harness
