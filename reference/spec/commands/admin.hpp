// The commands of the Admin Command Set that a controller answers, whatever its namespaces hold. (Identify is with the
// commands of namespaces: it says what these are.)
#pragma once

#include <cstdint>

#include "reference/spec/log_page.hpp"
#include "reference/spec/opcode.hpp"
#include "reference/spec/units.hpp"

namespace zns {

struct GetLogPage {
  static constexpr AdminOpcode kOpcode = AdminOpcode::GetLogPage;
  std::uint64_t lpo = 0;     // Log Page Offset, in bytes
  NumberOfDwords numd = {};  // NUMDU and NUMDL
  Lid lid{};
  std::uint8_t lsp = 0;  // Log Specific Parameter, 7 bits
  Csi csi{};
  bool rae : 1 = false;  // Retain Asynchronous Event
  bool ot : 1 = false;   // Offset Type: LPO is an index
  friend bool operator==(const GetLogPage&, const GetLogPage&) = default;
};

// SEL of Get Features.
enum class Select : std::uint8_t { Current = 0, Default = 1, Saved = 2, Supported = 3 };

struct GetFeatures {
  static constexpr AdminOpcode kOpcode = AdminOpcode::GetFeatures;
  std::uint32_t dw11 = 0;  // feature specific
  Fid fid{};
  Select sel{};  // 3 bits: 4 to 7 are reserved
  friend bool operator==(const GetFeatures&, const GetFeatures&) = default;
};

struct SetFeatures {
  static constexpr AdminOpcode kOpcode = AdminOpcode::SetFeatures;
  std::uint32_t dw11 = 0;  // feature specific, as are the next two
  std::uint32_t dw12 = 0;
  std::uint32_t dw13 = 0;
  Fid fid{};
  bool save = false;
  friend bool operator==(const SetFeatures&, const SetFeatures&) = default;
};

struct AsyncEventRequest {
  static constexpr AdminOpcode kOpcode = AdminOpcode::AsyncEventRequest;
  std::uint16_t cid = 0;  // of its entry: it waits, and an Abort may name it
  friend bool operator==(const AsyncEventRequest&, const AsyncEventRequest&) = default;
};

struct Abort {
  static constexpr AdminOpcode kOpcode = AdminOpcode::Abort;
  std::uint16_t sqid = 0;
  std::uint16_t cid = 0;
  friend bool operator==(const Abort&, const Abort&) = default;
};

enum class NamespaceManagementAction : std::uint8_t { Create = 0, Delete = 1 };

struct NamespaceManagement {
  static constexpr AdminOpcode kOpcode = AdminOpcode::NamespaceManagement;
  NamespaceManagementAction sel{};  // 4 bits
  Csi csi{};
  friend bool operator==(const NamespaceManagement&, const NamespaceManagement&) = default;
};

enum class NamespaceAttachmentAction : std::uint8_t { Attach = 0, Detach = 1 };

struct NamespaceAttachment {
  static constexpr AdminOpcode kOpcode = AdminOpcode::NamespaceAttachment;
  NamespaceAttachmentAction sel{};  // 4 bits
  friend bool operator==(const NamespaceAttachment&, const NamespaceAttachment&) = default;
};

struct FormatNvm {
  static constexpr AdminOpcode kOpcode = AdminOpcode::FormatNvm;
  std::uint8_t lbaf = 0;  // 6 bits: LBAFU and LBAFL
  bool mset = false;      // metadata is transferred with the blocks
  std::uint8_t pi = 0;    // 3 bits: type of protection information
  bool pil = false;       // it is in the first bytes of the metadata
  std::uint8_t ses = 0;   // 3 bits: Secure Erase Settings
  friend bool operator==(const FormatNvm&, const FormatNvm&) = default;
};

enum class SanitizeAction : std::uint8_t { ExitFailureMode = 1, BlockErase = 2, Overwrite = 3, CryptoErase = 4 };

// SANICAP of Identify Controller.
namespace sanicap {
inline constexpr std::uint32_t kCryptoErase = 1U << 0;
inline constexpr std::uint32_t kBlockErase = 1U << 1;
inline constexpr std::uint32_t kOverwrite = 1U << 2;
inline constexpr std::uint32_t kActions = kCryptoErase | kBlockErase | kOverwrite;
inline constexpr std::uint32_t kNoDeallocateInhibited = 1U << 29;
inline constexpr std::uint32_t kModified = 3U << 30;     // NODMMAS, with No-Deallocate After Sanitize: ...
inline constexpr std::uint32_t kNotModified = 1U << 30;  // ... media is not modified after the operation, ...
inline constexpr std::uint32_t kIsModified = 2U << 30;   // ... or it is
}  // namespace sanicap

struct Sanitize {
  static constexpr AdminOpcode kOpcode = AdminOpcode::Sanitize;
  std::uint32_t ovrpat = 0;  // Overwrite Pattern
  SanitizeAction sanact{};   // 3 bits
  bool ause = false;         // Allow Unrestricted Sanitize Exit
  std::uint8_t owpass = 0;   // 4 bits; 0: 16 passes
  bool oipbp = false;        // Overwrite Invert Pattern Between Passes
  bool ndas = false;         // No-Deallocate After Sanitize
  friend bool operator==(const Sanitize&, const Sanitize&) = default;
};

struct KeepAlive {
  static constexpr AdminOpcode kOpcode = AdminOpcode::KeepAlive;
  friend bool operator==(const KeepAlive&, const KeepAlive&) = default;
};

struct DeviceSelfTest {
  static constexpr AdminOpcode kOpcode = AdminOpcode::DeviceSelfTest;
  std::uint8_t stc = 0;  // 4 bits: Self-test Code
  friend bool operator==(const DeviceSelfTest&, const DeviceSelfTest&) = default;
};

// A command that its controller answers, and no namespace.
template <class Body>
concept ControllerCommand = requires {
  Body::kOpcode;
};

}  // namespace zns
