// A command of the user's, in his shell.
#pragma once

#include <chrono>
#include <string>

namespace zns::harness {

// Runs it to its end; it and what it started are killed once the patience is over. Empty if it exited with 0, or else
// how it failed: "it exited with 1". What it prints goes to standard error.
[[nodiscard]] std::string run_in_shell(const std::string& command, std::chrono::seconds patience);

}  // namespace zns::harness
