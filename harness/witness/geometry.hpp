// What a device says of itself, as the reference's geometry and the zones of its report.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "harness/targets/geometry_of.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/spec/zone_report.hpp"
#include "suites/facts.hpp"
#include "suites/target.hpp"

namespace zns::harness {

// A size of buffer for read_zones() that the device and the way to it can carry.
[[nodiscard]] std::size_t report_buffer_bytes(const suites::Target& target, const suites::Facts& facts);

// Reads `count` zones from `first` on with partial reports. Throws HarnessError for a namespace that is locked or
// reserved, suites::NeverDecides for a device that gives nothing but passing statuses.
void read_zones(suites::Target& target, const Geometry& geometry, ZoneId first, std::uint64_t count,
                std::span<std::byte> buffer, const std::function<void(const ZoneDescriptor&)>& visit);

}  // namespace zns::harness
