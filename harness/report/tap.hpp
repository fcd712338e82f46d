// The report as TAP 14: `not ok` is the device's fault, or that no verdict was reached (severity: error); SKIP is a
// case that is not applicable, TODO a known deviation.
#pragma once

#include <string>

#include "harness/report/report.hpp"

namespace zns::harness {

[[nodiscard]] std::string render_tap(const Report& report);

}  // namespace zns::harness
