// How an emulator ended, and what that means: a bug of the device, or somebody else's doing.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "harness/qemu/process.hpp"

namespace zns::harness {

inline constexpr std::size_t kStderrTail = 8192;  // bytes of its standard error that are looked at

// Whether it ended by itself: it crashed, or it gave up. QEMU ends in good order, without a word under qtest, when
// SIGTERM and the like ask it to; nothing in it asks.
[[nodiscard]] bool ended_by_itself(const ExitStatus& status);

// Whether it is stopped, as a debugger or Ctrl-Z does it.
[[nodiscard]] bool is_stopped(pid_t pid);

// Throws suites::DeviceLost where `program` ended by itself (a crash, an exit), with the last lines that it wrote;
// HarnessError where it was killed or ended from outside.
[[noreturn]] void throw_process_end(const std::string& program, const ExitStatus& status, const std::string& err);

// The same for one that runs, and answers nothing: DeviceLost where it is busy, in an endless loop; HarnessError where
// it is stopped or waits. It takes a moment to tell.
[[noreturn]] void throw_no_answer(const std::string& program, pid_t pid, std::chrono::milliseconds waited);

// The program's own words, one line without its name: why it did not start. Empty if it said nothing.
std::string why_not_started(const std::string& program, const std::string& err);

}  // namespace zns::harness
