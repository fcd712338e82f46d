// The parts of the pages, each in the file of its name, and the words that they share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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

// A list of names and values; those without a value are left out.
struct Fact {
  std::string_view name;
  std::string value;
};
[[nodiscard]] std::string facts(const std::vector<Fact>& facts);

// One bar of them all, and what each colour in it counts; those of none are left out unless `always`.
struct Count {
  std::size_t count = 0;
  std::string css;
  std::string words;
  bool always = false;
  std::string id = {};  // of what it counts, in the page; empty: there is nothing to go to
};
[[nodiscard]] std::string counts(const std::vector<Count>& counts);

// Links into the page: where to, and the words.
struct Link {
  std::string id;
  std::string words;
  bool there = true;
};
[[nodiscard]] std::string navigation(const std::vector<Link>& links);

extern const char* const kStyle;  // style.cpp

// The whole document. It may load nothing, and run nothing but the script of that hash.
struct Page {
  std::string title;
  std::string body;
  std::string style = kStyle;
  std::string script = {};       // at the end of the body
  std::string script_hash = {};  // "sha256-...", as a Content-Security-Policy has it
};
[[nodiscard]] std::string page(const Page& page);

[[nodiscard]] std::string zone_picture(const suites::SeenZone& zone, std::uint64_t zsze);  // zone_picture.cpp
[[nodiscard]] std::string state_graph(const Transitions& transitions);                     // state_graph.cpp
[[nodiscard]] std::string failures(const Report& report);                                  // failures.cpp
[[nodiscard]] std::string contents(const Report& report);                                  // contents.cpp
[[nodiscard]] std::string freedoms(const Report& report);                                  // contents.cpp
[[nodiscard]] std::string coverage(const Report& report);                                  // coverage.cpp

}  // namespace zns::harness::html
