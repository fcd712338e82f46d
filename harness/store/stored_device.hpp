// A small device whose image is in a store, a few things that happen to it, and what may be left of it as power is lost
// now: the judge of the store, which knows what was promised from what it did, not from the store.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/store/disk.hpp"
#include "harness/store/store.hpp"
#include "reference/device/device.hpp"

namespace zns::harness {

// On three zones of four blocks.
enum class Act : std::uint8_t {
  Write,         // a block, in zone 0
  Append,        // two blocks, in zone 1
  Finish,        // zone 0
  Reset,         // zone 0
  Open,          // zone 2
  SetExtension,  // of zone 2
  Flush,
  WriteFua,  // a block, in zone 1
  Compact,   // the store does
  PowerOn,   // the process dies, another one opens the image, and power is lost as the device has it
};
inline constexpr std::array kActNames{"write", "append", "finish",    "reset",   "open",
                                      "zde",   "flush",  "write-fua", "compact", "power-on"};
inline constexpr std::size_t kActs = kActNames.size();

enum class Cache : std::uint8_t {
  None,
  Written,  // what may lag is written at once
  Waiting,  // ... waits for what may not
};
inline constexpr std::array kCacheNames{"none", "written", "waiting"};

inline constexpr const char* kImagePath = "image";

// A state as an image holds it: nothing is in a cache.
[[nodiscard]] Subsystem as_durable(Subsystem subsystem);

class StoredDevice {
 public:
  enum class Left : std::uint8_t {
    Permitted,
    Lost,   // what was promised is not there: the state is an earlier one, or there is none
    Wrong,  // no step led to this state
  };

  StoredDevice(Disk& disk, Cache cache) : disk_{disk}, cache_{cache} {}

  // Makes the image. False: the disk failed.
  bool create();
  // False: the store takes nothing any more, or the image was not opened again.
  bool act(Act act);
  // The process ends as it should. False: the disk failed.
  bool stop();
  // The process dies.
  void die() { store_.reset(); }

  [[nodiscard]] const Store* store() const { return store_.get(); }
  [[nodiscard]] const Device& device() const { return device_; }
  [[nodiscard]] std::size_t refused() const { return refused_; }  // steps for which there was no space
  // Why act() was false, if that must not be: the image was refused, or loaded otherwise than it was left.
  [[nodiscard]] const std::string& fault() const { return fault_; }

  // What the state is that an image was loaded with. `place` is that of the equal one, and is tried first.
  [[nodiscard]] Left judge(const Subsystem& loaded, std::size_t& place) const;
  // The state at that place may be left.
  [[nodiscard]] bool permits(std::size_t place) const { return place >= promised_ && place < states_.size(); }
  // How often places came to stand for other states.
  [[nodiscard]] std::size_t turns() const { return turns_; }
  // No image at all.
  [[nodiscard]] Left judge_nothing() const { return promised_any_ ? Left::Lost : Left::Permitted; }
  // What is equal to the state of the device.
  [[nodiscard]] bool is_latest(const Subsystem& loaded) const { return loaded == states_.back(); }

 private:
  bool submit(Act act);
  bool commit(bool is_promised);
  bool power_on();

  Disk& disk_;
  Cache cache_;
  Device device_{geometry(cache_), Policy{}, 1};
  std::unique_ptr<Store> store_;
  std::vector<std::byte> data_;
  std::uint64_t written_ = 0;  // blocks: each with other data
  std::size_t refused_ = 0;
  std::string fault_;

  std::vector<Subsystem> states_;  // after each step that was submitted
  std::size_t turns_ = 0;
  std::size_t promised_ = 0;  // the last one that a host knows to be durable
  bool promised_any_ = false;

  static Geometry geometry(Cache cache);
  [[nodiscard]] Store::Options options() const;
};

}  // namespace zns::harness
