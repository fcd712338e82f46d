// The properties of a controller (Base 2.0 3.1.3): where each is, and the fields of CAP, CC, CSTS and AQA.
#pragma once

#include <cstdint>
#include <optional>

#include "reference/spec/units.hpp"

namespace zns {

namespace property {                         // offsets
inline constexpr std::uint32_t kCap = 0x00;  // 64 bits
inline constexpr std::uint32_t kVs = 0x08;
inline constexpr std::uint32_t kIntms = 0x0C;
inline constexpr std::uint32_t kIntmc = 0x10;
inline constexpr std::uint32_t kCc = 0x14;
inline constexpr std::uint32_t kCsts = 0x1C;
inline constexpr std::uint32_t kNssr = 0x20;
inline constexpr std::uint32_t kAqa = 0x24;
inline constexpr std::uint32_t kAsq = 0x28;  // 64 bits
inline constexpr std::uint32_t kAcq = 0x30;  // 64 bits
inline constexpr std::uint32_t kCrto = 0x68;
inline constexpr std::uint32_t kDoorbells = 0x1000;
}  // namespace property

inline constexpr std::uint32_t kResetSubsystem = 0x4E56'4D65;  // the value of NSSR: "NVMe"
inline constexpr std::uint64_t kSmallestPage = 4096;           // MPS 0

// The field of a queue's size: at least 2 entries are there, so a raw 0 is no size.
using QueueEntries = ZeroesBased<std::uint16_t>;

namespace cap_css {  // bits of CAP.CSS
inline constexpr std::uint8_t kNvm = 0x01;
inline constexpr std::uint8_t kIoCommandSets = 0x40;
inline constexpr std::uint8_t kNoIoCommandSet = 0x80;
}  // namespace cap_css

enum class CommandSets : std::uint8_t { Nvm = 0, AllSupported = 6, AdminOnly = 7 };  // CC.CSS; others are reserved
enum class Arbitration : std::uint8_t { RoundRobin = 0, WeightedRoundRobin = 1, VendorSpecific = 7 };  // CC.AMS
enum class ShutdownNotification : std::uint8_t { None = 0, Normal = 1, Abrupt = 2 };  // CC.SHN; 3 is reserved
enum class ShutdownStatus : std::uint8_t { None = 0, Occurring = 1, Complete = 2 };   // CSTS.SHST

// An entry of an I/O queue has 2 to this power bytes (CC.IOSQES, CC.IOCQES).
inline constexpr std::uint8_t kIosqes = 6;
inline constexpr std::uint8_t kIocqes = 4;

struct Cap {
  QueueEntries mqes = QueueEntries::of_count(2);  // the most entries of an I/O queue
  bool cqr = false;                               // queues must be physically contiguous
  std::uint8_t ams = 0;                           // bit 0: weighted round robin; bit 1: vendor specific
  std::uint8_t to = 0;                            // x 500 ms
  std::uint8_t dstrd = 0;                         // doorbells are 4 << dstrd bytes apart
  bool nssrs = false;                             // NSSR resets the subsystem
  std::uint8_t css = 0;                           // cap_css
  bool bps = false;
  std::uint8_t cps = 0;
  std::uint8_t mpsmin = 0;  // pages of 2^(12 + n) bytes
  std::uint8_t mpsmax = 0;
  bool pmrs = false;
  bool cmbs = false;
  bool nsss = false;
  std::uint8_t crms = 0;

  template <class Self, class Use>
  static constexpr void each_field(Self& self, Use& use) {
    use(self.mqes, 0, 16);
    use(self.cqr, 16, 1);
    use(self.ams, 17, 2);
    use(self.to, 24, 8);
    use(self.dstrd, 32, 4);
    use(self.nssrs, 36, 1);
    use(self.css, 37, 8);
    use(self.bps, 45, 1);
    use(self.cps, 46, 2);
    use(self.mpsmin, 48, 4);
    use(self.mpsmax, 52, 4);
    use(self.pmrs, 56, 1);
    use(self.cmbs, 57, 1);
    use(self.nsss, 58, 1);
    use(self.crms, 59, 2);
  }
  friend constexpr bool operator==(const Cap&, const Cap&) = default;
};

struct Cc {
  bool en = false;
  CommandSets css = CommandSets::Nvm;
  std::uint8_t mps = 0;
  Arbitration ams = Arbitration::RoundRobin;
  ShutdownNotification shn = ShutdownNotification::None;
  std::uint8_t iosqes = 0;
  std::uint8_t iocqes = 0;
  bool crime = false;

  template <class Self, class Use>
  static constexpr void each_field(Self& self, Use& use) {
    use(self.en, 0, 1);
    use(self.css, 4, 3);
    use(self.mps, 7, 4);
    use(self.ams, 11, 3);
    use(self.shn, 14, 2);
    use(self.iosqes, 16, 4);
    use(self.iocqes, 20, 4);
    use(self.crime, 24, 1);
  }
  [[nodiscard]] constexpr std::uint64_t page_bytes() const { return kSmallestPage << mps; }
  friend constexpr bool operator==(const Cc&, const Cc&) = default;
};

struct Csts {
  bool rdy = false;
  bool cfs = false;
  ShutdownStatus shst = ShutdownStatus::None;
  bool nssro = false;  // cleared by writing 1
  bool pp = false;
  bool st = false;

  template <class Self, class Use>
  static constexpr void each_field(Self& self, Use& use) {
    use(self.rdy, 0, 1);
    use(self.cfs, 1, 1);
    use(self.shst, 2, 2);
    use(self.nssro, 4, 1);
    use(self.pp, 5, 1);
    use(self.st, 6, 1);
  }
  friend constexpr bool operator==(const Csts&, const Csts&) = default;
};

struct Aqa {
  QueueEntries asqs = {};
  QueueEntries acqs = {};

  template <class Self, class Use>
  static constexpr void each_field(Self& self, Use& use) {
    use(self.asqs, 0, 12);
    use(self.acqs, 16, 12);
  }
  friend constexpr bool operator==(const Aqa&, const Aqa&) = default;
};

inline constexpr std::uint32_t kMostAdminEntries = 4096;  // what the fields of AQA can say

namespace detail {

struct Packed {
  std::uint64_t raw = 0;

  template <class T>
  constexpr void operator()(const T& field, unsigned low, unsigned bits) {
    raw |= (static_cast<std::uint64_t>(field) & ((std::uint64_t{1} << bits) - 1)) << low;
  }
  constexpr void operator()(const QueueEntries& field, unsigned low, unsigned bits) { (*this)(field.raw(), low, bits); }
};

struct Unpacked {
  std::uint64_t raw = 0;

  template <class T>
  constexpr void operator()(T& field, unsigned low, unsigned bits) const {
    field = static_cast<T>(raw >> low & ((std::uint64_t{1} << bits) - 1));
  }
  constexpr void operator()(QueueEntries& field, unsigned low, unsigned bits) const {
    std::uint16_t entries = 0;
    (*this)(entries, low, bits);
    field = QueueEntries::wire(entries);
  }
};

template <class Register>
constexpr std::uint64_t pack(const Register& fields) {
  Packed packed;
  Register::each_field(fields, packed);
  return packed.raw;
}

template <class Register>
constexpr Register unpack(std::uint64_t raw) {
  Register fields;
  const Unpacked unpacked{raw};
  Register::each_field(fields, unpacked);
  return fields;
}

}  // namespace detail

// Reserved bits are 0 when encoded, and ignored when decoded.
[[nodiscard]] constexpr std::uint64_t encode(const Cap& cap) {
  return detail::pack(cap);
}
[[nodiscard]] constexpr std::uint32_t encode(const Cc& cc) {
  return static_cast<std::uint32_t>(detail::pack(cc));
}
[[nodiscard]] constexpr std::uint32_t encode(const Csts& csts) {
  return static_cast<std::uint32_t>(detail::pack(csts));
}
[[nodiscard]] constexpr std::uint32_t encode(const Aqa& aqa) {
  return static_cast<std::uint32_t>(detail::pack(aqa));
}
[[nodiscard]] constexpr Cap decode_cap(std::uint64_t raw) {
  return detail::unpack<Cap>(raw);
}
[[nodiscard]] constexpr Cc decode_cc(std::uint32_t raw) {
  return detail::unpack<Cc>(raw);
}
[[nodiscard]] constexpr Csts decode_csts(std::uint32_t raw) {
  return detail::unpack<Csts>(raw);
}
[[nodiscard]] constexpr Aqa decode_aqa(std::uint32_t raw) {
  return detail::unpack<Aqa>(raw);
}

// SQyTDBL, or with `is_head` CQyHDBL.
struct DoorbellRegister {
  std::uint16_t qid = 0;
  bool is_head = false;
  friend constexpr bool operator==(const DoorbellRegister&, const DoorbellRegister&) = default;
};

[[nodiscard]] constexpr std::uint32_t doorbell_stride(std::uint8_t dstrd) {
  return 4U << dstrd;
}
[[nodiscard]] constexpr std::uint32_t offset_of(DoorbellRegister doorbell, std::uint8_t dstrd) {
  return property::kDoorbells + (2U * doorbell.qid + (doorbell.is_head ? 1 : 0)) * doorbell_stride(dstrd);
}
// Nothing where no doorbell begins.
[[nodiscard]] constexpr std::optional<DoorbellRegister> doorbell_at(std::uint32_t offset, std::uint8_t dstrd) {
  if (offset < property::kDoorbells || (offset - property::kDoorbells) % doorbell_stride(dstrd) != 0)
    return std::nullopt;
  const std::uint32_t index = (offset - property::kDoorbells) / doorbell_stride(dstrd);
  if (index / 2 > 0xFFFF) return std::nullopt;
  return DoorbellRegister{static_cast<std::uint16_t>(index / 2), index % 2 != 0};
}

}  // namespace zns
