// A device that carries out a program in batches, and the history of the latest.
#pragma once

#include <deque>
#include <vector>

#include "fuzz/program.hpp"
#include "fuzz/witnessed.hpp"
#include "reference/mutants/device.hpp"
#include "reference/oracle/order/linearize.hpp"

namespace zns::fuzz {

class Batches {
 public:
  Batches(const mutants::Conduct& defect, const Header& header)
      : device_{defect, header.geometry, header.policy},
        oracle_{as_told(header.geometry)},
        leaves_open_{header.looks} {}

  // Carries out the record at `first`, and those behind it that are in flight with it: a record whose `zone` is odd
  // joins the one before, four at most. Returns the index of the next. Behind the batch come a report of all zones, and
  // reads where that may not tell in which order things were done; but if the header's host does not look.
  std::size_t carry_out(const Program& program, std::size_t first);
  // What no order need explain is free from now on, as in a run. The history may have been changed before.
  void grant_freedoms();

  [[nodiscard]] const std::vector<HistoryEntry>& history() const { return history_; }
  [[nodiscard]] std::vector<HistoryEntry>& history() { return history_; }
  [[nodiscard]] const Oracle& oracle() const { return oracle_; }
  [[nodiscard]] Ending ending() const { return leaves_open_ ? Ending::Open : Ending::Closed; }
  // Takes what an order led to for the belief. What another order would have left otherwise is given up.
  void believe(const Linearization& found);
  // No order of these commands need be found: what they changed is taken as it is.
  void give_up();

  [[nodiscard]] bool is_lost() const { return lost_; }
  // The device said other things than it did, now or before.
  [[nodiscard]] bool has_lied() const { return lied_; }
  // The status of a command of the batch does not say what it did: that no order is found proves nothing.
  [[nodiscard]] bool is_half_known() const;

 private:
  std::vector<Deed> next_batch(const Program& program, std::size_t& next);
  void send(const std::vector<Deed>& deeds, std::uint64_t returned);
  void add(const Deed& deed, const mutants::Flight& flight, mutants::Outcome outcome, std::uint64_t returned);
  void put_reports_first();
  void look(const Command& command);

  mutants::MutantDevice device_;
  Oracle oracle_;
  bool leaves_open_;
  std::vector<HistoryEntry> history_;
  std::size_t in_flight_ = 0;                   // so many of it, the first, were in flight together
  std::vector<Command> beside_;                 // changes of the batch, that took effect or may have
  std::deque<std::vector<std::byte>> buffers_;  // of history_
  std::uint64_t generation_ = 0;
  std::uint64_t clock_ = 10;
  bool lost_ = false;
  bool lied_ = false;
};

}  // namespace zns::fuzz
