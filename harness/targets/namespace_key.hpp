// Options of a namespace beside the first: "ns2.zones" is "zones" of namespace 2.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "reference/spec/command.hpp"

namespace zns::harness {

struct OfNamespace {
  std::uint32_t nsid = 0;
  std::string_view field;  // of the key, and lives as long
};

// Nothing for a key that does not begin with "nsNSID.", or whose NSID names no namespace.
inline std::optional<OfNamespace> of_namespace(std::string_view key) {
  const std::size_t dot = key.find('.');
  if (dot == std::string_view::npos || key.substr(0, 2) != "ns") return std::nullopt;
  std::uint32_t nsid = 0;
  const char* const end = key.data() + dot;
  const auto [rest, error] = std::from_chars(key.data() + 2, end, nsid);
  if (error != std::errc{} || rest != end || nsid == 0 || nsid == kBroadcastNsid) return std::nullopt;
  return OfNamespace{.nsid = nsid, .field = key.substr(dot + 1)};
}

}  // namespace zns::harness
