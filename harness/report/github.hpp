// The report as the summary of a GitHub step: Markdown, the failures first. It is added to the file.
#pragma once

#include <string>
#include <string_view>

#include "harness/report/report.hpp"

namespace zns::harness {

inline constexpr std::size_t kGithubRows = 100;  // of a table: a summary may have 1 MiB

[[nodiscard]] std::string render_github(const Report& report);

// `text` as it is, whatever characters of Markdown or HTML it holds; bytes that are not printable ASCII as `?`.
[[nodiscard]] std::string markdown_escaped(std::string_view text);

}  // namespace zns::harness
