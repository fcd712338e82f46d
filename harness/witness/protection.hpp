// Namespace Write Protection (Feature 84h), as whoever judges must know of it: it makes active zones Full
// (ZNS-RST-050), so the zones are taken as they are after it.
#pragma once

#include <optional>
#include <variant>

#include "reference/spec/command.hpp"
#include "reference/spec/features.hpp"

namespace zns::harness {

// What a Set Features of it that was carried out has set; nothing for every other command.
inline std::optional<WriteProtection> protection_set(const Command& command, Status status) {
  const auto* set = std::get_if<SetFeatures>(&command.body);
  if (set == nullptr || set->fid != Fid::NamespaceWriteProtection || status != kSuccess) return std::nullopt;
  return static_cast<WriteProtection>(set->dw11 & 0x7U);
}

}  // namespace zns::harness
