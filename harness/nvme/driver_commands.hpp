// The admin commands that the driver sends by itself, beside those that create queues (spec/queue_commands.hpp).
#pragma once

#include <cstdint>

namespace zns::harness::nvme {

inline constexpr std::uint8_t kDoorbellBufferConfig = 0x7C;
inline constexpr std::uint16_t kHasDoorbellBuffers = 1U << 8;  // of OACS
inline constexpr std::uint8_t kSetFeatures = 0x09;
inline constexpr std::uint32_t kNumberOfQueues = 0x07;  // a feature; 0 in CDW11: one of each

}  // namespace zns::harness::nvme
