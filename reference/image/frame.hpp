// Frames: the pieces of an image. Each says its place, and is checked together with all before it (IMAGE.md, 2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace zns::image {

enum class ImageId : std::uint64_t {};  // another one for each file: whoever makes one draws it

enum class FrameType : std::uint16_t { Header = 1, Snapshot = 2, EndOfSnapshot = 3, Effect = 4, CleanStop = 5 };

inline constexpr std::uint16_t kGoesOn = 1U << 0;        // of the flags: the next frame holds more of the same record
inline constexpr std::uint32_t kMostPayload = 1U << 20;  // bytes
inline constexpr std::size_t kFrameHeaderBytes = 40;
inline constexpr std::size_t kFrameBytes = kFrameHeaderBytes + 4;  // of one without a payload

struct FrameHeader {
  FrameType type{};
  std::uint16_t flags = 0;
  std::uint32_t length = 0;  // of the payload
  std::uint64_t sequence = 0;
  std::uint64_t durable = 0;  // the frame up to which all were known to be durable as this one was made; 0: of none
  ImageId id{};
  [[nodiscard]] std::size_t size() const { return kFrameBytes + length; }
  [[nodiscard]] bool goes_on() const { return (flags & kGoesOn) != 0; }
  friend bool operator==(const FrameHeader&, const FrameHeader&) = default;
};

// Where a frame stands, and the payload CRC of the one before it.
struct Position {
  std::uint64_t offset = 0;
  std::uint64_t sequence = 0;
  std::uint32_t chain = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

// Returns the CRC of the payload, which is the chain of the next frame.
std::uint32_t append_frame(const FrameHeader& header, std::span<const std::byte> payload, std::uint32_t chain,
                           std::vector<std::byte>& into);

// What stands at the offset, if it has a valid header CRC and no field that is impossible. Its payload need not be
// there.
[[nodiscard]] std::optional<FrameHeader> frame_header_at(std::span<const std::byte> bytes, std::uint64_t offset);

struct GoodFrame {
  std::span<const std::byte> payload;
  Position next;  // of the frame behind it
};
// The frame of that header if its payload is all there, and right with the chain.
[[nodiscard]] std::optional<GoodFrame> good_frame(const FrameHeader& header, std::span<const std::byte> bytes,
                                                  const Position& at);

[[nodiscard]] bool has_magic(std::span<const std::byte> bytes);

// The first frame from the offset on, anywhere, that belongs to the image, comes after frame `k`, and says that `k` was
// durable.
[[nodiscard]] std::optional<std::uint64_t> find_witness(std::span<const std::byte> bytes, std::uint64_t offset,
                                                        ImageId id, std::uint64_t k);

}  // namespace zns::image
