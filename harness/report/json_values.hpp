// The parts of a report as JSON, which the report and the journal of a run have in common (SCHEMA.md).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "harness/report/report.hpp"

namespace zns::harness {

[[nodiscard]] nlohmann::ordered_json device_json(const Report& report);
[[nodiscard]] nlohmann::ordered_json provenance_json(const Provenance& from);
// What the user said of the extent; the outcome is not in it.
[[nodiscard]] nlohmann::ordered_json scope_json(const Scope& scope);
[[nodiscard]] nlohmann::ordered_json case_json(const SectionReport& section, const CaseReport& entry);
[[nodiscard]] nlohmann::ordered_json clauses_json(const Counts& counts);
[[nodiscard]] nlohmann::ordered_json transitions_json(const Counts& counts);

}  // namespace zns::harness
