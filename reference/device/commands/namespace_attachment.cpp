// Namespace Attachment (nvme-admin section 6): a namespace becomes active at controllers, or is no longer. Its zones
// and data have nothing to do with that.
#include <algorithm>
#include <functional>

#include "reference/device/commands/admin_handlers.hpp"
#include "reference/spec/namespace_structures.hpp"

namespace zns {
namespace {

ControllerList list_of(const AdminCall& call) {
  IdentifyPage page{};
  std::copy_n(call.data.begin(), std::min(call.data.size(), page.size()), page.begin());
  return decode_controller_list(page);
}

// The list as such: each entry names a controller, and none comes twice (NSA-005).
bool is_valid(const ControllerList& list, const Subsystem& subsystem) {
  const bool ascending = std::adjacent_find(list.ids.begin(), list.ids.end(), std::greater_equal<>{}) == list.ids.end();
  const auto is_known = [&](std::uint16_t cntlid) { return subsystem.find_controller(cntlid).has_value(); };
  return list.count != 0 && list.count == list.ids.size() && ascending &&
         std::all_of(list.ids.begin(), list.ids.end(), is_known);
}

void add_nsid_faults(AdminCall& call) {
  const std::uint32_t nsid = call.command.nsid;
  const bool broadcast = nsid == kBroadcastNsid;
  const bool invalid = nsid == 0 || nsid > call.subsystem.usual().nn;
  call.faults.add_if(invalid, Status::InvalidNamespaceOrFormat, "NSA-008");
  call.faults.add_if(broadcast || (!invalid && !call.subsystem.find(nsid)), Status::InvalidFieldInCommand, "NSA-008");
}

// What speaks against one entry of the list.
void add_entry_faults(const NamespaceAttachment& command, const Namespace& ns, At at, Faults& faults) {
  const bool is_attached = ns.attached[at.controller];
  if (command.sel == NamespaceAttachmentAction::Detach) {
    faults.add_if(!is_attached, Status::NamespaceNotAttached, "NSA-004");
    return;
  }
  faults.add_if(is_attached, Status::NamespaceAlreadyAttached, "NSA-002");
  faults.add_if(!is_attached && !ns.shared && ns.attached.any(), Status::NamespaceIsPrivate, "NSA-003");
}

}  // namespace

AdminEffect handle(const NamespaceAttachment& command, AdminCall& call) {
  if (!call.subsystem.usual().namespace_management) return unsupported(call);  // NSM-001
  const bool is_defined =
      command.sel == NamespaceAttachmentAction::Attach || command.sel == NamespaceAttachmentAction::Detach;
  const ControllerList list = list_of(call);
  call.faults.add_if(!is_defined, Status::InvalidFieldInCommand, "NSA-012");
  call.faults.add_if(!is_valid(list, call.subsystem), Status::ControllerListInvalid, "NSA-005");
  add_nsid_faults(call);
  if (const auto status = call.refusal()) return aborted(*status, call);

  const std::size_t place = *call.subsystem.find(call.command.nsid);
  Namespace ns = call.subsystem[place];
  AdminEffect effect;
  for (const std::uint16_t cntlid : list.ids) {
    const At at = *call.subsystem.find_controller(cntlid);
    add_entry_faults(command, ns, at, call.faults);
    if (const auto status = call.refusal()) {  // entries before it stay done (NSA-009)
      effect.status = *status;
      break;
    }
    ns.attached[at.controller] = command.sel == NamespaceAttachmentAction::Attach;
    if (!ns.attached[at.controller]) forget_zone_events(effect, call, at, {&call.command.nsid, 1});
  }
  effect.faults = call.faults;
  if (ns.attached != call.subsystem[place].attached)
    effect.changes.push_back(set_namespace(call.subsystem, place, std::move(ns)));
  return effect;
}

}  // namespace zns
