#include "harness/cli/planning.hpp"

#include <algorithm>
#include <set>

#include "harness/report/text.hpp"
#include "harness/select/select.hpp"
#include "harness/witness/geometry.hpp"

namespace zns::harness {
namespace {

Geometry geometry_of(const Report& head) {
  Geometry geometry = harness::geometry_of(head.facts);
  if (head.zcap) geometry.zcap = head.zcap->most;
  return geometry;
}

void free_what_is_done(Costs& costs, const Report* done) {
  if (done == nullptr) return;
  for (const SectionReport& section : done->sections)
    for (const CaseReport& entry : section.cases) costs[entry.result.id] = {};
}

}  // namespace

Planning::Planning(const std::string& budget, std::size_t repeat, Clock now)
    : text_{budget}, repeat_{static_cast<double>(repeat)}, now_{std::move(now)}, start_{now_()} {
  if (!budget.empty()) budget_ = parse_budget(budget);
}

Choice Planning::choose(const std::vector<suites::Section>& cases, const Report& head, const suites::Carries& carries,
                        const std::function<Rates()>& measure, const Report* done) {
  const Geometry geometry = geometry_of(head);
  if (!budget_ && geometry.zcap * geometry.lba_bytes < kLargeZoneBytes) return {.selected = cases, .left_out = {}};
  const Rates rates = measure();
  Costs costs = estimate(cases, geometry, carries);
  free_what_is_done(costs, done);
  for (auto& [id, cost] : costs) cost = {.commands = cost.commands * repeat_, .bytes = cost.bytes * repeat_};
  Budget planned = budget_.value_or(Budget{});
  if (planned.bytes) *planned.bytes -= *planned.bytes / 64;  // what cases write is estimated
  Choice choice = budget_ ? harness::choose(cases, costs, planned, rates) : Choice{.selected = cases, .left_out = {}};

  const Cost total = sum(choice.selected, costs);
  const double all_bytes = static_cast<double>(geometry.zcap) * geometry.zones * geometry.lba_bytes;
  words_ = "plan: " + counted(case_count(choice.selected), "case") + ", " + words_for(total, rates) + ", " +
           percent(static_cast<std::size_t>(total.bytes / all_bytes * 1e6), 1'000'000) + " of what the drive holds";
  seconds_ = {0};
  for (const suites::Section& section : choice.selected)
    for (const suites::Case& each : section.cases)
      seconds_.push_back(seconds_.back() + seconds_of(costs[each.id], rates));
  return choice;
}

std::string Planning::enough(std::uint64_t written_bytes) {
  if (!budget_) return {};
  if (!written_before_) written_before_ = written_bytes;
  const bool over = (budget_->bytes && written_bytes - *written_before_ >= *budget_->bytes) ||
                    (budget_->time && now_() - start_ >= *budget_->time);
  return over ? "--budget " + text_ + " is used up" : std::string{};
}

std::optional<double> Planning::share_of(std::size_t cases) const {
  if (seconds_.empty() || seconds_.back() <= 0) return std::nullopt;
  return seconds_[std::min(cases, seconds_.size() - 1)] / seconds_.back();
}

}  // namespace zns::harness
