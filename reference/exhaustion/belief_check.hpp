// The oracle as an exhaustive search asks it: a belief on trial, and taken back.
#pragma once

#include <optional>
#include <vector>

#include "reference/exhaustion/alphabet.hpp"
#include "reference/oracle/belief/belief.hpp"
#include "reference/oracle/judge/trial.hpp"

namespace zns {

class BeliefCheck {
 public:
  explicit BeliefCheck(const Geometry& geometry);

  void start(const Believed& belief);
  [[nodiscard]] Believed belief() const { return {belief_.state(), belief_.unknowns()}; }
  [[nodiscard]] Trial::Mark mark() const { return trial_->mark(); }
  void rewind(const Trial::Mark& mark) { trial_->rewind(mark); }

  Judgement observe(const Letter& letter, const Observed& seen) {
    return trial_->observe(letter.command, letter.remembered, seen);
  }
  // For a report of all zones, with extensions, that tells the state of `device`.
  Judgement observe_report(const State& device);
  Judgement observe_report(std::span<const std::byte> data);
  [[nodiscard]] std::vector<std::byte> report_of(const State& device) const;

  // Each zone is believed to be what it is.
  [[nodiscard]] bool believes(const State& device) const;
  [[nodiscard]] bool counts_are_the_zones() const;

  // What the oracle would say to its user.
  [[nodiscard]] Verdict in_words(const Believed& belief, const Letter& letter, const Observed& seen) const;
  [[nodiscard]] Verdict report_in_words(const Believed& belief, std::span<const std::byte> data) const;

 private:
  const Geometry& geometry_;
  Letter report_;
  Belief belief_;
  std::optional<Trial> trial_;
};

}  // namespace zns
