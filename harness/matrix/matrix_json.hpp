// The report of a matrix for programs: SCHEMA.md says what is in it.
#pragma once

#include <string>

#include "harness/matrix/matrix_report.hpp"

namespace zns::harness {

[[nodiscard]] std::string render_matrix_json(const MatrixReport& report);

}  // namespace zns::harness
