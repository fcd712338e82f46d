// Identify, of structures about the subsystem: which namespaces are allocated, what they are, which controllers there
// are, and to which of them a namespace is attached (nvme-admin section 1.2).
#include <algorithm>
#include <vector>

#include "reference/device/commands/admin_handlers.hpp"
#include "reference/device/commands/identify.hpp"
#include "reference/spec/identify.hpp"
#include "reference/spec/namespace_structures.hpp"

namespace zns {
namespace {

constexpr std::uint32_t kEndOfNsids = 0xFFFF'FFFE;  // from here on a list has nothing to start after

struct Asked {
  const Identify& identify;
  const Subsystem& subsystem;
  At at;
  std::uint32_t nsid;
  const Namespace* allocated = nullptr;  // the namespace with that NSID; null: there is none
  [[nodiscard]] const Geometry& usual() const { return subsystem.usual(); }
  [[nodiscard]] bool is_invalid() const { return nsid == 0 || nsid > usual().nn; }  // FFFFFFFFh too
};

// A row of the table below: what speaks against the command, and the page that it returns.
struct Structure {
  Cns cns;
  bool needs_management;  // OACS bit 3
  void (*faults)(const Asked&, Faults&);
  IdentifyPage (*page)(const Asked&);
};

bool is_known(Csi csi) {
  return csi == Csi::Nvm || csi == Csi::Zoned;
}

void add_command_set_faults(const Asked& asked, ClauseId clause, Faults& faults) {
  faults.add_if(!is_known(asked.identify.csi), Status::InvalidFieldInCommand, clause);
  faults.add_if(!is_known(asked.identify.csi), Status::InvalidIoCommandSet, clause);
}

void no_faults(const Asked&, Faults&) {}

// ---- one namespace --------------------------------------------------------------------------------------------------

// Common capabilities have no field here that is not zero.
void independent_faults(const Asked& asked, Faults& faults) {
  const bool common = asked.nsid == kBroadcastNsid && asked.usual().namespace_management;
  faults.add_if(asked.is_invalid() && !common, Status::InvalidNamespaceOrFormat, "ID-CNS-008a");
}

IdentifyPage independent_page(const Asked& asked) {
  if (asked.allocated == nullptr || !asked.allocated->attached[asked.at.controller]) return {};
  return encode(IndependentNamespace{.nmic = asked.allocated->shared ? kNamespaceShared : std::uint8_t{0},
                                     .nstat = kNamespaceReady});
}

void allocated_faults(const Asked& asked, Faults& faults) {
  faults.add_if(asked.is_invalid(), Status::InvalidNamespaceOrFormat, "ID-CNS-011");
}

IdentifyPage allocated_page(const Asked& asked) {
  if (asked.allocated == nullptr) return {};
  return encode(structure_of(asked.allocated->geometry, asked.allocated->shared));
}

void command_set_allocated_faults(const Asked& asked, Faults& faults) {
  const bool other = asked.allocated != nullptr && asked.identify.csi != asked.allocated->geometry.csi;
  faults.add_if(asked.is_invalid(), Status::InvalidNamespaceOrFormat, "ID-CNS-01Ba");
  add_command_set_faults(asked, "ID-CNS-01Ba", faults);
  faults.add_if(other && asked.identify.csi == Csi::Zoned, Status::InvalidFieldInCommand, "ID-CNS-01Ba");
}

IdentifyPage command_set_allocated_page(const Asked& asked) {
  const bool is_described =
      asked.allocated != nullptr && asked.allocated->geometry.is_zoned() && asked.identify.csi == Csi::Zoned;
  return is_described ? encode(zoned_command_set(asked.allocated->geometry)) : IdentifyPage{};
}

// ---- lists ----------------------------------------------------------------------------------------------------------

void list_faults(const Asked& asked, Faults& faults) {
  faults.permit_if(asked.nsid > asked.usual().nn, Status::InvalidNamespaceOrFormat,
                   either(asked.nsid >= kEndOfNsids, "ID-CNS-010", "ID-CNS-002d"), Freedom::NamespaceList);
}

void command_set_list_faults(const Asked& asked, Faults& faults) {
  add_command_set_faults(asked, "ID-CNS-01Aa", faults);
  list_faults(asked, faults);
}

IdentifyPage list_page(const Asked& asked) {
  return namespace_list(asked.subsystem.allocated(), asked.nsid, std::nullopt);
}

IdentifyPage command_set_list_page(const Asked& asked) {
  return namespace_list(asked.subsystem.allocated(), asked.nsid, asked.identify.csi);
}

void attached_faults(const Asked& asked, Faults& faults) {
  const bool broadcast = asked.nsid == kBroadcastNsid;
  faults.add_if(broadcast, Status::InvalidFieldInCommand, "ID-CNS-012");
  faults.add_if(asked.is_invalid() && !broadcast, Status::InvalidNamespaceOrFormat, "NSID-001");
}

// Ascending, as the controllers of the subsystem are.
IdentifyPage controllers_page(const Asked& asked, const auto& is_listed) {
  std::vector<std::uint16_t> cntlids;
  for (std::size_t place = 0; place < asked.subsystem.controllers(); ++place) {
    const std::uint16_t cntlid = asked.subsystem.controller({place}).shape.cntlid;
    if (cntlid >= asked.identify.cntid && is_listed(place)) cntlids.push_back(cntlid);
  }
  std::sort(cntlids.begin(), cntlids.end());
  return encode_controller_list(cntlids);
}

IdentifyPage attached_page(const Asked& asked) {
  return controllers_page(
      asked, [&](std::size_t place) { return asked.allocated != nullptr && asked.allocated->attached[place]; });
}

IdentifyPage all_controllers_page(const Asked& asked) {
  return controllers_page(asked, [](std::size_t) { return true; });
}

constexpr Structure kStructures[] = {
    {Cns::IndependentNamespace, false, independent_faults, independent_page},
    {Cns::AllocatedNamespaces, true, list_faults, list_page},
    {Cns::AllocatedNamespace, true, allocated_faults, allocated_page},
    {Cns::AttachedControllers, true, attached_faults, attached_page},
    {Cns::Controllers, true, no_faults, all_controllers_page},
    {Cns::CommandSetAllocatedNamespaces, true, command_set_list_faults, command_set_list_page},
    {Cns::CommandSetAllocatedNamespace, true, command_set_allocated_faults, command_set_allocated_page},
};

const Structure* structure(Cns cns) {
  for (const Structure& each : kStructures)
    if (each.cns == cns) return &each;
  return nullptr;
}

}  // namespace

bool asks_about_subsystem(Cns cns) {
  return structure(cns) != nullptr;
}

AdminEffect handle(const Identify& command, AdminCall& call) {
  const auto place = call.subsystem.find(call.command.nsid);
  const Asked asked{.identify = command,
                    .subsystem = call.subsystem,
                    .at = call.at,
                    .nsid = call.command.nsid,
                    .allocated = place ? &call.subsystem[*place] : nullptr};
  const Structure* const wanted = structure(command.cns);
  const bool is_there = wanted != nullptr && (!wanted->needs_management || call.subsystem.usual().namespace_management);
  if (is_there)
    wanted->faults(asked, call.faults);
  else
    call.faults.add(Status::InvalidFieldInCommand, "ID-001");
  if (const auto status = call.refusal()) return aborted(*status, call);
  const IdentifyPage page = wanted->page(asked);
  return {.faults = call.faults, .reply = {page.begin(), page.end()}};
}

}  // namespace zns
