// The disk of Windows. A file is opened with share mode 0, which nobody else can open then; so a file is closed while
// it is renamed, and opened again. There is no way to sync a folder: a rename is written through.
#pragma once

#include <memory>
#include <string>

#include "harness/store/disk.hpp"

namespace zns::harness {

// Paths are UTF-8.
class WindowsDisk final : public Disk {
 public:
  DiskResult open(const std::string& path, std::unique_ptr<DiskFile>& file) override;
  DiskResult create(const std::string& path, std::unique_ptr<DiskFile>& file) override;
  DiskResult find(const std::string& path) override;
  DiskResult rename(const std::string& from, DiskFile& file, const std::string& to, DiskFile* over) override;
  DiskResult sync_folder(const std::string& path) override;
  DiskResult remove(const std::string& path) override;
};

}  // namespace zns::harness
