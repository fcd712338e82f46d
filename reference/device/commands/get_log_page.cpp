#include <algorithm>
#include <array>
#include <utility>

#include "reference/device/commands/admin_handlers.hpp"
#include "reference/device/commands/effects_log.hpp"
#include "reference/device/commands/size_fault.hpp"
#include "reference/device/sanitize_event.hpp"
#include "reference/spec/log_pages.hpp"

namespace zns {
namespace {

// ---- the pages -----------------------------------------------------------------------------------------------------

LogBytes error_information(const AdminCall& call, const GetLogPage& /*command*/) {
  return encode(call.subsystem.notes(call.at).errors.newest_first());
}

constexpr std::uint64_t in_thousands(std::uint64_t sectors) {
  return sectors / 1000 + (sectors % 1000 != 0 ? 1 : 0);  // rounded up (SMR-002)
}

LogBytes smart_health(const AdminCall& call, const GetLogPage& /*command*/) {
  const CommandNotes& notes = call.subsystem.notes(call.at);
  const Counters& counters = notes.counters;
  return encode(SmartHealth{.composite_temperature = 300,
                            .available_spare = 100,
                            .available_spare_threshold = 10,
                            .data_units_read = {.low = in_thousands(counters.sectors_read)},
                            .data_units_written = {.low = in_thousands(counters.sectors_written)},
                            .host_read_commands = {.low = counters.reads},
                            .host_write_commands = {.low = counters.writes},
                            .power_cycles = {.low = counters.power_cycles + 1},
                            .unsafe_shutdowns = {.low = counters.unsafe_shutdowns},
                            .error_log_entries = {.low = notes.errors.count()}});
}

LogBytes firmware_slots(const AdminCall& /*call*/, const GetLogPage& /*command*/) {
  return encode(FirmwareSlots{.afi = 1, .frs = {kFirmwareRevision}});
}

LogBytes changed_namespaces(const AdminCall& call, const GetLogPage& /*command*/) {
  return encode_changed_namespaces(call.controller().changed.changed_namespaces());
}

LogBytes effects(const AdminCall& call, const GetLogPage& command) {
  return encode(command_effects(call.subsystem, call.at, command.csi));
}

LogBytes features(const AdminCall& call, const GetLogPage& /*command*/) {
  return encode(feature_effects(call.subsystem, call.at));
}

// No command of the management interface is supported.
LogBytes management_interface(const AdminCall& /*call*/, const GetLogPage& /*command*/) {
  return LogBytes(kEffectsBytes);
}

LogBytes sanitize_status(const AdminCall& call, const GetLogPage& /*command*/) {
  return encode(sanitize_status_of(call.subsystem));
}

LogBytes changed_zones(const AdminCall& call, const GetLogPage& /*command*/) {
  return encode(call.controller().changed.changed_zones(call.command.nsid));
}

LogBytes supported_log_pages(const AdminCall& call, const GetLogPage& command);

enum class About : std::uint8_t { Controller, ZonedNamespace };

struct Page {
  Lid lid;
  LogBytes (*make)(const AdminCall& call, const GetLogPage& command);
  About about = About::Controller;
  bool of_command_set = false;  // CSI counts
  std::uint32_t needs = 0;      // of OAES
  bool while_sanitizing = false;
};
constexpr std::array kPages{
    Page{.lid = Lid::SupportedLogPages, .make = supported_log_pages},
    Page{.lid = Lid::ErrorInformation, .make = error_information, .while_sanitizing = true},
    Page{.lid = Lid::SmartHealth, .make = smart_health, .while_sanitizing = true},
    Page{.lid = Lid::FirmwareSlot, .make = firmware_slots},
    Page{.lid = Lid::ChangedNamespaceList,
         .make = changed_namespaces,
         .needs = oaes::kNamespaceAttribute,
         .while_sanitizing = true},
    Page{.lid = Lid::CommandsSupportedAndEffects, .make = effects, .of_command_set = true},
    Page{.lid = Lid::FeatureIdentifiersSupported, .make = features},
    Page{.lid = Lid::ManagementInterfaceCommands, .make = management_interface},
    Page{.lid = Lid::SanitizeStatus, .make = sanitize_status, .while_sanitizing = true},
    Page{.lid = Lid::ChangedZoneList,
         .make = changed_zones,
         .about = About::ZonedNamespace,
         .needs = oaes::kZoneDescriptorChanged},
};

const Page* page_of(const AdminCall& call, Lid lid) {
  const std::uint32_t oaes = call.controller().shape.oaes;
  const auto* const found =
      std::find_if(kPages.begin(), kPages.end(), [=](const Page& each) { return each.lid == lid; });
  return found != kPages.end() && (found->needs & ~oaes) == 0 ? found : nullptr;
}

LogBytes supported_log_pages(const AdminCall& call, const GetLogPage& /*command*/) {
  SupportedLogPages log;
  for (std::size_t lid = 0; lid < log.lids.size(); ++lid)
    log.lids[lid].lsupp = page_of(call, static_cast<Lid>(lid)) != nullptr;
  return encode(log);
}

// ---- what speaks against a command ---------------------------------------------------------------------------------

void add_offset_faults(AdminCall& call, const GetLogPage& command, std::size_t size) {
  Faults& faults = call.faults;
  faults.add_if(command.ot, Status::InvalidFieldInCommand, "LOG-007");  // no page has an index
  faults.add_if(command.lpo > size, Status::InvalidFieldInCommand, "LOG-006");
  faults.permit_if(command.lpo == size, Status::InvalidFieldInCommand, "LOG-016", Freedom::LogPageOffset);
  faults.permit_if(command.lpo % 4 != 0, Status::InvalidFieldInCommand, "LOG-005", Freedom::LogPageOffset);
}

void add_zoned_namespace_faults(AdminCall& call) {
  const auto active = call.subsystem.active(call.at);
  const std::uint32_t nsid = call.command.nsid;
  const auto found = std::find_if(active.begin(), active.end(), [=](const Listed& each) { return each.nsid == nsid; });
  if (found != active.end() && found->csi == Csi::Zoned) return;
  call.faults.add(Status::InvalidFieldInCommand, "ZCL-005");
  call.faults.add(found != active.end() ? Status::InvalidIoCommandSet : Status::InvalidNamespaceOrFormat, "ZCL-005");
}

void add_namespace_faults(AdminCall& call, const Page& page) {
  if (page.about == About::ZonedNamespace) return add_zoned_namespace_faults(call);
  const std::uint32_t nsid = call.command.nsid;
  call.faults.permit_if(nsid != 0 && nsid != kBroadcastNsid, Status::InvalidFieldInCommand,
                        either(page.lid == Lid::SmartHealth, "LOG-010", "LOG-008"), Freedom::LogPageNamespace);
}

void add_command_set_faults(AdminCall& call, const Page& page, Csi csi) {
  const bool unknown = page.of_command_set && !is_supported(csi);
  for (const Status status : {Status::IoCommandSetNotSupported, Status::InvalidFieldInCommand,
                              Status::InvalidIoCommandSet, Status::InvalidLogPage})
    call.faults.permit_if(unknown, status, "LOG-011", Freedom::LogPageCommandSet);
}

void add_faults(AdminCall& call, const Page& page, const GetLogPage& command, std::size_t size) {
  const Geometry& geometry = call.subsystem[0].geometry;
  if (!page.while_sanitizing) add_sanitize_faults(call);
  add_offset_faults(call, command, size);
  add_namespace_faults(call, page);
  add_command_set_faults(call, page, command.csi);
  add_size_fault(call.faults, geometry, command.numd.count() * 4, geometry.mdts, "LOG-012");
  call.faults.permit_if(command.lsp != 0, Status::InvalidFieldInCommand, "LOG-013", Freedom::ReservedBits);
}

// ---- what a read clears --------------------------------------------------------------------------------------------

// CNS-LOG-002, ZCL-003.
void clear(ChangeLogs& changed, Lid lid, std::uint32_t nsid) {
  if (lid == Lid::ChangedNamespaceList) changed.clear_namespaces();
  if (lid == Lid::ChangedZoneList) changed.clear_zones(nsid);
}

// Nothing: the controller is as before.
std::optional<Change> after_reading(const AdminCall& call, const GetLogPage& command) {
  if (command.rae) return std::nullopt;
  const Controller& before = call.controller();
  Controller after = before;
  clear(after.changed, command.lid, call.command.nsid);
  after.events.read(command.lid, call.command.nsid);
  if (after == before) return std::nullopt;
  return Set<At, std::shared_ptr<const Controller>>{.where = call.at,
                                                    .before = std::make_shared<const Controller>(before),
                                                    .after = std::make_shared<const Controller>(std::move(after))};
}

}  // namespace

AdminEffect handle(const GetLogPage& command, AdminCall& call) {
  const Page* const page = page_of(call, command.lid);
  if (page == nullptr) {
    call.faults.add(Status::InvalidLogPage, either(command.lid == Lid::ChangedZoneList, "ZNS-GEN-005", "LOG-001"));
    call.faults.add(Status::InvalidFieldInCommand, "LOG-001");
    return aborted(*call.refusal(), call);
  }
  LogBytes bytes = page->make(call, command);
  add_faults(call, *page, command, bytes.size());
  if (const auto status = call.refusal()) return aborted(*status, call);

  AdminEffect effect{.faults = call.faults};
  const std::size_t from = static_cast<std::size_t>(command.lpo) & ~std::size_t{3};
  const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(command.numd.count() * 4, bytes.size() - from));
  bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(from));
  bytes.resize(length);  // what follows the page is left as it is (LOG-002, LOG-003)
  effect.reply = std::move(bytes);
  if (auto change = after_reading(call, command)) effect.changes.push_back(std::move(*change));
  return effect;
}

}  // namespace zns
