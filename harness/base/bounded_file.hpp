// Files that anybody may have written.
#pragma once

#include <cstddef>
#include <string>

namespace zns::harness {

// The content of a file that is neither empty nor longer than `most` bytes. Throws UsageError, "FILE: why not".
[[nodiscard]] std::string read_bounded(const std::string& file, std::size_t most);

}  // namespace zns::harness
