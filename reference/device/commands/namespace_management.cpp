// Namespace Management (nvme-admin section 6): namespaces are created, attached to no controller, and deleted.
#include <algorithm>

#include "reference/device/commands/admin_handlers.hpp"
#include "reference/spec/namespace_structures.hpp"

namespace zns {
namespace {

NamespaceCreation creation_of(const AdminCall& call) {
  IdentifyPage page{};
  std::copy_n(call.data.begin(), std::min(call.data.size(), page.size()), page.begin());
  return decode_namespace_creation(page);
}

// A number of resources that a host asks for; 0: as many as usual (NSM-013).
bool exceeds(std::uint32_t requested, const std::optional<std::uint32_t>& available) {
  return available && requested > *available;
}

void add_resource_faults(const NamespaceCreation& asked, const Geometry& usual, Faults& faults) {
  const bool open_above_active = asked.rar != 0 && asked.ror > asked.rar;
  faults.add_if(exceeds(asked.rar, usual.max_active), Status::InvalidFieldInCommand, "NSM-013");
  faults.add_if(exceeds(asked.ror, usual.max_open) || open_above_active, Status::InvalidFieldInCommand, "NSM-013");
}

// There is such a command set. Subsystems without zoned namespaces have no zone size for one.
bool is_supported(Csi csi, const Geometry& usual) {
  return csi == Csi::Nvm || (csi == Csi::Zoned && usual.is_zoned());
}

void add_size_faults(const NamespaceCreation& asked, Csi csi, AdminCall& call) {
  const Geometry& usual = call.subsystem.usual();
  Faults& faults = call.faults;
  const std::uint64_t free = call.subsystem.unallocated_bytes() / usual.lba_bytes;  // blocks
  const bool is_zoned = csi == Csi::Zoned;
  const bool in_part = is_zoned && asked.nsze % usual.zsze != 0;
  const bool too_many_zones = is_zoned && asked.nsze / usual.zsze >= UINT32_MAX;
  faults.add_if(asked.nsze == 0 || asked.ncap == 0, Status::InvalidFieldInCommand, "IDN-004");
  faults.add_if(asked.ncap > asked.nsze, Status::InvalidFieldInCommand, "IDN-002");
  faults.add_if(in_part, Status::InvalidFieldInCommand, "NSM-006");
  faults.add_if(asked.nsze > free || too_many_zones, Status::NamespaceInsufficientCapacity, "NSM-007");
  faults.add_if(asked.ncap < asked.nsze, Status::ThinProvisioningNotSupported, "NSM-008");
  if (is_zoned) add_resource_faults(asked, usual, faults);
}

// The smallest one that no namespace has; nothing: all of them are taken.
std::optional<std::uint32_t> free_nsid(const Subsystem& subsystem) {
  std::uint32_t nsid = 1;
  for (const Listed& each : subsystem.allocated()) nsid += each.nsid == nsid ? 1U : 0U;
  return nsid <= subsystem.usual().nn ? std::optional{nsid} : std::nullopt;
}

std::size_t free_place(const Subsystem& subsystem) {
  for (std::size_t place = 0; place < subsystem.size(); ++place)
    if (!subsystem[place].allocated) return place;
  return subsystem.size();
}

Geometry blocks_of(const Geometry& usual, std::uint64_t nsze) {
  Geometry geometry = usual;
  geometry.csi = Csi::Nvm;
  geometry.zones = 1;
  geometry.zsze = geometry.zcap = nsze;
  geometry.max_active.reset();
  geometry.max_open.reset();
  geometry.zdes = 0;
  geometry.read_across = geometry.variable_capacity = geometry.active_excursions = false;
  return geometry;
}

Geometry zones_of(const Geometry& usual, const NamespaceCreation& asked) {
  Geometry geometry = usual;
  geometry.zones = static_cast<std::uint32_t>(asked.nsze / usual.zsze);
  if (asked.rar != 0) geometry.max_active = asked.rar;
  if (asked.ror != 0) geometry.max_open = asked.ror;
  if (geometry.max_active) geometry.max_open = std::min(geometry.max_open.value_or(UINT32_MAX), *geometry.max_active);
  return geometry;
}

AdminEffect create(const NamespaceManagement& command, AdminCall& call) {
  const NamespaceCreation asked = creation_of(call);
  const Geometry& usual = call.subsystem.usual();
  const std::optional<std::uint32_t> nsid = free_nsid(call.subsystem);
  Faults& faults = call.faults;
  faults.permit_if(call.command.nsid != 0, Status::InvalidFieldInCommand, "NSM-011", Freedom::ReservedBits);
  const bool is_enabled = is_supported(command.csi, usual) && call.subsystem.has_enabled(command.csi, call.at);
  faults.add_if(!is_enabled, Status::IoCommandSetNotSupported, "NSM-003");
  faults.add_if(asked.format_index() != 0, Status::InvalidFormat, "NSM-004");
  faults.add_if(asked.dps != 0, Status::InvalidFormat, "IDN-008");
  faults.add_if(asked.anagrpid != 0, Status::AnaGroupIdentifierInvalid, "NSM-012");
  faults.add_if(asked.nvmsetid != 0 || asked.endgid != 0, Status::InvalidFieldInCommand, "NSM-012");
  faults.add_if(!nsid, Status::NamespaceIdentifierUnavailable, "NSM-009");
  add_size_faults(asked, command.csi, call);
  if (const auto status = call.refusal()) return aborted(*status, call);

  Geometry geometry = command.csi == Csi::Zoned ? zones_of(usual, asked) : blocks_of(usual, asked.nsze);
  geometry.nsid = *nsid;
  AdminEffect effect{.result = *nsid, .faults = faults};
  effect.changes.push_back(set_namespace(call.subsystem, free_place(call.subsystem),
                                         {.geometry = geometry,
                                          .state = call.subsystem.empty_state(geometry),
                                          .cache = {},
                                          .shared = (asked.nmic & kNamespaceShared) != 0}));
  return effect;
}

// Nothing is left of it but its place.
Namespace deleted(const Subsystem& subsystem, std::size_t place) {
  const Geometry& geometry = subsystem[place].geometry;
  return {.geometry = geometry, .state = subsystem.empty_state(geometry), .cache = {}, .allocated = false};
}

AdminEffect remove(AdminCall& call) {
  const std::uint32_t nsid = call.command.nsid;
  const bool all = nsid == kBroadcastNsid;
  const bool invalid = !all && (nsid == 0 || nsid > call.subsystem.usual().nn);
  const bool unallocated = !all && !invalid && !call.subsystem.find(nsid);
  call.faults.add_if(invalid, Status::InvalidNamespaceOrFormat, "NSM-022");
  call.faults.add_if(unallocated, Status::InvalidFieldInCommand, "NSM-022");
  call.faults.add_if(unallocated, Status::InvalidNamespaceOrFormat, "NSM-022");
  for (const Namespace& each : call.subsystem.namespaces())
    call.faults.add_if(each.allocated && each.geometry.write_protected && (all || each.geometry.nsid == nsid),
                       Status::NamespaceIsWriteProtected, "NSM-023");
  if (const auto status = call.refusal()) return aborted(*status, call);

  AdminEffect effect{.faults = call.faults};
  std::vector<std::uint32_t> nsids;
  for (std::size_t place = 0; place < call.subsystem.size(); ++place) {
    const Namespace& each = call.subsystem[place];
    if (!each.allocated || (!all && each.geometry.nsid != nsid)) continue;
    nsids.push_back(each.geometry.nsid);
    effect.changes.push_back(set_namespace(call.subsystem, place, deleted(call.subsystem, place)));
  }
  for (std::size_t i = 0; i < call.subsystem.controllers(); ++i) forget_zone_events(effect, call, {i}, nsids);
  return effect;
}

}  // namespace

AdminEffect handle(const NamespaceManagement& command, AdminCall& call) {
  if (!call.subsystem.usual().namespace_management) return unsupported(call);  // NSM-001
  switch (command.sel) {
    case NamespaceManagementAction::Create:
      return create(command, call);
    case NamespaceManagementAction::Delete:
      return remove(call);
  }
  call.faults.add(Status::InvalidFieldInCommand, "NSM-010");
  return aborted(*call.refusal(), call);
}

}  // namespace zns
