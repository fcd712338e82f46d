// What became of a case.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference/spec/clause.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::suites {

enum class Verdict : std::uint8_t { Passed, Failed, Known, Stale, Warned, NotApplicable, Error };

std::string_view name(Verdict verdict);  // "passed", ..., "not_applicable", "error"

// A zone of a failure, as it was before the case, or the command, and as it was found.
struct SeenZone {
  std::uint64_t index = 0;
  std::optional<ZoneDescriptor> before = {};
  std::optional<ZoneDescriptor> after = {};
};

struct Failure {
  std::vector<std::string> expected;  // every permitted observation
  std::string observed;
  std::vector<std::string> zones;     // "zone 3  ZSE -> ZSC  zslba 0x30  wp 0x30 -> 0x30"
  std::vector<std::string> commands;  // what the case sent and what came back, one line each
  std::vector<std::string> clauses;   // those that were violated, where they are not the case's own
  std::vector<SeenZone> seen = {};    // the zones of `zones`, where there is more than text
  std::string what = {};              // expected and observed as without_numbers() has them; empty: not known
  bool aside = false;                 // it is not what the case is about: its clauses are not among the case's
};

// `text` with `#` for each number and each address: two failures of one kind are equal in it.
std::string without_numbers(std::string_view text);

struct Result {
  std::string id;
  Verdict verdict = Verdict::Passed;
  std::string reason = {};  // why not applicable, error, known, warned; empty otherwise
  std::optional<Failure> failure = {};
};

}  // namespace zns::suites
