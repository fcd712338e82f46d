// A device as bytes: one file, of a snapshot and the effects that came after it (IMAGE.md). Whoever writes the file
// knows what is durable; here bytes are made, and nothing else.
//
// An image holds no WriteCache: what a file holds is durable, by definition. With a volatile write cache it is for the
// owner of the file to let effects lag.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "reference/device/device.hpp"
#include "reference/device/policy.hpp"
#include "reference/device/subsystem.hpp"
#include "reference/image/codec.hpp"
#include "reference/image/frame.hpp"
#include "reference/image/header.hpp"

namespace zns::image {

// Gives the frames of an image in their order, each behind the one before.
class ImageWriter {
 public:
  // A new image.
  explicit ImageWriter(const About& about) : about_{about} {}
  // One that goes on where another was loaded (load.hpp): all of that is durable.
  ImageWriter(const About& about, const Position& next) : about_{about}, next_{next} { synced(); }

  // Header, snapshot and end: how an image begins. The subsystem remembers the whole of each block.
  void snapshot(const Subsystem& subsystem, const Policy& policy, std::vector<std::byte>& into);
  // What the step did, which led to `after`. A step that changed nothing makes no frame.
  void effect(const Device::Step& step, const Subsystem& after, std::vector<std::byte>& into);
  // Nothing more comes for now, and all before it is durable: the caller synced it.
  void clean_stop(std::vector<std::byte>& into);

  // The frames so far are durable: the next ones say so.
  void synced() { durable_ = next_.sequence == 0 ? 0 : next_.sequence - 1; }
  // Where the next frame goes.
  [[nodiscard]] const Position& next() const { return next_; }
  // The frames from that position on did not get into the file, which was cut there.
  void take_back(const Position& position) { next_ = position; }
  [[nodiscard]] const About& about() const { return about_; }

 private:
  void record(FrameType type, std::span<const std::byte> payload, std::vector<std::byte>& into);

  About about_;
  Position next_;
  std::uint64_t durable_ = 0;
  Writer payload_;  // of an effect: its memory is used again
};

// What a file is when it begins: header, snapshot, end.
[[nodiscard]] std::vector<std::byte> image_of(const Subsystem& subsystem, const Policy& policy, const About& about);
[[nodiscard]] std::vector<std::byte> image_of(const Subsystem& subsystem, const Policy& policy, ImageId id);

}  // namespace zns::image
