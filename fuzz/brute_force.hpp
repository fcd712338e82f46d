// What the search for an order is held against: a checker that tries every order.
#pragma once

#include <vector>

#include "reference/oracle/history.hpp"

namespace zns::fuzz {

// Whether some order of the items, in which none comes before one that returned before it was called, is permitted. As
// many steps as there are such orders: for a handful of items.
bool some_order_explains(const Oracle& oracle, const std::vector<Item>& left);

}  // namespace zns::fuzz
