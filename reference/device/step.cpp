#include "reference/device/step.hpp"

#include <variant>

#include "reference/device/admin.hpp"
#include "reference/device/commands/handlers.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/spec/identify.hpp"

namespace zns {
namespace {

// Faults of the NSID of an I/O command (nvme-admin section 0.2).
void add_namespace_faults(Call& call) {
  const Geometry& geometry = call.geometry;
  const Command& command = call.command;
  Faults& faults = call.faults;
  if (geometry.is_named(command.nsid)) return;
  if (command.nsid == kBroadcastNsid && std::holds_alternative<Flush>(command.body)) {
    faults.add_if(geometry.flush_broadcast == FlushBroadcast::NotSupported, Status::InvalidNamespaceOrFormat,
                  "IDC-012");
    faults.permit_if(geometry.flush_broadcast == FlushBroadcast::NotReported, Status::InvalidNamespaceOrFormat,
                     "IDC-012", Freedom::FlushBroadcast);
    return;
  }
  if (command.nsid == kBroadcastNsid) {
    faults.add(Status::InvalidNamespaceOrFormat, "NSID-004");
    faults.add(Status::InvalidFieldInCommand, "NSID-003");
  } else if (command.nsid == 0 || command.nsid > geometry.nn) {
    faults.add(Status::InvalidNamespaceOrFormat, "NSID-001");
  } else {
    faults.add(Status::InvalidFieldInCommand, "NSID-002");
    faults.add(Status::InvalidNamespaceOrFormat, "NSID-002");
  }
}

// Whether the command moves data by its data pointer.
bool uses_data_pointer(const Geometry& geometry, const Command& command) {
  return bytes_to_device(geometry, command) + bytes_from_device(geometry, command) != 0;
}

// Faults of CDW0: no command is half of a fused operation here, and data pointers are PRPs unless SGLS says otherwise.
void add_entry_faults(Call& call) {
  const Command& command = call.command;
  Faults& faults = call.faults;
  faults.permit_if(command.reserved_bits, Status::InvalidFieldInCommand, "ZNS-GEN-002", Freedom::ReservedBits);
  const bool lone_half = command.fuse == Fuse::First || command.fuse == Fuse::Second;
  faults.add_if(command.fuse != Fuse::Normal, Status::InvalidFieldInCommand, "GEN-015");
  faults.add_if(lone_half, Status::CommandAbortedDueToMissingFusedCommand, "GEN-015");
  const bool wrong = command.psdt == Psdt::Reserved || (command.psdt != Psdt::Prp && !call.geometry.sgls);
  if (wrong && uses_data_pointer(call.geometry, command))
    faults.add(Status::InvalidFieldInCommand, "GEN-016");
  else  // PSDT speaks of data that is not moved
    faults.permit_if(wrong, Status::InvalidFieldInCommand, "GEN-016", Freedom::ReservedBits);
}

// A command of the Zoned Namespace Command Set alone.
bool is_of_zones(const Command& command) {
  return std::holds_alternative<ZoneAppend>(command.body) || std::holds_alternative<ZoneManagementSend>(command.body) ||
         std::holds_alternative<ZoneManagementReceive>(command.body);
}

// A command that the namespace does not have, for it is optional, of another command set, or none at all.
void add_opcode_faults(const Geometry& geometry, const Command& command, Faults& faults) {
  const bool no_append = std::holds_alternative<ZoneAppend>(command.body) && !geometry.append;
  const bool no_zeroes = std::holds_alternative<WriteZeroes>(command.body) && !geometry.write_zeroes;
  const bool is_no_command = std::holds_alternative<OtherCommand>(command.body) || is_of_controller(command);
  faults.add_if(is_no_command, Status::InvalidCommandOpcode, "GEN-002");
  faults.add_if(!geometry.is_zoned() && is_of_zones(command), Status::InvalidCommandOpcode, "GEN-002");
  faults.add_if(no_append, Status::InvalidCommandOpcode, "ZNS-GEN-004");
  faults.add_if(no_zeroes, Status::InvalidCommandOpcode, "GEN-002");
}

// A namespace that a host has protected (ZNS-RST-051): even what would change nothing is refused.
void add_protection_fault(Call& call) {
  const Footprint named = footprint(call.command);
  call.faults.add_if(named.changes_zones(), Status::NamespaceIsWriteProtected,
                     either(named.does == Does::Manage, "ZNS-ZMS-006", "ZNS-GEN-011"));
}

// A sanitize operation of the subsystem goes on, or has failed.
void add_sanitize_fault(Call& call) {
  const bool failed = call.geometry.barred == Barred::ByFailedSanitize;
  call.faults.add(failed ? Status::SanitizeFailed : Status::SanitizeInProgress, "ZNS-RST-043");
}

}  // namespace

Effect step(const Geometry& geometry, const State& state, const Command& command, std::span<const std::byte> data,
            Choices& choices) {
  Call call{.geometry = geometry, .state = state, .command = command, .data = data, .choices = choices, .faults = {}};
  if (command.queue == Queue::Io) add_namespace_faults(call);
  add_opcode_faults(geometry, command, call.faults);
  const bool no_more = call.faults.must_abort();  // could be asked: there is no such namespace, or command
  add_entry_faults(call);
  if (no_more) return aborted(*call.refusal(), call.faults);
  if (geometry.barred != Barred::No && command.queue == Queue::Io) add_sanitize_fault(call);
  if (geometry.write_protected) add_protection_fault(call);
  return visit_body([&](const auto& body) { return handle(body, call); }, command.body);
}

bool has_command(const Geometry& geometry, const Command& command) {
  Faults faults;
  add_opcode_faults(geometry, command, faults);
  return !faults.any();
}

std::size_t transfer(const Geometry& geometry, const State& state, const Command& command, Choices& choices,
                     std::span<std::byte> out, const Surroundings& surroundings) {
  const Reply to{.geometry = geometry,
                 .state = state,
                 .command = command,
                 .choices = choices,
                 .out = out,
                 .surroundings = surroundings};
  return visit_body([&](const auto& body) { return reply(body, to); }, command.body);
}

std::size_t bytes_to_device(const Geometry& geometry, const Command& command) {
  if (const Footprint named = footprint(command); named.carries_blocks())
    return static_cast<std::size_t>(named.blocks) * geometry.lba_bytes;
  if (const auto* send = std::get_if<ZoneManagementSend>(&command.body))
    return send->zsa == ZoneSendAction::SetZoneDescriptorExtension ? geometry.extension_bytes() : 0;
  return is_of_controller(command) ? admin_bytes_to_device(command) : 0;
}

std::size_t bytes_from_device(const Geometry& geometry, const Command& command) {
  if (is_of_controller(command)) return admin_bytes_from_device(command);
  if (const auto* read = std::get_if<Read>(&command.body))
    return static_cast<std::size_t>(read->nlb.count()) * geometry.lba_bytes;
  if (const auto* receive = std::get_if<ZoneManagementReceive>(&command.body))
    return static_cast<std::size_t>(receive->numd.count()) * 4;
  return std::holds_alternative<Identify>(command.body) ? kIdentifyBytes : 0;
}

}  // namespace zns
