// What a file says of a real drive: a report of znspec, or what nvme-cli prints as JSON or as it came from the drive.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "reference/device/namespace/geometry.hpp"
#include "reference/spec/identify.hpp"

namespace zns::harness {

// `ref:OPTIONS` of a description.
struct Spelling {
  std::string text;
};

// What a report of zones says of the namespace.
struct ZonesListed {
  std::uint64_t number = 0;                // the header's
  std::optional<std::uint64_t> zsze = {};  // the distance of its zones; absent with fewer than two
  std::uint64_t zcap = 0;                  // the largest capacity
};

using Content = std::variant<Spelling, Geometry, IdentifyController, IdentifyNamespace, IdentifyZonedNamespace,
                             IdentifyZonedController, IdentifyNvmController, ZonesListed>;

// How a kind of content is called: "id-ctrl".
[[nodiscard]] std::string_view name_of(const Content& content);

inline constexpr std::size_t kLargestAttachment = std::size_t{32} << 20;

// These throw UsageError, one line: "FILE: what is wrong".
// `base`: what a report of znspec does not say.
[[nodiscard]] Content content_of_json(const std::string& file, const std::string& text, const Geometry& base);
[[nodiscard]] Content content_of_bytes(const std::string& file, std::string_view bytes);

// Adds one zone of a report to what is known. `previous` is the one before it.
void list_zone(ZonesListed& zones, std::optional<std::uint64_t> previous, std::uint64_t zslba, std::uint64_t zcap,
               const std::string& file);

}  // namespace zns::harness
