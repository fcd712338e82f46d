// Log pages: their structures, at the standard's offsets. Decoding is total: bytes that are missing read as 0, and no
// count in the bytes leads beyond them.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "reference/spec/log_page.hpp"
#include "reference/spec/status.hpp"

namespace zns {

using LogBytes = std::vector<std::byte>;

inline constexpr std::size_t kSupportedLogPagesBytes = 1024;
inline constexpr std::size_t kErrorEntryBytes = 64;  // of each entry
inline constexpr std::size_t kSmartHealthBytes = 512;
inline constexpr std::size_t kFirmwareSlotBytes = 512;
inline constexpr std::size_t kChangedNamespacesBytes = 4096;
inline constexpr std::size_t kEffectsBytes = 4096;
inline constexpr std::size_t kFeatureEffectsBytes = 1024;
inline constexpr std::size_t kSanitizeStatusBytes = 512;
inline constexpr std::size_t kChangedZonesBytes = 4096;

// LPA of Identify Controller.
namespace lpa {
inline constexpr std::uint8_t kSmartPerNamespace = 1U << 0;
inline constexpr std::uint8_t kCommandsSupportedAndEffects = 1U << 1;
inline constexpr std::uint8_t kExtendedData = 1U << 2;  // NUMD of 32 bits, and LPO
inline constexpr std::uint8_t kPersistentEvent = 1U << 4;
inline constexpr std::uint8_t kSupportedLogPages = 1U << 5;  // LIDs 00h, 12h and 13h, and scopes of commands
}  // namespace lpa

// OAES of Identify Controller.
namespace oaes {
inline constexpr std::uint32_t kNamespaceAttribute = 1U << 8;
inline constexpr std::uint32_t kZoneDescriptorChanged = 1U << 27;
}  // namespace oaes

struct SupportedLogPage {
  bool lsupp = false;
  bool ios = false;            // Index Offset Supported: LPO may be an index (OT = 1)
  std::uint16_t specific = 0;  // LID Specific Parameter
  friend bool operator==(const SupportedLogPage&, const SupportedLogPage&) = default;
};

struct SupportedLogPages {  // LID 00h
  std::array<SupportedLogPage, 256> lids{};
  friend bool operator==(const SupportedLogPages&, const SupportedLogPages&) = default;
};

struct ErrorEntry {                // LID 01h holds ELPE + 1 of them, the newest first
  std::uint64_t count = 0;         // Error Count; 0: the entry is not used
  std::uint16_t sqid = 0;          // FFFFh: no particular command
  std::uint16_t cid = 0;           // likewise
  std::uint16_t status_field = 0;  // of the completion: bit 0 Phase Tag, 15:1 Status
  std::uint16_t pel = 0;           // Parameter Error Location; FFFFh: no particular parameter
  std::uint64_t lba = 0;
  std::uint32_t nsid = 0;
  std::uint8_t vsia = 0;
  std::uint8_t trtype = 0;
  std::uint8_t csi = 0;     // with version 1, as is the next
  std::uint8_t opcode = 0;  // of the command
  std::uint64_t csinfo = 0;
  std::uint16_t ttsi = 0;
  std::uint8_t version = 0;
  [[nodiscard]] Status status() const { return static_cast<Status>(status_field >> 1 & 0x7FFU); }
  friend bool operator==(const ErrorEntry&, const ErrorEntry&) = default;
};

struct LargeCount {  // 128 bits
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend auto operator<=>(const LargeCount&, const LargeCount&) = default;
};

struct SmartHealth {  // LID 02h
  std::uint8_t critical_warning = 0;
  std::uint16_t composite_temperature = 0;  // Kelvin
  std::uint8_t available_spare = 0;         // percent
  std::uint8_t available_spare_threshold = 0;
  std::uint8_t percentage_used = 0;
  std::uint8_t endurance_group_critical_warning = 0;
  LargeCount data_units_read = {};  // thousands of 512 bytes, rounded up
  LargeCount data_units_written = {};
  LargeCount host_read_commands = {};
  LargeCount host_write_commands = {};
  LargeCount controller_busy_time = {};  // minutes
  LargeCount power_cycles = {};
  LargeCount power_on_hours = {};
  LargeCount unsafe_shutdowns = {};
  LargeCount media_errors = {};
  LargeCount error_log_entries = {};  // of the controller's life
  friend bool operator==(const SmartHealth&, const SmartHealth&) = default;
};

inline constexpr std::uint8_t kSpareBelowThreshold = 1U << 0;  // of critical_warning

struct FirmwareSlots {               // LID 03h
  std::uint8_t afi = 0;              // 2:0 the slot that runs, 6:4 the one that is activated next
  std::array<std::string, 7> frs{};  // revisions in slots 1 to 7, without the padding
  friend bool operator==(const FirmwareSlots&, const FirmwareSlots&) = default;
};

inline constexpr std::uint32_t kTooManyNamespaces = 0xFFFF'FFFF;  // the first entry of LID 04h: more than it holds
inline constexpr std::size_t kMostChangedNamespaces = kChangedNamespacesBytes / 4;

// Bits of an entry of LIDs 05h and 12h.
namespace effect_bits {
inline constexpr std::uint32_t kSupported = 1U << 0;      // CSUPP, or FSUPP
inline constexpr std::uint32_t kContentChange = 1U << 1;  // LBCC, or UDCC: user data
inline constexpr std::uint32_t kNamespaceCapabilityChange = 1U << 2;
inline constexpr std::uint32_t kNamespaceInventoryChange = 1U << 3;
inline constexpr std::uint32_t kControllerCapabilityChange = 1U << 4;
inline constexpr std::uint32_t kExclusive = 0x7U << 16;  // CSE
inline constexpr std::uint32_t kExclusiveInNamespace = 1U << 16;
inline constexpr std::uint32_t kScopeNamespace = 1U << 20;
inline constexpr std::uint32_t kScopeController = 1U << 21;
inline constexpr std::uint32_t kScopeSubsystem = 1U << 25;
}  // namespace effect_bits

struct CommandEffects {                   // LID 05h
  std::array<std::uint32_t, 256> acs{};   // by admin opcode
  std::array<std::uint32_t, 256> iocs{};  // by opcode of the I/O command set that CSI names
  friend bool operator==(const CommandEffects&, const CommandEffects&) = default;
};

struct FeatureEffects {  // LID 12h
  std::array<std::uint32_t, 256> fids{};
  friend bool operator==(const FeatureEffects&, const FeatureEffects&) = default;
};

inline constexpr std::uint16_t kNotSanitizing = 0xFFFF;  // SPROG
inline constexpr std::uint32_t kNoTimeReported = 0xFFFF'FFFF;
inline constexpr std::uint16_t kGlobalDataErased = 1U << 8;  // SSTAT: no block was written since

enum class SanitizeState : std::uint8_t {  // SSTAT 2:0, of the latest sanitize operation
  Never = 0,
  Succeeded = 1,
  InProgress = 2,
  Failed = 3,
  SucceededDeallocated = 4,  // although No-Deallocate After Sanitize was asked for
};

struct SanitizeStatus {                  // LID 81h
  std::uint16_t sprog = kNotSanitizing;  // of 65,536
  std::uint16_t sstat = 0;               // 2:0 SanitizeState, 7:3 passes of an overwrite, 8 Global Data Erased
  std::uint32_t scdw10 = 0;              // CDW10 of the Sanitize command
  std::array<std::uint32_t, 6> seconds{kNoTimeReported, kNoTimeReported, kNoTimeReported,
                                       kNoTimeReported, kNoTimeReported, kNoTimeReported};
  [[nodiscard]] SanitizeState state() const { return static_cast<SanitizeState>(sstat & 0x7U); }
  friend bool operator==(const SanitizeStatus&, const SanitizeStatus&) = default;
};

inline constexpr std::uint16_t kNotEnumerated = 0xFFFF;  // NRZID: zones changed, and are not listed
inline constexpr std::size_t kMostChangedZones = 511;

struct ChangedZones {  // LID BFh
  std::uint16_t nrzid = 0;
  std::vector<std::uint64_t> zones = {};  // ZSLBAs: as many as NRZID says, and the page holds
  friend bool operator==(const ChangedZones&, const ChangedZones&) = default;
};

LogBytes encode(const SupportedLogPages& log);
LogBytes encode(std::span<const ErrorEntry> entries);
LogBytes encode(const SmartHealth& log);
LogBytes encode(const FirmwareSlots& log);
LogBytes encode_changed_namespaces(std::span<const std::uint32_t> nsids);  // 1,024 at most
LogBytes encode(const CommandEffects& log);
LogBytes encode(const FeatureEffects& log);
LogBytes encode(const SanitizeStatus& log);
LogBytes encode(const ChangedZones& log);  // 511 zones at most

SupportedLogPages decode_supported_log_pages(std::span<const std::byte> bytes);
std::vector<ErrorEntry> decode_error_entries(std::span<const std::byte> bytes);  // whole ones
SmartHealth decode_smart_health(std::span<const std::byte> bytes);
FirmwareSlots decode_firmware_slots(std::span<const std::byte> bytes);
std::vector<std::uint32_t> decode_changed_namespaces(std::span<const std::byte> bytes);  // up to the first zero
CommandEffects decode_command_effects(std::span<const std::byte> bytes);
FeatureEffects decode_feature_effects(std::span<const std::byte> bytes);
SanitizeStatus decode_sanitize_status(std::span<const std::byte> bytes);
ChangedZones decode_changed_zones(std::span<const std::byte> bytes);

}  // namespace zns
