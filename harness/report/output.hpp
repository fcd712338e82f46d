// Where reports go. A file is opened before the run and put in its place when it is complete: a path that cannot be
// written is found before the device is touched, and a run that dies leaves the last report as it was.
#pragma once

#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "harness/report/console.hpp"
#include "harness/report/report.hpp"

namespace zns::harness {

enum class ReportForm : std::uint8_t { Console, Json, Junit, Tap, Html, Github };

struct ReportRequest {
  ReportForm form = ReportForm::Console;
  std::string path;  // "-": standard output, as always for the console
};

[[nodiscard]] std::string_view name(ReportForm form);  // as it is spelt: "console", "json", ...

// What the help says of --report.
[[nodiscard]] std::string report_forms_help();

// "console", "json=FILE", "junit=FILE", "tap=FILE", "html=FILE", "github=FILE". Throws UsageError. The console report
// is added unless standard output is taken.
[[nodiscard]] std::vector<ReportRequest> parse_report_requests(const std::vector<std::string>& spellings);

class ReportFile {
 public:
  enum class Mode : std::uint8_t { Replace, Append };
  explicit ReportFile(std::string path, Mode mode = Mode::Replace);  // throws HarnessError if it cannot be written
  ReportFile(const ReportFile&) = delete;
  ReportFile& operator=(const ReportFile&) = delete;
  ~ReportFile();  // a file that was not committed leaves no trace
  void commit(const std::string& text);

 private:
  void open_directly(int flags);

  std::string path_;
  std::string temporary_;  // empty: `path_` is written directly, being no regular file or one that is added to
  int fd_ = -1;
};

class Reports {
 public:
  // Opens every file that is asked for.
  Reports(std::vector<ReportRequest> requests, std::ostream& out, ConsoleStyle style);

  // The console report shows each result as it comes, if it is asked for at all. All throw HarnessError where nobody
  // reads it any more: then the run ends.
  void begin(const Report& head);
  void add(const SectionReport& section, std::size_t id_width, const CaseReport& entry);
  void write(const Report& report);  // the rest of it, and the files
  // Where the reader has seen the head, or a result, before: nothing is shown of it now.
  void seen(const Report& head);
  void seen(const SectionReport& section, std::size_t id_width, const CaseReport& entry);
  // A result that is shown at the end only.
  void leave_to_the_end(const CaseReport& entry);

 private:
  std::vector<ReportRequest> requests_;
  std::vector<std::unique_ptr<ReportFile>> files_;  // one per request; null for standard output
  void show(const std::string& text);

  std::ostream& out_;
  bool to_console_;
  ConsoleReport console_;
};

}  // namespace zns::harness
