#include "reference/image/frame.hpp"

#include <algorithm>
#include <array>

#include "reference/image/crc32c.hpp"
#include "reference/spec/bytes.hpp"

namespace zns::image {
namespace {

constexpr std::array kMagic{std::byte{'Z'}, std::byte{'N'}, std::byte{'S'}, std::byte{'i'}};
constexpr std::size_t kType = 4;
constexpr std::size_t kFlags = 6;
constexpr std::size_t kLength = 8;
constexpr std::size_t kSequence = 12;
constexpr std::size_t kDurable = 20;
constexpr std::size_t kId = 28;
constexpr std::size_t kHeaderCrc = 36;

bool is_possible(const FrameHeader& header) {
  const bool is_a_type = header.type >= FrameType::Header && header.type <= FrameType::CleanStop;
  const bool is_later = header.durable < header.sequence || header.durable == 0;
  return is_a_type && is_later && (header.flags & ~kGoesOn) == 0 && header.length <= kMostPayload;
}

}  // namespace

std::uint32_t append_frame(const FrameHeader& header, std::span<const std::byte> payload, std::uint32_t chain,
                           std::vector<std::byte>& into) {
  std::array<std::byte, kFrameHeaderBytes> fields{};
  std::copy(kMagic.begin(), kMagic.end(), fields.begin());
  store_le(fields, kType, static_cast<std::uint16_t>(header.type));
  store_le(fields, kFlags, header.flags);
  store_le(fields, kLength, header.length);
  store_le(fields, kSequence, header.sequence);
  store_le(fields, kDurable, header.durable);
  store_le(fields, kId, static_cast<std::uint64_t>(header.id));
  store_le(fields, kHeaderCrc, crc32c(std::span{fields}.first(kHeaderCrc)));
  std::array<std::byte, 4> tail{};
  const std::uint32_t crc = crc32c(payload, chain);
  store_le(tail, 0, crc);
  into.insert(into.end(), fields.begin(), fields.end());
  into.insert(into.end(), payload.begin(), payload.end());
  into.insert(into.end(), tail.begin(), tail.end());
  return crc;
}

bool has_magic(std::span<const std::byte> bytes) {
  return bytes.size() >= kMagic.size() && std::equal(kMagic.begin(), kMagic.end(), bytes.begin());
}

std::optional<FrameHeader> frame_header_at(std::span<const std::byte> bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < kFrameHeaderBytes) return std::nullopt;
  const auto fields = bytes.subspan(static_cast<std::size_t>(offset), kFrameHeaderBytes);
  if (!has_magic(fields) || load_le<std::uint32_t>(fields, kHeaderCrc) != crc32c(fields.first(kHeaderCrc)))
    return std::nullopt;
  const FrameHeader header{.type = static_cast<FrameType>(load_le<std::uint16_t>(fields, kType)),
                           .flags = load_le<std::uint16_t>(fields, kFlags),
                           .length = load_le<std::uint32_t>(fields, kLength),
                           .sequence = load_le<std::uint64_t>(fields, kSequence),
                           .durable = load_le<std::uint64_t>(fields, kDurable),
                           .id = static_cast<ImageId>(load_le<std::uint64_t>(fields, kId))};
  return is_possible(header) ? std::optional{header} : std::nullopt;
}

std::optional<GoodFrame> good_frame(const FrameHeader& header, std::span<const std::byte> bytes, const Position& at) {
  if (bytes.size() - at.offset < header.size()) return std::nullopt;
  const auto frame = bytes.subspan(static_cast<std::size_t>(at.offset), header.size());
  const auto payload = frame.subspan(kFrameHeaderBytes, header.length);
  const std::uint32_t crc = crc32c(payload, at.chain);
  if (load_le<std::uint32_t>(frame, kFrameHeaderBytes + header.length) != crc) return std::nullopt;
  const Position next{.offset = at.offset + header.size(), .sequence = at.sequence + 1, .chain = crc};
  return GoodFrame{.payload = payload, .next = next};
}

std::optional<std::uint64_t> find_witness(std::span<const std::byte> bytes, std::uint64_t offset, ImageId id,
                                          std::uint64_t k) {
  while (offset < bytes.size()) {
    const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(offset);
    offset = static_cast<std::uint64_t>(std::find(from, bytes.end(), kMagic[0]) - bytes.begin());
    const auto header = frame_header_at(bytes, offset);
    if (header && header->id == id && header->sequence > k && header->durable >= k) return offset;
    ++offset;
  }
  return std::nullopt;
}

}  // namespace zns::image
