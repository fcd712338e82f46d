#include "reference/device/commands/admin_handlers.hpp"

namespace zns {
namespace {

constexpr std::uint8_t kMostPiTypes = 3;
constexpr std::uint8_t kUserDataErase = 1;

// FFFFFFFFh: each that is active at the controller. One that is inactive can be named where namespaces are managed.
bool is_formatted(const AdminCall& call, std::size_t place) {
  const Namespace& ns = call.subsystem[place];
  const bool is_active = call.subsystem.is_active(place, call.at);
  if (call.command.nsid == kBroadcastNsid) return is_active;
  return ns.geometry.nsid == call.command.nsid && (is_active || (ns.allocated && ns.geometry.namespace_management));
}

// There is one LBA format, without metadata; each kind of erase is of one namespace, and none is cryptographic.
void add_faults(const FormatNvm& command, AdminCall& call) {
  Faults& faults = call.faults;
  const std::uint32_t nsid = call.command.nsid;
  const std::uint32_t nn = call.subsystem[0].geometry.nn;
  faults.add_if(command.lbaf != 0, Status::InvalidFormat, "FMT-002");
  faults.add_if(command.pi > kMostPiTypes, Status::InvalidFieldInCommand, "FMT-003");
  faults.add_if(command.pi != 0, Status::InvalidFormat, "FMT-003");
  faults.add_if(command.mset, Status::InvalidFormat, "FMT-004");
  faults.add_if(command.mset, Status::InvalidFieldInCommand, "FMT-004");
  faults.add_if(command.ses > kUserDataErase, Status::InvalidFieldInCommand, "FMT-005");
  for (std::size_t place = 0; place < call.subsystem.size(); ++place)
    faults.add_if(is_formatted(call, place) && call.subsystem[place].geometry.write_protected,
                  Status::NamespaceIsWriteProtected, "FMT-007");
  if (nsid == kBroadcastNsid) return;
  bool is_there = false;
  for (std::size_t place = 0; place < call.subsystem.size(); ++place) is_there = is_there || is_formatted(call, place);
  faults.add_if(nsid == 0 || nsid > nn, Status::InvalidNamespaceOrFormat, "FMT-006");
  faults.add_if(!is_there && nsid != 0 && nsid <= nn, Status::InvalidFieldInCommand, "FMT-006");
}

// Every zone Empty, nothing written, nothing to lose (FMT-010, FMT-011).
Namespace formatted(const Subsystem& subsystem, const Namespace& ns) {
  Namespace after = ns;
  after.state = subsystem.empty_state(ns.geometry);
  after.cache = {};
  return after;
}

}  // namespace

AdminEffect handle(const FormatNvm& command, AdminCall& call) {
  add_faults(command, call);
  if (const auto status = call.refusal()) return aborted(*status, call);
  AdminEffect effect;
  for (std::size_t place = 0; place < call.subsystem.size(); ++place) {
    if (!is_formatted(call, place)) continue;
    effect.changes.push_back(set_namespace(call.subsystem, place, formatted(call.subsystem, call.subsystem[place])));
  }
  return effect;
}

}  // namespace zns
