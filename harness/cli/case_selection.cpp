#include "harness/cli/case_selection.hpp"

#include <algorithm>

#include "harness/base/nearest.hpp"
#include "harness/diff/diff.hpp"
#include "harness/report/exit_status.hpp"

namespace zns::harness {
namespace {

std::vector<std::string> ids_of(const std::vector<suites::Section>& contents) {
  std::vector<std::string> ids{kDiffId};
  for (const suites::Section& section : contents)
    for (const suites::Case& each : section.cases) ids.push_back(each.id);
  return ids;
}

bool is_like_one(const std::string& pattern, const std::vector<std::string>& ids) {
  return std::any_of(ids.begin(), ids.end(), [&](const std::string& id) { return id_matches(pattern, id); });
}

// The nearest of the ids, and of the topics in front of their slashes. A pattern for all of a topic is compared with
// topics.
std::string advice_on(std::string pattern, const std::vector<std::string>& ids) {
  constexpr std::string_view kAllOf = "/*";
  if (pattern.size() > kAllOf.size() && pattern.compare(pattern.size() - kAllOf.size(), kAllOf.size(), kAllOf) == 0)
    pattern.resize(pattern.size() - kAllOf.size());
  Nearest nearest{pattern};
  for (const std::string& id : ids) {
    nearest.consider(id);
    nearest.consider(std::string_view{id}.substr(0, id.find('/')));
  }
  return nearest.advice("see znspec list cases");
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

void warn_of_unknown(const Filter& ids, const std::vector<suites::Section>& contents, World& world) {
  const std::vector<std::string> known = ids_of(contents);
  for (const std::string& pattern : ids.patterns())
    if (!is_like_one(pattern, known))
      world.err << "znspec: --filter: no case matches '" << pattern << "'" << advice_on(pattern, known) << "\n";
}

int nothing_matched(const std::string& suite, const std::string& options, const Filter& ids,
                    const std::vector<suites::Section>& contents, World& world) {
  const std::vector<std::string> known = ids_of(contents);
  const std::vector<std::string> patterns = ids.patterns();
  const auto unknown = std::find_if(patterns.begin(), patterns.end(),
                                    [&](const std::string& pattern) { return !is_like_one(pattern, known); });
  world.err << "znspec: no case of the suite '" << suite << "' matches" << options
            << (unknown == patterns.end() ? " (see znspec list cases)" : advice_on(*unknown, known)) << "\n";
  return kNothingMatched;
}

}  // namespace zns::harness
