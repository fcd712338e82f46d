// The search of exhaust(): nodes, and what is asked of each of their cells.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "reference/device/event.hpp"
#include "reference/exhaustion/belief_check.hpp"
#include "reference/exhaustion/every_choice.hpp"
#include "reference/exhaustion/exhaustion.hpp"

namespace zns {

class Explorer {
 public:
  Explorer(const Bounds& bounds, Witness* witness);
  Exhaustion run();

 private:
  static constexpr std::size_t kRoot = SIZE_MAX;
  struct Node {
    State device;
    Believed belief;
    std::size_t parent = kRoot;
    std::string by;  // the command or event that led here from the parent
  };

  // explorer.cpp: the search
  [[nodiscard]] const std::string& words(const Letter& letter) const {
    return words_[static_cast<std::size_t>(&letter - alphabet_.data())];
  }
  void expand(std::size_t node);
  void arrive(const State& device, const std::string& by);
  void complain(const std::string& rule, const std::string& by, std::string expected, std::string observed);

  // cell.cpp: what the reference does
  void try_letter(const Letter& letter);
  void try_outcome(const Letter& letter, Effect& effect, const Observed& seen);
  void try_event(Event event);
  void check_abort(const Letter& letter, const Effect& effect);
  void check_data(const Letter& letter, const Effect& effect, const State& before);
  void check_result(const Letter& letter, std::uint64_t result);
  void check_report(const Letter& letter, std::span<const std::byte> data);
  void check_arrows(const Effect& effect, const std::string& by);
  bool keeps_invariants(const std::string& by);
  void start_again(const State& device);
  void undo_and_check(const Effect& effect, const State& before, const std::string& by);
  void check_witness(const Letter& letter);

  // permitted.cpp: what the oracle must permit
  bool permits(const Letter& letter, const Observed& seen);
  void follow(const std::string& by, bool reported);
  void check_read_back(const Effect& effect, const std::string& by);

  // refused.cpp: what the oracle must refuse
  void try_wrong_statuses(const Letter& letter);
  void try_wrong_answers(const Letter& letter, const Effect& effect, const Observed& seen);
  void try_wrong_blocks(const Letter& read, const Observed& seen);
  void try_wrong_reports();
  void try_stale_report(const Letter& letter, const Effect& effect, const State& before);
  void refuses(const Letter& letter, const Observed& wrong, const std::string& by, const char* what);
  void refuses_report(const State& device, const std::string& by, const char* what);
  [[nodiscard]] bool is_excused(const Letter& letter, Status status, Judgement judgement) const;
  [[nodiscard]] bool may_end_with(const State& from, const Letter& letter, Status status) const;

  const Geometry geometry_;
  const Beliefs beliefs_;
  const WrongStatuses wrong_statuses_;
  Witness* const witness_;
  const std::vector<Letter> alphabet_;
  std::vector<std::string> words_;  // of each letter

  std::vector<Node> nodes_;
  std::unordered_set<std::string> known_;
  std::unordered_map<std::string, std::uint64_t> complaints_;  // by rule
  Exhaustion found_;

  // The node at hand:
  std::size_t here_ = 0;
  State device_;
  BeliefCheck oracle_;
  std::vector<Outcome> outcomes_;  // of the letter at hand
};

}  // namespace zns
