#include "harness/qemu/work_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "harness/base/error.hpp"

namespace zns::harness {

WorkFolder::WorkFolder(const std::filesystem::path& parent, const std::string& prefix) {
  std::string name = (parent / (prefix + "XXXXXX")).string();
  if (mkdtemp(name.data()) == nullptr) {
    throw HarnessError("cannot make a work folder in " + parent.string() + ": " + std::strerror(errno));
  }
  path_ = name;
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;  // we may be on the way out with a better error
  if (!keep_) std::filesystem::remove_all(path_, ignored);
}

}  // namespace zns::harness
