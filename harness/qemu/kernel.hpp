// The guest's kernel: taken from the distribution's own package, kept in a cache, never installed.
#pragma once

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

namespace zns::harness {

struct Kernel {
  std::filesystem::path image;    // what QEMU gets as -kernel
  std::filesystem::path modules;  // lib/modules/VERSION; empty: none are loaded
};

// The kernel in `cache`, at once and with no network. If there is none, the packages are downloaded by apt-get (as any
// user) and unpacked there; two that start at once do it once. A package is a name that apt knows, or a .deb file; no
// packages: what linux-image-amd64 stands for. Throws HarnessError.
Kernel cached_kernel(const std::filesystem::path& cache, const std::vector<std::string>& packages,
                     std::ostream& diagnostics);

// ${XDG_CACHE_HOME:-~/.cache}/znspec
std::filesystem::path default_cache();

}  // namespace zns::harness
