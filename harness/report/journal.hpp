// The journal of a run: what it finds out, as it finds it out, so that a run that dies loses nothing but the case that
// it was at. One JSON object a line; the values are those of the report (SCHEMA.md).
//
//   {"journal": 1, "version", "target", "device", "seed", "scope", "provenance"}   first
//   {"begin": CASE}                  a case begins; its verdict is not known yet
//   {"case": CASE, "counts": {...}}  a case has ended; what was counted since the last such line
//   {"counts": {...}}                the same without a case
//   {"file": {"name", "text"}}       a trace or a script that was saved, where whoever reads has no other way to it
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/unique_fd.hpp"
#include "harness/report/report.hpp"

namespace zns::harness {

inline constexpr int kJournal = 1;

// Each function writes a line, and the line is with whoever reads before the function returns. Throws HarnessError.
class Journal {
 public:
  explicit Journal(std::string path);  // leaves what is in the file until the head is written
  void head(const Report& head);
  void begin(const SectionReport& section, const CaseReport& entry);
  void end(const SectionReport& section, const CaseReport& entry, const Counts& since);
  void counts(const Counts& since);
  void file(const std::string& path);  // its content, under its name without folders

 private:
  void write(const nlohmann::ordered_json& line);

  std::string path_;
  UniqueFd fd_;
};

// The line of Journal::end, without its end.
[[nodiscard]] std::string end_line(const SectionReport& section, const CaseReport& entry, const Counts& since);

// Puts a journal together again. Its lines may come from a guest that is under test: nothing in them is believed.
class JournalReader {
 public:
  struct File {
    std::string name, text;
  };

  // A line without its end. Throws NotAReport; what it read before stays.
  void line(std::string_view line);
  [[nodiscard]] bool begun() const { return begun_; }
  // What has ended, with the head.
  [[nodiscard]] const Report& report() const { return report_; }
  // The case that has begun and not ended, alone in its section.
  [[nodiscard]] const std::optional<SectionReport>& in_flight() const { return in_flight_; }
  // The file of the last line; nothing if that was another one.
  [[nodiscard]] const std::optional<File>& file() const { return file_; }

 private:
  bool begun_ = false;
  Report report_;
  std::optional<SectionReport> in_flight_;
  std::optional<File> file_;
};

// True for the text of a journal, as opposed to that of a report.
[[nodiscard]] bool is_journal(std::string_view text);
// A last line that is cut is left out. Throws NotAReport, with the number of the line.
[[nodiscard]] Report report_from_journal(std::string_view text);

}  // namespace zns::harness
