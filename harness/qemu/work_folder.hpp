// A folder for one run, removed on every way out.
#pragma once

#include <filesystem>
#include <string>

namespace zns::harness {

class WorkFolder {
 public:
  // In `parent`, under a fresh name; throws HarnessError when it cannot be made.
  explicit WorkFolder(const std::filesystem::path& parent, const std::string& prefix = "znspec-guest-");
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  ~WorkFolder();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  void keep() { keep_ = true; }

 private:
  std::filesystem::path path_;
  bool keep_ = false;
};

}  // namespace zns::harness
