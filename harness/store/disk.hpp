// The port through which a store reaches its file: what a disk does, and how that ends. How it ends is data, so that
// the store decides what follows from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace zns::harness {

enum class DiskOutcome : std::uint8_t {
  Done,
  NoSpace,  // or beyond a quota or a limit of the file's size
  Io,       // EIO: nobody knows what of the file is on the disk, and trying again does not tell
  Missing,  // no file has that name
  Locked,   // another one has the file open
  Other,
};

struct DiskResult {
  DiskOutcome outcome = DiskOutcome::Done;
  std::string text = {};  // why not, as the system says it
  [[nodiscard]] bool done() const { return outcome == DiskOutcome::Done; }
};

// An open file, which nobody else has open through a Disk. Closed and unlocked as it is destroyed.
class DiskFile {
 public:
  DiskFile() = default;
  DiskFile(const DiskFile&) = delete;
  DiskFile& operator=(const DiskFile&) = delete;
  virtual ~DiskFile() = default;

  // All of it, from its beginning on.
  virtual DiskResult read(std::vector<std::byte>& into) = 0;
  // All bytes, or not Done; then any of them may be written.
  virtual DiskResult write(std::uint64_t offset, std::span<const std::byte> bytes) = 0;
  virtual DiskResult truncate(std::uint64_t size) = 0;
  // What was written so far survives a loss of power, whoever wrote it.
  virtual DiskResult sync() = 0;
};

class Disk {
 public:
  Disk() = default;
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;
  virtual ~Disk() = default;

  // A file that is there. `file` is set if it is Done.
  virtual DiskResult open(const std::string& path, std::unique_ptr<DiskFile>& file) = 0;
  // An empty file: what the name stands for is dropped, unless another one has it open.
  virtual DiskResult create(const std::string& path, std::unique_ptr<DiskFile>& file) = 0;
  // Done, or Missing.
  virtual DiskResult find(const std::string& path) = 0;
  // `from` becomes `to`; a file of that name is replaced. Both files stay open: `file` is `from`, `over` is `to` or
  // null.
  virtual DiskResult rename(const std::string& from, DiskFile& file, const std::string& to, DiskFile* over) = 0;
  // The names in the folder of that path survive a loss of power.
  virtual DiskResult sync_folder(const std::string& path) = 0;
  virtual DiskResult remove(const std::string& path) = 0;
};

}  // namespace zns::harness
