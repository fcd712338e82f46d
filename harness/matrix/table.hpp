// The report of a matrix for people: a row for each target, a column for each area of the standard, then each failure.
#pragma once

#include <string>

#include "harness/matrix/matrix_report.hpp"

namespace zns::harness {

[[nodiscard]] std::string render_matrix(const MatrixReport& report, bool colours);

}  // namespace zns::harness
