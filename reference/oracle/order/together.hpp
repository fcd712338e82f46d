// Commands that were in flight together, what was seen right after them, and what followed until nothing of their order
// was left open: one history, of which some order has to explain everything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "reference/oracle/oracle.hpp"
#include "reference/oracle/order/in_flight.hpp"
#include "reference/oracle/order/linearize.hpp"
#include "reference/oracle/order/outcomes.hpp"

namespace zns {

class Together {
 public:
  // One of those in flight together. `place`: when it completed, among them. The data are copied.
  void add(const Command& command, std::span<const std::byte> to_device, const Observed& seen, std::size_t place);
  // Sent when all before it had completed.
  void add_after(const Command& command, std::span<const std::byte> to_device, const Observed& seen);
  // Commands were added that have not been judged.
  [[nodiscard]] bool is_pending() const { return batch_ < entries_.size(); }

  // Commands that only look, to be sent next: reports of the zones that the batch was about, and of those
  // that it may have closed.
  [[nodiscard]] std::vector<Command> reports(const Oracle& oracle) const;
  // Then, by what was reported (add_after): reads of zones whose data depend on when a Reset took effect.
  [[nodiscard]] std::vector<Command> reads(const Oracle& oracle) const;

  struct Outcome {
    Verdict verdict;        // NotPermitted: no order explains all; Inconclusive: none was found, which proves nothing
    std::size_t stuck = 0;  // NotPermitted: the number of the command that it is about, in the order of add()
    Command command = {};   // that command
    std::size_t in_flight = 0;  // so many were in flight together
  };
  // Judges all that was added, and moves the belief on to what it is by some order that explains it. Where that is not
  // permitted, or inconclusive, all zones must be looked at anew.
  Outcome judge(Oracle& oracle);

  // Several orders explain what was judged, and leave zones in different states: observe() judges what follows, until
  // that decides which it was.
  [[nodiscard]] bool is_unsettled() const { return before_.has_value(); }
  // One command by itself, as Oracle::observe(): permitted if any order explains it with all before it.
  Verdict observe(Oracle& oracle, const Command& command, std::span<const std::byte> to_device, const Observed& seen);
  // Ends an open history, as before what no command says (a reset, a zone that is believed as it is reported): of what
  // is still open nothing is known.
  void close(Oracle& oracle);

 private:
  struct Entry {
    Command command;
    std::vector<std::byte> sent;
    std::vector<std::byte> returned;
    Status status = kSuccess;
    std::uint64_t result = 0;
    bool wrong_prps = false;
    bool looked = false;
    std::optional<Freedom> free = {};  // by which no order need explain it
    std::vector<Command> beside = {};  // of a report: what it was in flight with
    std::uint64_t called = 0;
    std::uint64_t completed = 0;
    [[nodiscard]] HistoryEntry view() const;
  };
  [[nodiscard]] std::vector<HistoryEntry> views(std::size_t first, std::size_t end) const;
  [[nodiscard]] std::vector<HistoryEntry> looks() const;
  [[nodiscard]] InFlight in_flight(const Oracle& before) const;
  void push(const Command& command, std::span<const std::byte> to_device, const Observed& seen, std::uint64_t called,
            std::uint64_t completed);
  void grant_freedoms(const InFlight& batch);
  [[nodiscard]] Outcome outcome_of(const Linearization& found, std::optional<Freedom> doubts) const;

  [[nodiscard]] bool may_decide(const Oracle& oracle, const Command& command) const;
  [[nodiscard]] bool concerns(const Oracle& oracle, const Command& command) const;
  [[nodiscard]] bool is_too_long() const;
  [[nodiscard]] Linearization explain();
  [[nodiscard]] bool proves_nothing(const Oracle& oracle, const Command& command, const Verdict& verdict) const;
  void find_open_zones(Oracle& oracle);

  std::vector<Entry> entries_;
  std::size_t batch_ = 0;      // the first of the batch at hand
  std::size_t in_flight_ = 0;  // so many from there on were in flight together
  std::uint64_t began_ = 0;    // when these were called
  std::uint64_t time_ = 0;

  std::optional<Oracle> before_;  // what was believed before an open history
  std::vector<OpenZone> open_;
  std::vector<std::size_t> left_out_;  // of the order that is believed
  std::set<ZoneId> unsure_;            // of an open history: zones of batches that leave doubts
};

}  // namespace zns
