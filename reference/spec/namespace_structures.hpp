// Structures about the namespaces of a subsystem and its controllers: Identify CNS 08h, 12h, 13h, 16h and 17h, and the
// data of Namespace Management and Namespace Attachment. Decoding is total.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "reference/spec/identify.hpp"

namespace zns {

struct IndependentNamespace {  // CNS 08h: what a namespace is, whatever its command set
  std::uint8_t nsfeat = 0;
  std::uint8_t nmic = 0;
  std::uint8_t rescap = 0;
  std::uint8_t fpi = 0;
  std::uint32_t anagrpid = 0;
  std::uint8_t nsattr = 0;
  std::uint16_t nvmsetid = 0;
  std::uint16_t endgid = 0;
  std::uint8_t nstat = 0;  // bit 0 NRDY: it is ready
  friend bool operator==(const IndependentNamespace&, const IndependentNamespace&) = default;
};
inline constexpr std::uint8_t kNamespaceReady = 1U << 0;   // of NSTAT
inline constexpr std::uint8_t kNamespaceShared = 1U << 0;  // of NMIC

inline constexpr std::size_t kMostListedControllers = 2047;

// The list of Identify (CNS 12h, 13h) and of Namespace Attachment.
struct ControllerList {
  std::uint16_t count = 0;           // as it is said, which may be more than fit
  std::vector<std::uint16_t> ids{};  // CNTLIDs: as many as are said, and fit
  friend bool operator==(const ControllerList&, const ControllerList&) = default;
};

struct NamespaceCreation {  // the data of Namespace Management, Create
  std::uint64_t nsze = 0;   // logical blocks
  std::uint64_t ncap = 0;   // logical blocks
  std::uint8_t flbas = 0;
  std::uint8_t dps = 0;
  std::uint8_t nmic = 0;
  std::uint32_t anagrpid = 0;
  std::uint16_t nvmsetid = 0;
  std::uint16_t endgid = 0;
  std::uint64_t lbstm = 0;
  std::uint16_t nphndls = 0;
  std::uint8_t znsco = 0;  // bit 0: allocate ZRWA resources (NSM-024)
  std::uint32_t rar = 0;   // requested active resources; 0: as usual
  std::uint32_t ror = 0;   // requested open resources; 0: as usual
  std::uint32_t rnumzrwa = 0;
  [[nodiscard]] std::size_t format_index() const { return (flbas & 0xFU) | (flbas >> 1 & 0x30U); }
  friend bool operator==(const NamespaceCreation&, const NamespaceCreation&) = default;
};

struct Granularity {       // of namespaces that are created
  std::uint64_t nsze = 0;  // bytes
  std::uint64_t ncap = 0;  // bytes
  friend bool operator==(const Granularity&, const Granularity&) = default;
};

struct NamespaceGranularities {     // CNS 16h
  bool only_first = false;          // the first one is of every format
  std::vector<Granularity> list{};  // one at least, 16 at most
  friend bool operator==(const NamespaceGranularities&, const NamespaceGranularities&) = default;
};

using Uuid = std::array<std::uint8_t, 16>;

IdentifyPage encode(const IndependentNamespace& structure);
IdentifyPage encode(const NamespaceCreation& structure);
IdentifyPage encode(const NamespaceGranularities& structure);
IdentifyPage encode_controller_list(std::span<const std::uint16_t> cntlids);  // kMostListedControllers at most
IdentifyPage encode_uuid_list(std::span<const Uuid> uuids);                   // CNS 17h: 127 at most

IndependentNamespace decode_independent_namespace(IdentifyView page);
NamespaceCreation decode_namespace_creation(IdentifyView page);
NamespaceGranularities decode_namespace_granularities(IdentifyView page);
ControllerList decode_controller_list(IdentifyView page);
std::vector<Uuid> decode_uuid_list(IdentifyView page);  // up to the first that is zero

}  // namespace zns
