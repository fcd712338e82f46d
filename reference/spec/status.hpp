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
  LbaOutOfRange = 0x080,
  CapacityExceeded = 0x081,
  NamespaceNotReady = 0x082,
  ReservationConflict = 0x083,
  FormatInProgress = 0x084,
  InvalidLogPage = 0x109,
  InvalidControllerIdentifier = 0x11F,
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

// True for the statuses by which a device says that its surroundings, not the command, are the cause: they may stand in
// for any success and decide nothing about conformance (ZNS-GEN-014), and a media error likewise.
bool is_transient(Status status);
bool is_media_error(Status status);

}  // namespace zns
