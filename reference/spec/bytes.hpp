// Little-endian fields of wire structures, the same on every host.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

namespace zns {

// The field of sizeof(T) bytes at `offset`. The caller has checked that it lies within `bytes`.
template <std::unsigned_integral T>
[[nodiscard]] constexpr T load_le(std::span<const std::byte> bytes, std::size_t offset) {
  if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {  // one load: compilers miss that
    T field{};
    std::memcpy(&field, bytes.data() + offset, sizeof field);
    return field;
  }
  std::uint64_t value = 0;
  for (std::size_t i = sizeof(T); i-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(bytes[offset + i]);
  return static_cast<T>(value);
}

template <std::unsigned_integral T>
constexpr void store_le(std::span<std::byte> bytes, std::size_t offset, T value) {
  if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
    std::memcpy(bytes.data() + offset, &value, sizeof value);
    return;
  }
  for (std::size_t i = 0; i < sizeof(T); ++i)
    bytes[offset + i] = static_cast<std::byte>(std::uint64_t{value} >> (8 * i));
}

}  // namespace zns
