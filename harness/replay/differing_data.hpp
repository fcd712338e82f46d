// Both sides of the bytes that a Read returned otherwise than they were written. The oracle remembers digests; a trace
// has the bytes.
#pragma once

#include <cstddef>
#include <string>

#include "harness/witness/finding.hpp"
#include "reference/trace/trace.hpp"

namespace zns::harness {

// ": bytes 4088 to 4095 should be 12 34 ..., and are 00 00 ...". The finding is that of the last Read of its block
// among the first `commands` commands of the trace. Empty where it is not about the data of a Read, and where the trace
// does not say what the block held.
[[nodiscard]] std::string differing_data(const Trace& trace, std::size_t commands, const Finding& finding);

}  // namespace zns::harness
