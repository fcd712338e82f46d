#include "reference/device/command_sets.hpp"

namespace zns {
namespace {

bool is_about_one_set(const Identify& identify) {
  switch (identify.cns) {
    case Cns::CommandSetNamespace:
    case Cns::CommandSetController:
    case Cns::CommandSetActiveNamespaces:
    case Cns::CommandSetAllocatedNamespaces:
    case Cns::CommandSetAllocatedNamespace:
      return true;
    default:
      return false;
  }
}

Faults faults_of_admin_only(const Command& command) {
  const auto* identify = std::get_if<Identify>(&command.body);
  Faults faults;
  faults.add_if(command.queue == Queue::Io || (identify != nullptr && is_about_one_set(*identify)),
                Status::InvalidCommandOpcode, "NST-006");
  return faults;
}

// A zoned namespace that is listed takes no command. Which command set Identify is asked about means nothing (NST-007).
Faults faults_of_nvm_alone(const Subsystem& subsystem, At at, const Command& command) {
  const auto* identify = std::get_if<Identify>(&command.body);
  const bool asks_for_zones = identify != nullptr && is_about_one_set(*identify) && identify->csi == Csi::Zoned;
  const std::size_t which = subsystem.answering(command, at);
  const Namespace& ns = subsystem[which];
  const bool names_zones = command.queue == Queue::Io && subsystem.is_active(which, at) &&
                           ns.geometry.is_named(command.nsid) && ns.geometry.is_zoned();
  Faults faults;
  faults.add_if(asks_for_zones, Status::InvalidFieldInCommand, "NST-007");
  faults.add_if(names_zones, Status::InvalidCommandOpcode, "NST-004");
  faults.add_if(names_zones, Status::InvalidIoCommandSet, "NST-004");
  return faults;
}

}  // namespace

std::optional<Status> refusal_by_command_sets(const Subsystem& subsystem, At at, const Command& command,
                                              Choices& choices) {
  const CommandSets enabled = subsystem.controller(at).command_sets;
  if (enabled == CommandSets::AllSupported) return std::nullopt;
  const Faults faults =
      enabled == CommandSets::AdminOnly ? faults_of_admin_only(command) : faults_of_nvm_alone(subsystem, at, command);
  if (!faults.any()) return std::nullopt;
  return faults.all()[*choices.abort_with(faults)].status;
}

}  // namespace zns
