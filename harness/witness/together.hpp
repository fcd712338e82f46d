// Commands that were in flight together, what was seen right after them, and what followed until nothing of their order
// was left open: one history, of which some order has to explain everything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "harness/witness/finding.hpp"
#include "reference/oracle/linearize.hpp"
#include "reference/oracle/oracle.hpp"
#include "reference/oracle/outcomes.hpp"

namespace zns::harness {

inline constexpr const char* kInFlightTogether = " in flight together";  // ends the command of such a finding

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
    std::optional<Finding> finding;  // no order explains all
    std::size_t stuck = 0;           // what it is about: the number of the command, in the order of add()
    bool undecided = false;          // there was no answer within reasonable time
  };
  // Judges all that was added, and moves the belief on to what it is by some order that explains it; after a finding,
  // or where it is undecided, all zones must be looked at anew.
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
    bool free = false;                 // no order need explain it
    std::vector<Command> beside = {};  // of a report: what it was in flight with
    std::uint64_t called = 0;
    std::uint64_t completed = 0;
  };
  [[nodiscard]] std::span<const Entry> in_flight() const { return std::span{entries_}.subspan(batch_, in_flight_); }
  [[nodiscard]] std::span<const Entry> looks() const { return std::span{entries_}.subspan(batch_ + in_flight_); }
  [[nodiscard]] std::set<ZoneId> zones(const Oracle& oracle) const;  // that those in flight name
  [[nodiscard]] bool is_emptied(const Oracle& oracle, ZoneId zone) const;
  [[nodiscard]] bool is_finished(const Oracle& oracle, ZoneId zone) const;
  [[nodiscard]] bool may_be_filled(const Oracle& oracle, ZoneId id) const;
  [[nodiscard]] bool may_lack_resources(const Oracle& oracle, const Entry& entry) const;
  [[nodiscard]] bool is_free(const Oracle& oracle, const Entry& entry) const;
  [[nodiscard]] bool is_half_known() const;  // the status of one in flight does not say whether it took effect
  [[nodiscard]] bool leaves_doubts(const Oracle& oracle) const;
  [[nodiscard]] std::vector<Command> changes_in_flight() const;
  [[nodiscard]] std::optional<std::set<ZoneId>> missing(const Oracle& oracle, const Entry& report) const;
  [[nodiscard]] bool explains_absence(const Oracle& oracle, const Entry& report) const;
  void push(const Command& command, std::span<const std::byte> to_device, const Observed& seen, std::uint64_t called,
            std::uint64_t completed);

  struct History {
    std::vector<HistoryEntry> entries;
    std::vector<std::size_t> numbers;  // by entry, in entries_
  };
  [[nodiscard]] History history() const;
  [[nodiscard]] bool may_decide(const Oracle& oracle, const Command& command) const;
  [[nodiscard]] bool concerns(const Oracle& oracle, const Command& command) const;
  [[nodiscard]] bool is_too_long() const;
  [[nodiscard]] Linearization search() const;
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
  bool without_free_ = false;  // it is explained but for what is free
  std::set<ZoneId> unsure_;    // of an open history: zones of batches that leave doubts
};

}  // namespace zns::harness
