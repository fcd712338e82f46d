// The report for people: one page that needs nothing else, no network and no script.
#pragma once

#include <string>

#include "harness/report/report.hpp"

namespace zns::harness {

// The same report gives the same bytes. Everything in it that a device, or a user, had a say in is escaped.
[[nodiscard]] std::string render_html(const Report& report);

}  // namespace zns::harness
