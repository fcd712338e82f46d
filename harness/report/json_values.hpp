// The parts of a report as JSON (SCHEMA.md).
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "harness/report/report.hpp"

namespace zns::harness {

[[nodiscard]] nlohmann::ordered_json device_json(const Report& report);
[[nodiscard]] nlohmann::ordered_json provenance_json(const Provenance& from);

}  // namespace zns::harness
