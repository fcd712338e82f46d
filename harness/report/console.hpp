// The report for people, in the form of the standard's table of contents.
#pragma once

#include <string>

#include "harness/report/report.hpp"

namespace zns::harness {

[[nodiscard]] std::string render_console(const Report& report, bool colours);

}  // namespace zns::harness
