// A device that carries out a program in batches, and the history of the latest.
#pragma once

#include <deque>
#include <vector>

#include "fuzz/program.hpp"
#include "reference/mutants/device.hpp"
#include "reference/oracle/linearize.hpp"

namespace zns::fuzz {

class Batches {
 public:
  Batches(const mutants::Conduct& defect, const Header& header)
      : device_{defect, header.geometry, header.policy}, oracle_{header.geometry} {}

  // Carries out the record at `first`, and those behind it that are in flight with it: a record whose `zone` is odd
  // joins the one before, four at most. Returns the index of the next. Behind the batch come a report of all zones, and
  // reads where that may not tell in which order things were done.
  std::size_t carry_out(const Program& program, std::size_t first);

  [[nodiscard]] const std::vector<HistoryEntry>& history() const { return history_; }
  [[nodiscard]] std::vector<HistoryEntry>& history() { return history_; }
  [[nodiscard]] const Oracle& oracle() const { return oracle_; }
  void believe(const Oracle& after) { oracle_ = after; }
  [[nodiscard]] bool is_lost() const { return lost_; }

 private:
  void send(const std::vector<Command>& commands, std::uint64_t returned);

  mutants::MutantDevice device_;
  Oracle oracle_;
  std::vector<HistoryEntry> history_;
  std::deque<std::vector<std::byte>> buffers_;  // of history_
  std::uint64_t generation_ = 0;
  std::uint64_t clock_ = 1;
  bool lost_ = false;
};

}  // namespace zns::fuzz
