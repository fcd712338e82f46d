// Sizes, limits and optional abilities of a namespace, as Identify reports them, and what hosts have set of it. Nothing
// else of it changes while the namespace exists. It is one namespace as one controller sees it. A namespace without
// zones (NVM Command Set) is one stretch of blocks: zones = 1, and zsze = zcap = NSZE.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "reference/spec/opcode.hpp"

namespace zns {

using ZoneId = std::uint32_t;  // the zone's place in the namespace: ZSLBA / ZSZE

// DLFEAT 2:0, ZNS-IO-005.
enum class DeallocatedValue : std::uint8_t { NotReported = 0, Zeroes = 1, Ones = 2 };

// What the controller says of Flush with NSID FFFFFFFFh (VWC 2:1), IDC-012.
enum class FlushBroadcast : std::uint8_t { NotReported = 0, NotSupported = 2, Supported = 3 };

inline constexpr std::uint32_t kNoNsid = 0;  // an invalid one: what a controller says where it has no namespace
// Whether reads of deallocated blocks are errors: Error Recovery (05h), DULBE. Unknown: a host may have set it.
enum class Dulbe : std::uint8_t { Unknown, Off, On };

// Why I/O commands are refused, all of them: a sanitize operation of the subsystem (ZNS-RST-043).
enum class Barred : std::uint8_t { No, BySanitize, ByFailedSanitize };

struct Geometry {
  std::uint32_t nsid = 1;
  std::uint32_t nn = 4;            // the largest valid NSID
  std::uint32_t lba_bytes = 4096;  // a power of two, 512 at least
  std::uint32_t zones = 16;
  std::uint64_t zsze = 64;                       // logical blocks
  std::uint64_t zcap = 48;                       // logical blocks; of every zone, until a reset changes it (ZOC.VZCAP)
  std::optional<std::uint32_t> max_active = {};  // MAR + 1; absent: no limit
  std::optional<std::uint32_t> max_open = {};    // MOR + 1
  std::uint8_t zdes = 0;                         // Zone Descriptor Extension Size, in units of 64 bytes
  std::uint8_t mdts = 0;                         // 2^n minimum pages; 0: no limit
  std::uint8_t zasl = 0;                         // likewise; 0: MDTS applies
  std::uint8_t wzsl = 0;                         // likewise, for Write Zeroes; 0: no limit
  bool read_across = false;                      // OZCS.RAZB
  bool variable_capacity = false;                // ZOC.VZCAP
  bool active_excursions = false;                // ZOC.ZAE
  bool write_cache = false;                      // VWC bit 0
  bool namespace_management = false;             // OACS bit 3
  FlushBroadcast flush_broadcast = FlushBroadcast::Supported;
  DeallocatedValue deallocated = DeallocatedValue::Zeroes;
  bool deallocated_error = false;          // NSFEAT bit 2 (DAE): a host may ask for 2/87 on deallocated blocks
  bool sgls = false;                       // SGLS 1:0 are not 0: data pointers of I/O commands may be SGLs
  bool append = true;                      // Zone Append, and ...
  bool write_zeroes = true;                // ... Write Zeroes are supported
  bool several_controllers = false;        // CMIC bit 1: the subsystem may have others
  std::optional<std::uint8_t> mpsmin = 0;  // CAP.MPSMIN: minimum pages have 2^(12 + n) bytes; absent: not known
  std::uint32_t awun = 1;                  // AWUN + 1, or NAWUN + 1: logical blocks of a write that is atomic
  Csi csi = Csi::Zoned;                    // the command set of the namespace: its type
  Dulbe dulbe = Dulbe::Unknown;            // with deallocated_error
  bool write_protected = false;            // NSATTR bit 0: Namespace Write Protection (84h)
  Barred barred = Barred::No;

  // A command with that NSID is about this namespace.
  [[nodiscard]] bool is_named(std::uint32_t by) const { return by == nsid && nsid != kNoNsid; }
  [[nodiscard]] bool is_zoned() const { return csi == Csi::Zoned; }
  [[nodiscard]] std::uint64_t nsze() const { return zsze * zones; }
  [[nodiscard]] std::uint64_t zslba(ZoneId zone) const { return zsze * zone; }
  [[nodiscard]] std::size_t extension_bytes() const { return std::size_t{zdes} * 64; }
  [[nodiscard]] bool active_equals_open() const { return max_active && max_open && *max_active == *max_open; }
  friend bool operator==(const Geometry&, const Geometry&) = default;
};

inline constexpr std::uint64_t kMinimumPageBytes = 4096;  // CAP.MPSMIN = 0
inline constexpr std::uint8_t kUsualMpsmin = 0;         // Where MPSMIN is not known it is taken for one from 4 KiB ...
inline constexpr std::uint8_t kLargestUsualMpsmin = 4;  // ... to 64 KiB (IDC-023).

// Why no device can have this geometry, in one line that names the field; nothing if one can.
std::optional<std::string> inconsistency(const Geometry& geometry);

// True if `bytes` are more than 2^limit minimum pages; a limit of 0 is none.
[[nodiscard]] constexpr bool exceeds(std::uint64_t bytes, std::uint8_t limit, std::uint8_t mpsmin = 0) {
  return limit != 0 && limit + mpsmin < 52 && bytes > kMinimumPageBytes << (limit + mpsmin);
}

}  // namespace zns
