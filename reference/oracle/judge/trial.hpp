// Observations of a belief that can be taken back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "reference/oracle/belief/belief.hpp"
#include "reference/oracle/belief/journal.hpp"
#include "reference/oracle/verdict.hpp"
#include "reference/spec/command.hpp"

namespace zns {

// While it lives nothing is counted, and the judge says no more than whether something is permitted. A refused
// observation may leave the belief changed: rewind().
class Trial {
 public:
  explicit Trial(Belief& belief) : belief_{belief}, journal_{belief.state()} { belief_.begin_trial(journal_); }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;
  ~Trial() { belief_.end_trial(); }

  struct Mark {
    std::size_t effects = 0;
    Unknowns unknowns;
  };
  [[nodiscard]] Mark mark() const { return {journal_.size(), belief_.unknowns()}; }
  void rewind(const Mark& mark) { belief_.go_back(mark.effects, mark.unknowns); }

  // `payload`: remembered() of what the host sent.
  Judgement observe(const Command& command, std::span<const std::byte> payload, const Observed& seen);
  // Beliefs differ only if their keys do.
  [[nodiscard]] std::uint64_t key() const { return key_of(journal_, belief_.unknowns()); }

 private:
  Belief& belief_;
  Journal journal_;
};

}  // namespace zns
