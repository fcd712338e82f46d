// A trace as a shell script for nvme-cli, for whoever has a drive and no znspec.
#pragma once

#include <cstdint>
#include <string>

#include "reference/trace/trace.hpp"

namespace zns::harness {

// More data than this is not put into a script, which says so then, and sends nothing.
inline constexpr std::uint64_t kMostScriptData = std::uint64_t{16} << 20;

// A POSIX shell script (with base64 and mktemp) that resets all zones of the namespace that is its argument, and sends
// the trace's commands one after the other, each with what was recorded of it, and what is permitted, in comments. What
// nvme-cli cannot send (PRPs, resets that are none of the controller, zones that fail) is a comment.
[[nodiscard]] std::string nvme_cli_script(const Trace& trace);

}  // namespace zns::harness
