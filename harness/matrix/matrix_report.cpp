#include "harness/matrix/matrix_report.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <optional>
#include <sstream>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/report/exit_status.hpp"
#include "harness/report/text.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;

// From the least to the gravest: no verdict outweighs a bad one, for it may hide any number of them.
constexpr std::array kGravity = {kConformant, kNothingMatched, kNotConformant, kHarnessError, kUsage};

int graver(int a, int b) {
  const auto rank = [](int status) { return std::find(kGravity.begin(), kGravity.end(), status); };
  return rank(a) < rank(b) ? b : a;
}

// What one job has to say about its target: an exit status, and why where that is none of a verdict.
struct JobVerdict {
  int exit = kHarnessError;
  std::string remark;
};

// Why the run ended before its last case; empty if it did not.
std::string stopped(const ChildReport& report) {
  for (const ChildCase& entry : report.cases)
    if (entry.id == kStoppedId) return entry.reason;
  return "";
}

JobVerdict verdict_of(const JobEnd& end, const std::optional<ChildReport>& report) {
  if (!end.status) return {kHarnessError, "interrupted"};
  if (end.status->signal != 0) return {kHarnessError, "crashed: " + end.status->describe()};
  const int code = end.status->code;
  const bool meant = std::find(kGravity.begin(), kGravity.end(), code) != kGravity.end();
  if (meant && report) return {code, stopped(*report)};
  if (code == kConformant || code == kNotConformant) return {kHarnessError, "wrote no report"};
  return {meant ? code : kHarnessError, end.complaint.empty() ? end.status->describe() : end.complaint};
}

bool is_complaint(int exit) {
  return exit == kHarnessError || exit == kUsage;
}

// A target that the file says is refused: that it is refused in these words is what is right.
void judge_refusal(const MatrixTarget& target, MatrixRow& row) {
  const bool asked = !row.replay.empty();
  if (target.refused.empty() || !asked) return;
  if (is_complaint(row.exit) && row.remark.find(target.refused) != std::string::npos) {
    row.exit = kConformant;
    row.remark = "refused, as listed: " + row.remark;
  } else if (row.remark.empty()) {
    row.exit = kNotConformant;
    row.remark = "is not refused any more: '" + target.refused + "' is stale";
  }
}

void take_job(const JobEnd& end, MatrixRow& row) {
  std::optional<ChildReport> report;
  JobVerdict verdict;
  try {
    if (!end.report.empty()) report = parse_child_report(end.report);
    verdict = verdict_of(end, report);
  } catch (const HarnessError& error) {
    verdict.remark = error.what();
  }
  const int exit = graver(row.exit, verdict.exit);
  if (!verdict.remark.empty() && (row.remark.empty() || exit != row.exit)) row.remark = verdict.remark;
  row.exit = exit;
  row.wall_ms += end.wall_ms;
  if (!report) return;
  row.commands += report->commands;
  std::move(report->cases.begin(), report->cases.end(), std::back_inserter(row.cases));
  row.reports.push_back(end.report);
}

std::string command_line(const MatrixJob& job) {
  std::string line = "znspec";
  for (const std::string& word : job.arguments) line += " " + shell_word(word);
  return line;
}

// A listed deviation that does not show on one device is not stale while it excuses something on another.
void forgive_stale(MatrixReport& report) {
  const auto excuses = [&report](const std::string& where) {
    for (const MatrixRow& row : report.rows)
      for (const ChildCase& entry : row.cases)
        if (entry.verdict == Verdict::Known && (entry.reason.find("(" + where + ")") != std::string::npos ||
                                                entry.reason.find("(" + where + ",") != std::string::npos))
          return true;
    return false;
  };
  const auto is_forgiven = [&excuses](const ChildCase& entry) {
    return entry.verdict == Verdict::Stale && excuses(entry.id.substr(entry.id.find('/') + 1));
  };
  const auto is_bad = [](const ChildCase& entry) {
    return entry.verdict == Verdict::Failed || entry.verdict == Verdict::Stale;
  };
  for (MatrixRow& row : report.rows) {
    if (std::erase_if(row.cases, is_forgiven) == 0 || row.exit != kNotConformant) continue;
    if (std::none_of(row.cases.begin(), row.cases.end(), is_bad)) row.exit = kConformant;
  }
}

// ---- areas ----------------------------------------------------------------------------------------------------------

// Where the cases of one matrix belong: the sections of the suite in their order, then what else the reports hold.
class Areas {
 public:
  explicit Areas(const std::vector<suites::Section>& contents) : contents_{contents} {
    for (const suites::Section& section : contents) add(section.number, section.title);
  }

  std::size_t of(const ChildCase& entry) {
    for (std::size_t i = 0; i < contents_.size(); ++i)
      for (const suites::Case& each : contents_[i].cases)
        if (each.id == entry.id) return i;
    const auto same = [&](const MatrixArea& area) { return area.number.empty() && area.title == entry.section; };
    const auto found = std::find_if(areas_.begin(), areas_.end(), same);
    if (found != areas_.end()) return static_cast<std::size_t>(found - areas_.begin());
    add("", entry.section);
    return areas_.size() - 1;
  }

  [[nodiscard]] const std::vector<MatrixArea>& all() const { return areas_; }

 private:
  void add(const std::string& number, const std::string& title) {
    const std::string head = short_head(title);
    const auto taken = [this](const std::string& name) {
      return std::any_of(areas_.begin(), areas_.end(), [&name](const MatrixArea& area) { return area.head == name; });
    };
    std::string name = head;
    for (int i = 2; taken(name); ++i) name = head + std::to_string(i);
    areas_.push_back({name, number, title});
  }

  const std::vector<suites::Section>& contents_;
  std::vector<MatrixArea> areas_;
};

void drop_empty_areas(MatrixReport& report) {
  for (std::size_t i = report.areas.size(); i-- > 0;) {
    const auto has = [i](const MatrixRow& row) { return row.areas[i].cases > 0; };
    if (std::any_of(report.rows.begin(), report.rows.end(), has)) continue;
    const auto at = static_cast<std::ptrdiff_t>(i);
    report.areas.erase(report.areas.begin() + at);
    for (MatrixRow& row : report.rows) row.areas.erase(row.areas.begin() + at);
  }
}

}  // namespace

std::string short_head(const std::string& title) {
  constexpr std::array kSmall = {"and", "of", "the", "The", "command"};
  std::vector<std::string> words;
  std::istringstream stream{title};
  for (std::string word; stream >> word;) {
    while (!word.empty() && std::ispunct(static_cast<unsigned char>(word.back())) != 0) word.pop_back();
    if (word.empty() || std::find(kSmall.begin(), kSmall.end(), word) != kSmall.end()) continue;
    words.push_back(word);
  }
  if (words.size() == 1) return words.front();
  std::string initials;
  for (const std::string& word : words)
    initials += static_cast<char>(std::toupper(static_cast<unsigned char>(word.front())));
  return initials;
}

MatrixReport matrix_report(const std::vector<MatrixTarget>& targets, const std::vector<MatrixJob>& jobs,
                           const JobsEnd& ends, const std::vector<suites::Section>& contents) {
  MatrixReport report;
  report.interrupted = ends.interrupted;
  for (const MatrixTarget& target : targets) {
    MatrixRow row;
    row.name = target.name;
    row.target = device_of(target);
    report.rows.push_back(std::move(row));
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    MatrixRow& row = report.rows[jobs[i].target];
    if (row.replay.empty()) row.replay = command_line(jobs[i]);
    take_job(ends.jobs[i], row);
  }
  forgive_stale(report);
  Areas areas{contents};
  for (std::size_t i = 0; i < targets.size(); ++i) {
    MatrixRow& row = report.rows[i];
    for (const ChildCase& entry : row.cases) {
      const std::size_t area = areas.of(entry);
      if (row.areas.size() <= area) row.areas.resize(area + 1);
      count(row.areas[area], entry.verdict);
      count(row.summary, entry.verdict);
    }
    judge_refusal(targets[i], row);
  }
  report.areas = areas.all();
  for (MatrixRow& row : report.rows) row.areas.resize(report.areas.size());
  drop_empty_areas(report);
  return report;
}

int exit_status(const MatrixReport& report) {
  int status = report.interrupted.empty() ? kConformant : kHarnessError;
  for (const MatrixRow& row : report.rows) status = graver(status, row.exit);
  return status;
}

}  // namespace zns::harness
