// Commands and numbers in the words of traces and reports.
#pragma once

#include <cstdint>
#include <string>

#include "reference/spec/command.hpp"

namespace zns {

std::string hex(std::uint64_t value);  // "0x30"

std::string to_text(ZoneSendAction zsa);     // "close", ...; "zsa=0x6" for a reserved value
std::string to_text(ZoneReceiveAction zra);  // "report", "extended-report", "zra=0x5"

// One line with the standard's field names: "write slba=0x30 nlb=7 (8 blocks)". NLB as in the entry: 0's based.
std::string to_text(const Command& command);
// The same, with the raw dwords where the command does not say all of the entry (reserved bits, unknown opcodes).
std::string to_text(Queue queue, const Sqe& sqe);

}  // namespace zns
