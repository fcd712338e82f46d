// The order in which a device in this process carries out, and completes, commands that are in flight together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "reference/device/policy.hpp"

namespace zns::harness {

class BatchOrder {
 public:
  explicit BatchOrder(Policy::Order order) : order_{order} {}
  // The places 0 to commands - 1; Shuffled gives another order each time.
  std::vector<std::size_t> next(std::size_t commands);

 private:
  Policy::Order order_;
  std::uint64_t shuffled_ = 0;  // how often: what the next order comes from
};

}  // namespace zns::harness
