// The plan of a run: what it will take, which of it a budget has room for, and how much of it is done.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/terminal.hpp"
#include "harness/plan/budget.hpp"
#include "harness/report/report.hpp"
#include "suites/target.hpp"

namespace zns::harness {

class Planning {
 public:
  // `budget`: of --budget; empty: there is none. `repeat`: how often each case is run. Throws UsageError.
  Planning(const std::string& budget, std::size_t repeat, Clock now);

  // Without a budget zones below this size are planned by nobody: all of them are filled in a moment.
  static constexpr std::uint64_t kLargeZoneBytes = std::uint64_t{64} << 20;

  // `measure` is called only where there is a plan. `done`: the results of an earlier run, which cost nothing; null:
  // there are none.
  [[nodiscard]] Choice choose(const std::vector<suites::Section>& cases, const Report& head,
                              const suites::Carries& carries, const std::function<Rates()>& measure,
                              const Report* done);
  // "plan: 1113 cases take about 12 min, and 53.7 GiB are written, 3.1 % of the drive"; empty: there is none.
  [[nodiscard]] const std::string& words() const { return words_; }
  // Why the run has to end now, whatever was planned; empty: it need not. What was written before the first call, to
  // measure the drive, is not counted.
  [[nodiscard]] std::string enough(std::uint64_t written_bytes);
  // The share of the work that so many cases are; nothing without a plan.
  [[nodiscard]] std::optional<double> share_of(std::size_t cases) const;

 private:
  std::string text_;
  std::optional<Budget> budget_;
  double repeat_;
  Clock now_;
  std::chrono::steady_clock::time_point start_;
  std::optional<std::uint64_t> written_before_;
  std::string words_;
  std::vector<double> seconds_;  // that the first n cases take
};

}  // namespace zns::harness
