#include <algorithm>
#include <memory>

#include "reference/device/commands/admin_handlers.hpp"

namespace zns {
namespace {

constexpr std::uint8_t kMostPiTypes = 3;
constexpr std::uint8_t kUserDataErase = 1;

bool is_formatted(const Namespace& ns, std::uint32_t nsid) {
  return nsid == kBroadcastNsid || ns.geometry.nsid == nsid;
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
  if (nsid == kBroadcastNsid) return;
  const auto all = call.subsystem.namespaces();
  const bool is_active =
      std::any_of(all.begin(), all.end(), [=](const Namespace& each) { return is_formatted(each, nsid); });
  faults.add_if(nsid == 0 || nsid > nn, Status::InvalidNamespaceOrFormat, "FMT-006");
  faults.add_if(!is_active && nsid != 0 && nsid <= nn, Status::InvalidFieldInCommand, "FMT-006");
}

// Every zone Empty, nothing written, nothing to lose (FMT-010, FMT-011).
std::shared_ptr<const Namespace> formatted(const Namespace& ns) {
  return std::make_shared<const Namespace>(Namespace{
      .geometry = ns.geometry, .state = State{ns.geometry, BlockMemory{ns.state.block_bytes()}}, .cache = {}});
}

}  // namespace

AdminEffect handle(const FormatNvm& command, AdminCall& call) {
  add_faults(command, call);
  if (const auto status = call.refusal()) return aborted(*status, call);
  AdminEffect effect;
  for (std::size_t place = 0; place < call.subsystem.size(); ++place) {
    const Namespace& ns = call.subsystem[place];
    if (!is_formatted(ns, call.command.nsid)) continue;
    effect.changes.emplace_back(Set<NamespaceAt, std::shared_ptr<const Namespace>>{
        {place}, std::make_shared<const Namespace>(ns), formatted(ns)});
  }
  return effect;
}

}  // namespace zns
