#include "harness/qemu/kernel.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <sstream>
#include <string>
#include <thread>

#include "harness/error.hpp"
#include "harness/qemu/process.hpp"
#include "harness/qemu/signals.hpp"
#include "harness/qemu/vmlinux.hpp"
#include "harness/qemu/work_folder.hpp"

namespace zns::harness {
namespace fs = std::filesystem;
namespace {

constexpr const char* kMetaPackage = "linux-image-amd64";

// Three quarters of the package are drivers for hardware that the guest will never have.
constexpr const char* kNotKept[] = {"sound",       "drivers/gpu",        "drivers/media",
                                    "drivers/net", "drivers/scsi",       "drivers/staging",
                                    "drivers/iio", "drivers/infiniband", "drivers/usb"};

class Lock {
 public:
  explicit Lock(const fs::path& file) : fd_{open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)} {
    if (!fd_) throw HarnessError("cannot write " + file.string() + ": " + std::strerror(errno));
    while (flock(fd_.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR) throw HarnessError("cannot lock " + file.string());
      SignalGuard::check();
      std::this_thread::sleep_for(std::chrono::milliseconds{kSignalCheckMs});
    }
  }

 private:
  UniqueFd fd_;  // closing it gives the lock back
};

std::optional<fs::path> only_entry(const fs::path& folder, const std::string& prefix) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{folder, error}) {
    if (entry.path().filename().string().rfind(prefix, 0) == 0) return entry.path();
  }
  return std::nullopt;
}

// A folder gets its final name (no dot in front) only when it is complete.
std::optional<Kernel> find_kernel(const fs::path& cache) {
  std::error_code error;
  std::optional<Kernel> best;
  for (const auto& entry : fs::directory_iterator{cache, error}) {
    if (entry.path().filename().string().front() == '.') continue;
    const auto image = only_entry(entry.path() / "boot", "vmlinuz-");
    const auto modules = only_entry(entry.path() / "lib/modules", "");
    if (!image || !modules) continue;
    const fs::path elf = entry.path() / "vmlinux";
    const Kernel kernel{fs::exists(elf) ? elf : *image, *modules};
    if (!best || best->image < kernel.image) best = kernel;  // whichever, but always the same one
  }
  return best;
}

CommandResult apt(const std::vector<std::string>& argv, const std::string& folder) {
  if (!program_exists(argv[0])) {
    throw HarnessError("no kernel for the guest: this machine has no " + argv[0] +
                       "; give one with --kernel and --modules");
  }
  return run_command({.argv = argv, .environment = {{"LC_ALL", "C"}}, .directory = folder});
}

std::string image_package() {
  const CommandResult result = apt({"apt-cache", "depends", kMetaPackage}, {});
  std::istringstream lines{result.out};
  for (std::string word; lines >> word;) {
    if (word.rfind("linux-image-", 0) == 0 && word != kMetaPackage) return word;
  }
  throw HarnessError(std::string{"no kernel for the guest: apt knows no package "} + kMetaPackage +
                     "; run `apt-get update` as root, or give a kernel with --kernel and --modules");
}

void unpack_package(const fs::path& package, const fs::path& into) {
  const CommandResult result = apt({"dpkg", "-x", package.string(), into.string()}, {});
  if (!result.status.success()) throw HarnessError("cannot unpack the guest's kernel: " + result.first_error_line());
  fs::remove_all(into / "usr");
  const auto image = only_entry(into / "boot", "vmlinuz-");
  const auto modules = only_entry(into / "lib/modules", "");
  if (!image || !modules) throw HarnessError("no kernel in " + package.filename().string());
  for (const char* folder : kNotKept) fs::remove_all(*modules / "kernel" / folder);
  unpack_kernel(*image, into / "vmlinux");
}

void fetch_kernel(const fs::path& cache, std::ostream& diagnostics) {
  const std::string name = image_package();
  diagnostics << "znspec guest: fetching the guest's kernel once: " << name << " into " << cache.string() << std::endl;
  const WorkFolder temporary{cache, ".fetch-"};
  const CommandResult result = apt({"apt-get", "download", name}, temporary.path().string());
  const auto package = only_entry(temporary.path(), "linux-image-");
  if (!result.status.success() || !package) {
    throw HarnessError("no kernel for the guest: apt-get download " + name + ": " + last_line(result.err) +
                       " (is the list old? run `apt-get update` as root)");
  }
  const fs::path tree = temporary.path() / "tree";
  fs::create_directory(tree);
  unpack_package(*package, tree);
  fs::rename(tree, cache / package->stem());
}

}  // namespace

fs::path default_cache() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && *cache == '/') return fs::path{cache} / "znspec";
  const char* home = std::getenv("HOME");
  return fs::path{home != nullptr && *home == '/' ? home : "/tmp"} / ".cache/znspec";
}

Kernel cached_kernel(const fs::path& cache, std::ostream& diagnostics) {
  const fs::path folder = cache / "kernel";
  if (auto kernel = find_kernel(folder)) return *kernel;
  try {
    fs::create_directories(folder);
    const Lock lock{folder / ".lock"};
    if (auto kernel = find_kernel(folder)) return *kernel;  // made by another while we waited
    while (const auto left_over = only_entry(folder, ".fetch-")) fs::remove_all(*left_over);  // by one that was killed
    fetch_kernel(folder, diagnostics);
  } catch (const fs::filesystem_error& error) {
    throw HarnessError("no kernel for the guest: " + error.path1().string() + ": " + error.code().message());
  }
  if (auto kernel = find_kernel(folder)) return *kernel;
  throw HarnessError("no kernel for the guest in " + folder.string());
}

}  // namespace zns::harness
