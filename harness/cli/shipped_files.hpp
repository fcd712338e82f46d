// The files that znspec comes with.
#pragma once

#include <filesystem>
#include <string>

namespace zns::harness {

// A file of corpora/devices: next to the executable as installed (../share/znspec/devices), or in the source tree.
// Throws HarnessError if it is in neither.
[[nodiscard]] std::filesystem::path shipped_device_file(const std::string& name);

// The name that a reader knows it by: relative where it lies below the current folder.
[[nodiscard]] std::string short_name(const std::filesystem::path& path);

}  // namespace zns::harness
