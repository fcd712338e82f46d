// The controller properties that the driver uses (Base 2.0 3.1.3), and the admin commands that make queues.
#pragma once

#include <cstdint>

namespace zns::harness::nvme {

inline constexpr std::uint32_t kCap = 0x00;
inline constexpr std::uint32_t kCc = 0x14;
inline constexpr std::uint32_t kCsts = 0x1C;
inline constexpr std::uint32_t kAqa = 0x24;
inline constexpr std::uint32_t kAsq = 0x28;
inline constexpr std::uint32_t kAcq = 0x30;
inline constexpr std::uint32_t kDoorbells = 0x1000;

namespace cap {
constexpr std::uint32_t mqes(std::uint64_t cap) {
  return static_cast<std::uint32_t>(cap & 0xFFFF);
}
constexpr int to(std::uint64_t cap) {
  return static_cast<int>(cap >> 24 & 0xFF);
}
constexpr unsigned dstrd(std::uint64_t cap) {
  return static_cast<unsigned>(cap >> 32 & 0xF);
}
constexpr bool all_command_sets(std::uint64_t cap) {  // CAP.CSS bit 6: I/O Command Sets
  return (cap >> 43 & 1) != 0;
}
constexpr unsigned mpsmin(std::uint64_t cap) {
  return static_cast<unsigned>(cap >> 48 & 0xF);
}
}  // namespace cap

namespace cc {
inline constexpr std::uint32_t kEn = 1;
inline constexpr std::uint32_t kAllCommandSets = 6U << 4;  // CSS 110b
inline constexpr std::uint32_t kShn = 3U << 14;
inline constexpr std::uint32_t kShnNormal = 1U << 14;
inline constexpr std::uint32_t kEntrySizes = 4U << 20 | 6U << 16;  // IOCQES, IOSQES: 2^4 and 2^6 bytes
}  // namespace cc

namespace csts {
inline constexpr std::uint32_t kRdy = 1;
inline constexpr std::uint32_t kCfs = 2;
inline constexpr std::uint32_t kShst = 3U << 2;
inline constexpr std::uint32_t kShstComplete = 2U << 2;
}  // namespace csts

inline constexpr std::uint8_t kCreateSq = 0x01;
inline constexpr std::uint8_t kCreateCq = 0x05;
inline constexpr std::uint8_t kDoorbellBufferConfig = 0x7C;
inline constexpr std::uint16_t kHasDoorbellBuffers = 1U << 8;  // of OACS
inline constexpr std::uint8_t kSetFeatures = 0x09;
inline constexpr std::uint32_t kNumberOfQueues = 0x07;  // a feature; 0 in CDW11: one of each
inline constexpr std::uint32_t kPhysicallyContiguous = 1;

}  // namespace zns::harness::nvme
