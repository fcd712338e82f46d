// Commands and completions as one line of text, for failure reports.
#pragma once

#include <cstdint>
#include <string>

#include "reference/spec/command.hpp"
#include "suites/target.hpp"

namespace zns::suites {

std::string hex(std::uint64_t value);  // "0x30"

// "write slba=0x30 nlb=7 (8 blocks)": NLB as in the entry, 0's based.
std::string to_text(const Command& command);
// The same, with the raw dwords where the command does not say all of the entry (reserved bits, unknown opcodes).
std::string to_text(Queue queue, const Sqe& sqe);
// "-> Zone Is Full (SCT 1h, SC B9h)", "-> Successful Completion (SCT 0h, SC 00h) alba=0x30".
std::string to_text(const Command& command, const Completion& cqe);

}  // namespace zns::suites
