// Write and Write Zeroes: the Address-Specific Write Commands.
#include "reference/device/commands/write_operation.hpp"
#include "reference/device/commands/zone_resources.hpp"

namespace zns {
namespace {

// In a namespace without zones: anywhere, over what is there.
Effect write_anywhere(std::uint64_t slba, Nlb nlb, BlockMap::Content content, Call& call) {
  const std::uint64_t nsze = call.geometry.nsze();
  call.faults.add_if(slba >= nsze || nlb.count() > nsze - slba, Status::LbaOutOfRange, "ZNS-IO-027");
  if (const auto status = call.refusal()) return aborted(*status, call.faults);
  Effect effect;
  effect.faults = call.faults;
  if (call.state.remembers_blocks()) effect.media.push_back(blocks_of(call, 0, slba, nlb, content));
  return effect;
}

Effect write_at(std::uint64_t slba, Nlb nlb, BlockMap::Content content, Call& call) {
  const Geometry& geometry = call.geometry;
  Faults& faults = call.faults;
  if (!geometry.is_zoned()) return write_anywhere(slba, nlb, content, call);
  if (slba >= geometry.nsze()) {
    faults.add(Status::LbaOutOfRange, "ZNS-IO-027");
    faults.add(Status::ZoneBoundaryError, "ZNS-GEN-045");
    return aborted(*call.refusal(), faults);
  }
  const auto id = static_cast<ZoneId>(slba / geometry.zsze);
  const Zone& zone = call.state.zone(id);
  const std::uint64_t cap = geometry.zslba(id) + zone.zcap;
  const bool beyond_cap = slba >= cap || nlb.count() > cap - slba;

  faults.add_if(nlb.count() > geometry.nsze() - slba, Status::LbaOutOfRange, "ZNS-IO-027");
  add_state_faults(zone, "ZNS-IO-022", faults);
  if (is_writable(zone.zs)) {
    faults.add_if(slba != zone.wp, Status::ZoneInvalidWrite, "ZNS-IO-020");
    faults.add_if(beyond_cap || nlb.count() > cap - zone.wp, Status::ZoneBoundaryError, "ZNS-IO-021");
    add_resource_faults(demand_to_open(zone.zs), call);
  } else {
    faults.add_if(beyond_cap, Status::ZoneBoundaryError, "ZNS-IO-021");
  }
  if (const auto status = call.refusal()) return aborted(*status, faults);
  return advance(id, nlb, content, call);
}

}  // namespace

Effect handle(const Write& command, Call& call) {
  call.add_size_fault(command.nlb.count() * call.geometry.lba_bytes, call.geometry.mdts, "ZNS-GEN-012");
  return write_at(command.slba, command.nlb, BlockMap::Content::Payload, call);
}

Effect handle(const WriteZeroes& command, Call& call) {
  call.add_size_fault(command.nlb.count() * call.geometry.lba_bytes, call.geometry.wzsl, "ZNS-IO-025");
  return write_at(command.slba, command.nlb, BlockMap::Content::Zeroes, call);
}

}  // namespace zns
