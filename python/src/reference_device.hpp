// The reference device with a memory: what was done last can be taken back, and a moment be gone back to.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/targets/batch_order.hpp"
#include "reference/device/event.hpp"
#include "reference/device/policy.hpp"
#include "reference/device/state.hpp"
#include "reference/device/write_cache.hpp"
#include "suites/target.hpp"

namespace zns::python {

class ReferenceDevice final : public suites::Target {
 public:
  // `undo_depth`: how many commands, resets and events can be taken back.
  ReferenceDevice(const Geometry& geometry, const Policy& policy, std::size_t undo_depth);

  [[nodiscard]] std::string name() const override { return "Device"; }
  [[nodiscard]] std::uint32_t nsid() const override { return geometry_.nsid; }
  [[nodiscard]] suites::Carries carries() const override;
  suites::Completion submit(const suites::Submission& submission) override;
  std::vector<suites::Completion> submit_together(std::span<const suites::Submission> submissions) override;
  void reset(Reset kind) override;
  void wait(std::chrono::milliseconds /*delay*/) override {}
  void inject(std::uint64_t zslba, ZoneState state) override;

  // False: the zone's state knows no such event.
  bool raise(Event event);
  // False: nothing is left to take back.
  bool undo();
  [[nodiscard]] const State& state() const { return state_; }
  // Nothing before it can be taken back any more; all that it holds is durable.
  void restore(const State& state);
  [[nodiscard]] const Geometry& geometry() const { return geometry_; }
  [[nodiscard]] const Policy& policy() const { return policy_; }

 private:
  struct Step {  // one command, reset or event
    std::vector<Effect> effects;
    WriteCache cache;  // before it
  };
  Step& new_step();
  void apply_in(Step& step, Effect effect);

  Geometry geometry_;
  Policy policy_;
  PolicyChoices choices_;
  State state_;
  WriteCache cache_;
  harness::BatchOrder order_;
  std::vector<Step> ring_;  // of at least one
  std::size_t undo_depth_;
  std::size_t next_ = 0;
  std::size_t undoable_ = 0;
};

}  // namespace zns::python
