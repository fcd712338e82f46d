#include "harness/cli/shipped_files.hpp"

#include <system_error>

#include "harness/base/error.hpp"

namespace zns::harness {
namespace fs = std::filesystem;

fs::path shipped_device_file(const std::string& name) {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path candidates[] = {program.parent_path().parent_path() / "share" / "znspec" / "devices" / name,
                                 fs::path{ZNSPEC_SOURCE_DIR} / "corpora" / "devices" / name};
  for (const fs::path& candidate : candidates)
    if (fs::is_regular_file(candidate, error)) return candidate;
  throw HarnessError("the shipped file '" + name + "' is neither at " + candidates[0].string() + " nor at " +
                     candidates[1].string());
}

std::string short_name(const fs::path& path) {
  std::error_code error;
  const fs::path relative = fs::proximate(path, error);
  return error || relative.empty() || *relative.begin() == ".." ? path.string() : relative.string();
}

}  // namespace zns::harness
