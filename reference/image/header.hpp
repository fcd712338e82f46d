// The header record: who made the image, what a reader must understand, the shape of the device and its policy
// (IMAGE.md, 3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "reference/device/policy.hpp"
#include "reference/device/subsystem.hpp"
#include "reference/image/codec.hpp"
#include "reference/image/frame.hpp"
#include "reference/image/load_error.hpp"

namespace zns::image {

inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::size_t kHeaderRecordBytes = 4096;  // of the whole frame, or a multiple if that is too little
inline constexpr std::size_t kCreatorBytes = 32;

// What else an image has that this format does not say: a bit for each thing. None is defined yet.
struct FeatureBits {
  std::uint64_t compatible = 0;            // whoever does not know it may read, and write it again
  std::uint64_t read_only_compatible = 0;  // ... may read, and must not write
  std::uint64_t incompatible = 0;          // ... must do neither
  friend bool operator==(const FeatureBits&, const FeatureBits&) = default;
};

// What is said of an image beside the device.
struct About {
  ImageId id{};
  std::uint64_t compatible = 0;  // those bits
  std::string creator = "znspec";
  friend bool operator==(const About&, const About&) = default;
};

struct Header {
  FeatureBits bits;
  std::string creator;
  Policy policy;
  Subsystem fresh;  // a device of that shape that nobody has used
};

// Padded, so that the record is kHeaderRecordBytes long with its frame.
[[nodiscard]] std::vector<std::byte> header_payload(const Subsystem& subsystem, const Policy& policy,
                                                    const About& about);
[[nodiscard]] std::variant<Header, LoadError> read_header(std::span<const std::byte> payload, const Limits& limits);

// A namespace without what it holds.
struct NamespaceHead {
  Geometry geometry;
  bool allocated = true;
  bool shared = false;
  Attached attached = {};
};
[[nodiscard]] NamespaceHead head_of(const Namespace& ns);
void write(Writer& w, const NamespaceHead& head);
void read(Reader& r, NamespaceHead& head);
inline constexpr std::size_t kNamespaceHeadBytes = 72;

// Why no device can have these namespaces, or has too many zones for the limits; nothing: one can.
[[nodiscard]] std::optional<LoadError> objection(std::span<const NamespaceHead> heads, std::size_t controllers,
                                                 const Limits& limits);

}  // namespace zns::image
