#include "harness/targets/batch_order.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace zns::harness {
namespace {

// SplitMix64: the same numbers on every machine.
std::uint64_t mix(std::uint64_t n) {
  n *= 0x9E3779B97F4A7C15;
  n = (n ^ n >> 30) * 0xBF58476D1CE4E5B9;
  n = (n ^ n >> 27) * 0x94D049BB133111EB;
  return n ^ n >> 31;
}

}  // namespace

std::vector<std::size_t> BatchOrder::next(std::size_t commands) {
  std::vector<std::size_t> order(commands);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (order_ == Policy::Order::Reversed) std::reverse(order.begin(), order.end());
  if (order_ == Policy::Order::Shuffled)
    for (std::size_t i = commands; i > 1; --i) std::swap(order[i - 1], order[mix(++shuffled_) % i]);
  return order;
}

}  // namespace zns::harness
