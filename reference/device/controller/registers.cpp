#include "reference/device/controller/registers.hpp"

namespace zns {
namespace {

// CAP.CSS (NST-002).
bool offers(const Cap& cap, CommandSets css) {
  switch (css) {
    case CommandSets::Nvm:
      return (cap.css & cap_css::kNvm) != 0;
    case CommandSets::AllSupported:
      return (cap.css & cap_css::kIoCommandSets) != 0;
    case CommandSets::AdminOnly:
      return (cap.css & cap_css::kNoIoCommandSet) != 0;
  }
  return false;
}

// CAP.AMS; round robin is always available (QUE-022).
bool offers(const Cap& cap, Arbitration ams) {
  switch (ams) {
    case Arbitration::RoundRobin:
      return true;
    case Arbitration::WeightedRoundRobin:
      return (cap.ams & 1) != 0;
    case Arbitration::VendorSpecific:
      return (cap.ams & 2) != 0;
  }
  return false;
}

bool is_64_bits_wide(std::uint32_t offset) {
  return offset == property::kCap || offset == property::kAsq || offset == property::kAcq;
}

// Four bytes of one of those, or all eight (REG-003).
void put(std::uint64_t& property, std::uint32_t offset_within, std::uint64_t value, unsigned width) {
  if (width == 8) {
    property = value;
    return;
  }
  const unsigned shift = 8 * offset_within;
  property = (property & ~(std::uint64_t{0xFFFF'FFFF} << shift)) | value << shift;
}

}  // namespace

KeptRegisters kept_by(Reset kind) {
  switch (kind) {
    case Reset::Controller:
    case Reset::Shutdown:  // is left by a Controller Reset (REG-012)
      return {.admin_queues = true, .nssro = true, .cc = true};
    case Reset::PowerCycle:
      break;
  }
  return {};
}

std::uint32_t ControllerRegisters::word(std::uint32_t offset) const {
  const auto high = [](std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); };
  switch (offset) {
    case property::kCap:
      return static_cast<std::uint32_t>(encode(shape.cap));
    case property::kCap + 4:
      return high(encode(shape.cap));
    case property::kVs:
      return shape.vs;
    case property::kIntms:
    case property::kIntmc:
      return masked_interrupts_;
    case property::kCc:
      return encode(cc_);
    case property::kCsts:
      return encode(csts_);
    case property::kAqa:
      return encode(aqa_);
    case property::kAsq:
      return static_cast<std::uint32_t>(asq_);
    case property::kAsq + 4:
      return high(asq_);
    case property::kAcq:
      return static_cast<std::uint32_t>(acq_);
    case property::kAcq + 4:
      return high(acq_);
    case property::kCrto:
      return shape.crto;
    default:
      return 0;  // NSSR (REG-014), what is reserved (REG-001), and doorbells, where it is the vendor's choice (REG-004)
  }
}

// An access of another width than the property's is undefined (REG-002): it reads the bytes that are there.
std::uint64_t ControllerRegisters::read(std::uint32_t offset, unsigned width) const {
  const std::uint32_t first = offset & ~3U;
  const std::uint64_t both = std::uint64_t{word(first + 4)} << 32 | word(first);
  const std::uint64_t from_offset = both >> (8 * (offset - first));
  return width >= 8 ? from_offset : from_offset & ((std::uint64_t{1} << (8 * width)) - 1);
}

// An access of another width than the property's is undefined (REG-002): it writes nothing.
std::vector<Consequence> ControllerRegisters::write(std::uint32_t offset, std::uint64_t value, unsigned width) {
  const bool is_wide = width == 8 && is_64_bits_wide(offset);
  if (offset % 4 != 0 || (width != 4 && !is_wide)) return {Ignored{"REG-002"}};
  if (width == 4) value &= 0xFFFF'FFFF;
  const auto value32 = static_cast<std::uint32_t>(value);
  if (offset >= property::kDoorbells) {
    if (const auto doorbell = doorbell_at(offset, shape.cap.dstrd))
      return ring(*doorbell, static_cast<std::uint16_t>(value));
    return {Ignored{"REG-004"}};
  }
  switch (offset) {
    case property::kIntms:
      masked_interrupts_ |= value32;
      return {};
    case property::kIntmc:
      masked_interrupts_ &= ~value32;
      return {};
    case property::kCc:
      return write_cc(decode_cc(value32));
    case property::kCsts:
      if (decode_csts(value32).nssro) csts_.nssro = false;
      return {};
    case property::kNssr:
      return write_nssr(value32);
    case property::kAqa:
      aqa_ = decode_aqa(value32);
      return {};
    case property::kAsq:
    case property::kAsq + 4:
      put(asq_, offset - property::kAsq, value, width);
      return {};
    case property::kAcq:
    case property::kAcq + 4:
      put(acq_, offset - property::kAcq, value, width);
      return {};
    default:
      return {Ignored{"REG-001"}};
  }
}

// A shutdown begins with a new value of SHN, and where none has begun: setting SHN back ends none (REG-013), and what
// another value means while one occurs is not said.
std::vector<Consequence> ControllerRegisters::write_cc(const Cc& value) {
  const Cc before = cc_;
  std::vector<Consequence> all;
  if (before.en && !value.en) {
    reset(Reset::Controller);
    all.emplace_back(Disabled{});
  }
  cc_ = value;  // REG-009
  if (before.en && value.en) {
    // What changing these does is undefined (REG-008): they stay.
    cc_.css = before.css;
    cc_.mps = before.mps;
    cc_.ams = before.ams;
    cc_.crime = before.crime;
  }
  if (!before.en && value.en) all.push_back(enable());
  const bool asks = value.shn == ShutdownNotification::Normal || value.shn == ShutdownNotification::Abrupt;
  if (asks && value.shn != before.shn && csts_.shst == ShutdownStatus::None) {
    csts_.shst = ShutdownStatus::Occurring;  // REG-012
    all.emplace_back(ShutdownBegun{.abrupt = value.shn == ShutdownNotification::Abrupt});
  }
  return all;
}

// EN was 0, which is the reset that REG-013 asks for: a shutdown that a disabled controller was told is over.
Consequence ControllerRegisters::enable() {
  csts_ = {.nssro = csts_.nssro};
  const auto objection = objection_to_enabling();
  if (!objection) return Enabled{};
  csts_.cfs = true;  // the result is undefined; this is the one that hosts look for
  return EnableRefused{*objection};
}

// IOSQES and IOCQES are looked at when I/O queues are created (QUE-012).
std::optional<ClauseId> ControllerRegisters::objection_to_enabling() const {
  constexpr ClauseId kCommandSet = "NST-003";  // (clang 14 crashes on one that is returned at once)
  constexpr ClauseId kSettings = "REG-007";
  if (!offers(shape.cap, cc_.css)) return kCommandSet;
  const std::uint64_t page = cc_.page_bytes();
  const bool good = cc_.mps >= shape.cap.mpsmin && cc_.mps <= shape.cap.mpsmax && offers(shape.cap, cc_.ams) &&
                    aqa_.asqs.count() >= 2 && aqa_.acqs.count() >= 2 && asq_ % page == 0 && acq_ % page == 0;
  if (!good) return kSettings;
  return std::nullopt;
}

std::vector<Consequence> ControllerRegisters::write_nssr(std::uint32_t value) {
  if (!shape.cap.nssrs || value != kResetSubsystem) return {Ignored{"REG-014"}};
  reset_subsystem();
  return {SubsystemReset{}};
}

std::vector<Consequence> ControllerRegisters::ring(DoorbellRegister doorbell, std::uint16_t value) const {
  if (!accepts_commands()) return {Ignored{either(csts_.shst == ShutdownStatus::None, "REG-018", "REG-012")}};
  return {DoorbellRung{doorbell, value}};
}

bool ControllerRegisters::accepts_commands() const {
  return csts_.rdy && !csts_.cfs && csts_.shst == ShutdownStatus::None;
}

void ControllerRegisters::ready() {
  if (cc_.en && !csts_.cfs) csts_.rdy = true;  // REG-005
}

void ControllerRegisters::shut_down() {
  if (csts_.shst == ShutdownStatus::Occurring) csts_.shst = ShutdownStatus::Complete;
}

void ControllerRegisters::fail() {
  if (cc_.en) csts_.cfs = true;
}

void ControllerRegisters::reset(Reset kind) {
  const KeptRegisters kept = kept_by(kind);
  const ControllerRegisters before = *this;
  *this = ControllerRegisters{before.shape};  // RDY and CFS are 0 (REG-006, REG-015)
  if (kept.nssro) csts_.nssro = before.csts_.nssro;
  if (kept.cc) cc_ = before.cc_;
  cc_.en = false;
  cc_.shn = ShutdownNotification::None;
  if (!kept.admin_queues) return;
  aqa_ = before.aqa_;
  asq_ = before.asq_;
  acq_ = before.acq_;
}

void ControllerRegisters::reset_subsystem() {
  reset(Reset::PowerCycle);  // AQA, ASQ and ACQ are 0, too (REG-011)
  csts_.nssro = true;        // REG-014
}

}  // namespace zns
