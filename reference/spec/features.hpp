// Fields of features: what Set Features takes in CDW11 and Get Features returns in DW0, or in data. Decoding is total.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "reference/spec/bytes.hpp"

namespace zns {

// What Get Features returns with SEL = 3 (FEA-003).
struct FeatureCapabilities {
  bool saveable = false;
  bool namespace_specific = false;
  bool changeable = false;
  friend bool operator==(const FeatureCapabilities&, const FeatureCapabilities&) = default;
};

[[nodiscard]] constexpr std::uint32_t encode(const FeatureCapabilities& c) {
  return (c.saveable ? 1U : 0U) | (c.namespace_specific ? 2U : 0U) | (c.changeable ? 4U : 0U);
}
[[nodiscard]] constexpr FeatureCapabilities decode_feature_capabilities(std::uint32_t dw0) {
  return {.saveable = (dw0 & 1U) != 0, .namespace_specific = (dw0 & 2U) != 0, .changeable = (dw0 & 4U) != 0};
}

// Temperature Threshold (FID-04h).
struct TemperatureThreshold {
  std::uint16_t tmpth = 0;  // kelvin
  std::uint8_t tmpsel = 0;  // 4 bits; 0: composite temperature; Fh: all of them, in Set Features alone
  std::uint8_t thsel = 0;   // 2 bits; 0: over, 1: under, 2 and 3 are reserved
  friend bool operator==(const TemperatureThreshold&, const TemperatureThreshold&) = default;
};

[[nodiscard]] constexpr std::uint32_t encode(const TemperatureThreshold& t) {
  return t.tmpth | (t.tmpsel & 0xFU) << 16 | (t.thsel & 0x3U) << 20;
}
[[nodiscard]] constexpr TemperatureThreshold decode_temperature_threshold(std::uint32_t dw11) {
  return {.tmpth = static_cast<std::uint16_t>(dw11),
          .tmpsel = static_cast<std::uint8_t>(dw11 >> 16 & 0xFU),
          .thsel = static_cast<std::uint8_t>(dw11 >> 20 & 0x3U)};
}

// Number of Queues (FID-07h): 0's based.
struct NumberOfQueues {
  std::uint16_t submission = 0;
  std::uint16_t completion = 0;
  friend bool operator==(const NumberOfQueues&, const NumberOfQueues&) = default;
};

[[nodiscard]] constexpr std::uint32_t encode(const NumberOfQueues& n) {
  return n.submission | static_cast<std::uint32_t>(n.completion) << 16;
}
[[nodiscard]] constexpr NumberOfQueues decode_number_of_queues(std::uint32_t dw) {
  return {.submission = static_cast<std::uint16_t>(dw), .completion = static_cast<std::uint16_t>(dw >> 16)};
}

// Sanitize Config (FID-17h): No-Deallocate Response Mode, a warning where it is 1.
inline constexpr std::uint32_t kNoDeallocateWarns = 1U << 0;

// Timestamp: the data of 8 bytes.
inline constexpr std::size_t kTimestampBytes = 8;
inline constexpr std::uint64_t kTimestampMask = 0xFFFF'FFFF'FFFF;

enum class TimestampOrigin : std::uint8_t { ControllerReset = 0, SetFeatures = 1 };  // 3 bits

struct Timestamp {
  std::uint64_t milliseconds = 0;  // 48 bits
  bool synch = false;              // the clock may have stood still since
  TimestampOrigin origin{};
  friend bool operator==(const Timestamp&, const Timestamp&) = default;
};

[[nodiscard]] constexpr std::uint64_t encode(const Timestamp& t) {
  return (t.milliseconds & kTimestampMask) | std::uint64_t{t.synch} << 48 |
         (static_cast<std::uint64_t>(t.origin) & 0x7U) << 49;
}
[[nodiscard]] constexpr Timestamp decode_timestamp(std::uint64_t field) {
  return {.milliseconds = field & kTimestampMask,
          .synch = (field >> 48 & 1U) != 0,
          .origin = static_cast<TimestampOrigin>(field >> 49 & 0x7U)};
}

// WPS of Namespace Write Protection (FID-84h): 3 bits.
enum class WriteProtection : std::uint8_t { None = 0, Protected = 1, UntilPowerCycle = 2, Permanent = 3 };

namespace error_recovery {  // FID-05h
inline constexpr std::uint32_t kTler = 0xFFFF;
inline constexpr std::uint32_t kDulbe = 1U << 16;
}  // namespace error_recovery

namespace arbitration {  // FID-01h
inline constexpr std::uint32_t kBurst = 0x7;
inline constexpr std::uint32_t kWeights = 0xFFFF'FF00;
}  // namespace arbitration

namespace power_management {  // FID-02h
inline constexpr std::uint32_t kPowerState = 0x1F;
inline constexpr std::uint32_t kWorkloadHint = 0xE0;
}  // namespace power_management

namespace interrupt_vector {  // FID-09h
inline constexpr std::uint32_t kVector = 0xFFFF;
inline constexpr std::uint32_t kCoalescingDisable = 1U << 16;
}  // namespace interrupt_vector

namespace oncs {  // of Identify Controller
inline constexpr std::uint16_t kSaveAndSelect = 1U << 4;
inline constexpr std::uint16_t kTimestamp = 1U << 6;
}  // namespace oncs

namespace nwpc {  // likewise: what Namespace Write Protection may be set to
inline constexpr std::uint8_t kProtected = 1U << 0;
inline constexpr std::uint8_t kUntilPowerCycle = 1U << 1;
inline constexpr std::uint8_t kPermanent = 1U << 2;
}  // namespace nwpc

namespace nsattr {  // of Identify Namespace
inline constexpr std::uint8_t kWriteProtected = 1U << 0;
}  // namespace nsattr

inline constexpr std::uint32_t kWriteCacheEnable = 1;     // FID-06h
inline constexpr std::uint32_t kCommandSetIndex = 0x1FF;  // FID-19h
inline constexpr std::uint32_t kSmartWarnings = 0xFF;     // of Asynchronous Event Configuration (FID-0Bh)
inline constexpr std::uint32_t kExtendedHostId = 1;       // EXHID (FID-81h): of 16 bytes, not 8
inline constexpr std::size_t kHostIdBytes = 8;

}  // namespace zns
