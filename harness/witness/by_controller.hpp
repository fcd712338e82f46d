// A target as whoever only looks sees it: its commands go by one controller of the subsystem.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "suites/target.hpp"

namespace zns::harness {

class ByController final : public suites::Target {
 public:
  explicit ByController(suites::Target& below) : below_{below} {}
  void use(std::size_t controller) { controller_ = controller; }

  [[nodiscard]] std::string name() const override { return below_.name(); }
  [[nodiscard]] std::uint32_t nsid() const override { return below_.nsid(); }
  [[nodiscard]] suites::Carries carries() const override { return below_.carries(); }
  suites::Completion submit(const suites::Submission& submission) override {
    suites::Submission directed = submission;
    directed.controller = controller_;
    return below_.submit(directed);
  }
  void wait(std::chrono::milliseconds delay) override { below_.wait(delay); }

 private:
  suites::Target& below_;
  std::size_t controller_ = 0;
};

}  // namespace zns::harness
