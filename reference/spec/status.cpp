#include "reference/spec/status.hpp"

namespace zns {

std::string_view title(Status status) {
  // clang-format off
  switch (status) {
    case Status::SuccessfulCompletion: return "Successful Completion";
    case Status::InvalidCommandOpcode: return "Invalid Command Opcode";
    case Status::InvalidFieldInCommand: return "Invalid Field in Command";
    case Status::CommandIdConflict: return "Command ID Conflict";
    case Status::DataTransferError: return "Data Transfer Error";
    case Status::InternalError: return "Internal Error";
    case Status::CommandAbortRequested: return "Command Abort Requested";
    case Status::CommandAbortedDueToSqDeletion: return "Command Aborted due to SQ Deletion";
    case Status::CommandAbortedDueToMissingFusedCommand: return "Command Aborted due to Missing Fused Command";
    case Status::InvalidNamespaceOrFormat: return "Invalid Namespace or Format";
    case Status::CommandSequenceError: return "Command Sequence Error";
    case Status::PrpOffsetInvalid: return "PRP Offset Invalid";
    case Status::AtomicWriteUnitExceeded: return "Atomic Write Unit Exceeded";
    case Status::OperationDenied: return "Operation Denied";
    case Status::SanitizeFailed: return "Sanitize Failed";
    case Status::SanitizeInProgress: return "Sanitize In Progress";
    case Status::NamespaceIsWriteProtected: return "Namespace is Write Protected";
    case Status::CommandInterrupted: return "Command Interrupted";
    case Status::TransientTransportError: return "Transient Transport Error";
    case Status::AdminCommandMediaNotReady: return "Admin Command Media Not Ready";
    case Status::LbaOutOfRange: return "LBA Out of Range";
    case Status::CapacityExceeded: return "Capacity Exceeded";
    case Status::NamespaceNotReady: return "Namespace Not Ready";
    case Status::ReservationConflict: return "Reservation Conflict";
    case Status::FormatInProgress: return "Format In Progress";
    case Status::CompletionQueueInvalid: return "Completion Queue Invalid";
    case Status::InvalidQueueIdentifier: return "Invalid Queue Identifier";
    case Status::InvalidQueueSize: return "Invalid Queue Size";
    case Status::InvalidInterruptVector: return "Invalid Interrupt Vector";
    case Status::InvalidLogPage: return "Invalid Log Page";
    case Status::InvalidFormat: return "Invalid Format";
    case Status::InvalidQueueDeletion: return "Invalid Queue Deletion";
    case Status::NamespaceInsufficientCapacity: return "Namespace Insufficient Capacity";
    case Status::NamespaceIdentifierUnavailable: return "Namespace Identifier Unavailable";
    case Status::NamespaceAlreadyAttached: return "Namespace Already Attached";
    case Status::NamespaceIsPrivate: return "Namespace Is Private";
    case Status::NamespaceNotAttached: return "Namespace Not Attached";
    case Status::ThinProvisioningNotSupported: return "Thin Provisioning Not Supported";
    case Status::ControllerListInvalid: return "Controller List Invalid";
    case Status::InvalidControllerIdentifier: return "Invalid Controller Identifier";
    case Status::AnaGroupIdentifierInvalid: return "ANA Group Identifier Invalid";
    case Status::NamespaceAttachmentLimitExceeded: return "Namespace Attachment Limit Exceeded";
    case Status::IoCommandSetNotSupported: return "I/O Command Set Not Supported";
    case Status::IoCommandSetNotEnabled: return "I/O Command Set Not Enabled";
    case Status::IoCommandSetCombinationRejected: return "I/O Command Set Combination Rejected";
    case Status::InvalidIoCommandSet: return "Invalid I/O Command Set";
    case Status::ConflictingAttributes: return "Conflicting Attributes";
    case Status::InvalidProtectionInformation: return "Invalid Protection Information";
    case Status::AttemptedWriteToReadOnlyRange: return "Attempted Write to Read Only Range";
    case Status::CommandSizeLimitExceeded: return "Command Size Limit Exceeded";
    case Status::InvalidZoneOperationRequest: return "Invalid Zone Operation Request";
    case Status::ZrwaResourcesUnavailable: return "ZRWA Resources Unavailable";
    case Status::ZoneBoundaryError: return "Zone Boundary Error";
    case Status::ZoneIsFull: return "Zone Is Full";
    case Status::ZoneIsReadOnly: return "Zone Is Read Only";
    case Status::ZoneIsOffline: return "Zone Is Offline";
    case Status::ZoneInvalidWrite: return "Zone Invalid Write";
    case Status::TooManyActiveZones: return "Too Many Active Zones";
    case Status::TooManyOpenZones: return "Too Many Open Zones";
    case Status::InvalidZoneStateTransition: return "Invalid Zone State Transition";
    case Status::WriteFault: return "Write Fault";
    case Status::UnrecoveredReadError: return "Unrecovered Read Error";
    case Status::CompareFailure: return "Compare Failure";
    case Status::AccessDenied: return "Access Denied";
    case Status::DeallocatedOrUnwrittenLogicalBlock: return "Deallocated or Unwritten Logical Block";
    case Status::InternalPathError: return "Internal Path Error";
    case Status::AsymmetricAccessPersistentLoss: return "Asymmetric Access Persistent Loss";
    case Status::AsymmetricAccessInaccessible: return "Asymmetric Access Inaccessible";
    case Status::AsymmetricAccessTransition: return "Asymmetric Access Transition";
    case Status::ControllerPathingError: return "Controller Pathing Error";
    case Status::HostPathingError: return "Host Pathing Error";
    case Status::CommandAbortedByHost: return "Command Aborted By Host";
  }
  // clang-format on
  return "unknown status";
}

std::string to_string(Status status) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string text{title(status)};
  text += " (SCT ";
  text += kHex[sct(status)];
  text += "h, SC ";
  text += kHex[sc(status) >> 4];
  text += kHex[sc(status) & 0xF];
  text += "h)";
  return text;
}

bool is_transient(Status status) {
  switch (status) {
    case Status::DataTransferError:  // of a link
    case Status::InternalError:
    case Status::CommandAbortRequested:
    case Status::SanitizeInProgress:
    case Status::CommandInterrupted:
    case Status::TransientTransportError:
    case Status::NamespaceNotReady:
    case Status::FormatInProgress:
      return true;
    default:
      return sct(status) == 3;  // path related
  }
}

bool is_media_error(Status status) {
  return status == Status::WriteFault || status == Status::UnrecoveredReadError;
}

bool leaves_undecided(Status status) {
  return is_transient(status) || is_media_error(status) || is_vendor_specific(status);
}

bool is_barred(Status status) {
  return status == Status::NamespaceIsWriteProtected || status == Status::ReservationConflict ||
         status == Status::AccessDenied;
}

bool is_vendor_specific(Status status) {
  return sct(status) == 7 || (sct(status) <= 2 && sc(status) >= 0xC0);
}

}  // namespace zns
