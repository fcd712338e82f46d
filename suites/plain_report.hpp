// The report that suite and harness look with: reporting option 0h, no partial report, nothing extended. It is the
// simplest that there is, so a device that is wrong in the others shows it where a case asks, and nowhere else.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "reference/spec/command.hpp"
#include "reference/spec/pattern.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::suites {

// A report of at most `bytes` bytes, a multiple of 4, from the zone that contains `slba` on.
[[nodiscard]] inline Command plain_report(std::uint32_t nsid, std::uint64_t slba, std::size_t bytes) {
  return {.nsid = nsid, .body = ZoneManagementReceive{.slba = slba, .numd = NumberOfDwords::of_count(bytes / 4)}};
}

// The descriptors by their places, whatever number the header tells, up to one that the device wrote nothing of. The
// buffer was filled with kUntouched, and asked for no zone beyond the last one.
[[nodiscard]] inline std::vector<ZoneDescriptor> descriptors_of(std::span<const std::byte> data) {
  std::vector<ZoneDescriptor> found;
  for (std::size_t at = kReportHeaderBytes; at + kZoneDescriptorBytes <= data.size(); at += kZoneDescriptorBytes) {
    const auto entry = data.subspan(at).first<kZoneDescriptorBytes>();
    if (std::all_of(entry.begin(), entry.end(), [](std::byte byte) { return byte == kUntouched; })) break;
    found.push_back(decode_zone_descriptor(entry));
  }
  return found;
}

}  // namespace zns::suites
