// The data of one command in DMA memory, and the PRP entries that say where it lies (Base 2.0 4.1.1; PRP-001 to
// PRP-003).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "harness/nvme/dma.hpp"
#include "suites/target.hpp"

namespace zns::harness::nvme {

// Pages are in memory in the reverse of their order, so that only the PRP entries lead from one to the next. Canaries
// are on both sides, and in what the data leaves free of its first and its last page.
class PrpBuffer {
 public:
  PrpBuffer() = default;  // of no data: PRP1 and PRP2 are 0
  // Throws suites::NotCarried where the arena has no room, and for a list offset that is no multiple of 8.
  PrpBuffer(DmaArena& arena, std::size_t bytes, const suites::PrpLayout& layout);

  [[nodiscard]] std::uint64_t prp1() const { return prp1_; }
  [[nodiscard]] std::uint64_t prp2() const { return prp2_; }
  void put(std::span<const std::byte> data);  // as many bytes as were asked for, likewise get()
  void get(std::span<std::byte> data) const;
  [[nodiscard]] bool intact() const;  // while nobody has written outside of the data

 private:
  [[nodiscard]] Dma page(std::size_t index) const;  // of the data
  [[nodiscard]] std::uint64_t build_list(DmaArena& arena, const suites::PrpLayout& layout);
  void bound(Dma list, std::size_t at) const;
  template <class Visit>
  void for_each_piece(Visit visit) const;
  template <class Visit>
  bool for_each_canary(Visit visit) const;

  Dma block_;  // a canary page, the data's pages, a canary page
  std::size_t bytes_ = 0;
  std::size_t offset_ = 0;  // of the data in its first page
  std::size_t pages_ = 0;
  std::uint64_t prp1_ = 0;
  std::uint64_t prp2_ = 0;
};

}  // namespace zns::harness::nvme
