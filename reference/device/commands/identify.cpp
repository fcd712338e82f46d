#include <algorithm>
#include <bit>
#include <vector>

#include "reference/device/commands/handlers.hpp"
#include "reference/device/commands/identify.hpp"
#include "reference/device/controller/controller.hpp"
#include "reference/device/controller/features.hpp"
#include "reference/spec/identify.hpp"

namespace zns {
namespace {

constexpr unsigned kFormatNvm = 1U << 1;  // OACS
constexpr std::uint16_t kUsualCntlid = 1;
constexpr std::uint32_t kNvme20 = 0x0002'0000;
constexpr std::size_t kMostListed = 1024;           // of one list
constexpr std::uint32_t kEndOfNsids = 0xFFFF'FFFE;  // from here on a list has nothing to start after

bool is_known(Csi csi) {
  return csi == Csi::Nvm || csi == Csi::Zoned;
}
bool is_invalid(const Geometry& geometry, std::uint32_t nsid) {
  return nsid == 0 || nsid > geometry.nn;
}  // FFFFFFFFh too

// With Namespace Management, NSID FFFFFFFFh asks for what all namespaces have in common (ID-CNS-000d, 005f).
bool names_no_structure(const Geometry& geometry, std::uint32_t nsid) {
  return is_invalid(geometry, nsid) && !(geometry.namespace_management && nsid == kBroadcastNsid);
}

void add_command_set_faults(Csi csi, ClauseId clause, Faults& faults) {
  faults.add_if(!is_known(csi), Status::InvalidFieldInCommand, clause);
  faults.add_if(!is_known(csi), Status::InvalidIoCommandSet, clause);
}

// Zones are asked for of a namespace that has none.
void add_other_set_faults(const Geometry& geometry, Csi csi, std::uint32_t nsid, Faults& faults) {
  const bool asks_for_zones = csi == Csi::Zoned && !geometry.is_zoned() && geometry.is_named(nsid);
  faults.add_if(asks_for_zones, Status::InvalidFieldInCommand, "ID-CNS-005c");
  faults.add_if(asks_for_zones, Status::InvalidIoCommandSet, "ID-CNS-005c");
}

void add_list_faults(const Geometry& geometry, std::uint32_t nsid, Faults& faults) {
  faults.permit_if(nsid > geometry.nn, Status::InvalidNamespaceOrFormat,
                   either(nsid >= kEndOfNsids, "ID-CNS-002b", "ID-CNS-002d"), Freedom::NamespaceList);
}

// A zoned namespace need not have the NVM Command Set's structure.
void add_nvm_structure_faults(const Geometry& geometry, Csi csi, Faults& faults) {
  const bool is_missing = csi == Csi::Nvm && geometry.is_zoned();
  faults.permit_if(is_missing, Status::InvalidFieldInCommand, "ID-CNS-005d", Freedom::CommandSetStructure);
  faults.permit_if(is_missing, Status::InvalidIoCommandSet, "ID-CNS-005d", Freedom::CommandSetStructure);
}

void add_faults(const Identify& command, Call& call) {
  const Geometry& geometry = call.geometry;
  const std::uint32_t nsid = call.command.nsid;
  Faults& faults = call.faults;
  switch (command.cns) {
    case Cns::Controller:
      return;
    case Cns::Namespace:
      faults.add_if(names_no_structure(geometry, nsid), Status::InvalidNamespaceOrFormat,
                    either(nsid == kBroadcastNsid, "ID-CNS-000d", "ID-CNS-000c"));
      return;
    case Cns::ActiveNamespaces:
      add_list_faults(geometry, nsid, faults);
      return;
    case Cns::NamespaceIdentificationDescriptors:
      faults.add_if(!geometry.is_named(nsid), Status::InvalidNamespaceOrFormat, "ID-CNS-003e");
      faults.add_if(!geometry.is_named(nsid) && !is_invalid(geometry, nsid), Status::InvalidFieldInCommand,
                    "ID-CNS-003e");
      return;
    case Cns::CommandSetNamespace:
      faults.add_if(names_no_structure(geometry, nsid), Status::InvalidNamespaceOrFormat,
                    either(nsid == kBroadcastNsid, "ID-CNS-005f", "ID-CNS-005g"));
      add_command_set_faults(command.csi, "ID-CNS-005e", faults);
      add_other_set_faults(geometry, command.csi, nsid, faults);
      add_nvm_structure_faults(geometry, command.csi, faults);
      return;
    case Cns::CommandSetController:
      add_command_set_faults(command.csi, "ID-CNS-006c", faults);
      return;
    case Cns::CommandSetActiveNamespaces:
      add_command_set_faults(command.csi, "ID-CNS-007b", faults);
      add_list_faults(geometry, nsid, faults);
      return;
    case Cns::IndependentNamespace:
    case Cns::AllocatedNamespaces:
    case Cns::AllocatedNamespace:
    case Cns::AttachedControllers:
    case Cns::Controllers:
    case Cns::NamespaceGranularity:
    case Cns::Uuids:
    case Cns::CommandSetAllocatedNamespaces:
    case Cns::CommandSetAllocatedNamespace:
      break;  // identify_subsystem.cpp answers these, where the device as a whole is asked
    case Cns::CommandSets: {
      const bool unknown = command.cntid != kUsualCntlid && command.cntid != 0xFFFF;
      faults.permit_if(unknown, Status::InvalidFieldInCommand, "NST-012", Freedom::ControllerIdentifier);
      faults.permit_if(unknown, Status::InvalidControllerIdentifier, "NST-012", Freedom::ControllerIdentifier);
      return;
    }
  }
  faults.add(Status::InvalidFieldInCommand, "ID-001");
}

IdentifyController controller(const Geometry& geometry, const Surroundings& surroundings) {
  const ControllerShape shape;
  const bool manages = geometry.namespace_management;
  return {.vid = 0x1D1D,
          .ssvid = 0x1D1D,
          .sn = "ZNSPEC-REFERENCE",
          .mn = "znspec reference device",
          .fr = kFirmwareRevision,
          .cmic = static_cast<std::uint8_t>(geometry.several_controllers ? 1U << 1 : 0U),
          .mdts = geometry.mdts,
          .cntlid = surroundings.cntlid,
          .ver = kNvme20,
          .oaes = shape.oaes,
          .cntrltype = 1,
          .oacs = static_cast<std::uint16_t>(kFormatNvm | (manages ? 1U << 3 : 0U)),
          .acl = shape.acl,
          .aerl = shape.aerl,
          .lpa = shape.lpa,
          .elpe = shape.elpe,
          .npss = kPowerStates,
          .tnvmcap = manages ? surroundings.total_bytes : 0,
          .unvmcap = manages ? surroundings.unallocated_bytes : 0,
          .kas = kKeepAliveGranularity,
          .sanicap = surroundings.sanicap,
          .sqes = 0x66,
          .cqes = 0x44,
          .nn = geometry.nn,
          .oncs = static_cast<std::uint16_t>(oncs::kSaveAndSelect | oncs::kTimestamp |
                                             (geometry.write_zeroes && geometry.wzsl == 0
                                                  ? 1U << 3
                                                  : 0U)),  // Write Zeroes of any size; else WZSL says of which
          .vwc = static_cast<std::uint8_t>(static_cast<unsigned>(geometry.flush_broadcast) << 1 |
                                           (geometry.write_cache ? 1U : 0U)),
          .awun = static_cast<std::uint16_t>(geometry.awun - 1),
          .nwpc = kWriteProtections,
          .sgls = geometry.sgls ? 1U : 0U,
          .subnqn = "nqn.2026-11.org.znspec:reference"};
}

}  // namespace

IdentifyNamespace structure_of(const Geometry& geometry, bool shared) {
  IdentifyNamespace ns{.nsze = geometry.nsze(),
                       .ncap = geometry.nsze(),
                       .nuse = geometry.nsze(),
                       .nsfeat = static_cast<std::uint8_t>(geometry.deallocated_error ? 1U << 2 : 0U),
                       .nmic = shared ? kNamespaceShared : std::uint8_t{0},
                       .dlfeat = static_cast<std::uint8_t>(geometry.deallocated),
                       .nsattr = geometry.write_protected ? nsattr::kWriteProtected : std::uint8_t{0}};
  const auto low = static_cast<std::uint8_t>(geometry.nsid);
  ns.eui64 = {0x5A, 0x4E, 0x53, 0x50, 0x45, 0x43, static_cast<std::uint8_t>(geometry.nsid >> 8), low};
  ns.lbaf[0].lbads = static_cast<std::uint8_t>(std::countr_zero(geometry.lba_bytes));
  return ns;
}

IdentifyPage namespace_list(std::span<const Listed> namespaces, std::uint32_t after, std::optional<Csi> csi) {
  std::vector<std::uint32_t> nsids;
  for (const Listed& each : namespaces)
    if (each.nsid > after && (!csi || each.csi == *csi) && nsids.size() < kMostListed) nsids.push_back(each.nsid);
  return encode_namespace_list(nsids);
}

IdentifyZonedNamespace zoned_command_set(const Geometry& geometry) {
  IdentifyZonedNamespace ns;
  ns.zoc = static_cast<std::uint16_t>((geometry.variable_capacity ? zoc::kVariableZoneCapacity : 0) |
                                      (geometry.active_excursions ? zoc::kZoneActiveExcursions : 0));
  ns.ozcs = geometry.read_across ? ozcs::kReadAcrossZoneBoundaries : std::uint16_t{0};
  ns.mar = geometry.max_active ? *geometry.max_active - 1 : kNoLimit;  // ZNS-RES-001
  ns.mor = geometry.max_open ? *geometry.max_open - 1 : kNoLimit;
  ns.lbafe[0] = {.zsze = geometry.zsze, .zdes = geometry.zdes};
  return ns;
}

namespace {

// What all namespaces have in common (ID-CNS-000d): the format that one can be created with.
IdentifyNamespace common_structure(const Geometry& geometry) {
  IdentifyNamespace common = structure_of(geometry, false);
  common.nsze = common.ncap = common.nuse = 0;
  common.eui64 = {};
  return common;
}

// No field of the NVM Command Set's own structure is supported: all are 0.
IdentifyPage command_set_namespace(const Geometry& geometry, Csi csi, std::uint32_t nsid) {
  const bool is_common = nsid == kBroadcastNsid;
  const bool is_described = csi == Csi::Zoned && geometry.is_zoned() && (is_common || geometry.is_named(nsid));
  return is_described ? encode(zoned_command_set(geometry)) : IdentifyPage{};
}

IdentifyPage command_set_controller(const Geometry& geometry, Csi csi) {
  return csi == Csi::Zoned
             ? encode(IdentifyZonedController{.zasl = geometry.zasl})
             : encode(IdentifyNvmController{.wzsl = geometry.write_zeroes ? geometry.wzsl : std::uint8_t{0}});
}

IdentifyPage page_of(const Reply& to, const Identify& command) {
  const Geometry& geometry = to.geometry;
  const std::uint32_t nsid = to.command.nsid;
  const bool active = geometry.is_named(nsid);
  const Listed alone[] = {{.nsid = geometry.nsid, .csi = geometry.csi}};
  const std::span<const Listed> all = to.surroundings.active ? std::span<const Listed>{*to.surroundings.active} : alone;
  switch (command.cns) {
    case Cns::Namespace:
      if (nsid == kBroadcastNsid) return encode(common_structure(geometry));
      return active ? encode(structure_of(geometry, to.surroundings.shared)) : IdentifyPage{};
    case Cns::Controller:
      return encode(controller(geometry, to.surroundings));
    case Cns::ActiveNamespaces:
      return namespace_list(all, nsid, std::nullopt);
    case Cns::NamespaceIdentificationDescriptors:
      return encode(NamespaceIdentification{.eui64 = structure_of(geometry, false).eui64, .csi = geometry.csi});
    case Cns::CommandSetNamespace:
      return command_set_namespace(geometry, command.csi, nsid);
    case Cns::CommandSetController:
      return command_set_controller(geometry, command.csi);
    case Cns::CommandSetActiveNamespaces:
      return namespace_list(all, nsid, command.csi);
    case Cns::IndependentNamespace:
    case Cns::AllocatedNamespaces:
    case Cns::AllocatedNamespace:
    case Cns::AttachedControllers:
    case Cns::Controllers:
    case Cns::NamespaceGranularity:
    case Cns::Uuids:
    case Cns::CommandSetAllocatedNamespaces:
    case Cns::CommandSetAllocatedNamespace:
      break;
    case Cns::CommandSets:
      return encode_command_set_vectors(kCommandSetCombinations);
  }
  return {};
}

}  // namespace

Effect handle(const Identify& command, Call& call) {
  add_faults(command, call);
  if (const auto status = call.refusal()) return aborted(*status, call.faults);
  Effect effect;
  effect.faults = call.faults;
  return effect;
}

std::size_t reply(const Identify& command, const Reply& to) {
  const IdentifyPage page = page_of(to, command);
  const std::size_t size = std::min(to.out.size(), page.size());
  std::copy_n(page.begin(), size, to.out.begin());
  return size;
}

}  // namespace zns
