// A disk between a store and the fake one that does a thing otherwise than it says: what a store would leave that made
// that mistake. Each mistake is one that some test must see.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "harness/store/fake_disk.hpp"
#include "reference/image/frame.hpp"

namespace zns::harness {

enum class Misdeed : std::uint16_t {
  None = 0,
  NoSync = 1U << 0,            // of files
  RenameBeforeSync = 1U << 1,  // a new file gets its name, and is synced then
  NoSyncOfFolder = 1U << 2,
  RetryAfterEio = 1U << 3,       // and the next sync is believed
  TwoWriters = 1U << 4,          // nothing is locked
  WritesBehindAHole = 1U << 5,   // a torn tail is not cut off, and frames come behind it
  MarksTooMuch = 1U << 6,        // each frame says that all before it are durable
  TrustsThoseBefore = 1U << 7,   // what an earlier process did is taken for durable
  KeepsWhatHadNoSpace = 1U << 8  // the file is not cut back
};
constexpr Misdeed operator|(Misdeed a, Misdeed b) {
  return static_cast<Misdeed>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool has(Misdeed all, Misdeed one) {
  return (static_cast<unsigned>(all) & static_cast<unsigned>(one)) != 0;
}

class BadDisk final : public Disk {
 public:
  BadDisk(FakeDisk& disk, Misdeed misdeed) : disk_{disk}, misdeed_{misdeed} {
    if (has(misdeed, Misdeed::TwoWriters)) disk.has_locks = false;
  }

  DiskResult open(const std::string& path, std::unique_ptr<DiskFile>& file) override {
    renamed_ = false;
    return wrap(disk_.open(path, inner_), file, false);
  }
  DiskResult create(const std::string& path, std::unique_ptr<DiskFile>& file) override {
    return wrap(disk_.create(path, inner_), file, true);
  }
  DiskResult find(const std::string& path) override { return disk_.find(path); }
  DiskResult rename(const std::string& from, DiskFile& file, const std::string& to, DiskFile* over) override {
    File& bad = static_cast<File&>(file);
    DiskResult result = disk_.rename(from, file, to, over);
    if (!result.done()) return result;
    renamed_ = true;
    bad.is_fresh = false;
    return has(misdeed_, Misdeed::RenameBeforeSync) ? bad.sync() : result;
  }
  DiskResult sync_folder(const std::string& path) override {
    const bool trusts = has(misdeed_, Misdeed::TrustsThoseBefore) && !renamed_;
    return trusts || has(misdeed_, Misdeed::NoSyncOfFolder) ? DiskResult{} : disk_.sync_folder(path);
  }
  DiskResult remove(const std::string& path) override { return disk_.remove(path); }

 private:
  struct File final : DiskFile {
    File(std::unique_ptr<DiskFile> file, Misdeed how, bool fresh)
        : inner{std::move(file)}, misdeed{how}, is_fresh{fresh} {}

    DiskResult read(std::vector<std::byte>& into) override {
      DiskResult result = inner->read(into);
      size = into.size();
      return result;
    }
    DiskResult write(std::uint64_t offset, std::span<const std::byte> bytes) override {
      is_dirty = true;
      std::vector<std::byte> other{bytes.begin(), bytes.end()};
      if (has(misdeed, Misdeed::MarksTooMuch)) mark(other);
      return inner->write(offset + hole, other);
    }
    DiskResult truncate(std::uint64_t to) override {
      if (has(misdeed, Misdeed::KeepsWhatHadNoSpace) && is_dirty) return {};
      if (!has(misdeed, Misdeed::WritesBehindAHole) || is_dirty) return inner->truncate(to);
      hole = size - to;
      return {};
    }
    DiskResult sync() override {
      const bool waits = is_fresh && has(misdeed, Misdeed::RenameBeforeSync);
      const bool trusts = !is_dirty && has(misdeed, Misdeed::TrustsThoseBefore);
      if (waits || trusts || has(misdeed, Misdeed::NoSync)) return {};
      DiskResult result = inner->sync();
      if (!result.done() && has(misdeed, Misdeed::RetryAfterEio)) result = inner->sync();
      return result;
    }

    // Headers are made anew: their CRCs are right.
    static void mark(std::vector<std::byte>& bytes) {
      std::uint64_t at = 0;
      for (auto header = image::frame_header_at(bytes, at); header; header = image::frame_header_at(bytes, at)) {
        if (header->sequence != 0) header->durable = header->sequence - 1;
        std::vector<std::byte> frame;
        image::append_frame(*header, {}, 0, frame);
        std::copy_n(frame.begin(), image::kFrameHeaderBytes, bytes.begin() + static_cast<std::ptrdiff_t>(at));
        at += header->size();
      }
    }

    std::unique_ptr<DiskFile> inner;
    Misdeed misdeed;
    bool is_fresh;
    bool is_dirty = false;
    std::size_t size = 0;
    std::uint64_t hole = 0;
  };

  DiskResult wrap(DiskResult result, std::unique_ptr<DiskFile>& file, bool is_fresh) {
    if (result.done()) file = std::make_unique<File>(std::move(inner_), misdeed_, is_fresh);
    return result;
  }

  FakeDisk& disk_;
  Misdeed misdeed_;
  std::unique_ptr<DiskFile> inner_;
  bool renamed_ = false;
};

}  // namespace zns::harness
