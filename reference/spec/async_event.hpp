// What the completion of an Asynchronous Event Request tells.
#pragma once

#include <cstdint>

#include "reference/spec/log_page.hpp"

namespace zns {

enum class EventType : std::uint8_t {  // DW0 2:0
  Error = 0,
  SmartHealth = 1,
  Notice = 2,
  Immediate = 3,
  OneShot = 4,
  IoCommandSpecific = 6,
  VendorSpecific = 7,
};

// DW0 15:8 of a notice.
namespace notice {
inline constexpr std::uint8_t kNamespaceAttributeChanged = 0x00;
inline constexpr std::uint8_t kZoneDescriptorChanged = 0xEF;
}  // namespace notice

// DW0 15:8 of an event of a command set.
namespace io_event {
inline constexpr std::uint8_t kSanitizeCompleted = 0x01;
inline constexpr std::uint8_t kSanitizeCompletedDeallocated = 0x02;
}  // namespace io_event

struct AsyncEvent {
  EventType type{};
  std::uint8_t info = 0;
  Lid log{};               // DW0 23:16: the page to read
  std::uint32_t nsid = 0;  // DW1; 0 where the event is of no namespace
  friend bool operator==(const AsyncEvent&, const AsyncEvent&) = default;
};

inline constexpr AsyncEvent kNamespaceAttributeChanged{
    .type = EventType::Notice, .info = notice::kNamespaceAttributeChanged, .log = Lid::ChangedNamespaceList};
inline constexpr AsyncEvent kSanitizeCompleted{
    .type = EventType::IoCommandSpecific, .info = io_event::kSanitizeCompleted, .log = Lid::SanitizeStatus};
inline constexpr AsyncEvent kSanitizeCompletedDeallocated{
    .type = EventType::IoCommandSpecific, .info = io_event::kSanitizeCompletedDeallocated, .log = Lid::SanitizeStatus};
constexpr AsyncEvent zone_descriptor_changed(std::uint32_t nsid) {
  return {.type = EventType::Notice, .info = notice::kZoneDescriptorChanged, .log = Lid::ChangedZoneList, .nsid = nsid};
}

// CQE DW1:DW0. Decoding is total: every value is some event.
constexpr std::uint64_t encode(const AsyncEvent& event) {
  return static_cast<std::uint64_t>(event.type) | std::uint64_t{event.info} << 8 |
         static_cast<std::uint64_t>(event.log) << 16 | std::uint64_t{event.nsid} << 32;
}
constexpr AsyncEvent decode_async_event(std::uint64_t result) {
  return {.type = static_cast<EventType>(result & 0x7),
          .info = static_cast<std::uint8_t>(result >> 8),
          .log = static_cast<Lid>(result >> 16 & 0xFF),
          .nsid = static_cast<std::uint32_t>(result >> 32)};
}

}  // namespace zns
