// How an emulator ended, and what that means: a bug of the device, or somebody else's doing.
#pragma once

#include <cstddef>
#include <string>

#include "harness/qemu/process.hpp"

namespace zns::harness {

inline constexpr std::size_t kStderrTail = 8192;  // bytes of its standard error that are looked at

// Throws suites::DeviceLost where `program` ended by itself (a crash, an exit), with the last lines that it wrote;
// HarnessError where it was killed or ended from outside.
[[noreturn]] void throw_process_end(const std::string& program, const ExitStatus& status, const std::string& err);

// QEMU's own words, one line: why it did not start. Empty if it said nothing.
std::string why_not_started(const std::string& err);

}  // namespace zns::harness
