#include "reference/device/commands/admin_handlers.hpp"
#include "reference/device/sanitize_event.hpp"
#include "reference/spec/features.hpp"

namespace zns {
namespace {

bool is_offered(std::uint32_t sanicap, SanitizeAction action) {
  switch (action) {
    case SanitizeAction::ExitFailureMode:
      return true;
    case SanitizeAction::BlockErase:
      return (sanicap & sanicap::kBlockErase) != 0;
    case SanitizeAction::Overwrite:
      return (sanicap & sanicap::kOverwrite) != 0;
    case SanitizeAction::CryptoErase:
      return (sanicap & sanicap::kCryptoErase) != 0;
  }
  return false;  // reserved
}

bool warns_only(const AdminCall& call) {
  return (call.controller().features.current(Fid::SanitizeConfig) & kNoDeallocateWarns) != 0;
}

// After a failure in the restricted completion mode nothing helps but an operation in that mode that succeeds; the
// other mode is left by Exit Failure Mode, too (ZNS-RST-043).
bool is_refused_after_failure(const SanitizeOperation& latest, const Sanitize& command) {
  const bool leaves = command.sanact == SanitizeAction::ExitFailureMode || command.ause;
  return latest.state == SanitizeState::Failed && !latest.command.ause && leaves;
}

void add_faults(const Sanitize& command, AdminCall& call) {
  const std::uint32_t sanicap = call.subsystem.sanicap();
  const SanitizeOperation& latest = call.subsystem.sanitize();
  Faults& faults = call.faults;
  const bool is_inhibited = (sanicap & sanicap::kNoDeallocateInhibited) != 0;
  const bool starts = command.sanact != SanitizeAction::ExitFailureMode;
  faults.add_if(!is_offered(sanicap, command.sanact), Status::InvalidFieldInCommand, "SAN-001");
  faults.add_if(starts && command.ndas && is_inhibited && !warns_only(call), Status::InvalidFieldInCommand,
                either((sanicap & sanicap::kModified) == 0, "ZNS-RST-041", "ZNS-RST-042"));
  faults.add_if(latest.state == SanitizeState::InProgress, Status::SanitizeInProgress, "SAN-003");
  faults.add_if(is_refused_after_failure(latest, command), Status::SanitizeFailed, "ZNS-RST-043");
}

// Zones become Empty, unless the host asks for the other, and the controller can do it (ZNS-RST-040 to ZNS-RST-042).
bool deallocates(const AdminCall& call, const Sanitize& command) {
  const std::uint32_t sanicap = call.subsystem.sanicap();
  return !command.ndas || (sanicap & sanicap::kNoDeallocateInhibited) != 0 || (sanicap & sanicap::kModified) == 0;
}

SanitizeOperation started(const Sanitize& command, AdminCall& call) {
  SanitizeOperation after = call.subsystem.sanitize();
  after.state = SanitizeState::InProgress;
  after.command = command;
  after.controller = call.at.controller;
  after.commands = after.left = call.choices.sanitize_commands();
  after.deallocates = deallocates(call, command);
  return after;
}

}  // namespace

AdminEffect handle(const Sanitize& command, AdminCall& call) {
  if (call.subsystem.sanicap() == 0) return unsupported(call);
  add_faults(command, call);
  if (const auto status = call.refusal()) return aborted(*status, call);
  const bool starts = command.sanact != SanitizeAction::ExitFailureMode;
  AdminEffect effect{.faults = call.faults};
  effect.changes = barring(call.subsystem, starts ? Barred::BySanitize : Barred::No);
  if (starts)
    effect.changes.emplace_back(Set<OfSubsystem, SanitizeOperation>{
        .where = {}, .before = call.subsystem.sanitize(), .after = started(command, call)});
  return effect;
}

}  // namespace zns
