// A run: cases, one after the other, against a target, with the oracle looking on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/plan/budget.hpp"
#include "harness/replay/trace_file.hpp"
#include "harness/report/journal.hpp"
#include "harness/report/report.hpp"
#include "harness/targets/open.hpp"
#include "suites/case.hpp"

namespace zns::harness {

class PersonalityObserver;

struct RunOptions {
  std::uint64_t seed = 1;
  std::optional<ZoneRange> zones = {};    // those that the target was opened with
  std::string replay_command = "znspec";  // what a replay line begins with ...
  std::string replay_options = {};        // ... and ends with, " --destroy-data"
  Scope scope = {};                       // the limits that the user set, for the report
  // All cases that there are, selected or not: how many of them apply is in the report. Empty: those that are selected.
  std::vector<suites::Section> contents = {};
  std::size_t repeat = 1;  // times that each case is run, unless it fails before
  // Once the zones are ready: those of the selected cases that are run. Empty: all of them. What it leaves out is in
  // the report. `measure` writes 16 MiB at most; what goes wrong meanwhile is a finding of the run.
  std::function<Choice(const Report& head, const std::function<Rates()>& measure)> choose = {};
  // Asked between cases: why an option of the user ends the run now; empty: nothing does.
  std::function<std::string(std::uint64_t written_bytes)> enough = [](auto) { return std::string{}; };
  // Once the device is known: the head of the report.
  std::function<void(const Report& head)> begin = [](const auto&) {};
  // What became of each case, as soon as that is known. False ends the run in good order.
  std::function<bool(const SectionReport& section, const CaseReport& entry)> on_case = [](const auto&, const auto&) {
    return true;
  };
  // Before each case, and at the end with an empty id.
  std::function<void(std::size_t done, std::size_t total, const std::string& id)> progress = [](auto, auto,
                                                                                                const auto&) {};
  // Where the traces of failed cases go: returns the name of the file. What it throws is in the report (`unsaved`), and
  // nothing is saved from then on. Absent: nothing is recorded.
  SaveTrace save = {};
  // The results of an earlier run (resume.hpp), which are taken over: those cases are not run. Null: there are none.
  const Report* earlier = nullptr;
  Journal* journal = nullptr;  // of what is found out; null: none is kept
  // Is shown everything that is permitted; costs reports of the zones.
  PersonalityObserver* personality = nullptr;
  // Asked between cases: true ends the run in good order.
  std::function<bool()> interrupted = [] { return false; };
};

// Runs the selected cases. Throws HarnessError when the device cannot be tested at all, and UsageError for zones that
// it does not have. Once cases run nothing is thrown: what ends the run early is in the report (`stopped`), with all
// that was found out before. A case during which the device is lost has failed; where power can be taken away and given
// back, the run goes on with what is then a new device.
[[nodiscard]] Report run(OpenedTarget& opened, const std::vector<suites::Section>& selected, const RunOptions& options);

}  // namespace zns::harness
