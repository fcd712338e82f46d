#include "harness/qemu/kernel.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>

#include "harness/base/error.hpp"
#include "harness/qemu/process.hpp"
#include "harness/qemu/signals.hpp"
#include "harness/qemu/vmlinux.hpp"
#include "harness/qemu/work_folder.hpp"

namespace zns::harness {
namespace fs = std::filesystem;
namespace {

constexpr const char* kMetaPackage = "linux-image-amd64";
constexpr std::string_view kImagePrefix = "linux-image-";

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

bool has_prefix(const std::string& text, std::string_view prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

// Debian's kernels since 6.18 are in several packages.
bool is_part_of_a_kernel(const std::string& package) {
  return has_prefix(package, kImagePrefix) || has_prefix(package, "linux-binary-") ||
         has_prefix(package, "linux-modules-");
}

// The packages of a kernel that a package needs, by the lines "  Depends: NAME" and " |Depends: NAME".
std::vector<std::string> parts_needed_by(const std::string& package) {
  std::vector<std::string> parts;
  std::istringstream lines{apt({"apt-cache", "depends", package}, {}).out};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words{line};
    std::string relation, name;
    if (words >> relation >> name && (relation == "Depends:" || relation == "|Depends:") && name != package &&
        is_part_of_a_kernel(name))
      parts.push_back(name);
  }
  return parts;
}

// What is to be downloaded for a package: itself with its parts, or what it stands for.
std::vector<std::string> packages_of(std::string package) {
  for (;;) {
    const std::vector<std::string> parts = parts_needed_by(package);
    const auto image = std::find_if(parts.begin(), parts.end(),
                                    [](const std::string& part) { return has_prefix(part, kImagePrefix); });
    if (image == parts.end()) {
      std::vector<std::string> all{package};
      all.insert(all.end(), parts.begin(), parts.end());
      return all;
    }
    package = *image;
  }
}

std::string image_package() {
  const std::vector<std::string> packages = packages_of(kMetaPackage);
  if (packages.front() != kMetaPackage) return packages.front();
  throw HarnessError(std::string{"no kernel for the guest: apt knows no package "} + kMetaPackage +
                     "; run `apt-get update` as root, or give a kernel with --kernel and --modules");
}

bool is_file(const std::string& package) {
  return fs::path{package}.extension() == ".deb";
}

// Downloads what is no file already; the packages' files.
std::vector<fs::path> download(const std::vector<std::string>& packages, const fs::path& folder) {
  std::vector<fs::path> files;
  for (const std::string& given : packages) {
    if (is_file(given)) {
      if (!fs::is_regular_file(given)) throw HarnessError("no kernel package at " + given);
      files.push_back(fs::absolute(given));
      continue;
    }
    for (const std::string& name : packages_of(given)) {
      const CommandResult result = apt({"apt-get", "download", name}, folder.string());
      const auto file = only_entry(folder, name);
      if (!result.status.success() || !file)
        throw HarnessError("no kernel for the guest: apt-get download " + name + ": " + last_line(result.err) +
                           " (is the list old? run `apt-get update` as root)");
      files.push_back(*file);
    }
  }
  return files;
}

// Debian 14 keeps modules below usr/lib; some kernels lie beside their modules.
void put_in_place(const fs::path& tree) {
  if (!fs::exists(tree / "lib/modules") && fs::exists(tree / "usr/lib/modules")) {
    fs::create_directories(tree / "lib");
    fs::rename(tree / "usr/lib/modules", tree / "lib/modules");
  }
  fs::remove_all(tree / "usr");
  const auto modules = only_entry(tree / "lib/modules", "");
  if (only_entry(tree / "boot", "vmlinuz-") || !modules || !fs::exists(*modules / "vmlinuz")) return;
  fs::create_directories(tree / "boot");
  fs::rename(*modules / "vmlinuz", tree / "boot" / ("vmlinuz-" + modules->filename().string()));
}

void unpack(const std::vector<fs::path>& packages, const fs::path& into) {
  for (const fs::path& package : packages) {
    const CommandResult result = apt({"dpkg", "-x", package.string(), into.string()}, {});
    if (!result.status.success()) throw HarnessError("cannot unpack the guest's kernel: " + result.first_error_line());
  }
  put_in_place(into);
  const auto image = only_entry(into / "boot", "vmlinuz-");
  const auto modules = only_entry(into / "lib/modules", "");
  if (!image || !modules) throw HarnessError("no kernel in " + packages.front().filename().string());
  for (const char* folder : kNotKept) fs::remove_all(*modules / "kernel" / folder);
  unpack_kernel(*image, into / "vmlinux");
}

void fetch_kernel(const fs::path& cache, const std::vector<std::string>& packages, std::ostream& diagnostics) {
  std::string names;
  for (const std::string& package : packages) names += (names.empty() ? "" : ", ") + package;
  diagnostics << "znspec guest: fetching the guest's kernel once: " << names << " into " << cache.string() << std::endl;
  const WorkFolder temporary{cache, ".fetch-"};
  const std::vector<fs::path> files = download(packages, temporary.path());
  const fs::path tree = temporary.path() / "tree";
  fs::create_directory(tree);
  unpack(files, tree);
  fs::rename(tree, cache / files.front().stem());
}

// A kernel that was asked for by name has a folder of its own: it never takes the usual one's place.
fs::path folder_of(const fs::path& cache, const std::vector<std::string>& packages) {
  if (packages.empty()) return cache / "kernel";
  std::string name;
  for (const std::string& package : packages) {
    name += (name.empty() ? "" : ",") + (is_file(package) ? fs::path{package}.stem().string() : package);
  }
  return cache / "kernel-packages" / name;
}

}  // namespace

fs::path default_cache() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && *cache == '/') return fs::path{cache} / "znspec";
  const char* home = std::getenv("HOME");
  return fs::path{home != nullptr && *home == '/' ? home : "/tmp"} / ".cache/znspec";
}

Kernel cached_kernel(const fs::path& cache, const std::vector<std::string>& packages, std::ostream& diagnostics) {
  for (const std::string& package : packages)
    if (package.empty() || (!is_file(package) && package.find('/') != std::string::npos))
      throw HarnessError("no kernel package \"" + package + "\": the name of one that apt knows, or a .deb file");
  const fs::path folder = folder_of(cache, packages);
  if (auto kernel = find_kernel(folder)) return *kernel;
  try {
    fs::create_directories(folder);
    const Lock lock{folder / ".lock"};
    if (auto kernel = find_kernel(folder)) return *kernel;  // made by another while we waited
    while (const auto left_over = only_entry(folder, ".fetch-")) fs::remove_all(*left_over);  // by one that was killed
    fetch_kernel(folder, packages.empty() ? std::vector{image_package()} : packages, diagnostics);
  } catch (const fs::filesystem_error& error) {
    throw HarnessError("no kernel for the guest: " + error.path1().string() + ": " + error.code().message());
  }
  if (auto kernel = find_kernel(folder)) return *kernel;
  throw HarnessError("no kernel for the guest in " + folder.string());
}

}  // namespace zns::harness
