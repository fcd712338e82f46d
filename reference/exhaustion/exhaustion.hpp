// Bounded exhaustion: every state that a tiny device can be in, every command in each, every choice that the standard
// leaves. Breadth first from the state in which all zones are Empty, until no new abstract state is found.
//
// In each (state, command) cell: what step() does keeps the invariants, is undone exactly, and changes nothing where it
// aborts; the oracle, which believes just that state, permits each outcome and then believes the state that follows,
// and it refuses every other status, result, data and report.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reference/device/effect.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/device/namespace/state.hpp"
#include "reference/spec/command.hpp"

namespace zns {

// One way in which a command may end in a state.
struct Outcome {
  Status status = kSuccess;
  std::array<ZoneState, 4> after{};  // of each zone
};

// One who knows the standard by itself, and looks at each cell.
class Witness {
 public:
  struct Difference {
    std::string expected;
    std::string observed;
  };
  Witness() = default;
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;
  virtual ~Witness() = default;
  // `outcomes` are all that the reference permits. Nothing: just those were expected.
  virtual std::optional<Difference> compare(const Geometry& geometry, const State& state, const Command& command,
                                            std::span<const Outcome> outcomes) = 0;
};

struct Disagreement {
  std::string rule;     // what does not hold
  std::string state;    // in which it does not hold
  std::string command;  // ... or the event
  std::string expected;
  std::string observed;
  std::vector<std::string> path;  // commands and events that lead to the state
};

// How the oracle's belief goes on from state to state.
enum class Beliefs : std::uint8_t {
  Exact,       // a report after each command: it believes just the state
  Unreported,  // nobody looks: the nodes are pairs of a state and what is believed meanwhile
};

// How many of the wrong statuses are tried in a cell: each, or a few that change from cell to cell.
enum class WrongStatuses : std::uint8_t { All, Some };

struct Bounds {
  Geometry geometry;  // at most 4 zones of at most 7 blocks
  Beliefs beliefs = Beliefs::Exact;
  WrongStatuses wrong_statuses = WrongStatuses::All;
};

struct Exhaustion {
  std::uint64_t states = 0;
  std::uint64_t cells = 0;        // (state, command or event)
  std::uint64_t transitions = 0;  // outcomes that change something
  std::uint64_t choices = 0;      // outcomes, one for each combination of answers
  std::uint64_t refused = 0;      // wrong statuses, results, data and reports that the oracle refused
  std::uint64_t excused = 0;      // ... that it took for something that the device did by itself, as it may
  std::uint64_t failures = 0;     // of which `disagreements` holds some of each rule
  std::vector<Disagreement> disagreements;
};

[[nodiscard]] Exhaustion exhaust(const Bounds& bounds, Witness* witness = nullptr);

// Several lines: the rule, the state and how to get there, the command, what was expected and what was observed.
[[nodiscard]] std::string to_text(const Disagreement& it);

}  // namespace zns
