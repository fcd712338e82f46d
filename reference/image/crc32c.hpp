// CRC32C (Castagnoli): what NVMe/TCP calls a digest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace zns::image {

// Of `bytes` behind those whose CRC32C is `before`; 0: behind none.
[[nodiscard]] std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t before = 0);

}  // namespace zns::image
