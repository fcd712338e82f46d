// Cases of features leave each feature as they found it, also if the device lies to them half way.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "harness/targets/in_process.hpp"
#include "harness/targets/namespace_key.hpp"
#include "harness/targets/ref_options.hpp"
#include "reference/device/controller/features.hpp"
#include "suites/bench.hpp"
#include "suites/contents.hpp"
#include "suites/facts.hpp"

namespace zns::harness {
namespace {

enum class Lie { None, OfValues, OfStatuses };

// Lies from the first Set Features that succeeds in a case until the case ends.
class Liar final : public suites::Target {
 public:
  Liar(InProcessTarget& inner, Lie lie) : inner_{inner}, lie_{lie} {}
  [[nodiscard]] std::string name() const override { return inner_.name(); }
  [[nodiscard]] std::uint32_t nsid() const override { return inner_.nsid(); }
  [[nodiscard]] suites::Carries carries() const override { return inner_.carries(); }
  void wait(std::chrono::milliseconds) override {}
  void reset(Reset kind) override { inner_.reset(kind); }

  suites::Completion submit(const suites::Submission& submission) override {
    suites::Completion cqe = inner_.submit(submission);
    const Command command = decode(submission.queue, submission.sqe);
    if (lies_ && lie_ == Lie::OfValues && std::holds_alternative<GetFeatures>(command.body)) {
      cqe.result ^= 0xFFFF;
      for (std::byte& each : submission.from_device) each ^= std::byte{0x5A};
    }
    if (lies_ && lie_ == Lie::OfStatuses && command.queue == Queue::Io) cqe.status = Status::WriteFault;
    lies_ = lies_ || (std::holds_alternative<SetFeatures>(command.body) && cqe.status == kSuccess);
    return cqe;
  }
  void be_honest() { lies_ = false; }

 private:
  InProcessTarget& inner_;
  Lie lie_;
  bool lies_ = false;
};

// Every value that a case may set: current and saved, of the controller and of each namespace.
std::vector<FeatureValue> values(const Subsystem& subsystem) {
  std::vector<FeatureValue> all;
  const auto add = [&](const FeatureValues& of, const FeatureRow& row) {
    for (const std::uint32_t parameter : {0x0U, 0x1U, 0x2U, 0x10'0000U, 0x20'0000U}) {
      const FeatureValue mask = row.fid == Fid::Timestamp ? kTimestampMask : ~FeatureValue{0};
      all.push_back(of.current(row.fid, parameter) & mask);
      all.push_back(of.saved(row.fid, parameter) & mask);
    }
  };
  for (const FeatureRow& row : features()) {
    add(subsystem.controller({}).features, row);
    for (const Namespace& ns : subsystem.namespaces()) add(ns.features, row);
  }
  return all;
}

template <class Act>
std::string outcome_of(const Act& act) {
  try {
    act();
    return "passed";
  } catch (const suites::CaseFailed&) {
    return "failed";
  } catch (const suites::CaseNotApplicable&) {
    return "not applicable";
  } catch (const suites::CaseInconclusive&) {
    return "inconclusive";
  }
}

bool is_applicable(const suites::Bench& bench, const suites::Case& each) {
  std::string reason;
  return std::all_of(each.needs.begin(), each.needs.end(),
                     [&](suites::Need need) { return bench.meets(need, reason); });
}

class FeaturesPutBack : public testing::TestWithParam<Lie> {};

TEST_P(FeaturesPutBack, AfterEachCase) {
  const RefOptions ref = parse_ref_options("vwc=yes,dae=yes,ns2.csi=nvm,ns2.nsze=2048,ns2.dae=yes");
  std::size_t failed = 0;
  for (const suites::Case& each : suites::feature_cases()) {
    // given
    InProcessTarget device{"ref:", shape_of(ref), ref.policy};
    Liar liar{device, GetParam()};
    suites::Bench bench{liar, suites::read_facts(liar), {}};
    bench.prepare_run();
    if (!is_applicable(bench, each)) continue;
    const std::vector<FeatureValue> before = values(device.device().subsystem());
    // when
    bench.begin_case();
    const std::string outcome = outcome_of([&] { each.run(bench); });
    // then
    EXPECT_EQ(values(device.device().subsystem()), before) << each.id << ", which " << outcome;
    EXPECT_TRUE(GetParam() != Lie::None || outcome != "failed") << each.id;
    failed += outcome == "failed" ? 1 : 0;
  }
  EXPECT_TRUE(GetParam() == Lie::None || failed > 10) << failed << " lies are found out";
}

INSTANTIATE_TEST_SUITE_P(Conformance, FeaturesPutBack, testing::Values(Lie::None, Lie::OfValues, Lie::OfStatuses));

}  // namespace
}  // namespace zns::harness
