// The only translation unit that sees toml++, which is slow to compile.
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

#include "harness/deviations.hpp"
#include "harness/error.hpp"
#include "reference/spec/clause.hpp"

namespace zns::harness {
namespace {

[[noreturn]] void malformed(const std::string& file, std::uint32_t line, const std::string& what) {
  throw UsageError(file + ":" + std::to_string(line) + ": " + what);
}

std::uint32_t line_of(const toml::node& node) {
  return node.source().begin.line;
}

Deviation to_deviation(const toml::table& table, const std::string& file) {
  Deviation deviation;
  deviation.file = file;
  deviation.line = line_of(table);
  const std::pair<std::string_view, std::string*> fields[] = {{"case", &deviation.case_glob},
                                                              {"clause", &deviation.clause},
                                                              {"reason", &deviation.reason},
                                                              {"link", &deviation.link},
                                                              {"observed", &deviation.observed}};
  for (const auto& [key, node] : table) {
    const std::string name{key.str()};
    const auto* field =
        std::find_if(std::begin(fields), std::end(fields), [&name](const auto& f) { return f.first == name; });
    const std::string quoted = "'" + name + "'";
    if (field == std::end(fields))
      malformed(file, line_of(node), "unknown key " + quoted + " (case, clause, reason, link, observed)");
    const auto text = node.value_exact<std::string>();
    if (!text || text->empty()) malformed(file, line_of(node), quoted + " must be a string that is not empty");
    *field->second = *text;
    if (field->second == &deviation.clause && find_clause(*text) == nullptr)
      malformed(file, line_of(node), "'" + *text + "' is no clause (znspec list clauses)");
  }
  if (deviation.case_glob.empty() && deviation.clause.empty())
    malformed(file, deviation.line, "a deviation names a 'case' or a 'clause'");
  if (deviation.reason.empty()) malformed(file, deviation.line, "a deviation gives its 'reason'");
  return deviation;
}

}  // namespace

std::vector<Deviation> parse_deviations(const std::string& text, const std::string& file) {
  toml::table root;
  try {
    root = toml::parse(text);
  } catch (const toml::parse_error& error) {
    malformed(file, error.source().begin.line, std::string{error.description()});
  }
  std::vector<Deviation> deviations;
  for (const auto& [key, node] : root) {
    if (key.str() != "deviation")
      malformed(file, line_of(node), "unknown key '" + std::string{key.str()} + "'; entries are [[deviation]]");
    const toml::array* entries = node.as_array();
    if (entries == nullptr) malformed(file, line_of(node), "entries are [[deviation]], in double brackets");
    for (const toml::node& entry : *entries) {
      const toml::table* table = entry.as_table();
      if (table == nullptr) malformed(file, line_of(entry), "entries are [[deviation]] tables");
      deviations.push_back(to_deviation(*table, file));
    }
  }
  return deviations;
}

std::vector<Deviation> load_deviations(const std::string& path) {
  std::ifstream stream{path, std::ios::binary};
  std::ostringstream text;
  // A directory opens, and fails when it is read; an empty file gives nothing to insert, which is no failure.
  if (stream && stream.peek() != std::ifstream::traits_type::eof()) text << stream.rdbuf();
  if (!stream && !stream.eof()) throw UsageError("cannot read deviations file '" + path + "': " + std::strerror(errno));
  return parse_deviations(text.str(), path);
}

}  // namespace zns::harness
