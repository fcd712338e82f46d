// A disk in memory that remembers what is durable, and in which order the rest was done. It fails where it is told to,
// and yields what a loss of power may leave of a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/store/disk.hpp"

namespace zns::harness {

// What a loss of power may leave. Missing: bytes that were written and are not there, where they were not synced.
struct CrashChoice {
  enum class Missing : std::uint8_t { Short, Zeroes, Old, Rubbish };  // Short: the file ends before them, or has zeroes
  std::size_t names = 0;                // so many of the changes to names that were not synced are done
  std::uint64_t operations = 0;         // bit n: the n-th operation on the file that was not synced is done
  std::optional<std::size_t> cut = {};  // a byte of the last one, a write: it ...
  bool keeps_tail = false;              // ... is done before this byte, or else from it on
  Missing missing = Missing::Short;
  [[nodiscard]] std::string text() const;
};

class FakeDisk final : public Disk {
 public:
  using Bytes = std::vector<std::byte>;
  enum class Operation : std::uint8_t { Open, Create, Find, Read, Write, Truncate, Sync, Rename, SyncFolder, Remove };

  struct Failure {
    std::size_t at = 0;  // of all operations, from 0 on
    DiskOutcome outcome = DiskOutcome::Io;
    bool for_ever = false;  // and so all after it
  };

  FakeDisk() = default;
  // One that holds a file, durably.
  FakeDisk(const std::string& path, Bytes content);

  // ---- what a test does with it
  std::optional<Failure> failure = {};
  bool has_locks = true;
  std::function<void()> after_each = {};  // operation that changes something
  [[nodiscard]] std::size_t operations() const { return operations_; }
  [[nodiscard]] std::optional<Operation> failed() const { return failed_; }  // the first one

  // What the file holds for whoever reads it; null: no file has that name.
  [[nodiscard]] const Bytes* content(const std::string& path) const;
  [[nodiscard]] bool is_open(const std::string& path) const;
  // Power is lost: what is not durable is not there any more. No file is open.
  void lose_power();

  // Each content that the file may have after a loss of power now; null: it may not be there. Where more than eight
  // operations were not synced, the subsets are those of the last eight. `cuts_writes`: at each byte of the last one,
  // too.
  using Visit = std::function<void(const Bytes*, const CrashChoice&)>;
  void for_each_crash(const std::string& path, const Visit& visit, bool cuts_writes = true) const;

  DiskResult open(const std::string& path, std::unique_ptr<DiskFile>& file) override;
  DiskResult create(const std::string& path, std::unique_ptr<DiskFile>& file) override;
  DiskResult find(const std::string& path) override;
  DiskResult rename(const std::string& from, DiskFile& file, const std::string& to, DiskFile* over) override;
  DiskResult sync_folder(const std::string& path) override;
  DiskResult remove(const std::string& path) override;

 private:
  class File;
  struct Change {  // to a file: a write, or bytes are cut off
    std::uint64_t offset = 0;
    Bytes bytes;
    bool is_cut = false;
  };
  struct Inode {
    Bytes now;
    Bytes durable;
    Bytes old;  // what stood at each byte before it was written last: of this file, or of an earlier one
    std::vector<Change> pending;
    bool open = false;
  };
  using Names = std::map<std::string, std::shared_ptr<Inode>>;
  struct Rename {  // `from` is gone afterwards; `to`, if it is not empty, is `inode`
    std::string from;
    std::string to;
    std::shared_ptr<Inode> inode;
  };

  // Not Done: the operation fails, as the test has it.
  DiskResult begin(Operation operation);
  void changed() const;
  void change(Rename rename);
  static void carry_out(const Rename& rename, Names& names);
  static void carry_out(const Change& change, Bytes& bytes);
  static void crashes_of(const Inode& inode, std::size_t names, const Visit& visit, bool cuts_writes);

  std::size_t operations_ = 0;
  std::optional<Operation> failed_;
  Names names_;
  Names durable_names_;
  std::vector<Rename> pending_names_;
};

}  // namespace zns::harness
