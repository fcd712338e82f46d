// Status codes of a completion: SCT and SC, with the standard's titles.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace zns {

// (SCT << 8) | SC. A device may return a value that is not listed here: the type holds any eleven bits.
enum class Status : std::uint16_t {
  SuccessfulCompletion = 0x000,
  InvalidCommandOpcode = 0x001,
  InvalidFieldInCommand = 0x002,
  CommandIdConflict = 0x003,
  DataTransferError = 0x004,
  InternalError = 0x006,
  CommandAbortRequested = 0x007,
  CommandAbortedDueToSqDeletion = 0x008,
  CommandAbortedDueToMissingFusedCommand = 0x00A,
  InvalidNamespaceOrFormat = 0x00B,
  CommandSequenceError = 0x00C,
  PrpOffsetInvalid = 0x013,
  AtomicWriteUnitExceeded = 0x014,
  OperationDenied = 0x015,
  SanitizeFailed = 0x01C,
  SanitizeInProgress = 0x01D,
  NamespaceIsWriteProtected = 0x020,
  CommandInterrupted = 0x021,
  TransientTransportError = 0x022,
  AdminCommandMediaNotReady = 0x024,
  LbaOutOfRange = 0x080,
  CapacityExceeded = 0x081,
  NamespaceNotReady = 0x082,
  ReservationConflict = 0x083,
  FormatInProgress = 0x084,
  CompletionQueueInvalid = 0x100,
  InvalidQueueIdentifier = 0x101,
  InvalidQueueSize = 0x102,
  InvalidInterruptVector = 0x108,
  InvalidLogPage = 0x109,
  InvalidFormat = 0x10A,
  InvalidQueueDeletion = 0x10C,
  NamespaceInsufficientCapacity = 0x115,
  NamespaceIdentifierUnavailable = 0x116,
  NamespaceAlreadyAttached = 0x118,
  NamespaceIsPrivate = 0x119,
  NamespaceNotAttached = 0x11A,
  ThinProvisioningNotSupported = 0x11B,
  ControllerListInvalid = 0x11C,
  InvalidControllerIdentifier = 0x11F,
  AnaGroupIdentifierInvalid = 0x124,
  NamespaceAttachmentLimitExceeded = 0x127,
  IoCommandSetNotSupported = 0x129,
  IoCommandSetNotEnabled = 0x12A,
  IoCommandSetCombinationRejected = 0x12B,
  InvalidIoCommandSet = 0x12C,
  ConflictingAttributes = 0x180,
  InvalidProtectionInformation = 0x181,
  AttemptedWriteToReadOnlyRange = 0x182,
  CommandSizeLimitExceeded = 0x183,
  InvalidZoneOperationRequest = 0x1B6,
  ZrwaResourcesUnavailable = 0x1B7,
  ZoneBoundaryError = 0x1B8,
  ZoneIsFull = 0x1B9,
  ZoneIsReadOnly = 0x1BA,
  ZoneIsOffline = 0x1BB,
  ZoneInvalidWrite = 0x1BC,
  TooManyActiveZones = 0x1BD,
  TooManyOpenZones = 0x1BE,
  InvalidZoneStateTransition = 0x1BF,
  WriteFault = 0x280,
  UnrecoveredReadError = 0x281,
  CompareFailure = 0x285,
  AccessDenied = 0x286,
  DeallocatedOrUnwrittenLogicalBlock = 0x287,
  InternalPathError = 0x300,
  AsymmetricAccessPersistentLoss = 0x301,
  AsymmetricAccessInaccessible = 0x302,
  AsymmetricAccessTransition = 0x303,
  ControllerPathingError = 0x360,
  HostPathingError = 0x370,
  CommandAbortedByHost = 0x371,
};

inline constexpr Status kSuccess = Status::SuccessfulCompletion;

[[nodiscard]] constexpr std::uint8_t sct(Status status) {
  return static_cast<std::uint8_t>(static_cast<std::uint16_t>(status) >> 8 & 0x7);
}
[[nodiscard]] constexpr std::uint8_t sc(Status status) {
  return static_cast<std::uint8_t>(static_cast<std::uint16_t>(status) & 0xFF);
}

std::string_view title(Status status);  // "Zone Boundary Error"; "unknown status" if it is none of the above
std::string to_string(Status status);   // "Zone Boundary Error (SCT 1h, SC B8h)"

// The surroundings, not the command, are the cause: these may take the place of any answer, also of an error, and
// decide nothing about conformance (ZNS-GEN-014). Admin Command Media Not Ready is one for admin commands alone:
// is_passing().
bool is_transient(Status status);
bool is_media_error(Status status);
// Whether and how far the command was done is not said: a doubt until a report.
bool leaves_undecided(Status status);
// The namespace refuses a whole class of commands for a reason outside of its zones (ZNS-GEN-042).
bool is_barred(Status status);
// SCT 7h, and SC C0h to FFh of SCT 0, 1 and 2 (ZNS-GEN-043).
bool is_vendor_specific(Status status);

}  // namespace zns
