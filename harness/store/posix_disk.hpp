// The disk of a POSIX system.
#pragma once

#include <memory>
#include <string>

#include "harness/store/disk.hpp"

namespace zns::harness {

class PosixDisk final : public Disk {
 public:
  DiskResult open(const std::string& path, std::unique_ptr<DiskFile>& file) override;
  DiskResult create(const std::string& path, std::unique_ptr<DiskFile>& file) override;
  DiskResult find(const std::string& path) override;
  DiskResult rename(const std::string& from, DiskFile& file, const std::string& to, DiskFile* over) override;
  DiskResult sync_folder(const std::string& path) override;
  DiskResult remove(const std::string& path) override;
};

}  // namespace zns::harness
