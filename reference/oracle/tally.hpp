// What a device was seen to do, counted: the freedoms that it used, and the clauses that it kept or violated.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "reference/device/freedom.hpp"
#include "reference/spec/clause.hpp"

namespace zns {

struct ClauseTally {
  std::uint64_t exercised = 0;
  std::uint64_t violated = 0;
};

class Tally {
 public:
  void use(Freedom freedom, std::uint64_t times = 1) { freedoms_[static_cast<std::size_t>(freedom)] += times; }
  void exercise(ClauseId clause) { ++clauses_[clause.index()].exercised; }
  void violate(std::span<const ClauseId> clauses) {
    for (const ClauseId clause : clauses) {
      ++clauses_[clause.index()].exercised;
      ++clauses_[clause.index()].violated;
    }
  }

  [[nodiscard]] const std::array<std::uint64_t, kFreedomCount>& freedoms() const { return freedoms_; }
  [[nodiscard]] const std::vector<ClauseTally>& clauses() const { return clauses_; }  // by ClauseId::index()

 private:
  std::array<std::uint64_t, kFreedomCount> freedoms_{};
  std::vector<ClauseTally> clauses_ = std::vector<ClauseTally>(kClauseCount);
};

// Where an observation is counted: in a tally, or nowhere, as in a search, which observes one thing many times.
class Notes {
 public:
  Notes() = default;
  explicit Notes(Tally& tally) : tally_{&tally} {}

  [[nodiscard]] bool are_taken() const { return tally_ != nullptr; }
  void use(Freedom freedom) const {
    if (tally_ != nullptr) tally_->use(freedom);
  }
  void exercise(ClauseId clause) const {
    if (tally_ != nullptr) tally_->exercise(clause);
  }
  void violate(std::span<const ClauseId> clauses) const {
    if (tally_ != nullptr) tally_->violate(clauses);
  }

 private:
  Tally* tally_ = nullptr;
};

}  // namespace zns
