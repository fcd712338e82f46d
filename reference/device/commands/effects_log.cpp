#include "reference/device/commands/effects_log.hpp"

#include <algorithm>
#include <array>

#include "reference/device/policy.hpp"
#include "reference/device/step.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/spec/queue_commands.hpp"

namespace zns {
namespace {

using namespace effect_bits;

struct AdminEffects {
  AdminOpcode opcode;
  std::uint32_t bits;
};
// What each may change besides its being supported, and its scope (CSE-009, CSE-010).
constexpr std::array kAdminEffects{
    AdminEffects{AdminOpcode::GetLogPage, kScopeController},
    AdminEffects{AdminOpcode::Identify, kScopeController},
    AdminEffects{AdminOpcode::Abort, kScopeController},
    AdminEffects{AdminOpcode::SetFeatures, kScopeNamespace | kScopeController},
    AdminEffects{AdminOpcode::GetFeatures, kScopeNamespace | kScopeController},
    AdminEffects{AdminOpcode::AsyncEventRequest, kScopeController},
    AdminEffects{AdminOpcode::NamespaceManagement, kNamespaceInventoryChange | kScopeSubsystem},
    AdminEffects{AdminOpcode::DeviceSelfTest, kScopeController},
    AdminEffects{AdminOpcode::NamespaceAttachment, kNamespaceInventoryChange | kScopeController},
    AdminEffects{AdminOpcode::KeepAlive, kScopeController},
    AdminEffects{AdminOpcode::FormatNvm,
                 kContentChange | kNamespaceCapabilityChange | kExclusiveInNamespace | kScopeNamespace},
    AdminEffects{AdminOpcode::Sanitize, kContentChange | kScopeSubsystem},
};

std::uint32_t bits_of(std::uint8_t opcode) {
  if (decode_queue_command({.opcode = opcode})) return kScopeController;
  const auto* const found = std::find_if(kAdminEffects.begin(), kAdminEffects.end(), [=](const AdminEffects& each) {
    return static_cast<std::uint8_t>(each.opcode) == opcode;
  });
  return found == kAdminEffects.end() ? 0 : found->bits;
}

AdminEffect asked(const Subsystem& subsystem, At at, const Command& command) {
  PolicyChoices choices;
  const std::vector<std::byte> nothing(admin_bytes_to_device(command));
  return admin_step(subsystem, at, command, nothing, choices);
}

bool has_admin_command(const Subsystem& subsystem, At at, std::uint8_t opcode) {
  if (decode_queue_command({.opcode = opcode})) return true;
  const Command command = decode(Queue::Admin, {.opcode = opcode});
  if (!is_of_controller(command)) return std::holds_alternative<Identify>(command.body);
  return asked(subsystem, at, command).status != Status::InvalidCommandOpcode;
}

// A namespace of that command set: one of the subsystem's, or as it would be.
Geometry geometry_of(const Subsystem& subsystem, Csi csi) {
  for (const Namespace& each : subsystem.namespaces())
    if (each.geometry.csi == csi) return each.geometry;
  Geometry geometry = subsystem[0].geometry;
  geometry.csi = csi;
  return geometry;
}

// LBCC: the host's data may change, by being written or by being deallocated.
std::uint32_t io_effects(const Command& command) {
  return kSupported | kScopeNamespace | (footprint(command).changes_zones() ? kContentChange : 0U);
}

}  // namespace

bool is_supported(Csi csi) {
  return csi == Csi::Nvm || csi == Csi::Zoned;
}

CommandEffects command_effects(const Subsystem& subsystem, At at, Csi csi) {
  CommandEffects log;
  for (std::size_t opcode = 0; opcode < log.acs.size(); ++opcode)
    if (has_admin_command(subsystem, at, static_cast<std::uint8_t>(opcode)))
      log.acs[opcode] = kSupported | bits_of(static_cast<std::uint8_t>(opcode));
  if (!is_supported(csi)) return log;
  const CommandSets enabled = subsystem.controller(at).command_sets;
  if (enabled == CommandSets::AdminOnly) return log;
  if (enabled == CommandSets::Nvm) csi = Csi::Nvm;  // CSE-013
  const Geometry geometry = geometry_of(subsystem, csi);
  for (std::size_t opcode = 0; opcode < log.iocs.size(); ++opcode) {
    const Command command = decode(Queue::Io, {.opcode = static_cast<std::uint8_t>(opcode)});
    if (has_command(geometry, command)) log.iocs[opcode] = io_effects(command);
  }
  return log;
}

// A feature is there if it can be read; of the controller, or of the first namespace (FID-LOG-001).
FeatureEffects feature_effects(const Subsystem& subsystem, At at) {
  const auto get = [&](std::size_t fid, std::uint32_t nsid, Select sel) {
    const GetFeatures body{.fid = static_cast<Fid>(fid), .sel = sel};
    return asked(subsystem, at, {.queue = Queue::Admin, .nsid = nsid, .body = body});
  };
  constexpr std::uint32_t kNamespaceSpecific = 1U << 1;  // of what SEL = 3 returns
  FeatureEffects log;
  const std::uint32_t nsid = subsystem[0].geometry.nsid;
  for (std::size_t fid = 0; fid < log.fids.size(); ++fid) {
    if (get(fid, nsid, Select::Current).status != kSuccess) continue;
    const AdminEffect supported = get(fid, nsid, Select::Supported);
    const bool of_namespace = supported.status == kSuccess && (supported.result & kNamespaceSpecific) != 0;
    log.fids[fid] = kSupported | (of_namespace ? kScopeNamespace : kScopeController);
  }
  return log;
}

}  // namespace zns
