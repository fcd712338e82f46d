#include "harness/plan/cost.hpp"

#include <algorithm>
#include <utility>

#include "harness/run/run.hpp"
#include "harness/targets/in_process.hpp"
#include "harness/targets/open.hpp"
#include "reference/device/policy.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/footprint.hpp"

namespace zns::harness {
namespace {

// In blocks: zones of one of these sizes hold all that cases write beside whole zones, and are filled in a moment.
constexpr std::uint64_t kSmallZcap = 1024;
constexpr std::uint64_t kLargerZcap = 2048;
constexpr std::uint32_t kZones = 64;  // of a small reference, or twice the active limit

// A reference that carries no more than the way to the drive does, and counts.
class Counted final : public OpenedTarget, private suites::Target {
 public:
  Counted(const Geometry& geometry, suites::Carries carries)
      : device_{"ref:", geometry, {}}, carries_{std::move(carries)} {
    const suites::Carries own = device_.carries();
    carries_.foreign_nsid = carries_.foreign_nsid && own.foreign_nsid;
    carries_.any_length = carries_.any_length && own.any_length;
    carries_.entry_flags = carries_.entry_flags && own.entry_flags;
    carries_.prp_layout = carries_.prp_layout && own.prp_layout;
    carries_.command_ids = carries_.command_ids && own.command_ids;
    carries_.zone_events = carries_.zone_events && own.zone_events;
    carries_.max_transfer_bytes = std::min(carries_.max_transfer_bytes, own.max_transfer_bytes);
    carries_.queue_depth = std::min(carries_.queue_depth, own.queue_depth);
    carries_.mpsmin = own.mpsmin;
  }

  suites::Target& target() override { return *this; }
  [[nodiscard]] Cost take() { return std::exchange(cost_, {}); }

 private:
  [[nodiscard]] std::string name() const override { return device_.name(); }
  [[nodiscard]] std::uint32_t nsid() const override { return device_.nsid(); }
  [[nodiscard]] suites::Carries carries() const override { return carries_; }
  suites::EventRequests* events() override { return device_.events(); }
  suites::Registers* registers() override { return device_.registers(); }
  suites::Completion submit(const suites::Submission& submission) override {
    const suites::Completion cqe = device_.submit(submission);
    count(submission, cqe);
    return cqe;
  }
  std::vector<suites::Completion> submit_together(std::span<const suites::Submission> submissions) override {
    std::vector<suites::Completion> cqes = device_.submit_together(submissions);
    for (std::size_t i = 0; i < cqes.size(); ++i) count(submissions[i], cqes[i]);
    return cqes;
  }
  void reset(Reset kind) override { device_.reset(kind); }
  void wait(std::chrono::milliseconds /*delay*/) override {}
  void inject(std::uint64_t zslba, ZoneState state) override { device_.inject(zslba, state); }
  void advise(std::uint64_t zslba, std::uint8_t za) override { device_.advise(zslba, za); }

  void count(const suites::Submission& submission, const suites::Completion& cqe) {
    cost_.commands += 1;
    const bool writes = footprint(decode(submission.queue, submission.sqe)).carries_blocks();
    if (writes && cqe.status == kSuccess) cost_.bytes += static_cast<double>(submission.to_device.size());
  }

  InProcessTarget device_;
  suites::Carries carries_;
  Cost cost_;
};

// A drive like this one, with zones of `zcap` blocks. The blocks behind the capacity stay as many.
Geometry small_one(Geometry drive, std::uint64_t zcap) {
  const std::uint64_t behind = drive.zsze - drive.zcap;
  drive.zcap = std::min(drive.zcap, zcap);
  drive.zsze = drive.zcap + behind;
  drive.zones = std::min(drive.zones, std::max(kZones, 2 * drive.max_active.value_or(0)));
  drive.mpsmin = drive.mpsmin.value_or(kUsualMpsmin);
  drive.sgls = false;
  return drive;
}

Costs run_small(const std::vector<suites::Section>& cases, const Geometry& geometry, const suites::Carries& carries) {
  Counted small{geometry, carries};
  Costs costs;
  RunOptions options;
  options.begin = [&](const Report&) { static_cast<void>(small.take()); };
  options.on_case = [&](const SectionReport&, const CaseReport& entry) {
    const Cost cost = small.take();
    if (entry.result.verdict != suites::Verdict::NotApplicable) costs[entry.result.id] = cost;
    return true;
  };
  static_cast<void>(run(small, cases, options));
  return costs;
}

// Through two points.
double beyond(double small, double larger, double blocks) {
  const double slope = std::max(0.0, larger - small) / static_cast<double>(kLargerZcap - kSmallZcap);
  return small + slope * std::max(0.0, blocks - static_cast<double>(kSmallZcap));
}

Cost mean_of(const Costs& costs) {
  Cost total;
  for (const auto& [id, cost] : costs) total += cost;
  const double count = std::max<double>(1, static_cast<double>(costs.size()));
  return {.commands = total.commands / count, .bytes = 0};
}

}  // namespace

Costs estimate(const std::vector<suites::Section>& cases, const Geometry& drive, const suites::Carries& carries) {
  Costs costs = run_small(cases, small_one(drive, kSmallZcap), carries);
  if (drive.zcap > kSmallZcap) {
    const Costs larger = run_small(cases, small_one(drive, kLargerZcap), carries);
    for (auto& [id, cost] : costs) {
      const auto other = larger.find(id);
      if (other == larger.end()) continue;
      const auto blocks = static_cast<double>(drive.zcap);
      cost = {.commands = beyond(cost.commands, other->second.commands, blocks),
              .bytes = beyond(cost.bytes, other->second.bytes, blocks)};
    }
  }
  const Cost mean = mean_of(costs);
  for (const suites::Section& section : cases)
    for (const suites::Case& each : section.cases) costs.try_emplace(each.id, mean);
  return costs;
}

Cost sum(const std::vector<suites::Section>& cases, const Costs& costs) {
  Cost total;
  for (const suites::Section& section : cases)
    for (const suites::Case& each : section.cases)
      if (const auto found = costs.find(each.id); found != costs.end()) total += found->second;
  return total;
}

}  // namespace zns::harness
