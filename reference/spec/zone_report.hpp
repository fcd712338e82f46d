// The data of Zone Management Receive: header, Zone Descriptors, Zone Descriptor Extensions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "reference/spec/zone_state.hpp"

namespace zns {

inline constexpr std::size_t kReportHeaderBytes = 64;
inline constexpr std::size_t kZoneDescriptorBytes = 64;
inline constexpr std::size_t kZdesUnitBytes = 64;  // ZDES counts these
inline constexpr std::uint8_t kSequentialWriteRequired = 0x2;

// ZNS-ZM-040 to 048. LBAs and capacities are in logical blocks.
struct ZoneDescriptor {
  std::uint8_t zt = kSequentialWriteRequired;
  ZoneState zs = ZoneState::Empty;
  std::uint8_t za = 0;   // bits: namespace za
  std::uint8_t zai = 0;  // 1:0 FZRTL, 3:2 RZRTL
  std::uint64_t zcap = 0;
  std::uint64_t zslba = 0;
  std::uint64_t wp = 0;        // has a meaning in writable states only
  bool reserved_bits = false;  // a reserved bit of the 64 bytes is not zero
  friend bool operator==(const ZoneDescriptor&, const ZoneDescriptor&) = default;
};

void encode(const ZoneDescriptor& descriptor, std::span<std::byte, kZoneDescriptorBytes> bytes);
ZoneDescriptor decode_zone_descriptor(std::span<const std::byte, kZoneDescriptorBytes> bytes);

struct ReportedZone {
  ZoneDescriptor descriptor;
  std::span<const std::byte> extension;  // into the parsed bytes; empty in a report that is not extended
};

struct ZoneReport {
  std::uint64_t number_of_zones = 0;  // the header's field, unchecked
  std::vector<ReportedZone> zones;    // the complete entries that the bytes hold, number_of_zones at most
};

// Parses what a device returned, trusting nothing in it. `extension_bytes` is ZDES * 64 for an extended report, else 0.
// Fewer than 64 bytes give a report with no zones. The extensions point into `bytes`.
ZoneReport parse_zone_report(std::span<const std::byte> bytes, std::size_t extension_bytes);

// Bytes of a report with `zones` entries.
[[nodiscard]] constexpr std::size_t report_bytes(std::uint64_t zones, std::size_t extension_bytes) {
  return kReportHeaderBytes + static_cast<std::size_t>(zones) * (kZoneDescriptorBytes + extension_bytes);
}

}  // namespace zns
