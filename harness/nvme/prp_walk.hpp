// For tests: PRP entries as a controller reads them, written from the standard and not from prp.cpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "reference/spec/bytes.hpp"

namespace zns::harness::nvme {

// The runs of bytes, by address, that the entries of a command of `bytes` name. `memory` begins at address 0.
inline std::vector<std::pair<std::uint64_t, std::size_t>> walk_prps(std::span<const std::byte> memory,
                                                                    std::uint64_t prp1, std::uint64_t prp2,
                                                                    std::size_t bytes) {
  constexpr std::size_t kPage = 4096;
  std::vector<std::pair<std::uint64_t, std::size_t>> runs;
  const auto take = [&](std::uint64_t address) {
    const std::size_t size = std::min<std::size_t>(bytes, kPage - address % kPage);
    runs.emplace_back(address, size);
    bytes -= size;
  };
  if (bytes == 0) return runs;
  take(prp1);
  if (bytes == 0) return runs;
  if (bytes <= kPage) {
    take(prp2);
    return runs;
  }
  std::uint64_t entry = prp2;
  while (bytes > 0) {
    if (entry % kPage == kPage - 8 && bytes > kPage) entry = load_le<std::uint64_t>(memory, entry);
    take(load_le<std::uint64_t>(memory, entry));
    entry += 8;
  }
  return runs;
}

inline std::vector<std::byte> gather(std::span<const std::byte> memory, std::uint64_t prp1, std::uint64_t prp2,
                                     std::size_t bytes) {
  std::vector<std::byte> data;
  for (const auto& [address, size] : walk_prps(memory, prp1, prp2, bytes)) {
    const auto run = memory.subspan(address, size);
    data.insert(data.end(), run.begin(), run.end());
  }
  return data;
}

inline void scatter(std::span<std::byte> memory, std::uint64_t prp1, std::uint64_t prp2,
                    std::span<const std::byte> data) {
  for (const auto& [address, size] : walk_prps(memory, prp1, prp2, data.size())) {
    std::copy_n(data.begin(), size, memory.begin() + static_cast<std::ptrdiff_t>(address));
    data = data.subspan(size);
  }
}

}  // namespace zns::harness::nvme
