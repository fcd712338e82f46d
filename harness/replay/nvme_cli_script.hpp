// A trace as a shell script for nvme-cli, for whoever has a drive and no znspec.
#pragma once

#include <cstdint>
#include <string>

#include "reference/trace/trace.hpp"

namespace zns::harness {

// More data than this is not put into a script, which says so then, and sends nothing.
inline constexpr std::uint64_t kMostScriptData = std::uint64_t{16} << 20;

// A POSIX shell script: `sh SCRIPT [--yes] /dev/nvmeXnY`. It refuses a device of another geometry, asks before it
// destroys, resets all zones, sends the trace's commands one after the other, and compares each answer with what was
// recorded and with what is permitted. Its exit status:
//   0  the defect does not show     2  wrong usage, another geometry, or declined: nothing was sent
//   1  the defect shows             3  no nvme-cli or no device, or something of the trace cannot be done with it
// What nvme-cli cannot do: PRPs, resets that are none of the controller, commands in flight together, zones that fail.
// A trace in which the oracle finds nothing was kept for what the suite found: the defect shows if all comes as
// recorded.
[[nodiscard]] std::string nvme_cli_script(const Trace& trace);

}  // namespace zns::harness
