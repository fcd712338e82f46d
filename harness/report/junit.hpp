// The report for CI systems, in the dialect that Jenkins, GitLab and pytest's consumers share: `failure` is the
// device's fault, `error` says that no verdict was reached, `skipped` is a case that is not applicable or a known
// deviation.
#pragma once

#include <string>
#include <string_view>

#include "harness/report/report.hpp"

namespace zns::harness {

[[nodiscard]] std::string render_junit(const Report& report);

// `text` as XML character data or attribute value. What XML 1.0 cannot hold (most control characters, bytes that are
// not UTF-8) becomes a question mark.
[[nodiscard]] std::string xml_escaped(std::string_view text);

}  // namespace zns::harness
