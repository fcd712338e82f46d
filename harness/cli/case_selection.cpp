#include "harness/cli/case_selection.hpp"

#include <algorithm>

#include "harness/base/nearest.hpp"
#include "harness/diff/diff.hpp"
#include "harness/report/exit_status.hpp"

namespace zns::harness {
namespace {

using Names = std::vector<std::string_view>;

// The ids of the cases, and that of the random sequences.
Names ids_of(const std::vector<suites::Section>& contents) {
  Names ids{kDiffId};
  for (const suites::Section& section : contents)
    for (const suites::Case& each : section.cases) ids.push_back(each.id);
  return ids;
}

Names clauses_of(const std::vector<suites::Section>& contents) {
  Names cited;
  for (const suites::Section& section : contents)
    for (const suites::Case& each : section.cases)
      for (const ClauseId id : each.clauses) cited.push_back(id.str());
  return cited;
}

Names sections_of(const std::vector<suites::Section>& contents) {
  Names names;
  for (const suites::Section& section : contents)
    for (const std::string_view name : names_of(section)) names.push_back(name);
  return names;
}

struct Unknown {
  std::string complaint;  // "--clause: no case cites 'ZNS-RES-99'"
  std::string advice;     // "; the nearest is 'ZNS-RES-009'"
};

// The nearest of the names, and of the topics in front of their slashes. A pattern for all of a topic is compared with
// topics.
std::string advice_on(std::string pattern, const Names& names) {
  constexpr std::string_view kAllOf = "/*";
  if (pattern.size() > kAllOf.size() && pattern.compare(pattern.size() - kAllOf.size(), kAllOf.size(), kAllOf) == 0)
    pattern.resize(pattern.size() - kAllOf.size());
  Nearest nearest{pattern};
  for (const std::string_view name : names) {
    nearest.consider(name);
    nearest.consider(name.substr(0, name.find('/')));
  }
  return nearest.advice("see znspec list cases");
}

std::vector<Unknown> unknown_patterns(const Selection& selection, const std::vector<suites::Section>& contents) {
  struct Kind {
    const Filter& filter;
    const char* complaint;
    Names (*names)(const std::vector<suites::Section>&);
  };
  const Kind kinds[] = {{selection.ids, "--filter: no case matches", ids_of},
                        {selection.clauses, "--clause: no case cites", clauses_of},
                        {selection.sections, "--section: there is none like", sections_of}};
  std::vector<Unknown> unknown;
  for (const Kind& kind : kinds) {
    const std::vector<std::string> patterns = kind.filter.patterns();
    if (patterns.empty()) continue;
    const Names names = kind.names(contents);
    for (const std::string& pattern : patterns)
      if (std::none_of(names.begin(), names.end(), [&](auto name) { return id_matches(pattern, name); }))
        unknown.push_back({kind.complaint + (" '" + pattern + "'"), advice_on(pattern, names)});
  }
  return unknown;
}

}  // namespace

Filter parse_filters(const std::vector<std::string>& filters, const std::string& option) {
  std::string joined;
  for (const std::string& filter : filters) joined += (joined.empty() ? "" : ",") + filter;
  return filters.empty() ? Filter{} : Filter{joined, option};
}

std::string spelt(const std::string& option, const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += " " + option + " '" + value + "'";
  return text;
}

void warn_of_unknown(const Selection& selection, const std::vector<suites::Section>& contents, World& world) {
  for (const Unknown& each : unknown_patterns(selection, contents))
    world.err << "znspec: " << each.complaint << each.advice << "\n";
}

int nothing_matched(const std::string& suite, const std::string& options, const Selection& selection,
                    const std::vector<suites::Section>& contents, World& world) {
  const std::vector<Unknown> unknown = unknown_patterns(selection, contents);
  world.err << "znspec: no case of the suite '" << suite << "' matches" << options
            << (unknown.empty() ? " (see znspec list cases)" : unknown.front().advice) << "\n";
  return kNothingMatched;
}

}  // namespace zns::harness
