#include "reference/spec/sqe.hpp"

#include "reference/spec/bytes.hpp"

namespace zns {

std::array<std::byte, kSqeBytes> encode(const Sqe& sqe) {
  std::array<std::byte, kSqeBytes> bytes{};
  store_le(bytes, 0, sqe.opcode);
  store_le(bytes, 1, sqe.flags);
  store_le(bytes, 2, sqe.cid);
  store_le(bytes, 4, sqe.nsid);
  store_le(bytes, 8, sqe.cdw2);
  store_le(bytes, 12, sqe.cdw3);
  store_le(bytes, 16, sqe.mptr);
  store_le(bytes, 24, sqe.prp1);
  store_le(bytes, 32, sqe.prp2);
  store_le(bytes, 40, sqe.cdw10);
  store_le(bytes, 44, sqe.cdw11);
  store_le(bytes, 48, sqe.cdw12);
  store_le(bytes, 52, sqe.cdw13);
  store_le(bytes, 56, sqe.cdw14);
  store_le(bytes, 60, sqe.cdw15);
  return bytes;
}

Sqe decode_sqe(std::span<const std::byte, kSqeBytes> bytes) {
  return {.opcode = load_le<std::uint8_t>(bytes, 0),
          .flags = load_le<std::uint8_t>(bytes, 1),
          .cid = load_le<std::uint16_t>(bytes, 2),
          .nsid = load_le<std::uint32_t>(bytes, 4),
          .cdw2 = load_le<std::uint32_t>(bytes, 8),
          .cdw3 = load_le<std::uint32_t>(bytes, 12),
          .mptr = load_le<std::uint64_t>(bytes, 16),
          .prp1 = load_le<std::uint64_t>(bytes, 24),
          .prp2 = load_le<std::uint64_t>(bytes, 32),
          .cdw10 = load_le<std::uint32_t>(bytes, 40),
          .cdw11 = load_le<std::uint32_t>(bytes, 44),
          .cdw12 = load_le<std::uint32_t>(bytes, 48),
          .cdw13 = load_le<std::uint32_t>(bytes, 52),
          .cdw14 = load_le<std::uint32_t>(bytes, 56),
          .cdw15 = load_le<std::uint32_t>(bytes, 60)};
}

std::array<std::byte, kCqeBytes> encode(const Cqe& cqe) {
  const auto status = static_cast<std::uint16_t>(cqe.status);
  std::array<std::byte, kCqeBytes> bytes{};
  store_le(bytes, 0, cqe.result);
  store_le(bytes, 8, cqe.sqhd);
  store_le(bytes, 10, cqe.sqid);
  store_le(bytes, 12, cqe.cid);
  store_le(bytes, 14,
           static_cast<std::uint16_t>(std::uint16_t{cqe.phase} | (status & 0x7FF) << 1 | (cqe.crd & 0x3) << 12 |
                                      std::uint16_t{cqe.more} << 14 | std::uint16_t{cqe.dnr} << 15));
  return bytes;
}

Cqe decode_cqe(std::span<const std::byte, kCqeBytes> bytes) {
  const auto field = load_le<std::uint16_t>(bytes, 14);
  return {.result = load_le<std::uint64_t>(bytes, 0),
          .sqhd = load_le<std::uint16_t>(bytes, 8),
          .sqid = load_le<std::uint16_t>(bytes, 10),
          .cid = load_le<std::uint16_t>(bytes, 12),
          .phase = (field & 1) != 0,
          .status = static_cast<Status>(field >> 1 & 0x7FF),
          .crd = static_cast<std::uint8_t>(field >> 12 & 0x3),
          .more = (field >> 14 & 1) != 0,
          .dnr = (field >> 15 & 1) != 0};
}

}  // namespace zns
