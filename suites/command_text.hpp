// Completions as text, after their commands (reference/spec/text.hpp), for failure reports.
#pragma once

#include <string>

#include "reference/spec/text.hpp"
#include "suites/target.hpp"

namespace zns::suites {

// "-> Zone Is Full (SCT 1h, SC B9h)", "-> Successful Completion (SCT 0h, SC 00h) alba=0x30",
// "-> Command Interrupted (SCT 0h, SC 21h) crd=1".
std::string to_text(const Command& command, const Completion& cqe);

}  // namespace zns::suites
