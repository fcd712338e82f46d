// Which clause a failed case violates, and what it has in common with other failures of the same defect.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/report/report.hpp"
#include "harness/witness/finding.hpp"

namespace zns::harness {

// Sets the cause of a failed case. `findings` are the oracle's while it ran: what the oracle objects to in the very
// command at which the case failed is the cause, whatever the case expected of it; and if the case cites a clause that
// the oracle says is violated, that is the one of its clauses that is.
void blame(CaseReport& entry, const std::vector<Finding>& findings);

// The oracle counts what it judged, command by command; this adds one for each clause of a case that reached a verdict
// on what it is about, or else for what failed on the way.
void count_clauses(const CaseReport& entry, std::map<std::string, ClauseCount>& clauses);

}  // namespace zns::harness
