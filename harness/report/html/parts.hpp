// The parts of the page, each in the file of its name, and the words that they share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/report/report.hpp"

namespace zns::harness::html {

// `text` as HTML text or attribute value, whatever bytes it holds.
[[nodiscard]] std::string escaped(std::string_view text);
// "<tag attributes>content</tag>"; the content is HTML already.
[[nodiscard]] std::string element(const std::string& tag, const std::string& attributes, const std::string& content);
// A table cell, or any inline element, of plain text.
[[nodiscard]] std::string cell(std::string_view text, const std::string& attributes = "");
[[nodiscard]] std::string code(std::string_view text);
// "<details>" with a summary line; both are HTML already.
[[nodiscard]] std::string details(const std::string& summary, const std::string& content, bool open = false);
[[nodiscard]] std::string section(const std::string& id, const std::string& heading, const std::string& content);

extern const char* const kStyle;  // style.cpp

[[nodiscard]] std::string zone_picture(const suites::SeenZone& zone, std::uint64_t zsze);  // zone_picture.cpp
[[nodiscard]] std::string state_graph(const Transitions& transitions);                     // state_graph.cpp
[[nodiscard]] std::string failures(const Report& report);                                  // failures.cpp
[[nodiscard]] std::string contents(const Report& report);                                  // contents.cpp
[[nodiscard]] std::string freedoms(const Report& report);                                  // contents.cpp
[[nodiscard]] std::string coverage(const Report& report);                                  // coverage.cpp

}  // namespace zns::harness::html
