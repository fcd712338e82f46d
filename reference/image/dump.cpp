#include "reference/image/dump.hpp"

#include <optional>
#include <string_view>
#include <variant>

#include "reference/image/frame.hpp"
#include "reference/image/load.hpp"
#include "reference/spec/text.hpp"

namespace zns::image {
namespace {

std::string_view name_of(FrameType type) {
  switch (type) {
    case FrameType::Header:
      return "header";
    case FrameType::Snapshot:
      return "snapshot";
    case FrameType::EndOfSnapshot:
      return "end of snapshot";
    case FrameType::Effect:
      return "effect";
    case FrameType::CleanStop:
      return "clean stop";
  }
  return "";
}

std::string line_of(const FrameHeader& header, std::uint64_t offset) {
  std::string line = "frame " + std::to_string(header.sequence) + " at " + hex(offset) + ": ";
  line += name_of(header.type);
  if (header.length != 0) line += ", " + std::to_string(header.length) + " bytes";
  if (header.durable != 0) line += ", durable up to " + std::to_string(header.durable);
  return line + (header.goes_on() ? ", goes on\n" : "\n");
}

// The frames before the first that is not good, a line each.
std::string lines_of(std::span<const std::byte> bytes) {
  std::string text;
  Position at;
  while (const auto header = frame_header_at(bytes, at.offset)) {
    const auto frame = good_frame(*header, bytes, at);
    if (!frame || header->sequence != at.sequence) break;
    text += line_of(*header, at.offset);
    at = frame->next;
  }
  return text;
}

std::string text_of(const Loaded& loaded) {
  std::string text = "image " + hex(static_cast<std::uint64_t>(loaded.about.id)) + " of format version " +
                     std::to_string(kVersion) + ", made by \"" + loaded.about.creator + "\"\n";
  if (loaded.about.compatible != 0) text += "compatible bits " + hex(loaded.about.compatible) + "\n";
  if (loaded.unknown_read_only != 0) text += "read-only compatible bits " + hex(loaded.unknown_read_only) + "\n";
  text += loaded.stopped_cleanly ? "stopped cleanly\n" : "";
  if (loaded.torn_bytes != 0)
    text += std::to_string(loaded.torn_bytes) + " bytes of a torn tail at " + hex(loaded.next.offset) + "\n";
  return text + to_text(loaded.policy) + to_text(loaded.subsystem);
}

}  // namespace

std::string dump(std::span<const std::byte> bytes) {
  const auto loaded = load(bytes);
  const auto* error = std::get_if<LoadError>(&loaded);
  return lines_of(bytes) + (error != nullptr ? "not loaded: " + error->text + "\n" : text_of(std::get<Loaded>(loaded)));
}

}  // namespace zns::image
