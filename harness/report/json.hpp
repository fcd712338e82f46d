// The report for programs: SCHEMA.md says what is in it.
#pragma once

#include <string>

#include "harness/report/report.hpp"

namespace zns::harness {

inline constexpr int kJsonSchema = 1;

[[nodiscard]] std::string render_json(const Report& report);

}  // namespace zns::harness
