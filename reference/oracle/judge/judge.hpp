// One observation held against a belief, which moves on with it. One file for each thing that is judged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reference/device/effect.hpp"
#include "reference/oracle/belief/belief.hpp"
#include "reference/oracle/judge/hypotheses.hpp"
#include "reference/oracle/tally.hpp"
#include "reference/oracle/verdict.hpp"
#include "reference/spec/command.hpp"

namespace zns {

// It says no more of a belief on trial than whether something is permitted, it supposes no room that another order of
// the commands may explain, and a refused observation may leave the belief changed: the trial takes that back.
class Judge {
 public:
  Judge(Belief& belief, Notes notes) : belief_{belief}, notes_{notes}, on_trial_{belief.is_on_trial()} {}

  // `payload`: remembered() (digest.hpp) of what the host sent.
  Verdict observe(const Command& command, std::span<const std::byte> payload, const Observed& seen);

 private:
  Verdict judge(const Command& command, std::span<const std::byte> payload, const Observed& seen);
  [[nodiscard]] Effect expect(const Command& command, std::span<const std::byte> payload, std::optional<ZoneId> zone,
                              Status seen) const;
  Verdict judge_with_wrong_prps(const Command& command, std::span<const std::byte> payload, const Observed& seen);
  std::optional<Verdict> judge_result(const Command& command, const Effect& effect, const Observed& seen);
  std::optional<Verdict> judge_report(const ZoneManagementReceive& receive, const Observed& seen);
  std::optional<Verdict> learn_that_absent(const Command& command, Status seen);
  void learn_that_present(const Command& command, Status seen);
  void accept(const Command& command, Effect& effect, const Hypothesis& hypothesis);
  void count(const Effect& effect, const Command& command) const;
  Verdict not_permitted(const Command& command, const Effect& expected, const Observed& seen,
                        std::optional<ZoneId> zone);
  Verdict inconclusive(const Command& command, const Observed& seen);
  // passing.cpp
  std::optional<Verdict> judge_beside_the_command(const Command& command, std::span<const std::byte> payload,
                                                  Status seen);
  [[nodiscard]] bool surely_aborts(const Command& command, std::span<const std::byte> payload) const;
  // read_judge.cpp
  std::optional<Verdict> judge_read(const Read& read, std::span<const std::byte> data);
  std::optional<Verdict> compare(const Read& read, std::span<const std::byte> data);
  // failures.cpp
  std::optional<Verdict> suppose_failures(const Command& command, std::span<const std::byte> payload,
                                          const Observed& seen, const Effect& plain);
  [[nodiscard]] std::vector<ZoneId> one_is_offline(const Command& command, const Observed& seen,
                                                   const Effect& plain) const;
  std::optional<Verdict> suppose_room(const Command& command, std::span<const std::byte> payload, const Observed& seen,
                                      const Effect& plain);
  std::optional<Verdict> suppose_left_open(const Command& command, std::span<const std::byte> payload,
                                           const Observed& seen);
  Verdict suppose_absent_failed(const Verdict& by_absence);

  Belief& belief_;
  Notes notes_;
  bool on_trial_;
};

}  // namespace zns
