// Keeps a run inside of --zones A-B, and proves that it touched nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/targets/zone_snapshot.hpp"
#include "suites/target.hpp"

namespace zns::harness {

// A target that refuses (suites::NotCarried) every command that would write to zones outside of the range or manage
// them: whatever reaches over its ends, Select All, and commands of which that is not known. Looking is permitted
// everywhere.
class ZoneGuard final : public suites::Target {
 public:
  // Throws HarnessError for a range that the namespace does not have.
  ZoneGuard(suites::Target& inner, const ZoneRange& range);

  [[nodiscard]] std::string name() const override { return inner_.name(); }
  [[nodiscard]] std::uint32_t nsid() const override { return inner_.nsid(); }
  [[nodiscard]] suites::Carries carries() const override { return inner_.carries(); }
  [[nodiscard]] suites::EventRequests* events() override { return inner_.events(); }
  suites::Completion submit(const suites::Submission& submission) override;
  std::vector<suites::Completion> submit_together(std::span<const suites::Submission> submissions) override;
  void reset(Reset kind) override { inner_.reset(kind); }
  void wait(std::chrono::milliseconds delay) override { inner_.wait(delay); }
  void inject(std::uint64_t zslba, ZoneState state) override;
  void advise(std::uint64_t zslba, std::uint8_t za) override;

  // Before the run: remembers the zones outside of the range.
  void snapshot();
  // After it: what has changed there, a line each; none if nothing has. HarnessError without a snapshot.
  std::vector<std::string> verify();

  [[nodiscard]] const ZoneRange& range() const { return range_; }
  [[nodiscard]] const ZoneLayout& layout() const { return layout_; }

 private:
  [[nodiscard]] bool inside(std::uint64_t slba, std::uint64_t blocks) const;
  [[nodiscard]] std::string objection(const suites::Submission& submission) const;
  [[noreturn]] void refuse(const std::string& why) const;

  suites::Target& inner_;
  ZoneRange range_;
  ZoneLayout layout_;
  std::optional<ZoneSnapshot> before_;
};

}  // namespace zns::harness
