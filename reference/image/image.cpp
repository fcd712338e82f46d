#include "reference/image/image.hpp"

#include <algorithm>

#include "reference/device/assert.hpp"
#include "reference/image/write_items.hpp"

namespace zns::image {

void ImageWriter::record(FrameType type, std::span<const std::byte> payload, std::vector<std::byte>& into) {
  do {
    const auto part = payload.first(std::min<std::size_t>(payload.size(), kMostPayload));
    payload = payload.subspan(part.size());
    const FrameHeader header{.type = type,
                             .flags = payload.empty() ? std::uint16_t{0} : kGoesOn,
                             .length = static_cast<std::uint32_t>(part.size()),
                             .sequence = next_.sequence,
                             .durable = durable_,
                             .id = about_.id};
    next_.chain = append_frame(header, part, next_.chain, into);
    next_.offset += header.size();
    ++next_.sequence;
  } while (!payload.empty());
}

void ImageWriter::snapshot(const Subsystem& subsystem, const Policy& policy, std::vector<std::byte>& into) {
  ZNS_ASSERT(next_ == Position{});
  for (const Namespace& each : subsystem.namespaces()) ZNS_ASSERT(each.state.block_bytes() == each.geometry.lba_bytes);
  record(FrameType::Header, header_payload(subsystem, policy, about_), into);
  write_snapshot(subsystem, [&](std::span<const std::byte> items) { record(FrameType::Snapshot, items, into); });
  record(FrameType::EndOfSnapshot, {}, into);
}

void ImageWriter::effect(const Device::Step& step, const Subsystem& after, std::vector<std::byte>& into) {
  payload_.clear();
  write_effect(step, after, payload_);
  if (payload_.size() != 0) record(FrameType::Effect, payload_.written(), into);
}

void ImageWriter::clean_stop(std::vector<std::byte>& into) {
  synced();
  record(FrameType::CleanStop, {}, into);
}

std::vector<std::byte> image_of(const Subsystem& subsystem, const Policy& policy, const About& about) {
  std::vector<std::byte> bytes;
  ImageWriter{about}.snapshot(subsystem, policy, bytes);
  return bytes;
}

std::vector<std::byte> image_of(const Subsystem& subsystem, const Policy& policy, ImageId id) {
  return image_of(subsystem, policy, About{.id = id});
}

}  // namespace zns::image
