// A mutant, or a permitted variant, as a target: the reference device with another conduct.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/targets/batch_order.hpp"
#include "harness/targets/device_events.hpp"
#include "harness/targets/device_registers.hpp"
#include "harness/targets/ref_options.hpp"
#include "reference/mutants/device.hpp"
#include "reference/mutants/mutant.hpp"
#include "reference/variants/variant.hpp"
#include "suites/target.hpp"

namespace zns::harness {

// "ID" or "ID,KEY=VALUE,...": the options are those of ref:, on top of the mutant's own.
struct MutantOptions {
  const mutants::Mutant* mutant = nullptr;
  RefOptions ref;
};

// `text` is what follows "mutant:". Throws UsageError; for an unknown id it names the nearest.
MutantOptions parse_mutant_options(std::string_view text);

// Likewise, of what follows "variant:".
struct VariantOptions {
  const variants::Variant* variant = nullptr;
  RefOptions ref;
};
VariantOptions parse_variant_options(std::string_view text);

class MutantTarget final : public suites::Target {
 public:
  MutantTarget(std::string name, const mutants::Conduct& conduct, const RefOptions& ref);

  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] std::uint32_t nsid() const override { return device_.geometry().nsid; }
  [[nodiscard]] suites::Carries carries() const override { return carries_; }
  suites::Completion submit(const suites::Submission& submission) override;
  std::vector<suites::Completion> submit_together(std::span<const suites::Submission> submissions) override;
  suites::EventRequests* events() override { return &events_; }
  suites::Registers* registers() override { return &registers_; }
  void reset(Reset kind) override;
  void wait(std::chrono::milliseconds /*delay*/) override {}
  void inject(std::uint64_t zslba, ZoneState state) override;
  void advise(std::uint64_t zslba, std::uint8_t za) override;

 private:
  struct Carried;

  std::string name_;
  mutants::MutantDevice device_;
  DeviceEvents<mutants::MutantDevice> events_{device_};
  DeviceRegisters<mutants::MutantDevice> registers_{device_};
  suites::Carries carries_;
  BatchOrder order_;
};

}  // namespace zns::harness
