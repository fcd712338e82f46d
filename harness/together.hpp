// Commands that were in flight together, and what was seen right after them: one history, of which some order has to
// explain everything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "harness/finding.hpp"
#include "reference/oracle/linearize.hpp"
#include "reference/oracle/oracle.hpp"

namespace zns::harness {

inline constexpr const char* kInFlightTogether = " in flight together";  // ends the command of such a finding

class Together {
 public:
  // One of those in flight together. `place`: when it completed, among them. The data are copied.
  void add(const Command& command, std::span<const std::byte> to_device, const Observed& seen, std::size_t place);
  // Sent when all before it had completed.
  void add_after(const Command& command, std::span<const std::byte> to_device, const Observed& seen);
  [[nodiscard]] bool empty() const { return entries_.empty(); }

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
  // Moves the belief on to what it is after all that was added; after a finding, or where it is undecided, all zones
  // must be looked at anew.
  Outcome judge(Oracle& oracle) const;

 private:
  struct Entry {
    Command command;
    std::vector<std::byte> sent;
    std::vector<std::byte> returned;
    Status status = kSuccess;
    std::uint64_t result = 0;
    bool wrong_prps = false;
    std::uint64_t called = 0;
    std::uint64_t completed = 0;
  };
  [[nodiscard]] std::vector<Entry>::const_iterator in_flight_end() const {
    return entries_.begin() + static_cast<std::ptrdiff_t>(in_flight_);
  }
  [[nodiscard]] std::set<ZoneId> zones(const Oracle& oracle) const;  // that those in flight name
  [[nodiscard]] bool is_emptied(const Oracle& oracle, ZoneId zone) const;
  [[nodiscard]] bool is_written(const Oracle& oracle, ZoneId zone) const;
  [[nodiscard]] std::set<ZoneId> filled(const Oracle& oracle) const;
  [[nodiscard]] bool is_free(const Oracle& oracle, const Entry& entry, const std::set<ZoneId>& filled_zones) const;
  [[nodiscard]] bool is_half_known() const;  // the status of one in flight does not say whether it took effect
  [[nodiscard]] bool leaves_doubts(const Oracle& oracle) const;
  void push(const Command& command, std::span<const std::byte> to_device, const Observed& seen, std::uint64_t called,
            std::uint64_t completed);

  std::vector<Entry> entries_;
  std::size_t in_flight_ = 0;  // the first of them were so together
  std::uint64_t time_ = 0;
};

}  // namespace zns::harness
