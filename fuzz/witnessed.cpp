#include "fuzz/witnessed.hpp"

#include <algorithm>

namespace zns::fuzz {

void happen(mutants::MutantDevice& device, Oracle& oracle, const Deed& deed) {
  if (deed.kind == Deed::Kind::Restart) {
    device.restart(deed.restart);
    return oracle.restart(deed.restart);
  }
  const bool by_host = deed.event.kind != EventKind::CloseZone && deed.event.kind != EventKind::Excursion;
  if (device.inject(deed.event.zone, deed.event.kind) && by_host) oracle.note(deed.event);
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
