#include "reference/device/commands/write_operation.hpp"
#include "reference/device/commands/zone_resources.hpp"

namespace zns {

Effect handle(const ZoneAppend& command, Call& call) {
  const Geometry& geometry = call.geometry;
  Faults& faults = call.faults;
  const std::uint64_t bytes = command.nlb.count() * geometry.lba_bytes;
  call.add_size_fault(bytes, geometry.zasl, "ZNS-APPEND-008");
  call.add_size_fault(bytes, geometry.mdts, "ZNS-GEN-012");
  faults.permit_if(command.piremap, Status::InvalidFieldInCommand, "ZNS-APPEND-028", Freedom::ReservedBits);
  const std::uint64_t offset = command.zslba % geometry.zsze;
  faults.add_if(offset != 0, Status::InvalidFieldInCommand, "ZNS-APPEND-003");
  if (command.zslba >= geometry.nsze()) {
    faults.add(Status::InvalidFieldInCommand, "ZNS-APPEND-003");
    faults.add(Status::LbaOutOfRange, "ZNS-APPEND-003");
    return aborted(*call.refusal(), faults);
  }
  // The command names no LBA past the end, but a controller that computes the range from ZSLBA may report LBA Out of
  // Range for a command that fails in any case.
  const bool counts_beyond = command.nlb.count() > geometry.nsze() - command.zslba;
  faults.add_if(counts_beyond, Status::LbaOutOfRange, "GEN-011");
  const auto id = static_cast<ZoneId>(command.zslba / geometry.zsze);
  const Zone& zone = call.state.zone(id);

  // Counted from a wrong ZSLBA, the blocks may pass the zone's end (ZNS-GEN-045).
  faults.add_if(offset != 0 && offset + command.nlb.count() > zone.zcap, Status::ZoneBoundaryError, "ZNS-GEN-045");
  add_state_faults(zone, "ZNS-APPEND-006", faults);
  const std::uint64_t remaining = is_writable(zone.zs) ? geometry.zslba(id) + zone.zcap - zone.wp : zone.zcap;
  faults.add_if(command.nlb.count() > remaining, Status::ZoneBoundaryError, "ZNS-APPEND-005");
  if (is_writable(zone.zs)) add_resource_faults(demand_to_open(zone.zs), call);
  if (const auto status = call.refusal()) return aborted(*status, faults);

  Effect effect = advance(id, command.nlb, BlockMap::Content::Payload, call);
  effect.result = zone.wp;  // ALBA, ZNS-APPEND-001
  return effect;
}

}  // namespace zns
