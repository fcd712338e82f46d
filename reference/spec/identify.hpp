// Identify data structures: the fields that a host of a zoned namespace needs, at the standard's offsets.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reference/spec/opcode.hpp"
#include "reference/spec/units.hpp"

namespace zns {

inline constexpr std::size_t kIdentifyBytes = 4096;
using IdentifyPage = std::array<std::byte, kIdentifyBytes>;
using IdentifyView = std::span<const std::byte, kIdentifyBytes>;

struct IdentifyController {  // CNS 01h
  std::uint16_t vid = 0;
  std::uint16_t ssvid = 0;
  std::string sn = {};    // 20 characters, without the padding
  std::string mn = {};    // 40
  std::string fr = {};    // 8
  std::uint8_t cmic = 0;  // bit 1: the subsystem may have several controllers
  std::uint8_t mdts = 0;  // 2^n minimum pages; 0: no limit
  std::uint16_t cntlid = 0;
  std::uint32_t ver = 0;
  std::uint32_t oaes = 0;
  std::uint32_t ctratt = 0;
  std::uint8_t cntrltype = 0;
  std::array<std::uint16_t, 3> crdt{};  // CRDT1 to CRDT3, in units of 100 ms
  std::uint16_t oacs = 0;
  std::uint8_t acl = 0;
  std::uint8_t aerl = 0;
  std::uint8_t lpa = 0;
  std::uint8_t elpe = 0;
  std::uint8_t npss = 0;
  std::uint64_t tnvmcap = 0;  // bytes: of all namespaces and what is free
  std::uint64_t unvmcap = 0;  // bytes: free
  std::uint16_t kas = 0;      // Keep Alive granularity in 100 ms; 0: Keep Alive is not supported
  std::uint32_t sanicap = 0;  // 0: Sanitize is not supported
  std::uint8_t sqes = 0;
  std::uint8_t cqes = 0;
  std::uint32_t nn = 0;
  std::uint16_t oncs = 0;
  std::uint16_t fuses = 0;
  std::uint8_t fna = 0;  // Format NVM: 0 of all namespaces, 1 erases all, 2 cryptographic erase, 3 no broadcast
  std::uint8_t vwc = 0;  // bit 0 present; 2:1 Flush with NSID FFFFFFFFh: 10b not supported, 11b supported
  std::uint16_t awun = 0;
  std::uint16_t awupf = 0;
  std::uint8_t nwpc = 0;
  std::uint32_t sgls = 0;
  std::uint32_t mnan = 0;
  std::uint32_t maxcna = 0;  // most namespaces attached to this controller; 0: no limit is told
  std::string subnqn = {};
  friend bool operator==(const IdentifyController&, const IdentifyController&) = default;
};

struct LbaFormat {
  std::uint16_t ms = 0;    // metadata bytes
  std::uint8_t lbads = 0;  // block size 2^n; 0: no format
  std::uint8_t rp = 0;
  friend bool operator==(const LbaFormat&, const LbaFormat&) = default;
};

inline constexpr std::size_t kLbaFormats = 64;

struct IdentifyNamespace {  // CNS 00h
  std::uint64_t nsze = 0;
  std::uint64_t ncap = 0;
  std::uint64_t nuse = 0;
  std::uint8_t nsfeat = 0;
  std::uint8_t nlbaf = 0;  // 0's based
  std::uint8_t flbas = 0;
  std::uint8_t mc = 0;
  std::uint8_t dpc = 0;
  std::uint8_t dps = 0;
  std::uint8_t nmic = 0;  // bit 0: may be attached to several controllers at once
  std::uint8_t rescap = 0;
  std::uint8_t fpi = 0;
  std::uint8_t dlfeat = 0;
  std::uint16_t nawun = 0;   // 0's based; valid with nabsn if NSFEAT bit 1 says so; 0: AWUN holds
  std::uint16_t nabsn = 0;   // 0's based; 0: no boundary cuts an atomic write
  std::uint64_t nvmcap = 0;  // bytes
  std::uint32_t anagrpid = 0;
  std::uint8_t nsattr = 0;
  std::uint16_t nvmsetid = 0;
  std::uint16_t endgid = 0;
  std::array<std::uint8_t, 16> nguid{};
  std::array<std::uint8_t, 8> eui64{};
  std::array<LbaFormat, kLbaFormats> lbaf{};
  [[nodiscard]] std::size_t format_index() const { return (flbas & 0xFU) | (nlbaf > 15 ? (flbas >> 1 & 0x30U) : 0U); }
  friend bool operator==(const IdentifyNamespace&, const IdentifyNamespace&) = default;
};

struct LbaFormatExtension {
  std::uint64_t zsze = 0;
  std::uint8_t zdes = 0;
  friend bool operator==(const LbaFormatExtension&, const LbaFormatExtension&) = default;
};

struct IdentifyZonedNamespace {  // CNS 05h, CSI 02h
  std::uint16_t zoc = 0;         // bit 0 VZCAP, bit 1 ZAE
  std::uint16_t ozcs = 0;        // bit 0 RAZB, bit 1 ZRWASUP
  std::uint32_t mar = kNoLimit;  // 0's based
  std::uint32_t mor = kNoLimit;  // 0's based
  std::array<std::uint32_t, 4> rrl{};
  std::array<std::uint32_t, 4> frl{};
  std::uint32_t numzrwa = 0;
  std::uint16_t zrwafg = 0;
  std::uint16_t zrwasz = 0;
  std::uint8_t zrwacap = 0;
  std::array<LbaFormatExtension, kLbaFormats> lbafe{};
  friend bool operator==(const IdentifyZonedNamespace&, const IdentifyZonedNamespace&) = default;
};

namespace zoc {
inline constexpr std::uint16_t kVariableZoneCapacity = 1U << 0;
inline constexpr std::uint16_t kZoneActiveExcursions = 1U << 1;
}  // namespace zoc
namespace ozcs {
inline constexpr std::uint16_t kReadAcrossZoneBoundaries = 1U << 0;
inline constexpr std::uint16_t kZoneRandomWriteArea = 1U << 1;
}  // namespace ozcs

struct IdentifyZonedController {  // CNS 06h, CSI 02h
  std::uint8_t zasl = 0;          // 2^n minimum pages; 0: MDTS applies
  friend bool operator==(const IdentifyZonedController&, const IdentifyZonedController&) = default;
};

struct IdentifyNvmController {  // CNS 06h, CSI 00h
  std::uint8_t vsl = 0;
  std::uint8_t wzsl = 0;  // 2^n minimum pages of a Write Zeroes; 0: no limit
  std::uint8_t wusl = 0;
  std::uint8_t dmrl = 0;
  std::uint32_t dmrsl = 0;
  std::uint64_t dmsl = 0;
  friend bool operator==(const IdentifyNvmController&, const IdentifyNvmController&) = default;
};

struct NamespaceIdentification {  // CNS 03h: the descriptors of the list
  std::optional<std::array<std::uint8_t, 8>> eui64 = std::nullopt;
  std::optional<std::array<std::uint8_t, 16>> nguid = std::nullopt;
  std::optional<std::array<std::uint8_t, 16>> uuid = std::nullopt;
  std::optional<Csi> csi = std::nullopt;
  bool repeated = false;   // a type occurred twice
  bool malformed = false;  // a length that its type does not have, or a descriptor that runs off the page
  friend bool operator==(const NamespaceIdentification&, const NamespaceIdentification&) = default;
};

IdentifyPage encode(const IdentifyController& structure);
IdentifyPage encode(const IdentifyNamespace& structure);
IdentifyPage encode(const IdentifyZonedNamespace& structure);
IdentifyPage encode(const IdentifyZonedController& structure);
IdentifyPage encode(const IdentifyNvmController& structure);
IdentifyPage encode(const NamespaceIdentification& list);
IdentifyPage encode_namespace_list(std::span<const std::uint32_t> nsids);         // CNS 02h, 07h: 1,024 at most
IdentifyPage encode_command_set_vectors(std::span<const std::uint64_t> vectors);  // CNS 1Ch: 512 at most

IdentifyController decode_identify_controller(IdentifyView page);
IdentifyNamespace decode_identify_namespace(IdentifyView page);
IdentifyZonedNamespace decode_identify_zoned_namespace(IdentifyView page);
IdentifyZonedController decode_identify_zoned_controller(IdentifyView page);
IdentifyNvmController decode_identify_nvm_controller(IdentifyView page);
NamespaceIdentification decode_namespace_identification(IdentifyView page);
std::vector<std::uint32_t> decode_namespace_list(IdentifyView page);       // up to the first zero
std::vector<std::uint64_t> decode_command_set_vectors(IdentifyView page);  // up to the first zero

}  // namespace zns
