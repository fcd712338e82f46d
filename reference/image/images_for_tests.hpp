// Images whose every state is known, and their frames one by one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "reference/device/device.hpp"
#include "reference/image/frame.hpp"
#include "reference/image/image.hpp"
#include "reference/spec/pattern.hpp"

namespace zns::image {

struct FrameForTests {
  FrameHeader header;
  std::vector<std::byte> payload;
  std::uint64_t offset = 0;
};

// The frames of an image that is whole.
inline std::vector<FrameForTests> frames_of(std::span<const std::byte> bytes) {
  std::vector<FrameForTests> frames;
  std::uint64_t offset = 0;
  for (auto header = frame_header_at(bytes, 0); header; header = frame_header_at(bytes, offset)) {
    const auto payload = bytes.subspan(static_cast<std::size_t>(offset) + kFrameHeaderBytes, header->length);
    frames.push_back({.header = *header, .payload = {payload.begin(), payload.end()}, .offset = offset});
    offset += header->size();
  }
  return frames;
}

// With all CRCs as they must be, whatever was done to the frames.
inline std::vector<std::byte> bytes_of(std::span<const FrameForTests> frames) {
  std::vector<std::byte> bytes;
  std::uint32_t chain = 0;
  for (const FrameForTests& each : frames) {
    FrameHeader header = each.header;
    header.length = static_cast<std::uint32_t>(each.payload.size());
    chain = append_frame(header, each.payload, chain, bytes);
  }
  return bytes;
}

// A small device to which a few things happen. states[i] is the one after the frame of sequence i; those before the end
// of the snapshot are of no use.
class Story {
 public:
  enum class Sync : std::uint8_t { Never, Sometimes, AtTheEnd };

  explicit Story(Sync sync, ImageId id = ImageId{0xA1}) : writer_{About{.id = id}} {
    do_before();
    writer_.snapshot(device_.subsystem(), device_.policy(), bytes);
    first_effect = writer_.next().sequence;
    keep_state();
    for (int i = 0; i < 7; ++i) {
      act(i);
      writer_.effect(device_.last_step(), device_.subsystem(), bytes);
      if (sync == Sync::Sometimes && i % 2 == 1) writer_.synced();
      keep_state();
    }
    if (sync != Sync::AtTheEnd) return;
    writer_.clean_stop(bytes);
    keep_state();
  }

  std::vector<std::byte> bytes;
  std::vector<Subsystem> states;
  std::uint64_t first_effect = 0;  // its sequence

  // A frame behind the k-th says that this one was durable.
  [[nodiscard]] bool has_witness(std::uint64_t k) const {
    for (const FrameForTests& each : frames_of(bytes))
      if (each.header.sequence > k && each.header.durable >= k && k != 0) return true;
    return false;
  }
  [[nodiscard]] const Policy& policy() const { return device_.policy(); }

 private:
  static Geometry geometry() {
    return {.lba_bytes = 512, .zones = 4, .zsze = 4, .zcap = 4, .max_active = 3, .max_open = 2, .zdes = 1};
  }

  void write(std::uint64_t slba, bool is_pattern) {
    data_.assign(512, std::byte{0});
    for (std::size_t i = 0; i < data_.size(); i += 100) data_[i] = static_cast<std::byte>(slba + 1);
    if (is_pattern) Pattern{}.fill_block(data_, slba);
    device_.submit({.body = Write{.slba = slba}}, data_, {});
  }
  void manage(std::uint64_t zslba, ZoneSendAction zsa) {
    data_.assign(64, std::byte{0xE0});
    device_.submit({.body = ZoneManagementSend{.slba = zslba, .zsa = zsa}}, data_, {});
  }

  void do_before() {
    write(0, true);
    write(4, false);
    manage(8, ZoneSendAction::SetZoneDescriptorExtension);
  }
  void act(int i) {
    switch (i) {
      case 0:
        return write(1, true);
      case 1:
        return write(5, false);
      case 2:
        return manage(0, ZoneSendAction::Finish);
      case 3:
        return manage(12, ZoneSendAction::Open);
      case 4:
        device_.submit({.body = Write{.slba = 3}}, data_, {});  // fails: an entry of the error log
        return;
      case 5:
        device_.submit(
            {.queue = Queue::Admin, .nsid = 0, .body = SetFeatures{.dw11 = 5, .fid = Fid::Arbitration, .save = true}},
            {}, {});
        return;
      default:
        return manage(4, ZoneSendAction::Reset);
    }
  }
  void keep_state() { states.resize(static_cast<std::size_t>(writer_.next().sequence), device_.subsystem()); }

  Device device_{geometry(), Policy{}, 1};
  std::vector<std::byte> data_;
  ImageWriter writer_;
};

}  // namespace zns::image
