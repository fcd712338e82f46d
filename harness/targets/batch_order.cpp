#include "harness/targets/batch_order.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "reference/spec/mix.hpp"

namespace zns::harness {

std::vector<std::size_t> BatchOrder::next(std::size_t commands) {
  std::vector<std::size_t> order(commands);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (order_ == Policy::Order::Reversed) std::reverse(order.begin(), order.end());
  if (order_ == Policy::Order::Shuffled)
    for (std::size_t i = commands; i > 1; --i) std::swap(order[i - 1], order[mix(++shuffled_) % i]);
  return order;
}

}  // namespace zns::harness
