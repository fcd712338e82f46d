// The reader of deviations files.
#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

#include "harness/base/toml_file.hpp"
#include "harness/deviations/deviations.hpp"
#include "reference/spec/clause.hpp"

namespace zns::harness {
namespace {

// What becomes of the name of a trace, `written` in a line of a deviations file.
using NameTrace = std::string(const std::string& written, const std::string& file, std::uint32_t line);

std::string as_written(const std::string& trace, const std::string&, std::uint32_t) {
  return trace;
}

std::string found_beside(const std::string& trace, const std::string& file, std::uint32_t line) {
  const std::filesystem::path path = (std::filesystem::path{file}.parent_path() / trace).lexically_normal();
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) malformed(file, line, "there is no trace " + path.string());
  return path.string();
}

Deviation to_deviation(const toml::table& table, const std::string& file, NameTrace* trace) {
  Deviation deviation;
  deviation.file = file;
  deviation.line = line_of(table);
  const std::pair<std::string_view, std::string*> fields[] = {
      {"case", &deviation.case_glob}, {"clause", &deviation.clause},     {"reason", &deviation.reason},
      {"link", &deviation.link},      {"observed", &deviation.observed}, {"trace", &deviation.trace},
      {"shows", &deviation.shows}};
  for (const auto& [key, node] : table) {
    const std::string name{key.str()};
    const auto* field =
        std::find_if(std::begin(fields), std::end(fields), [&name](const auto& f) { return f.first == name; });
    if (field == std::end(fields))
      malformed(file, line_of(node), "unknown key '" + name + "' (case, clause, reason, link, observed, trace, shows)");
    *field->second = text_of(node, name, file);
    if (field->second == &deviation.clause && find_clause(deviation.clause) == nullptr)
      malformed(file, line_of(node), "'" + deviation.clause + "' is no clause (znspec list clauses)");
    if (field->second == &deviation.shows && deviation.shows != kSometimes)
      malformed(file, line_of(node), "'shows' is \"" + std::string{kSometimes} + "\", or is left out");
    if (field->second == &deviation.trace) deviation.trace = trace(deviation.trace, file, line_of(node));
  }
  if (deviation.case_glob.empty() && deviation.clause.empty())
    malformed(file, deviation.line, "a deviation names a 'case' or a 'clause'");
  if (deviation.reason.empty()) malformed(file, deviation.line, "a deviation gives its 'reason'");
  return deviation;
}

std::vector<Deviation> parse(const std::string& text, const std::string& file, NameTrace* trace) {
  const toml::table root = parse_toml(text, file);
  std::vector<Deviation> deviations;
  for (const auto& [key, node] : root) {
    if (key.str() != "deviation")
      malformed(file, line_of(node), "unknown key '" + std::string{key.str()} + "'; entries are [[deviation]]");
    const toml::array* entries = node.as_array();
    if (entries == nullptr) malformed(file, line_of(node), "entries are [[deviation]], in double brackets");
    for (const toml::node& entry : *entries) {
      const toml::table* table = entry.as_table();
      if (table == nullptr) malformed(file, line_of(entry), "entries are [[deviation]] tables");
      deviations.push_back(to_deviation(*table, file, trace));
    }
  }
  return deviations;
}

}  // namespace

std::vector<Deviation> parse_deviations(const std::string& text, const std::string& file) {
  return parse(text, file, as_written);
}

std::vector<Deviation> load_deviations(const std::string& path) {
  return parse(read_text(path, "deviations file"), path, found_beside);
}

}  // namespace zns::harness
