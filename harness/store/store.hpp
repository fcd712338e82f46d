// The file of a device's image: what the device did is appended, and what a host was promised to keep is durable before
// the host hears of it. A failure of power or of the disk leaves a file that opens as the device after some step, none
// earlier than the last one that was promised (store/crash_test.cpp tries them all).
//
// A target that runs one command at a time does this, with a device whose undo_depth is 1 at least:
//
//     Device::Done done = device.submit(command, data, out, at);
//     store.add(device, durability_of(command, device, at));   // while `data` lives
//     switch (store.commit(device).kind) {
//       case Done:      the completion is sent
//       case NoSpace:   device.undo(); the command ends with Write Fault (2/80) and has changed nothing
//       case Poisoned:  the command ends with Internal Error (0/06), and so does every later one
//     }
//
// A target that runs several takes as many back as it added since the last commit. A call that answers that nothing
// happened (Device::raise) makes no step, and nothing is added. As a target ends it calls clean_stop().
//
// Power. The file holds the steps in their order and no WriteCache: with a volatile write cache steps wait in memory,
// or are written and not synced, until one demands to be durable (durability.hpp). A loss of power keeps all steps up
// to some one behind the last sync, which is what may be left of a volatile cache (ZNS-RST-014, ZNS-RST-057). So a
// target whose power is lost closes the store, opens it again, restores the device to what was loaded, where all is
// durable, and then restarts it with Reset::PowerCycle, whose step it adds as any other. A process that dies is a loss
// of power.
//
// Files on a network file system may be locked at this host only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "harness/store/disk.hpp"
#include "harness/store/durability.hpp"
#include "reference/device/device.hpp"
#include "reference/image/image.hpp"
#include "reference/image/load.hpp"

namespace zns::harness {

// What became of the steps since the last commit.
struct Committed {
  enum class Kind : std::uint8_t {
    Done,
    NoSpace,   // they are not in the file, which is as it was before: the caller takes them back
    Poisoned,  // nobody knows what of them is durable; the store takes nothing any more
  };
  Kind kind = Kind::Done;
  std::string text = {};  // why not
  [[nodiscard]] bool done() const { return kind == Kind::Done; }
};

// Why a store was not opened, or made.
struct StoreRefusal {
  enum class Kind : std::uint8_t {
    Locked,  // by another one
    Missing,
    Exists,
    NotAnImage,
    Newer,       // a version or a feature that is not known here
    Damaged,     // where it was durable
    Impossible,  // it says what no device can be, or what is too large
    World,       // the disk failed
  };
  Kind kind{};
  std::string text;  // all of it, in one line
};

class Store {
 public:
  struct Options {
    // A file of so many bytes, and of twice those of a snapshot of what it holds, is replaced by such a snapshot.
    std::uint64_t compact_beyond = 16U << 20U;
    // Steps that may lag wait for others until they have so many bytes, and are written together; 0: none waits.
    std::size_t wait_up_to = 256U << 10U;
    image::Limits limits = {};
  };
  struct Opened {
    std::unique_ptr<Store> store;
    Subsystem subsystem;
    Policy policy;
    std::uint64_t torn_bytes = 0;  // that were never durable, and were cut off
    bool stopped_cleanly = false;
  };
  using Made = std::variant<std::unique_ptr<Store>, StoreRefusal>;
  using Found = std::variant<Opened, StoreRefusal>;

  // A new file, durably. The disk must outlive the store.
  [[nodiscard]] static Made create(Disk& disk, const std::string& path, const Subsystem& subsystem,
                                   const Policy& policy, image::ImageId id, const Options& options);
  [[nodiscard]] static Made create(Disk& disk, const std::string& path, const Subsystem& subsystem,
                                   const Policy& policy, image::ImageId id) {
    return create(disk, path, subsystem, policy, id, Options{});
  }
  // A file that is there. A torn tail is cut off, and what is left is durable.
  [[nodiscard]] static Found open(Disk& disk, const std::string& path, const Options& options);
  [[nodiscard]] static Found open(Disk& disk, const std::string& path) { return open(disk, path, Options{}); }

  // The device's last step. The host's data that it refers to are not needed afterwards.
  void add(const Device& device, Durability durability);
  // Writes what was added, and makes it durable if any of it demands that. Then compacts, if it is time.
  Committed commit(const Device& device);
  // Replaces the file by one that is a snapshot. False: it was not possible, and the file is as it was; or poisoned().
  // Nothing is added and not committed.
  bool compact(const Device& device);
  // All is durable, and nothing more comes for now.
  Committed clean_stop();

  [[nodiscard]] bool poisoned() const { return !poison_.empty(); }
  [[nodiscard]] std::uint64_t bytes() const { return end_; }  // of the file

 private:
  Store(Disk& disk, std::string path, Options options, Policy policy, std::unique_ptr<DiskFile> file,
        image::ImageWriter writer)
      : disk_{disk},
        path_{std::move(path)},
        options_{options},
        policy_{policy},
        file_{std::move(file)},
        writer_{std::move(writer)} {}

  Committed write(bool then_sync);
  Committed cut_back();
  Committed sync();
  Committed poison(const std::string& what, const DiskResult& result);
  [[nodiscard]] Committed poisoned_already() const;
  void begin_log(std::uint64_t snapshot_bytes, std::uint64_t file_bytes);
  [[nodiscard]] std::uint64_t limit_with(std::uint64_t live_bytes) const;
  void keep();

  Disk& disk_;
  std::string path_;
  Options options_;
  Policy policy_;
  std::unique_ptr<DiskFile> file_;
  image::ImageWriter writer_;
  std::string poison_;

  std::uint64_t end_ = 0;             // of the file
  bool unsynced_ = false;             // something in it is not durable
  std::uint64_t snapshot_bytes_ = 0;  // of the latest one
  std::uint64_t compact_at_ = 0;      // as the file is longer, if that still holds then

  std::vector<std::byte> batch_;  // frames to be written at the end
  bool demanded_ = false;         // by a step of it: to be durable
  // What commit() was called for, and waits. Where there is no space for the next step it waits on.
  std::size_t kept_bytes_ = 0;
  image::Position kept_;
};

}  // namespace zns::harness
