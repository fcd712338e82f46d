// Which clause a failed case violates, and what it has in common with other failures of the same defect.
#pragma once

#include <vector>

#include "harness/finding.hpp"
#include "harness/report/report.hpp"

namespace zns::harness {

// Sets the cause of a failed case. `findings` are the oracle's while it ran: what the oracle objects to in the very
// command at which the case failed is the cause, whatever the case expected of it; and if the case cites a clause that
// the oracle says is violated, that is the one of its clauses that is.
void blame(CaseReport& entry, const std::vector<Finding>& findings);

}  // namespace zns::harness
