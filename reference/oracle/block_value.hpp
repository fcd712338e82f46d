// What the bytes of one logical block are.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "reference/device/namespace/geometry.hpp"

namespace zns {

[[nodiscard]] bool is_filled_with(std::span<const std::byte> block, std::byte value);
// What a deallocated block may read as (ZNS-IO-005). `said`: DLFEAT.
[[nodiscard]] bool is_deallocated_value(std::span<const std::byte> block, DeallocatedValue said);
// "all bytes 00h", or the first 16 bytes.
[[nodiscard]] std::string summary(std::span<const std::byte> block);

}  // namespace zns
