// The parts of zone_management_send_cases(): one file each.
#pragma once

#include <vector>

#include "suites/case.hpp"

namespace zns::suites {

std::vector<Case> zone_action_cases();  // zone_actions.cpp: what Close, Finish and Open keep
std::vector<Case> reset_zone_cases();   // reset_zone.cpp: what Reset clears

}  // namespace zns::suites
