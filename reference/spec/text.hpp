// Commands and numbers in the words of traces and reports.
#pragma once

#include <cstdint>
#include <string>

#include "reference/spec/command.hpp"

namespace zns {

std::string hex(std::uint64_t value);  // "0x30"

// One line with the standard's field names: "zone-append zslba=0x30 nlb=7". NLB and NUMD as in the entry: 0's based.
std::string to_text(const Command& command);

}  // namespace zns
