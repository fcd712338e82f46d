// The seven zone states and the actions of Zone Management Send and Receive, with their wire values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace zns {

enum class ZoneState : std::uint8_t {  // ZNS-ZM-041
  Empty = 0x1,
  ImplicitlyOpened = 0x2,
  ExplicitlyOpened = 0x3,
  Closed = 0x4,
  ReadOnly = 0xD,
  Full = 0xE,
  Offline = 0xF,
};

// In the order of the columns of the standard's state tables.
inline constexpr std::array kZoneStates{
    ZoneState::Empty, ZoneState::ImplicitlyOpened, ZoneState::ExplicitlyOpened, ZoneState::Closed,
    ZoneState::Full,  ZoneState::ReadOnly,         ZoneState::Offline};
inline constexpr std::size_t kZoneStateCount = kZoneStates.size();

[[nodiscard]] constexpr bool is_open(ZoneState zs) {
  return zs == ZoneState::ImplicitlyOpened || zs == ZoneState::ExplicitlyOpened;
}
[[nodiscard]] constexpr bool is_active(ZoneState zs) {
  return is_open(zs) || zs == ZoneState::Closed;
}
// In these states the write pointer is valid (ZNS-ZM-060) and a write operation is not refused for the state alone.
[[nodiscard]] constexpr bool is_writable(ZoneState zs) {
  return zs == ZoneState::Empty || is_active(zs);
}

// The column of kZoneStates; kZoneStateCount for a value that is no state.
[[nodiscard]] constexpr std::size_t column(ZoneState zs) {
  switch (zs) {
    case ZoneState::Empty:
      return 0;
    case ZoneState::ImplicitlyOpened:
      return 1;
    case ZoneState::ExplicitlyOpened:
      return 2;
    case ZoneState::Closed:
      return 3;
    case ZoneState::Full:
      return 4;
    case ZoneState::ReadOnly:
      return 5;
    case ZoneState::Offline:
      return 6;
  }
  return kZoneStateCount;
}

[[nodiscard]] constexpr std::string_view letters(ZoneState zs) {
  constexpr std::array<std::string_view, kZoneStateCount + 1> kLetters{"ZSE", "ZSIO", "ZSEO", "ZSC",
                                                                       "ZSF", "ZSRO", "ZSO",  "reserved state"};
  return kLetters[column(zs)];
}

enum class ZoneSendAction : std::uint8_t {  // ZSA, ZNS-ZMS-F03; any other value is reserved
  Close = 0x01,
  Finish = 0x02,
  Open = 0x03,
  Reset = 0x04,
  Offline = 0x05,
  SetZoneDescriptorExtension = 0x10,
};

enum class ZoneReceiveAction : std::uint8_t {  // ZRA, ZNS-ZMR-F03
  ReportZones = 0x00,
  ExtendedReportZones = 0x01,
};

enum class ReportingOption : std::uint8_t {  // ZRASF, ZNS-ZMR-F04
  All = 0x0,
  Empty = 0x1,
  ImplicitlyOpened = 0x2,
  ExplicitlyOpened = 0x3,
  Closed = 0x4,
  Full = 0x5,
  ReadOnly = 0x6,
  Offline = 0x7,
  Attention = 0x9,  // zones with RZR, FZR or ZFC set (ZNS 1.1)
};

// Bits of Zone Attributes (ZA, ZNS-ZM-042).
namespace za {
inline constexpr std::uint8_t kFinishedByController = 1U << 0;      // ZFC
inline constexpr std::uint8_t kFinishRecommended = 1U << 1;         // FZR
inline constexpr std::uint8_t kResetRecommended = 1U << 2;          // RZR
inline constexpr std::uint8_t kRandomWriteAreaValid = 1U << 3;      // ZRWAV (ZNS 1.2)
inline constexpr std::uint8_t kDescriptorExtensionValid = 1U << 7;  // ZDEV
inline constexpr std::uint8_t kAttention = kFinishedByController | kFinishRecommended | kResetRecommended;
inline constexpr std::uint8_t kReserved = 0x70;
}  // namespace za

}  // namespace zns
