#include "fuzz/witnessed.hpp"

#include <algorithm>

#include "reference/device/commands/report_filter.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::fuzz {

Geometry as_told(Geometry geometry) {
  geometry.append = true;
  return geometry;
}

void happen(mutants::MutantDevice& device, Oracle& oracle, const Deed& deed) {
  if (deed.kind == Deed::Kind::Restart) {
    device.restart(deed.restart);
    return oracle.restart(deed.restart);
  }
  if (device.inject(deed.event.zone, deed.event.kind) && !deed.unseen) oracle.note(deed.event);
}

void adopt_what_is_uncertain(const mutants::MutantDevice& device, Oracle& oracle) {
  const State& state = device.state();
  std::vector<ZoneId> zones = oracle.needs_report();
  for (ZoneId id = 0; id < state.zones() && oracle.needs_whole_report(); ++id) zones.push_back(id);
  PolicyChoices choices;
  for (const ZoneId id : zones) {
    const SharedExtension extension = state.extension(id);
    oracle.adopt(id, describe(oracle.geometry(), id, state.zone(id), choices),
                 extension ? std::span{*extension} : std::span<const std::byte>{});
  }
  oracle.found();
}

Command report_of(const Geometry& geometry, ZoneId first, ZoneId zones) {
  const bool extended = geometry.zdes != 0;
  const std::size_t bytes = report_bytes(zones, geometry.extension_bytes());
  return {.nsid = geometry.nsid,
          .body = ZoneManagementReceive{
              .slba = geometry.zslba(first),
              .numd = NumberOfDwords::of_count(bytes / 4),
              .zra = extended ? ZoneReceiveAction::ExtendedReportZones : ZoneReceiveAction::ReportZones}};
}

std::vector<Command> reads_of(const Geometry& geometry, ZoneId zone, std::uint64_t blocks) {
  const std::uint64_t most = geometry.mdts != 0 ? (kMinimumPageBytes << geometry.mdts) / kLbaBytes : geometry.zsze;
  std::vector<Command> reads;
  for (std::uint64_t at = 0; at < blocks; at += most)
    reads.push_back(
        {.nsid = geometry.nsid,
         .body = Read{.slba = geometry.zslba(zone) + at, .nlb = Nlb::of_count(std::min(most, blocks - at))}});
  return reads;
}

}  // namespace zns::fuzz
