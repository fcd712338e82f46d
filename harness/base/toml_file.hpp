// What the readers of our TOML files share: every mistake is a UsageError "FILE:LINE: what is wrong". toml++ is slow to
// compile: for the .cpp of a reader only.
#pragma once

#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>

#include "harness/base/error.hpp"

namespace zns::harness {

[[noreturn]] inline void malformed(const std::string& file, std::uint32_t line, const std::string& what) {
  throw UsageError(file + ":" + std::to_string(line) + ": " + what);
}

inline std::uint32_t line_of(const toml::node& node) {
  return node.source().begin.line;
}

inline toml::table parse_toml(const std::string& text, const std::string& file) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    malformed(file, error.source().begin.line, std::string{error.description()});
  }
}

// A string that must not be empty.
inline std::string text_of(const toml::node& node, const std::string& key, const std::string& file) {
  const auto text = node.value_exact<std::string>();
  if (!text || text->empty()) malformed(file, line_of(node), "'" + key + "' must be a string that is not empty");
  return *text;
}

// `what` names the kind of file in the complaint: "deviations file".
inline std::string read_text(const std::string& path, const std::string& what) {
  std::ifstream stream{path, std::ios::binary};
  std::ostringstream text;
  // A directory opens, and fails when it is read; an empty file gives nothing to insert, which is no failure.
  if (stream && stream.peek() != std::ifstream::traits_type::eof()) text << stream.rdbuf();
  if (!stream && !stream.eof()) throw UsageError("cannot read " + what + " '" + path + "': " + std::strerror(errno));
  return text.str();
}

}  // namespace zns::harness
