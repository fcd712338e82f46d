// znspec diff: random sequences against the oracle, each distinct finding shrunk to a smallest program that shows it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "harness/replay/trace_file.hpp"
#include "harness/report/report.hpp"
#include "harness/select/shard.hpp"
#include "harness/targets/open.hpp"

namespace zns::harness {

class PersonalityObserver;

struct DiffOptions {
  std::uint64_t seed = 1;
  std::uint64_t commands = 10'000;  // those of the programs; looking and shrinking not counted
  std::size_t depth = 1;            // most commands in flight together; 1: one after the other
  unsigned illegal_percent = 25;
  bool first_only = false;  // ends with the first violation, as it was met: nothing is shrunk
  Shard shard = {};         // of the programs; `commands` is for all shards together
  std::optional<ZoneRange> zones = {};
  std::string replay_command = "znspec";  // what a replay line begins with ...
  std::string replay_options = {};        // and ends with, where it searches again
  std::string opening_options = {};       // or where it sends a trace again
  Scope scope = {};                       // the limits that the user set, for the report
  SaveTrace save = {};  // where the traces of findings go; what it throws is in the report (`unsaved`)
  std::function<void(const Report& head)> begin = [](const auto&) {};  // once the device is known
  // Between programs, those that shrink a finding among them: `done` stays the same meanwhile.
  std::function<void(std::uint64_t done, std::uint64_t total)> progress = [](auto, auto) {};
  // One more finding, as soon as it is shrunk. One that is found later can take its place in the report: the same with
  // more that is wrong.
  std::function<void(const SectionReport& section, const CaseReport& entry)> on_finding = [](auto&, auto&) {};
  PersonalityObserver* personality = nullptr;  // is shown everything that is permitted; costs reports of the zones
  std::function<bool()> interrupted = [] { return false; };
};

inline constexpr const char* kDiffSection = "Random sequences";
inline constexpr const char* kDiffId = "diff/sequences";  // the case that passes where nothing was found

// Programs are dealt out by the hand: one of every kind.
inline constexpr std::uint64_t kProgramsOfAHand = 4;
[[nodiscard]] inline bool plays(const Shard& shard, std::uint64_t program) {
  return shard.holds(program / kProgramsOfAHand);
}

// Throws HarnessError when the device cannot be tested at all, and UsageError for zones that it does not have or a
// depth that the way to it does not carry; later ends are in the report (`stopped`).
[[nodiscard]] Report diff(OpenedTarget& opened, const DiffOptions& options);

}  // namespace zns::harness
