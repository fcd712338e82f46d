// A cell of the zone state table, set up: the zone in its state, and the blocks that the command is to address.
#pragma once

#include <cstdint>

#include "suites/bench.hpp"
#include "suites/zns/zone_state_table.hpp"

namespace zns::suites::matrix {

struct Blocks {
  std::uint64_t slba = 0;
  std::uint64_t count = 1;
  [[nodiscard]] std::uint64_t end() const { return slba + count; }
};

struct Trial {
  Row row;
  ZoneRef zone;
  std::uint64_t wp = 0;  // where the write pointer is, or was before the zone became Full, Read Only or Offline
  Blocks blocks;         // that the command addresses
  ZoneDescriptor before;
};

Trial set_up(Bench& bench, const Row& row, ZoneState from);

}  // namespace zns::suites::matrix
