// Quantities with a meaning of their own.
#pragma once

#include <concepts>
#include <cstdint>

namespace zns {

// A "0's based value": the field holds one less than the count, so 0h means 1.
template <std::unsigned_integral Rep>
class ZeroesBased {
 public:
  constexpr ZeroesBased() = default;
  [[nodiscard]] static constexpr ZeroesBased wire(Rep raw) { return ZeroesBased{raw}; }
  [[nodiscard]] static constexpr ZeroesBased of_count(std::uint64_t count) {
    return ZeroesBased{static_cast<Rep>(count - 1)};
  }
  [[nodiscard]] constexpr Rep raw() const { return raw_; }
  [[nodiscard]] constexpr std::uint64_t count() const { return std::uint64_t{raw_} + 1; }
  friend constexpr bool operator==(ZeroesBased, ZeroesBased) = default;

 private:
  explicit constexpr ZeroesBased(Rep raw) : raw_{raw} {}
  Rep raw_ = 0;
};

using Nlb = ZeroesBased<std::uint16_t>;             // Number of Logical Blocks: 1 to 65,536
using NumberOfDwords = ZeroesBased<std::uint32_t>;  // of a Zone Management Receive

inline constexpr std::uint32_t kBroadcastNsid = 0xFFFF'FFFF;
inline constexpr std::uint32_t kNoLimit = 0xFFFF'FFFF;  // in MAR and MOR

}  // namespace zns
