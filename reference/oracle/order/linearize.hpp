// Commands in flight together: is there an order of them in which everything that was observed is permitted?
//
// As Wing and Gong search for it, with what failed remembered: depth first over the moments at which the commands took
// effect, each asked of an Oracle. Before a step is taken, each zone that it concerns must be able to explain the rest
// of the history by itself, were there no limit on resources: so what one zone leaves open, and a report later decides,
// is decided in that zone alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "reference/oracle/oracle.hpp"

namespace zns {

struct HistoryEntry {
  Command command;
  std::span<const std::byte> to_device = {};  // what the host sent
  Observed seen;
  std::uint64_t called = 0;  // logical times: an entry that returned before another was called took effect before it
  std::uint64_t returned = 0;
  std::optional<Freedom> free = {};  // of order: it may be left out of the order where none explains it (in_flight.hpp)
};

struct Linearization {
  enum class Answer : std::uint8_t { Found, None, GaveUp };
  Answer answer = Answer::Found;
  std::vector<std::size_t> order;          // of all entries; unless Found, of as many as could be explained
  std::vector<std::size_t> stuck;          // of None: those of which none can come next
  Verdict verdict;                         // of None: on the first of them
  Oracle after;                            // has observed `order`, in that order, and what the verdict is about
  std::uint64_t questions = 0;             // asked of oracles
  std::vector<std::size_t> left_out = {};  // of Found: entries that are free, whose freedom `after` counts as used
};

// Closed: `after` does not believe what another order would have left otherwise (open_questions.hpp). Open: it believes
// what this order led to; what follows is added to the history, of which another order may then be found.
enum class Ending : std::uint8_t { Closed, Open };

// An order of all entries is looked for first, then one of those that are not free. `budget`: questions after which
// either search gives up. The data must outlive the call.
[[nodiscard]] Linearization linearize(Oracle oracle, std::span<const HistoryEntry> history, std::uint64_t budget,
                                      Ending ending = Ending::Closed);

// A history but for these entries, which ascend: Linearization::left_out.
[[nodiscard]] std::vector<HistoryEntry> without(std::span<const std::size_t> left_out,
                                                std::vector<HistoryEntry> history);

}  // namespace zns
