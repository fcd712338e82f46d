#include <algorithm>

#include "reference/device/commands/handlers.hpp"

namespace zns {
namespace {

bool touches_offline_zone(const Call& call, ZoneId first, ZoneId last) {
  if (call.state.count(ZoneState::Offline) == 0) return false;
  for (ZoneId id = first; id <= last; ++id)
    if (call.state.zone(id).zs == ZoneState::Offline) return true;
  return false;
}

// A block that the host did not write, or wrote zeroes to, may be deallocated (ZNS-ZM-011, ZNS-IO-024).
bool may_be_deallocated(const Call& call, std::uint64_t lba) {
  return call.state.block(call.geometry, lba).content != BlockMap::Content::Payload;
}

// Nothing has allocated it: it is below the capacity of an Empty zone, or was not written in a namespace without zones.
bool is_deallocated(const Call& call, std::uint64_t lba) {
  if (call.state.block(call.geometry, lba).content != BlockMap::Content::Unwritten) return false;
  if (!call.geometry.is_zoned()) return true;
  const Zone& zone = call.state.zone(static_cast<ZoneId>(lba / call.geometry.zsze));
  return zone.zs == ZoneState::Empty && lba % call.geometry.zsze < zone.zcap;
}

void add_deallocated_faults(Call& call, std::uint64_t slba, std::uint64_t blocks) {
  bool may = false;
  bool must = false;
  for (std::uint64_t lba = slba; lba < slba + blocks && !must; ++lba) {
    may = may || may_be_deallocated(call, lba);
    must = call.geometry.dulbe == Dulbe::On && is_deallocated(call, lba);
  }
  call.faults.add_if(must, Status::DeallocatedOrUnwrittenLogicalBlock, "ZNS-IO-007");
  call.faults.permit_if(may && !must, Status::DeallocatedOrUnwrittenLogicalBlock, "ZNS-IO-007",
                        Freedom::DeallocatedError);
}

}  // namespace

Effect handle(const Read& command, Call& call) {
  const Geometry& geometry = call.geometry;
  Faults& faults = call.faults;
  call.add_size_fault(command.nlb.count() * geometry.lba_bytes, geometry.mdts, "ZNS-GEN-012");
  if (command.slba >= geometry.nsze()) {
    faults.add(Status::LbaOutOfRange, "ZNS-IO-012");
    return aborted(*call.refusal(), faults);
  }
  const std::uint64_t in_namespace = std::min(command.nlb.count(), geometry.nsze() - command.slba);
  const auto first = static_cast<ZoneId>(command.slba / geometry.zsze);
  const auto last = static_cast<ZoneId>((command.slba + in_namespace - 1) / geometry.zsze);
  const bool beyond = in_namespace < command.nlb.count();
  faults.add_if(beyond, Status::LbaOutOfRange, "ZNS-IO-012");
  faults.add_if(geometry.is_zoned() && !geometry.read_across && (beyond || first != last), Status::ZoneBoundaryError,
                "ZNS-IO-002");
  faults.add_if(touches_offline_zone(call, first, last), Status::ZoneIsOffline, "ZNS-IO-001");
  // Only what may be read at all is looked at.
  if (geometry.deallocated_error && geometry.dulbe != Dulbe::Off && !faults.must_abort())
    add_deallocated_faults(call, command.slba, in_namespace);
  if (const auto status = call.refusal()) return aborted(*status, faults);
  Effect effect;
  effect.faults = faults;
  return effect;
}

std::size_t reply(const Read& command, const Reply& to) {
  const Geometry& geometry = to.geometry;
  const std::size_t size = to.state.block_bytes();
  if (size == 0) return 0;
  std::size_t at = 0;
  for (std::uint64_t lba = command.slba; lba < command.slba + command.nlb.count() && at + size <= to.out.size();
       ++lba, at += size) {
    const BlockMap::Block block = to.state.block(geometry, lba);
    const auto bytes = to.out.subspan(at, size);
    switch (block.content) {
      case BlockMap::Content::Payload:
        block.bytes(bytes);
        break;
      case BlockMap::Content::Zeroes:
        std::fill(bytes.begin(), bytes.end(), std::byte{0});
        break;
      case BlockMap::Content::Unknown:
        break;
      case BlockMap::Content::Unwritten: {  // ZNS-IO-005
        const bool ones = geometry.deallocated == DeallocatedValue::Ones;
        const bool said = geometry.deallocated != DeallocatedValue::NotReported;
        std::fill(bytes.begin(), bytes.end(),
                  said ? std::byte{ones ? std::uint8_t{0xFF} : std::uint8_t{0}} : to.choices.deallocated(lba));
        break;
      }
    }
  }
  return at;
}

}  // namespace zns
