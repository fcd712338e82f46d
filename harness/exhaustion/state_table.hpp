// The suite's zone state table (suites/zns/zone_state_table.hpp) as a witness of an exhaustive search: in each state,
// each command for which the table has a row ends in just the ways that the row permits.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "reference/exhaustion/exhaustion.hpp"

namespace zns::harness {

class StateTable final : public Witness {
 public:
  std::optional<Difference> compare(const Geometry& geometry, const State& state, const Command& command,
                                    std::span<const Outcome> outcomes) override;
  void add(const StateTable& other);  // what another search compared
  [[nodiscard]] std::uint64_t compared() const { return compared_; }
  // The ids of the table's cells that no state and command met so far.
  [[nodiscard]] std::vector<std::string> unmet() const;

 private:
  std::set<std::pair<std::size_t, ZoneState>> met_;  // row, state
  std::uint64_t compared_ = 0;
};

}  // namespace zns::harness
