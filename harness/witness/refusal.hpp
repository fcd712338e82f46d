// A namespace that refuses whole classes of commands for a reason outside of its zones (ZNS-GEN-042): it is write
// protected, reserved by another host, or locked; or it is being sanitized or formatted. Nothing is wrong with it, and
// no case can say anything about it: a run says so in one line, before it begins or where it stops.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "harness/targets/zone_snapshot.hpp"
#include "reference/oracle/oracle.hpp"
#include "suites/facts.hpp"
#include "suites/target.hpp"

namespace zns::harness {

// True for the statuses of such a namespace; whether one is this or only a wrong answer, the next command of its class
// says.
[[nodiscard]] bool is_refusal_of_all(Status status);

// "the namespace is write protected: Namespace is Write Protected (SCT 0h, SC 20h) to zone-mgmt-send reset slba=0x0".
[[nodiscard]] std::string refusal_text(Status status, const std::string& command);

// Before a run, on a namespace whose data may be lost: Identify Namespace (NSATTR), a report, a read of one block and a
// Reset of a zone in `zones` that is Empty anyway. Throws HarnessError for a namespace that refuses any of them.
void check_admission(suites::Target& target, const suites::Facts& facts, const std::optional<ZoneRange>& zones);

// During a run, after an answer of this status: whether the namespace refuses all commands of this kind, or the answer
// is only wrong, another such command says: a report, a read, or the Reset of a zone that is Empty anyway. Throws
// HarnessError if it refuses.
void stop_at_refusal(suites::Target& target, const Oracle& oracle, const Command& command, Status status);

}  // namespace zns::harness
