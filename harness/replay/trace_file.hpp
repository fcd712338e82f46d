// Traces in files.
#pragma once

#include <functional>
#include <string>

#include "reference/trace/trace.hpp"

namespace zns::harness {

// Keeps a trace under the id of its case; returns the name of the file.
using SaveTrace = std::function<std::string(const std::string& id, const Trace& trace)>;

// Makes the folder if it is not there. Throws HarnessError, in one line.
void make_trace_folder(const std::string& folder);

// Writes FOLDER/ID.trace, with dots for the slashes of the id, and the nvme-cli script FOLDER/ID.sh beside it; returns
// the name of the trace. Throws HarnessError, and leaves no half of a file.
std::string save_trace(const std::string& folder, const std::string& id, const Trace& trace);

// Throws UsageError that names the file, and the line.
[[nodiscard]] Trace load_trace(const std::string& path);

}  // namespace zns::harness
