// What controllers note, and tell, of changes that no command to them made: namespaces that become active or inactive
// (AER-014), zones that change by themselves (AER-010).
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "reference/device/subsystem.hpp"

namespace zns {

// A namespace as its attributes are: what Identify tells of it, and changes while it exists.
struct Attributes {
  std::uint32_t nsid = 0;
  bool write_protected = false;
  friend auto operator<=>(const Attributes&, const Attributes&) = default;
};
// The active namespaces of each controller, in its place.
using Inventory = std::vector<std::vector<Attributes>>;
[[nodiscard]] Inventory inventory_of(const Subsystem& subsystem);

// What tells of namespaces that became active or inactive since `before`, or have other attributes.
[[nodiscard]] std::vector<Change> notices_since(const Inventory& before, const Subsystem& subsystem);

// The zones that are Full because the change protects their namespace (ZNS-ATTR-020).
[[nodiscard]] std::vector<ZoneId> zones_filled_by(const Change& change);

// What tells of a zone of the namespace in that place.
[[nodiscard]] std::vector<Change> notices_of_zone(const Subsystem& subsystem, std::size_t which, ZoneId zone);

// The request that the controller completes now, if it may tell something; nothing: none is.
[[nodiscard]] std::optional<AdminEffect> telling(const Subsystem& subsystem, At at);

}  // namespace zns
