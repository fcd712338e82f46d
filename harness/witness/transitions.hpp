// Which transitions between zone states were taken, by what, and how often: as the oracle believes it.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "reference/oracle/oracle.hpp"

namespace zns::harness {

struct Transition {
  ZoneState before{};
  std::string by;  // "write", "zone-append", "open", "reset-all", "controller", "in-flight-together", ...
  ZoneState after{};
  friend auto operator<=>(const Transition&, const Transition&) = default;  // NOLINT(modernize-use-nullptr): < has a 0
};

using Transitions = std::map<Transition, std::uint64_t>;

inline constexpr const char* kByController = "controller";  // by itself, as a report tells
inline constexpr const char* kByBatch = "in-flight-together";
inline constexpr const char* kByReset = "controller-reset";
inline constexpr const char* kByShutdown = "shutdown";
inline constexpr const char* kByPower = "power-cycle";
inline constexpr const char* kByTest = "injected";  // the test bench made a zone fail, or renewed it

// The word of Transition::by for a command.
[[nodiscard]] std::string cause(const Command& command);

// The states of some zones at one moment.
class ZoneStates {
 public:
  // Those that the command may change, or tell of. In a namespace with very many zones: the first that
  // Select All finds.
  ZoneStates(const Oracle& oracle, const Command& command);
  ZoneStates(const Oracle& oracle, ZoneId first, std::uint64_t count);
  // Counts what is different now.
  void count_changes(const Oracle& oracle, const std::string& by, Transitions& transitions) const;

 private:
  ZoneId first_ = 0;
  std::vector<ZoneState> states_;
};

}  // namespace zns::harness
