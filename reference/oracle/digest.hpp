// What the oracle remembers of a block: 8 bytes of it instead of all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "reference/device/namespace/block_map.hpp"
#include "reference/spec/command.hpp"

namespace zns {

inline constexpr std::size_t kDigestBytes = 8;

[[nodiscard]] std::uint64_t digest(std::span<const std::byte> block);

// The digest that a block of such a state holds.
[[nodiscard]] std::uint64_t remembered_digest(const BlockMap::Block& block);

// The digests of the blocks of `data`, as the payload of a state that remembers kDigestBytes of each block.
[[nodiscard]] std::vector<std::byte> digests(std::span<const std::byte> data, std::size_t lba_bytes);

// What step() gets as the data of `command` where the state remembers digests.
[[nodiscard]] std::vector<std::byte> remembered(const Command& command, std::span<const std::byte> to_device,
                                                std::size_t lba_bytes);

}  // namespace zns
