// The order that was found is one of several that explain a history. What they leave different, and no later command of
// the history told, is not believed.
#pragma once

#include <vector>

#include "reference/oracle/order/history.hpp"

namespace zns {

// `oracle` has observed the items in this order. `in_doubt`: may_be_in_doubt() of them.
void forget_what_the_order_decides(Oracle& oracle, const std::vector<Item>& ordered, bool in_doubt);

}  // namespace zns
