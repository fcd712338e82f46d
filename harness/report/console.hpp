// The report for a terminal: the standard's table of contents, and what went wrong.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>

#include "harness/report/causes.hpp"
#include "harness/report/report.hpp"

namespace zns::harness {

struct ConsoleStyle {
  bool colours = false;
  bool quiet = false;          // the summary only
  bool failures_only = false;  // no case that needs no attention
};

// The text as it grows, case by case. The first case of a cause is told in full, as nobody knows yet what follows; at
// the end stands the one that is about it.
class ConsoleReport {
 public:
  explicit ConsoleReport(ConsoleStyle style) : style_{style} {}

  [[nodiscard]] std::string begin(const Report& head);  // what is known before the first case
  // `section`: its number and title; `id_width`: of the column of ids.
  [[nodiscard]] std::string add(const SectionReport& section, std::size_t id_width, const CaseReport& entry);
  // It is shown at the end only, where it failed.
  void leave_to_the_end(const std::string& id) { added_.insert(id); }
  // All cases that were not added, the failures once more, and the counts.
  [[nodiscard]] std::string end(const Report& whole);

 private:
  [[nodiscard]] bool shows(const CaseReport& entry) const;
  [[nodiscard]] std::string rest(const Report& whole);
  [[nodiscard]] std::string failures_once_more(const Report& whole, const Causes& causes) const;

  ConsoleStyle style_;
  bool begun_ = false;
  std::string heading_;                 // of the last case; empty: there is none
  std::set<std::string> added_;         // ids
  std::set<std::string> told_in_full_;  // of them
  std::map<Cause, std::string> first_;  // the id of the first case of each cause
};

// How wide the column of these ids is; longer ids push their titles out of it.
[[nodiscard]] std::size_t id_width(std::size_t longest);

[[nodiscard]] std::string render_console(const Report& report, const ConsoleStyle& style);
[[nodiscard]] inline std::string render_console(const Report& report, bool colours) {
  return render_console(report, ConsoleStyle{.colours = colours});
}

}  // namespace zns::harness
