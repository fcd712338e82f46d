// Memory that host and controller both see, handed out piece by piece.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "suites/target.hpp"

namespace zns::harness::nvme {

inline constexpr std::size_t kPageBytes = 4096;  // CC.MPS = 0

// `bytes`, which the controller finds at `address`.
struct Dma {
  std::span<std::byte> bytes;
  std::uint64_t address = 0;
  [[nodiscard]] Dma part(std::size_t offset, std::size_t size) const {
    return {bytes.subspan(offset, size), address + offset};
  }
};

// Hands out whole pages, one piece behind the other, until all is given back at once.
class DmaArena {
 public:
  DmaArena() = default;
  explicit DmaArena(Dma whole) : whole_{whole} {}
  // Throws suites::NotCarried when there is not so much.
  Dma take_pages(std::size_t pages) {
    if (pages > (whole_.bytes.size() - taken_) / kPageBytes)
      throw suites::NotCarried("the data of the commands is more than the " + std::to_string(whole_.bytes.size()) +
                               " bytes that a target has room for at once");
    taken_ += pages * kPageBytes;
    return whole_.part(taken_ - pages * kPageBytes, pages * kPageBytes);
  }
  [[nodiscard]] Dma rest() const { return whole_.part(taken_, whole_.bytes.size() - taken_); }
  void give_back_all() { taken_ = 0; }

 private:
  Dma whole_;
  std::size_t taken_ = 0;
};

}  // namespace zns::harness::nvme
