// Findings as the lines of an nvme-cli script that find the same again.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/replay/replay.hpp"
#include "reference/spec/zone_report.hpp"
#include "reference/trace/trace.hpp"

namespace zns::harness {

// A word for the shell, whatever is in it; bytes that no terminal shows are blanks.
[[nodiscard]] std::string script_word(const std::string& text);
// Shell commands that print these bytes.
[[nodiscard]] std::string script_bytes(const TraceData& data, std::uint64_t seed, std::size_t lba_bytes);
// A zone report as the script's function `zones` prints it.
[[nodiscard]] std::string script_zones(const ZoneReport& report);
// The bytes of an entry of the report that the command asks for; nothing if it asks for none.
[[nodiscard]] std::optional<std::size_t> report_entry_bytes(const Geometry& geometry, const TraceEntry& entry);

// What a conforming device may return is asked of the reference: what it answers, where the oracle permits that in
// place of what was recorded.
class NvmeCliChecks {
 public:
  explicit NvmeCliChecks(const Trace& trace);

  // The lines for a finding about the command `number`, which `entry` is; empty if no answer to nvme-cli shows it.
  [[nodiscard]] std::string lines(std::size_t number, const TraceEntry& entry, const Finding& finding);

 private:
  [[nodiscard]] std::string check(std::size_t number, const TraceEntry& entry, const Wrong& wrong);
  [[nodiscard]] std::string check_zone(std::size_t number, const TraceEntry& entry, const Wrong& wrong);
  [[nodiscard]] std::string check_block(std::size_t number, const TraceEntry& entry, const Wrong& wrong);
  [[nodiscard]] const std::optional<TraceCompletion>& permitted(std::size_t number);
  [[nodiscard]] bool is_permitted(std::size_t number, const TraceCompletion& answer) const;
  [[nodiscard]] std::string values_of(const TraceEntry& entry, const TraceCompletion& answer, const Wrong& wrong) const;

  const Trace& trace_;
  std::vector<TraceEntry> reference_;  // empty: the reference cannot be sent this trace
  std::map<std::size_t, std::optional<TraceCompletion>> permitted_;
};

}  // namespace zns::harness
