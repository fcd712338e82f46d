#include "harness/coverage/coverage.hpp"

#include <algorithm>
#include <iterator>

#include "harness/coverage/citations.hpp"

namespace zns::harness {
namespace {

// Those that the sources of reference/device and reference/oracle name, found when the project is built.
constexpr ClauseId kInModel[] = {
#include "clauses_of_the_model.inc"
};

// Calls `each` with every id, or beginning of ids, of a list.
template <class Function>
void for_each_pattern(std::string_view list, const Function& each) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(' '), list.size());
    if (end != 0) each(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

bool matches(std::string_view pattern, std::string_view clause) {
  const bool prefix = pattern.ends_with('*');
  return prefix ? clause.starts_with(pattern.substr(0, pattern.size() - 1)) : clause == pattern;
}

void complain_of_pattern(std::string_view pattern, const Citations& cited, std::vector<std::string>& lines) {
  bool exists = false;
  for (const Clause& clause : clauses()) {
    if (!matches(pattern, clause.id)) continue;
    exists = true;
    const auto found = cited.find(clause.id);
    if (found != cited.end())
      lines.push_back(std::string{clause.id} + ": the reason '" + std::string{pattern} +
                      "' is stale: " + found->second.front() + " cites the clause");
  }
  if (!exists) lines.push_back("the reason '" + std::string{pattern} + "' is for no clause that there is");
}

}  // namespace

std::string_view name(Why why) {
  switch (why) {
    case Why::HostRule:
      return "host-rule";
    case Why::Latitude:
      return "latitude";
    case Why::Encoding:
      return "encoding";
    case Why::Option:
      return "option";
    case Why::Hidden:
      return "hidden";
    case Why::Later:
      return "later";
    case Why::Elsewhere:
      return "elsewhere";
    case Why::Linux:
      return "linux";
  }
  return "?";
}

bool names(std::string_view list, std::string_view clause) {
  bool found = false;
  for_each_pattern(list, [&](std::string_view pattern) { found = found || matches(pattern, clause); });
  return found;
}

const Reason* reason_of(std::string_view clause) {
  const auto all = reasons();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Reason& r) { return names(r.clauses, clause); });
  return found == all.end() ? nullptr : &*found;
}

bool in_model(std::string_view clause) {
  return std::any_of(std::begin(kInModel), std::end(kInModel), [&](ClauseId id) { return id.str() == clause; });
}

std::vector<std::string> complaints(std::span<const Reason> given, const std::vector<suites::Section>& contents) {
  const Citations cited = citations(contents);
  std::vector<std::string> lines;
  for (const Reason& reason : given)
    for_each_pattern(reason.clauses, [&](std::string_view pattern) { complain_of_pattern(pattern, cited, lines); });
  for (const Clause& clause : clauses()) {
    const auto count = std::count_if(given.begin(), given.end(),
                                     [&](const Reason& reason) { return names(reason.clauses, clause.id); });
    const std::string id{clause.id};
    if (count > 1) lines.push_back(id + " has " + std::to_string(count) + " reasons");
    if (count == 0 && !cited.contains(id)) lines.push_back(id + " has neither a case nor a reason");
  }
  return lines;
}

Exercised exercised(const std::map<std::string, ClauseCount>& counts) {
  Exercised result;
  for (const Clause& clause : clauses()) {
    if (reason_of(clause.id) != nullptr) continue;
    ++result.of;
    const auto found = counts.find(std::string{clause.id});
    if (found != counts.end() && found->second.exercised != 0) ++result.clauses;
  }
  return result;
}

}  // namespace zns::harness
