// What the answers to Identify have in common, whether a namespace is asked or the subsystem.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "reference/device/namespace/geometry.hpp"
#include "reference/device/step.hpp"
#include "reference/spec/identify.hpp"
#include "reference/spec/namespace_structures.hpp"

namespace zns {

[[nodiscard]] IdentifyNamespace structure_of(const Geometry& geometry, bool shared);
[[nodiscard]] IdentifyZonedNamespace zoned_command_set(const Geometry& geometry);
// Those with a larger NSID than `after`; of a command set, if one is named.
[[nodiscard]] IdentifyPage namespace_list(std::span<const Listed> namespaces, std::uint32_t after,
                                          std::optional<Csi> csi);

}  // namespace zns
