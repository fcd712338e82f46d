#include "suites/properties/plan.hpp"

#include <algorithm>
#include <array>
#include <type_traits>
#include <variant>

#include "reference/device/step.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::suites {
namespace {

constexpr std::uint64_t kMostBlocks = 65536;  // NLB is 0's based in 16 bits
constexpr std::uint64_t kFewBlocks = 7;
constexpr std::uint64_t kLowHalf = std::uint64_t{1} << 32;
constexpr std::size_t kWear = 8;
constexpr std::uint64_t kMostEntries = 64;     // of a report
constexpr std::uint32_t kSelectAll = 1U << 8;  // of CDW13

// Opcodes that no revision of the NVM and Zoned Namespace command sets has defined, below the vendors' range.
constexpr std::array<std::uint8_t, 6> kUnknownOpcodes = {0x03, 0x0A, 0x13, 0x33, 0x5B, 0x78};
constexpr std::array<std::uint8_t, 4> kReservedActions = {0x06, 0x0F, 0x20, 0x7F};  // ZSA
constexpr std::array<std::uint8_t, 3> kReservedReceives = {0x02, 0x10, 0x7F};       // ZRA
constexpr std::array<std::uint32_t, 4> kReservedBits = {1U << 0, 1U << 9, 1U << 17, 1U << 31};

// As hosts may lay data out, and as they may not: low bits in PRP1, in PRP2 and in the entries of a list (GEN-017,
// GEN-018). A list behind 4080 has two entries in its first page, and goes on in another.
constexpr std::array<PrpLayout, 8> kLayouts = {{{.offset = 0x200},
                                                {.offset = 4092},
                                                {.offset = 0x800, .list_offset = 4080},
                                                {.list_offset = 4088},
                                                {.prp2_offset = 4},
                                                {.prp2_offset = 0x800},
                                                {.offset = 4, .prp2_offset = 0x10, .list_offset = 8},
                                                {.offset = 2}}};
constexpr std::array<std::uint8_t, 6> kFlags = {0x01, 0x02, 0x03, 0xC0, 0x40, 0x80};  // FUSE, and PSDT 11b, 01b, 10b
constexpr std::array<std::uint32_t, 5> kDwords = {0x3FFFFFFF, 0x4000000F, 0x7FFFFFFF, 0x8000000F, 0xFFFFFFFF};  // NUMD
constexpr std::array<Cns, 8> kCns = {Cns::Namespace,
                                     Cns::Controller,
                                     Cns::ActiveNamespaces,
                                     Cns::NamespaceIdentificationDescriptors,
                                     Cns::CommandSetNamespace,
                                     Cns::CommandSetController,
                                     Cns::CommandSetActiveNamespaces,
                                     Cns::CommandSets};

struct Management {
  ZoneSendAction zsa;
  bool select_all;
};

std::optional<Management> management_of(Act act) {
  switch (act) {
    case Act::Close:
      return Management{ZoneSendAction::Close, false};
    case Act::Finish:
      return Management{ZoneSendAction::Finish, false};
    case Act::Open:
      return Management{ZoneSendAction::Open, false};
    case Act::Reset:
      return Management{ZoneSendAction::Reset, false};
    case Act::Offline:
      return Management{ZoneSendAction::Offline, false};
    case Act::SetExtension:
      return Management{ZoneSendAction::SetZoneDescriptorExtension, false};
    case Act::CloseAll:
      return Management{ZoneSendAction::Close, true};
    case Act::FinishAll:
      return Management{ZoneSendAction::Finish, true};
    case Act::OpenAll:
      return Management{ZoneSendAction::Open, true};
    case Act::ResetAll:
      return Management{ZoneSendAction::Reset, true};
    case Act::OfflineAll:
      return Management{ZoneSendAction::Offline, true};
    default:
      return std::nullopt;
  }
}

template <class Table>
auto pick_from(const Table& table, std::uint8_t detail) {
  return table[detail % table.size()];
}

}  // namespace

bool Plan::matches(ZoneId zone, Pick pick) const {
  const ZoneState zs = believed_.zone(zone).zs;
  const bool opened = zs == ZoneState::ImplicitlyOpened || zs == ZoneState::ExplicitlyOpened;
  switch (pick) {
    case Pick::Any:
      return true;
    case Pick::Empty:
      return zs == ZoneState::Empty;
    case Pick::Opened:
      return opened;
    case Pick::Closed:
      return zs == ZoneState::Closed;
    case Pick::Full:
      return zs == ZoneState::Full;
    case Pick::Writable:
      return opened || zs == ZoneState::Closed || zs == ZoneState::Empty;
    case Pick::NotWritable:
      return zs == ZoneState::Full || zs == ZoneState::ReadOnly || zs == ZoneState::Offline;
  }
  return true;
}

// The k-th zone of that kind; where there is none, the k-th of all.
std::size_t Plan::slot_of(const Operation& operation) const {
  const auto& zones = playground_.zones;
  const auto fits_pick = [&](ZoneId zone) { return matches(zone, operation.pick); };
  const auto candidates = static_cast<std::size_t>(std::count_if(zones.begin(), zones.end(), fits_pick));
  if (candidates == 0) return operation.zone % zones.size();
  std::size_t left = operation.zone % candidates;
  for (std::size_t slot = 0; slot < zones.size(); ++slot)
    if (fits_pick(zones[slot]) && left-- == 0) return slot;
  return 0;
}

std::uint64_t anchor(const Geometry& beside, std::uint8_t zone) {
  constexpr std::uint64_t kAtTheEnd = 4;
  constexpr std::uint64_t kApart = 3;
  const std::uint64_t place = zone % (256U - kBesideFrom);
  const std::uint64_t from_end = 256U - kBesideFrom - place;
  if (from_end <= kAtTheEnd && from_end <= beside.nsze()) return beside.nsze() - from_end;
  return place * kApart % beside.nsze();
}

// There is no write pointer: what would be there is at one of a few places.
Plan::Where Plan::where_without_zones(const Operation& operation) const {
  const std::uint64_t nsze = geometry_.nsze();
  Where at;
  switch (operation.place) {
    case Place::WritePointer:
    case Place::Start:
      at.lba = anchor(geometry_, operation.zone);
      break;
    case Place::Capacity:
    case Place::End:
    case Place::NamespaceEnd:
      at.lba = nsze;
      break;
    case Place::FarBeyond:
      at.lba = nsze + (std::uint64_t{1} << (32 + operation.detail % 32));
      break;
  }
  if (at.lba != 0 || operation.shift > 0) at.lba += static_cast<std::uint64_t>(std::int64_t{operation.shift});
  at.room_to_end = at.room_to_capacity = at.lba < nsze ? nsze - at.lba : 0;
  return at;
}

Plan::Where Plan::where(const Operation& operation) const {
  if (!geometry_.is_zoned()) return where_without_zones(operation);
  Where at{.slot = slot_of(operation)};
  const ZoneId id = playground_.zones[at.slot];
  const Zone& zone = believed_.zone(id);
  const std::uint64_t zslba = geometry_.zslba(id);
  const std::uint64_t capacity = zslba + zone.zcap;
  const auto ahead = blocks_ahead_.find(at.slot);
  const std::uint64_t wp =
      std::min(capacity, is_writable(zone.zs) ? zone.wp + (ahead == blocks_ahead_.end() ? 0 : ahead->second) : zslba);
  switch (operation.place) {
    case Place::WritePointer:
      at.lba = wp;
      break;
    case Place::Start:
      at.lba = zslba;
      break;
    case Place::Capacity:
      at.lba = capacity;
      break;
    case Place::End:
      at.lba = zslba + geometry_.zsze;
      break;
    case Place::NamespaceEnd:
      at.lba = geometry_.nsze();
      break;
    case Place::FarBeyond:
      at.lba = geometry_.nsze() + (std::uint64_t{1} << (32 + operation.detail % 32));
      break;
  }
  at.lba += static_cast<std::uint64_t>(std::int64_t{operation.shift});
  at.room_to_capacity = at.lba < capacity ? capacity - at.lba : 0;
  at.room_to_end = at.lba < zslba + geometry_.zsze ? zslba + geometry_.zsze - at.lba : 0;
  return at;
}

// `limit`: MDTS, ZASL or WZSL, a power of two of pages; 0: none.
std::uint64_t Plan::blocks_of(const Operation& operation, const Where& at, std::uint8_t limit) const {
  const bool limited = limit != 0 && limit < 32;
  const std::uint64_t most =
      limited ? std::max<std::uint64_t>(1, (kMinimumPageBytes << limit) / geometry_.lba_bytes) : kMostBlocks;
  std::uint64_t blocks = 1;
  switch (operation.extent) {
    case Extent::One:
      break;
    case Extent::Few:
      blocks = 1 + operation.detail % kFewBlocks;
      break;
    case Extent::ToCapacity:
      blocks = std::min(at.room_to_capacity, most);
      break;
    case Extent::ToEnd:
      blocks = std::min(at.room_to_end, most);
      break;
    case Extent::Limit:
      blocks = limited ? most : 1;
      break;
  }
  blocks += static_cast<std::uint64_t>(std::int64_t{operation.stretch});
  return blocks == 0 || blocks > kMostBlocks ? 1 : blocks;
}

std::optional<Command> Plan::report_of(const Operation& operation, const Where& at) const {
  const bool refused = operation.extent == Extent::Limit && operation.stretch < 0;  // without extensions
  const bool extended = (geometry_.zdes != 0 || refused) && (operation.detail & 0x10) != 0;
  const std::array<std::uint64_t, 8> most{1, 2, 3, 4, 5, 8, 17, geometry_.zones};
  const std::uint64_t entries = std::min(pick_from(most, operation.detail), kMostEntries);
  std::uint64_t dwords = report_bytes(entries, extended ? geometry_.extension_bytes() : 0) / 4;
  if (operation.extent == Extent::Limit) dwords += static_cast<std::uint64_t>(operation.stretch < 0 ? 5 : 3);
  if (dwords % 128 != 0 && !playground_.unaligned_report) dwords = (dwords + 127) / 128 * 128;
  const auto option = static_cast<std::uint8_t>(operation.stretch == 0 ? 0 : operation.detail % 10);
  return Command{.nsid = geometry_.nsid,
                 .body = ZoneManagementReceive{
                     .slba = at.lba,
                     .numd = NumberOfDwords::of_count(dwords),
                     .zra = extended ? ZoneReceiveAction::ExtendedReportZones : ZoneReceiveAction::ReportZones,
                     .zrasf = static_cast<ReportingOption>(option),
                     .partial = (operation.detail & 0x20) != 0}};
}

std::optional<Command> Plan::command_of(const Operation& operation, const Where& at) const {
  const bool fua = (operation.detail & 0x80) != 0;
  const std::uint64_t zslba = geometry_.zslba(playground_.zones[at.slot]);
  const auto nlb = [&](std::uint8_t limit) { return Nlb::of_count(blocks_of(operation, at, limit)); };
  const auto io = [&](Command::Body body) { return Command{.nsid = geometry_.nsid, .body = body}; };
  if (const auto management = management_of(operation.act)) {
    if (management->select_all && !playground_.select_all) return std::nullopt;
    const std::uint64_t slba = operation.place == Place::WritePointer ? zslba : at.lba;  // the usual place is the start
    return io(ZoneManagementSend{.slba = management->select_all ? slba_beside_select_all(operation, zslba) : slba,
                                 .zsa = management->zsa,
                                 .select_all = management->select_all});
  }
  switch (operation.act) {
    case Act::Write:
      return io(Write{.slba = at.lba, .nlb = nlb(geometry_.mdts), .fua = fua});
    case Act::Append: {
      if (!playground_.append) return std::nullopt;
      const Nlb blocks = nlb(geometry_.zasl != 0 ? geometry_.zasl : geometry_.mdts);
      return io(
          ZoneAppend{.zslba = operation.place == Place::WritePointer ? zslba : at.lba, .nlb = blocks, .fua = fua});
    }
    case Act::WriteZeroes:
      if (!playground_.write_zeroes) return std::nullopt;
      return io(
          WriteZeroes{.slba = at.lba, .nlb = nlb(geometry_.wzsl), .deac = (operation.detail & 0x40) != 0, .fua = fua});
    case Act::Read:
      return io(Read{.slba = at.lba, .nlb = nlb(geometry_.mdts), .fua = fua});
    case Act::Report:
      return report_of(operation, at);
    case Act::Flush:
      return io(Flush{});
    case Act::Identify:
      return Command{.queue = Queue::Admin,
                     .nsid = geometry_.nsid,
                     .body = Identify{.cns = pick_from(kCns, operation.detail),
                                      .csi = (operation.detail & 0x20) != 0 ? Csi::Nvm : Csi::Zoned}};
    default:
      return io(OtherCommand{pick_from(kUnknownOpcodes, operation.detail)});
  }
}

// With Select All it is ignored, whatever it is (ZNS-ZMS-003).
std::uint64_t Plan::slba_beside_select_all(const Operation& operation, std::uint64_t zslba) const {
  const std::array<std::uint64_t, 4> choices{0, zslba, zslba + 1, geometry_.nsze()};
  return pick_from(choices, operation.detail);
}

// None that is the namespace's: beyond NN, inactive, or like it in its low bits.
std::uint32_t Plan::foreign_nsid(std::uint8_t detail) const {
  const std::uint32_t inactive = geometry_.nsid == 1 ? 2 : 1;
  const std::array<std::uint32_t, 4> choices{geometry_.nn + 1, inactive <= geometry_.nn ? inactive : geometry_.nn + 1,
                                             geometry_.nsid | 0x100, geometry_.nsid | 0x10000};
  const std::uint32_t chosen = pick_from(choices, detail);
  const auto& active = playground_.active;
  const bool is_active = std::find(active.begin(), active.end(), chosen) != active.end();
  return chosen == geometry_.nsid || is_active ? geometry_.nn + 1 : chosen;
}

// Whether such an NSID may be sent. A device that mistook a broadcast could change other namespaces: then only with
// commands that look.
bool Plan::addresses(Twist nsid, const Command& command) const {
  if (command.queue == Queue::Admin) return true;
  const Does does = footprint(command).does;
  const bool looks = does == Does::Commit || does == Does::Read || does == Does::Report;
  return playground_.foreign_nsid && (nsid != Twist::Broadcast || looks);
}

// FUSE and PSDT. What is said to be an SGL must be one where the device knows SGLs.
bool Plan::twist_flags(const Operation& operation, const Command& command, Sqe& sqe) const {
  const std::uint8_t flags = pick_from(kFlags, operation.detail);
  const bool names_sgl = flags == 0x40 || flags == 0x80;
  if (!playground_.entry_flags || command.queue == Queue::Admin || (names_sgl && playground_.sgls)) return false;
  sqe.flags = static_cast<std::uint8_t>(sqe.flags | flags);
  return true;
}

// The largest NLB; a NUMD of which 32 bits do not hold the bytes; an LBA from which the last block wraps around.
bool Plan::to_field_end(const Operation& operation, const Command& command, Sqe& sqe) const {
  if (command.queue == Queue::Admin) return false;
  if (std::holds_alternative<ZoneManagementReceive>(command.body)) {
    sqe.cdw12 = pick_from(kDwords, operation.detail);
    return true;
  }
  const bool has_blocks = std::holds_alternative<Read>(command.body) || is_write_operation(command);
  if (has_blocks && operation.detail % 2 == 0) {
    sqe.cdw12 |= 0xFFFF;
    return true;
  }
  if (!has_blocks && !std::holds_alternative<ZoneManagementSend>(command.body)) return false;
  if (!playground_.select_all || geometry_.nsze() > kLowHalf) return false;  // a device that loses bits meets any zone
  sqe.cdw10 = 0xFFFFFFFF;
  sqe.cdw11 = 0xFFFFFFFF;
  return true;
}

// False where the way to the device cannot carry it.
bool Plan::twist(const Operation& operation, Command& command, Sqe& sqe) const {
  switch (operation.twist) {
    case Twist::None:
      return true;
    case Twist::HighHalf:
      if (command.queue == Queue::Admin || geometry_.nsze() > kLowHalf) return false;
      ++sqe.cdw11;
      break;
    case Twist::NoNamespace:
    case Twist::InvalidNamespace:
    case Twist::Broadcast:
      if (!addresses(operation.twist, command)) return false;
      sqe.nsid = operation.twist == Twist::NoNamespace        ? 0
                 : operation.twist == Twist::InvalidNamespace ? foreign_nsid(operation.detail)
                                                              : kBroadcastNsid;
      break;
    case Twist::ReservedBit:
      if (const auto* send = std::get_if<ZoneManagementSend>(&command.body);
          send != nullptr && send->zsa == ZoneSendAction::SetZoneDescriptorExtension && playground_.select_all)
        sqe.cdw13 |= kSelectAll;
      else if (send != nullptr)
        sqe.cdw15 |= pick_from(kReservedBits, operation.detail);
      else if (std::holds_alternative<ZoneManagementReceive>(command.body) ||
               std::holds_alternative<Flush>(command.body))
        sqe.cdw14 |= pick_from(kReservedBits, operation.detail);
      break;
    case Twist::ReservedValue:
      if (std::holds_alternative<ZoneManagementSend>(command.body))
        sqe.cdw13 = (sqe.cdw13 & ~0xFFU) | pick_from(kReservedActions, operation.detail);
      else if (std::holds_alternative<ZoneManagementReceive>(command.body))
        sqe.cdw13 = (sqe.cdw13 & ~0xFFU) | pick_from(kReservedReceives, operation.detail);
      break;
    case Twist::FieldEnd:
      if (!to_field_end(operation, command, sqe)) return false;
      break;
    case Twist::EntryFlags:
      if (!twist_flags(operation, command, sqe)) return false;
      break;
    case Twist::DataLayout:
      return playground_.prp_layout;
  }
  command = decode(command.queue, sqe);
  return true;
}

// A transfer of gigabytes from the device must be refused where MDTS is told: it gets the memory that any command has.
// False where it need not be.
bool Plan::bound(Planned& planned) const {
  const std::size_t most = playground_.max_transfer_bytes;
  if (planned.from_device_bytes <= most) return true;
  if (!playground_.any_length || !exceeds(most, geometry_.mdts)) return false;
  planned.from_device_bytes = most;
  return true;
}

bool Plan::fits(const Planned& planned, const Command& command) const {
  const std::size_t bytes = std::max(planned.to_device_bytes, planned.from_device_bytes);
  if (bytes > playground_.max_transfer_bytes) return false;
  if (!playground_.over_mdts && exceeds(bytes, geometry_.mdts)) return false;
  if (alone_) return false;
  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
  if (send == nullptr) return true;
  return send->select_all ? planned_ == 0 : !managed_.contains(planned.slot);
}

void Plan::remember(const Command& command, const Planned& planned) {
  ++planned_;
  if (const auto* send = std::get_if<ZoneManagementSend>(&command.body)) {
    managed_.insert(planned.slot);
    alone_ = alone_ || send->select_all;
  }
  if (!is_write_operation(command)) return;
  blocks_ahead_[planned.slot] += footprint(command).blocks;
}

std::optional<Planned> Plan::event_of(const Operation& operation, const Where& at) const {
  const ZoneState zs = believed_.zone(playground_.zones[at.slot]).zs;
  const bool read_only = operation.act == Act::BecomeReadOnly;
  const bool possible = zs != ZoneState::Offline && !(read_only && zs == ZoneState::ReadOnly);
  if (!playground_.zone_events || planned_ != 0 || !possible) return std::nullopt;
  return Planned{.slot = at.slot, .event = read_only ? ZoneState::ReadOnly : ZoneState::Offline};
}

// Commands that are planned come first.
std::optional<Planned> Plan::restart_of(const Operation& operation) const {
  if (planned_ != 0) return std::nullopt;
  if (operation.act == Act::ControllerReset && playground_.controller_reset)
    return Planned{.restart = Reset::Controller};
  if (operation.act == Act::Shutdown && playground_.shutdown) return Planned{.restart = Reset::Shutdown};
  if (operation.act == Act::PowerCycle && playground_.power_cycle) return Planned{.restart = Reset::PowerCycle};
  return std::nullopt;
}

// Nothing that a namespace without zones does stands in the way of what the zones do.
std::optional<Planned> Plan::add_beside(const Operation& operation) {
  if (alone_ || operation.act == Act::Wear) return std::nullopt;
  Playground there = playground_;
  there.beside.reset();
  there.zones = {0};
  there.zone_events = false;
  const State none{*playground_.beside, {}};
  auto planned = Plan{*playground_.beside, none, there}.add(operation);
  if (!planned) return std::nullopt;
  planned->beside = true;
  ++planned_;
  return planned;
}

std::optional<Planned> Plan::add(const Operation& operation) {
  if (playground_.zones.empty()) return std::nullopt;
  if (operation.act == Act::ControllerReset || operation.act == Act::Shutdown || operation.act == Act::PowerCycle)
    return restart_of(operation);
  if (playground_.beside && operation.zone >= kBesideFrom) return add_beside(operation);
  const Where at = where(operation);
  if (operation.act == Act::Wear && planned_ != 0) return std::nullopt;
  if (operation.act == Act::Wear) return Planned{.slot = at.slot, .wear = kWear * operation.detail};
  if (operation.act == Act::BecomeReadOnly || operation.act == Act::BecomeOffline) return event_of(operation, at);
  std::optional<Command> command = command_of(operation, at);
  if (!command) return std::nullopt;
  Planned planned{.queue = command->queue, .sqe = encode(*command), .data_lba = at.lba, .slot = at.slot};
  if (!twist(operation, *command, planned.sqe)) return std::nullopt;
  planned.to_device_bytes = bytes_to_device(geometry_, *command);
  planned.from_device_bytes = bytes_from_device(geometry_, *command);
  if (operation.twist == Twist::DataLayout) planned.prps = pick_from(kLayouts, operation.detail);
  if (operation.twist == Twist::FieldEnd && !bound(planned)) return std::nullopt;
  if (!fits(planned, *command)) return std::nullopt;
  remember(*command, planned);
  return planned;
}

}  // namespace zns::suites
