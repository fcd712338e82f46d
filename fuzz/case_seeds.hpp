// Programs of a subsystem out of the suite: what a case does, as bytes of fuzz_subsystem.
#pragma once

#include <cstdint>
#include <vector>

#include "fuzz/subsystem_program.hpp"
#include "suites/case.hpp"

namespace zns::fuzz {

// A subsystem that cases can run on, as the header of a program says it.
struct CaseDevice {
  std::uint8_t made = 0;
  std::uint8_t policy = 0;
};

// What the case did, as far as it came; nothing: not one command.
[[nodiscard]] std::vector<std::uint8_t> program_of(const suites::Case& test, const CaseDevice& device);

}  // namespace zns::fuzz
