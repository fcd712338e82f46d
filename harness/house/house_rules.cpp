#include "harness/house/house_rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <functional>
#include <regex>
#include <set>
#include <utility>

namespace zns::harness {
namespace {

// ---- lines ----------------------------------------------------------------------------------------------------------

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string finding(const SourceFile& source, std::size_t line_index, const std::string& rule) {
  return source.path + ":" + std::to_string(line_index + 1) + ": " + rule;
}

bool is_test(const std::string& path) {
  return path.ends_with("_test.cpp") || path.ends_with("_bench.cpp");
}

// How much of `rest`, which begins a comment or a literal, belongs to it; 0 if it begins neither.
std::size_t hidden_length(std::string_view rest, char before) {
  const auto up_to = [&](std::string_view close, std::size_t from) {
    const std::size_t at = rest.find(close, from);
    return at == std::string_view::npos ? rest.size() : at + close.size();
  };
  if (rest.starts_with("//")) return std::min(rest.find('\n'), rest.size());
  if (rest.starts_with("/*")) return up_to("*/", 2);
  if (rest.starts_with("R\"")) {
    const std::size_t open = rest.find('(');
    return open == std::string_view::npos ? rest.size()
                                          : up_to(")" + std::string{rest.substr(2, open - 2)} + "\"", open);
  }
  const bool digit_separator = std::isalnum(static_cast<unsigned char>(before)) != 0;
  if (rest[0] != '"' && (rest[0] != '\'' || digit_separator)) return 0;
  std::size_t at = 1;
  while (at < rest.size() && rest[at] != rest[0] && rest[at] != '\n') at += rest[at] == '\\' ? 2 : 1;
  return std::min(at + 1, rest.size());
}

std::string folder_of(const std::string& path) {
  return path.substr(0, path.rfind('/') + 1);
}

// "step" of "reference/device/step.cpp".
std::string stem_of(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  return name.substr(0, name.rfind('.'));
}

// ---- includes -------------------------------------------------------------------------------------------------------

struct Layer {
  std::string_view folder;
  std::vector<std::string_view> may_include;
  std::string_view rule;
  std::string_view but_not = "-";  // a folder of these, where one is above the rest
};

const std::vector<Layer>& layers() {
  static const std::vector<Layer> kLayers = {
      {"reference/spec/", {"reference/spec/"}, "reference/spec includes only reference/spec"},
      {"reference/device/namespace/",
       {"reference/spec/", "reference/device/namespace/", "reference/device/random_for_tests.hpp"},
       "reference/device/namespace includes only reference/spec"},
      {"reference/device/controller/",
       {"reference/spec/", "reference/device/controller/", "reference/device/assert.hpp",
        "reference/device/faults.hpp"},
       "reference/device/controller includes only reference/spec and the faults of a command"},
      {"reference/device/",
       {"reference/spec/", "reference/device/"},
       "reference/device includes only reference/spec and reference/device"},
      {"reference/image/",
       {"reference/spec/", "reference/device/", "reference/image/"},
       "reference/image includes only reference/spec, reference/device and reference/image"},
      {"reference/mutants/",
       {"reference/spec/", "reference/device/", "reference/mutants/"},
       "reference/mutants includes only reference/spec, reference/device and reference/mutants"},
      {"reference/variants/",
       {"reference/spec/", "reference/device/", "reference/mutants/", "reference/variants/"},
       "reference/variants includes only reference/spec, reference/device, reference/mutants and reference/variants"},
      {"reference/oracle/order/",
       {"reference/spec/", "reference/device/", "reference/oracle/"},
       "reference/oracle includes only reference/spec, reference/device and reference/oracle"},
      {"reference/oracle/",
       {"reference/spec/", "reference/device/", "reference/oracle/"},
       "reference/oracle includes only reference/spec, reference/device and reference/oracle without order",
       "reference/oracle/order/"},
      {"reference/", {"reference/"}, "reference includes only reference"},
      {"suites/properties/", {"reference/", "suites/"}, "suites/properties includes only reference and suites"},
      {"suites/", {"reference/spec/", "suites/"}, "suites includes only reference/spec and suites"},
      {"harness/base/", {"reference/spec/", "suites/", "harness/base/"}, "harness/base includes nothing above it"},
      {"harness/select/",
       {"reference/spec/", "suites/", "harness/base/", "harness/select/"},
       "harness/select includes of the harness only harness/base"},
      {"harness/qemu/",
       {"reference/", "suites/", "harness/base/", "harness/nvme/", "harness/qemu/"},
       "harness/qemu includes of the harness only harness/base and harness/nvme"},
      {"harness/store/",
       {"reference/", "harness/base/", "harness/store/"},
       "harness/store includes of the harness only harness/base"},
      {"harness/witness/",
       {"reference/", "suites/", "harness/base/", "harness/targets/", "harness/personality/", "harness/witness/"},
       "harness/witness includes nothing that runs, replays or reports"},
      {"harness/cli/", {"reference/", "suites/", "harness/"}, "harness/cli includes any folder"},
      {"harness/windows/", {"reference/", "suites/", "harness/"}, "harness/windows includes any folder"},
      {"harness/",
       {"reference/",        "suites/",        "harness/base/",       "harness/bench/",      "harness/coverage/",
        "harness/describe/", "harness/diff/",  "harness/deviations/", "harness/exhaustion/", "harness/house/",
        "harness/kill/",     "harness/like/",  "harness/matrix/",     "harness/nvme/",       "harness/personality/",
        "harness/plan/",     "harness/qemu/",  "harness/replay/",     "harness/report/",     "harness/run/",
        "harness/select/",   "harness/store/", "harness/targets/",    "harness/witness/"},
       "only harness/cli and harness/windows include harness/cli"},
  };
  return kLayers;
}

constexpr std::array kImpure = {
    "chrono",       "condition_variable", "cstdio",     "ctime", "filesystem", "fstream", "future",
    "iomanip",      "iostream",           "istream",    "mutex", "ostream",    "random",  "semaphore",
    "shared_mutex", "stop_token",         "syncstream", "thread"};

bool is_standard(const std::string& header) {
  return header.find_first_of("./") == std::string::npos;
}

bool is_test_library(const std::string& header) {
  return header.starts_with("gtest/") || header.starts_with("gmock/") || header.starts_with("benchmark/");
}

// What is wrong with `#include <header>`; empty if nothing is.
std::string wrong_library(const SourceFile& source, const std::string& header) {
  if (source.path.starts_with("harness/") || source.path.starts_with("python/")) return "";
  if (is_test(source.path)) {
    return is_standard(header) || is_test_library(header) ? "" : "tests include only the standard and test libraries";
  }
  if (source.path.starts_with("suites/properties/") && header.starts_with("rapidcheck")) return "";
  if (!is_standard(header)) return "of libraries, reference and suites include only the standard library";
  const bool impure = std::find(kImpure.begin(), kImpure.end(), header) != kImpure.end();
  if (source.path.starts_with("reference/") && impure) return "reference is pure: no <" + header + ">";
  return "";
}

std::string wrong_folder(const SourceFile& source, const std::string& header) {
  const bool is_generated = header.ends_with(".inc") && header.find('/') == std::string::npos;
  if (source.path.starts_with("harness/") && (is_generated || is_test(source.path))) return "";
  const auto layer = std::find_if(layers().begin(), layers().end(),
                                  [&](const Layer& each) { return source.path.starts_with(each.folder); });
  if (layer == layers().end()) return "";
  const bool allowed = std::any_of(layer->may_include.begin(), layer->may_include.end(),
                                   [&](std::string_view folder) { return header.starts_with(folder); });
  return allowed && !header.starts_with(layer->but_not) ? "" : std::string{layer->rule} + ", not \"" + header + "\"";
}

// ---- purity ---------------------------------------------------------------------------------------------------------

// A variable declared where a line begins (a namespace is not indented), or with `static` or `thread_local` anywhere.
bool declares_mutable_global(const std::string& code) {
  static const std::regex kConstant{R"(\b(const|constexpr|consteval)\b)"};
  static const std::regex kStatic{R"(^\s*(inline )?(static|thread_local|constinit)\b[^(]*(=|;|\{))"};
  static const std::regex kGlobal{R"(^[A-Za-z_][\w:<>, *&]*[ *&>]\w+(\[\w*\])*\s*(=|;|\{))"};
  static const std::regex kOther{
      R"(^(using|namespace|struct|class|union|enum|template|friend|typedef|concept|return)\b)"};
  if (std::regex_search(code, kConstant)) return false;
  if (std::regex_search(code, kStatic)) return true;
  return std::regex_search(code, kGlobal) && !std::regex_search(code, kOther);
}

// ClauseId::find throws where it must not be a constant: the way to make an unknown id an error of the compiler.
bool is_compile_time_throw(const SourceFile& source, const std::string& line) {
  return source.path == "reference/spec/clause.hpp" && line.find("throw \"no such clause") != std::string::npos;
}

}  // namespace

std::string code_of(std::string_view text) {
  std::string code{text};
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = hidden_length(text.substr(at), at == 0 ? '\n' : text[at - 1]);
    for (std::size_t i = at; i < at + length; ++i)
      if (code[i] != '\n') code[i] = ' ';
    at += std::max<std::size_t>(length, 1);
  }
  return code;
}

Findings check_includes(const SourceFile& source) {
  static const std::regex kInclude{R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])"};
  const std::vector<std::string> lines = lines_of(source.text);
  Findings findings;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::smatch match;
    if (!std::regex_search(lines[i], match, kInclude)) continue;
    const std::string wrong = match[1] == "<" ? wrong_library(source, match[2]) : wrong_folder(source, match[2]);
    if (!wrong.empty()) findings.push_back(finding(source, i, wrong));
  }
  return findings;
}

Findings check_purity(const SourceFile& source) {
  if (!source.path.starts_with("reference/") || is_test(source.path)) return {};
  static const std::regex kException{R"(\b(throw|try|catch)\b)"};
  const std::vector<std::string> lines = lines_of(source.text);
  const std::vector<std::string> code = lines_of(code_of(source.text));
  Findings findings;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (std::regex_search(code[i], kException) && !is_compile_time_throw(source, lines[i]))
      findings.push_back(finding(source, i, "reference is pure: no exceptions"));
    if (declares_mutable_global(code[i]))
      findings.push_back(finding(source, i, "reference is pure: no mutable global"));
  }
  return findings;
}

Findings check_header(const SourceFile& source) {
  if (!source.path.ends_with(".hpp")) return {};
  const std::vector<std::string> lines = lines_of(source.text);
  Findings findings;
  if (lines.empty() || !lines[0].starts_with("// "))
    findings.push_back(finding(source, 0, "a header begins with a comment that says what it is about"));
  if (std::find(lines.begin(), lines.end(), "#pragma once") == lines.end())
    findings.push_back(finding(source, 0, "a header is guarded by #pragma once"));
  return findings;
}

Findings check_markers(const SourceFile& source) {
  static const std::regex kMarker{R"(\b(TO[D]O|FI[X]ME|X[X]X)\b)"};  // the brackets keep this line from being a finding
  const std::vector<std::string> lines = lines_of(source.text);
  Findings findings;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::smatch match;
    if (std::regex_search(lines[i], match, kMarker))
      findings.push_back(finding(source, i, match.str() + ": do it, or put it into an issue"));
  }
  return findings;
}

Findings check_prose(const SourceFile& source) {
  static const std::regex kOpensWithOf{R"(//(.*[.:;])? Of [a-z])"};
  const std::vector<std::string> lines = lines_of(source.text);
  Findings findings;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (std::regex_search(lines[i], kOpensWithOf))
      findings.push_back(finding(source, i, "a sentence begins with its subject, not with \"Of\""));
  return findings;
}

Findings check_unused(const std::vector<SourceFile>& tree) {
  static const std::regex kInclude{R"re(#\s*include\s*"([^"]+)")re"};
  static const std::regex kWord{R"([\w-]+)"};  // lists make names of stems
  static const std::regex kPattern{R"(([\w/-]*)\*\.(cpp|\[ch\]pp))"};
  std::set<std::string> included;
  std::set<std::string> listed;    // words
  std::set<std::string> patterns;  // folders
  const auto each_match = [](const std::string& text, const std::regex& expression, const auto& use) {
    for (std::sregex_iterator match{text.begin(), text.end(), expression}, end; match != end; ++match) use(*match);
  };
  for (const SourceFile& file : tree) {
    each_match(file.text, kInclude, [&](const std::smatch& match) { included.insert(match[1]); });
    if (file.path.ends_with("pp")) continue;
    each_match(file.text, kWord, [&](const std::smatch& match) { listed.insert(match.str()); });
    each_match(file.text, kPattern,
               [&](const std::smatch& match) { patterns.insert(folder_of(file.path) + match.str(1)); });
  }
  Findings findings;
  for (const SourceFile& file : tree) {
    if (file.path.ends_with(".hpp") && !included.contains(file.path))
      findings.push_back(finding(file, 0, "nobody includes it"));
    if (!file.path.ends_with(".cpp")) continue;
    const std::string name = stem_of(file.path);
    const bool is_listed = listed.contains(name) || patterns.contains(folder_of(file.path)) ||
                           (name.ends_with("_test") && listed.contains(name.substr(0, name.size() - 5)));
    if (!is_listed) findings.push_back(finding(file, 0, "no CMakeLists.txt has it"));
  }
  return findings;
}

Findings check_packages(const SourceFile& list) {
  static const std::string kKinds = "build|test|fuzz|oss-fuzz|qemu|guest|platform|s390x|windows";
  static const std::regex kEntry{"(" + kKinds + ") ([a-z0-9][a-z0-9+.-]+)"};
  static const std::regex kNothing{"(#.*)?"};
  const std::vector<std::string> lines = lines_of(list.text);
  std::set<std::string> seen;
  Findings findings;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::smatch match;
    if (std::regex_match(lines[i], kNothing)) continue;
    if (!std::regex_match(lines[i], match, kEntry))
      findings.push_back(finding(list, i, "a line is \"KIND PACKAGE\", KIND one of " + kKinds));
    else if (!seen.insert(match[2]).second)
      findings.push_back(finding(list, i, match.str(2) + " is listed twice"));
  }
  return findings;
}

}  // namespace zns::harness
