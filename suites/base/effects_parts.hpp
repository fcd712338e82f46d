// What cases about Commands Supported and Effects share.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "reference/spec/log_pages.hpp"
#include "suites/case.hpp"

namespace zns::suites {

std::vector<Case> listed_command_cases();  // effects_behaviour.cpp

namespace listed {

inline bool supports(const std::array<std::uint32_t, 256>& entries, std::size_t opcode) {
  return (entries[opcode] & effect_bits::kSupported) != 0;
}

}  // namespace listed
}  // namespace zns::suites
