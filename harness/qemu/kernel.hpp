// The guest's kernel: taken from the distribution's own package, kept in a cache, never installed.
#pragma once

#include <filesystem>
#include <ostream>

namespace zns::harness {

struct Kernel {
  std::filesystem::path image;    // what QEMU gets as -kernel
  std::filesystem::path modules;  // lib/modules/VERSION; empty: none are loaded
};

// The kernel in `cache`, at once and with no network. If there is none, the package that linux-image-amd64 stands for
// is downloaded by apt-get (as any user) and unpacked there; two that start at once do it once.
Kernel cached_kernel(const std::filesystem::path& cache, std::ostream& diagnostics);

// ${XDG_CACHE_HOME:-~/.cache}/znspec
std::filesystem::path default_cache();

}  // namespace zns::harness
