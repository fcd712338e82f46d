// Where and when this program runs, for the reports.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "harness/report/provenance.hpp"

namespace zns::harness {

// What `guest` says to the program in there: "QEMU 7.2.13".
inline constexpr const char* kEmulatorVariable = "ZNSPEC_EMULATOR";
inline constexpr const char* kHostVariable = "ZNSPEC_HOST";  // the machine that the guest is on

// Date, host, kernel, and the emulator of the guest that this is.
[[nodiscard]] Provenance here_and_now();

// The same of a command line. `arguments`: without the program's name. `commit`: that the program was built from.
[[nodiscard]] Provenance provenance_of(const std::vector<std::string>& arguments, const std::string& commit = {});

// "2026-11-29T23:04:33Z"
[[nodiscard]] std::string date_text(std::chrono::system_clock::time_point when);

// The line that was typed in. In the guest that is the one of the host: --replay-as says how it begins, and whoever
// typed it has seen neither that option nor the program's name behind it.
[[nodiscard]] std::string command_line(const std::vector<std::string>& arguments);

}  // namespace zns::harness
