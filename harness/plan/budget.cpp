#include "harness/plan/budget.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/report/text.hpp"

namespace zns::harness {
namespace {

struct Unit {
  char letter;
  double factor;
  bool is_time;
};
constexpr double kKi = 1024;
constexpr Unit kUnits[] = {{'s', 1, true},
                           {'m', 60, true},
                           {'h', 3600, true},
                           {'M', kKi* kKi, false},
                           {'G', kKi* kKi* kKi, false},
                           {'T', kKi* kKi* kKi* kKi, false}};

struct Candidate {
  std::size_t section;
  std::size_t place;
  const suites::Case* subject;
  Cost cost;
  double share;  // of the budget
};

// How much of the budget the case takes: of time or of bytes.
double share_of(const Cost& cost, const Budget& budget, const Rates& rates) {
  if (budget.bytes) return cost.bytes / static_cast<double>(std::max<std::uint64_t>(1, *budget.bytes));
  return seconds_of(cost, rates) / static_cast<double>(std::max<std::int64_t>(1, budget.time->count()));
}

std::vector<Candidate> cheapest_first(const std::vector<suites::Section>& cases, const Costs& costs,
                                      const Budget& budget, const Rates& rates) {
  std::vector<Candidate> all;
  for (std::size_t s = 0; s < cases.size(); ++s)
    for (std::size_t c = 0; c < cases[s].cases.size(); ++c) {
      const suites::Case& each = cases[s].cases[c];
      const auto found = costs.find(each.id);
      const Cost cost = found == costs.end() ? Cost{} : found->second;
      all.push_back({s, c, &each, cost, share_of(cost, budget, rates)});
    }
  std::stable_sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
    return std::pair{a.share, a.cost.commands} < std::pair{b.share, b.cost.commands};
  });
  return all;
}

}  // namespace

Budget parse_budget(const std::string& text) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  const std::string unit = end;
  const auto* const found = std::find_if(std::begin(kUnits), std::end(kUnits),
                                         [&](const Unit& each) { return unit == std::string{each.letter}; });
  const bool is_plain = !text.empty() && text.find_first_not_of("0123456789.smhMGT") == std::string::npos;
  if (!is_plain || found == std::end(kUnits) || !(number > 0) || number * found->factor > 1e18)
    throw UsageError("--budget: '" + text + "' is neither a time (90s, 10m, 2h) nor a size (500M, 50G, 1.5T)");
  const double value = number * found->factor;
  if (!found->is_time) return {.time = std::nullopt, .bytes = static_cast<std::uint64_t>(value)};
  return {.time = std::chrono::seconds{std::max<std::int64_t>(1, std::llround(value))}, .bytes = std::nullopt};
}

double seconds_of(const Cost& cost, const Rates& rates) {
  const double writing = rates.bytes_per_second > 0 ? cost.bytes / rates.bytes_per_second : 0;
  return std::min(cost.commands * rates.seconds_per_command + writing, 1e12);
}

Choice choose(const std::vector<suites::Section>& cases, const Costs& costs, const Budget& budget, const Rates& rates) {
  const std::vector<Candidate> all = cheapest_first(cases, costs, budget, rates);
  std::set<std::pair<std::size_t, std::size_t>> taken;
  std::set<std::string_view> clauses;
  double used = 0;
  const auto take = [&](const Candidate& each, bool only_new) {
    const std::string_view clause = each.subject->clauses.empty() ? "" : each.subject->clauses.front().str();
    if (taken.contains({each.section, each.place}) || used + each.share > 1) return;
    if (only_new && clauses.contains(clause)) return;
    clauses.insert(clause);
    taken.insert({each.section, each.place});
    used += each.share;
  };
  for (const bool only_new : {true, false})
    for (const Candidate& each : all) take(each, only_new);

  Choice choice;
  for (std::size_t s = 0; s < cases.size(); ++s) {
    suites::Section section{.number = cases[s].number, .title = cases[s].title, .cases = {}};
    for (std::size_t c = 0; c < cases[s].cases.size(); ++c) {
      if (taken.contains({s, c}))
        section.cases.push_back(cases[s].cases[c]);
      else
        choice.left_out.push_back(cases[s].cases[c].id);
    }
    if (!section.cases.empty()) choice.selected.push_back(std::move(section));
  }
  return choice;
}

std::string words_for(const Cost& cost, const Rates& rates) {
  const std::int64_t seconds = std::llround(seconds_of(cost, rates));
  const std::string time = seconds < 120    ? std::to_string(std::max<std::int64_t>(1, seconds)) + " s"
                           : seconds < 7200 ? std::to_string((seconds + 30) / 60) + " min"
                                            : std::to_string((seconds + 1800) / 3600) + " h";
  return "about " + time + ", " + size_text(static_cast<std::uint64_t>(cost.bytes)) + " to write";
}

}  // namespace zns::harness
