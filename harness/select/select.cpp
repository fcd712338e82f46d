#include "harness/select/select.hpp"

#include <algorithm>
#include <utility>

#include "harness/base/error.hpp"

namespace zns::harness {

bool glob_matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last `*` passed, and how much of the text it stands for up to now
  std::size_t star_until = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_until = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++star_until;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool id_matches(std::string_view pattern, std::string_view id) {
  return glob_matches(pattern, id) || glob_matches(std::string{pattern} + "/*", id);
}

Filter::Filter(std::string_view patterns, std::string_view option) {
  for (std::size_t from = 0; from <= patterns.size();) {
    const std::size_t to = std::min(patterns.find(',', from), patterns.size());
    std::string_view pattern = patterns.substr(from, to - from);
    const bool exclude = !pattern.empty() && pattern.front() == '!';
    if (exclude) pattern.remove_prefix(1);
    if (pattern.empty()) throw UsageError(std::string{option} + ": empty pattern in '" + std::string{patterns} + "'");
    (exclude ? excluded_ : wanted_).emplace_back(pattern);
    from = to + 1;
  }
}

bool Filter::selects(std::string_view id) const {
  return selects_any({id});
}

bool Filter::selects_any(const std::vector<std::string_view>& names) const {
  const auto matches = [&names](const std::string& pattern) {
    return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return id_matches(pattern, name); });
  };
  return (wanted_.empty() || std::any_of(wanted_.begin(), wanted_.end(), matches)) &&
         std::none_of(excluded_.begin(), excluded_.end(), matches);
}

std::vector<std::string> Filter::patterns() const {
  std::vector<std::string> all = wanted_;
  all.insert(all.end(), excluded_.begin(), excluded_.end());
  return all;
}

Suite parse_suite(const std::string& name) {
  if (name == "all") return Suite::All;
  if (name == "zns") return Suite::Zns;
  if (name == "base") return Suite::Base;
  throw UsageError("--suite: '" + name + "' is none of zns, base, all");
}

Suite suite_of(const suites::Section& section) {
  return section.number.rfind("Base", 0) == 0 ? Suite::Base : Suite::Zns;
}

std::vector<std::string_view> names_of(const suites::Section& section) {
  const std::string_view number = section.number;
  return {number, number.substr(number.rfind(' ') + 1), section.title};
}

namespace {

bool selects(const Selection& selection, const suites::Case& candidate) {
  std::vector<std::string_view> clauses;
  for (const ClauseId id : candidate.clauses) clauses.push_back(id.str());
  return selection.ids.selects(candidate.id) && selection.clauses.selects_any(clauses);
}

}  // namespace

std::vector<suites::Section> select(const std::vector<suites::Section>& contents, const Selection& selection) {
  std::vector<suites::Section> selected;
  for (const suites::Section& section : contents) {
    if (selection.suite != Suite::All && selection.suite != suite_of(section)) continue;
    if (!selection.sections.selects_any(names_of(section))) continue;
    suites::Section kept{.number = section.number, .title = section.title, .cases = {}};
    for (const suites::Case& candidate : section.cases)
      if (selects(selection, candidate)) kept.cases.push_back(candidate);
    if (!kept.cases.empty()) selected.push_back(std::move(kept));
  }
  return selected;
}

std::vector<suites::Section> deal_out(const std::vector<suites::Section>& sections, const Shard& shard) {
  std::vector<suites::Section> dealt;
  std::uint64_t next = 0;
  for (const suites::Section& section : sections) {
    suites::Section kept{.number = section.number, .title = section.title, .cases = {}};
    for (const suites::Case& candidate : section.cases)
      if (shard.holds(next++)) kept.cases.push_back(candidate);
    if (!kept.cases.empty()) dealt.push_back(std::move(kept));
  }
  return dealt;
}

std::size_t case_count(const std::vector<suites::Section>& sections) {
  std::size_t count = 0;
  for (const suites::Section& section : sections) count += section.cases.size();
  return count;
}

}  // namespace zns::harness
