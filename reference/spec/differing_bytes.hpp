// Bytes that differ, in words: both sides, and where.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>

namespace zns {

// Behind these words nothing says what kind of failure it is (failure_of()).
inline constexpr const char* kBytesBegin = ": bytes ";

inline std::string byte_values(std::span<const std::byte> bytes) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text;
  for (const std::byte each : bytes) {
    const auto value = std::to_integer<unsigned>(each);
    text += (text.empty() ? "" : " ");
    text += {kDigits[value / 16], kDigits[value % 16]};
  }
  return text;
}

// ": bytes 256 to 271 should be 12 34 ..., and are 00 00 ...", from the first that differs on; empty if none does.
inline std::string differing_bytes(std::span<const std::byte> right, std::span<const std::byte> found) {
  constexpr std::size_t kShown = 16;
  const std::size_t size = std::min(right.size(), found.size());
  const auto differs = std::mismatch(right.begin(), right.begin() + static_cast<std::ptrdiff_t>(size), found.begin());
  const auto at = static_cast<std::size_t>(differs.first - right.begin());
  if (at == size) return {};
  const std::size_t count = std::min(kShown, size - at);
  return kBytesBegin + std::to_string(at) + " to " + std::to_string(at + count - 1) + " should be " +
         byte_values(right.subspan(at, count)) + ", and are " + byte_values(found.subspan(at, count));
}

}  // namespace zns
