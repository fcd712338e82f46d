// The 64-byte submission queue entry and the 16-byte completion queue entry, field by field.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "reference/spec/status.hpp"

namespace zns {

struct Sqe {
  std::uint8_t opcode = 0;  // CDW0 7:0
  std::uint8_t flags = 0;   // CDW0 15:8: FUSE 1:0, PSDT 7:6
  std::uint16_t cid = 0;
  std::uint32_t nsid = 0;
  std::uint32_t cdw2 = 0;
  std::uint32_t cdw3 = 0;
  std::uint64_t mptr = 0;
  std::uint64_t prp1 = 0;
  std::uint64_t prp2 = 0;
  std::uint32_t cdw10 = 0;
  std::uint32_t cdw11 = 0;
  std::uint32_t cdw12 = 0;
  std::uint32_t cdw13 = 0;
  std::uint32_t cdw14 = 0;
  std::uint32_t cdw15 = 0;

  [[nodiscard]] constexpr std::uint64_t cdw10_11() const { return std::uint64_t{cdw11} << 32 | cdw10; }
  constexpr void set_cdw10_11(std::uint64_t value) {
    cdw10 = static_cast<std::uint32_t>(value);
    cdw11 = static_cast<std::uint32_t>(value >> 32);
  }
  friend bool operator==(const Sqe&, const Sqe&) = default;
};

inline constexpr std::size_t kSqeBytes = 64;
inline constexpr std::size_t kCqeBytes = 16;

std::array<std::byte, kSqeBytes> encode(const Sqe& sqe);
Sqe decode_sqe(std::span<const std::byte, kSqeBytes> bytes);

struct Cqe {
  std::uint64_t result = 0;  // DW0 low, DW1 high
  std::uint16_t sqhd = 0;
  std::uint16_t sqid = 0;
  std::uint16_t cid = 0;
  bool phase = false;
  Status status = kSuccess;
  std::uint8_t crd = 0;
  bool more = false;
  bool dnr = false;
  friend bool operator==(const Cqe&, const Cqe&) = default;
};

std::array<std::byte, kCqeBytes> encode(const Cqe& cqe);
Cqe decode_cqe(std::span<const std::byte, kCqeBytes> bytes);

}  // namespace zns
