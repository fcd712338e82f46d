#include "reference/oracle/looks.hpp"

#include <algorithm>

#include "reference/spec/zone_report.hpp"

namespace zns {
namespace {

std::size_t mdts_bytes(const Geometry& geometry) {
  constexpr std::size_t kNoLimit = SIZE_MAX;
  return geometry.mdts == 0 || geometry.mdts >= 48 ? kNoLimit : kMinimumPageBytes << geometry.mdts;
}

std::size_t extension_bytes(const Geometry& geometry) {
  const bool fits = report_bytes(1, geometry.extension_bytes()) <= mdts_bytes(geometry);
  return fits ? geometry.extension_bytes() : 0;
}

}  // namespace

std::uint64_t zones_per_look(const Geometry& geometry, std::uint64_t most) {
  const std::size_t room = mdts_bytes(geometry) - kReportHeaderBytes;
  return std::clamp<std::uint64_t>(room / (kZoneDescriptorBytes + extension_bytes(geometry)), 1, most);
}

Command report_of(const Geometry& geometry, ZoneId first, std::uint64_t zones) {
  const std::size_t extension = extension_bytes(geometry);
  return {.nsid = geometry.nsid,
          .body = ZoneManagementReceive{
              .slba = geometry.zslba(first),
              .numd = NumberOfDwords::of_count(report_bytes(zones, extension) / 4),
              .zra = extension != 0 ? ZoneReceiveAction::ExtendedReportZones : ZoneReceiveAction::ReportZones}};
}

std::uint64_t blocks_per_look(const Geometry& geometry, std::size_t bytes) {
  return std::max<std::uint64_t>(1, std::min(bytes, mdts_bytes(geometry)) / geometry.lba_bytes);
}

Command read_of(const Geometry& geometry, std::uint64_t slba, std::uint64_t blocks) {
  return {.nsid = geometry.nsid, .body = Read{.slba = slba, .nlb = Nlb::of_count(blocks)}};
}

}  // namespace zns
