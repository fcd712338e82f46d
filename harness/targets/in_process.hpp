// The reference device as a target: step() and apply(), with a policy for its freedom.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "harness/targets/batch_order.hpp"
#include "reference/device/event.hpp"
#include "reference/device/geometry.hpp"
#include "reference/device/policy.hpp"
#include "reference/device/state.hpp"
#include "reference/device/write_cache.hpp"
#include "suites/target.hpp"

namespace zns::harness {

// What a device in this process can carry: everything that has no PRPs.
suites::Carries carries_in_process();
class InProcessTarget final : public suites::Target {
 public:
  InProcessTarget(std::string name, const Geometry& geometry, const Policy& policy);

  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] std::uint32_t nsid() const override { return geometry_.nsid; }
  [[nodiscard]] suites::Carries carries() const override { return carries_in_process(); }
  suites::Completion submit(const suites::Submission& submission) override;
  // Carries them out in the order of the policy, and completes them in that or another one.
  std::vector<suites::Completion> submit_together(std::span<const suites::Submission> submissions) override;
  void reset(Reset kind) override;
  void wait(std::chrono::milliseconds /*delay*/) override {}
  void inject(std::uint64_t zslba, ZoneState state) override;

  [[nodiscard]] const Geometry& geometry() const { return geometry_; }
  [[nodiscard]] const State& state() const { return state_; }

 private:
  void close_all_implicitly_opened();

  std::string name_;
  Geometry geometry_;
  Policy policy_;
  PolicyChoices choices_;
  State state_;
  WriteCache cache_;
  BatchOrder order_;
};

}  // namespace zns::harness
