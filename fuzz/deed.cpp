// What a record means in a state.
#include <algorithm>

#include "fuzz/program.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::fuzz {
namespace {

bool matches(Pick pick, ZoneState zs) {
  switch (pick) {
    case Pick::Any:
      return true;
    case Pick::Empty:
      return zs == ZoneState::Empty;
    case Pick::ImplicitlyOpened:
      return zs == ZoneState::ImplicitlyOpened;
    case Pick::ExplicitlyOpened:
      return zs == ZoneState::ExplicitlyOpened;
    case Pick::Closed:
      return zs == ZoneState::Closed;
    case Pick::Full:
      return zs == ZoneState::Full;
    case Pick::Writable:
      return is_writable(zs);
    case Pick::NotWritable:
      return !is_writable(zs);
  }
  return true;
}

ZoneId zone_of(const State& state, const Record& record) {
  std::array<ZoneId, kMostZones> matching{};
  std::size_t count = 0;
  for (ZoneId id = 0; id < state.zones(); ++id)
    if (matches(record.pick, state.zone(id).zs)) matching[count++] = id;
  return count == 0 ? record.zone % state.zones() : matching[record.zone % count];
}

std::uint64_t lba_of(const Geometry& geometry, const State& state, ZoneId id, const Record& record) {
  const std::uint64_t zslba = geometry.zslba(id);
  const std::array<std::uint64_t, kPlaces> places{state.zone(id).wp,     zslba,           zslba + state.zone(id).zcap,
                                                  zslba + geometry.zsze, geometry.nsze(), UINT64_MAX - 7};
  return places[static_cast<std::size_t>(record.place)] + static_cast<std::uint64_t>(std::int64_t{record.shift});
}

std::uint64_t blocks_within(std::uint8_t limit) {
  return (kMinimumPageBytes << limit) / kLbaBytes;
}

Nlb nlb_of(const Geometry& geometry, const State& state, ZoneId id, std::uint64_t lba, std::uint8_t extent) {
  if (extent < 128) return Nlb::of_count(1U + extent);
  const std::uint64_t zslba = geometry.zslba(id);
  const std::array<std::uint64_t, kBounds> bounds{zslba + state.zone(id).zcap - lba, zslba + geometry.zsze - lba,
                                                  blocks_within(geometry.mdts), blocks_within(geometry.zasl),
                                                  blocks_within(geometry.wzsl)};
  const std::uint64_t blocks = bounds[(extent >> 4 & 7U) % kBounds] + (extent & 15U) - 8;
  return Nlb::of_count(std::clamp<std::uint64_t>(blocks, 1, kMostBlocks));
}

// A report of so many zones, or some bytes more or less.
NumberOfDwords numd_of(const Geometry& geometry, const Record& record) {
  constexpr std::array<int, 8> kDwords{0, -1, 1, -16, 16, -17, 15, 64};
  const std::size_t extension = record.act == Act::ExtendedReport ? geometry.extension_bytes() : 0;
  const auto exact = static_cast<int>(report_bytes(record.extent % (kMostZones + 1U), extension) / 4);
  return NumberOfDwords::of_count(static_cast<std::uint64_t>(std::max(1, exact + kDwords[record.extent >> 5])));
}

ZoneManagementSend send_of(const Record& record, std::uint64_t lba) {
  constexpr std::array<std::uint8_t, 6> kReserved{0x00, 0x06, 0x0F, 0x11, 0x12, 0xFF};
  constexpr std::array kActions{ZoneSendAction::Close,   ZoneSendAction::Finish,
                                ZoneSendAction::Open,    ZoneSendAction::Reset,
                                ZoneSendAction::Offline, ZoneSendAction::SetZoneDescriptorExtension};
  const std::size_t action = static_cast<std::size_t>(record.act) - static_cast<std::size_t>(Act::Close);
  const bool reserved = record.twist == Twist::ReservedValue;
  return {.slba = lba,
          .zsa = reserved ? static_cast<ZoneSendAction>(kReserved[record.detail % kReserved.size()]) : kActions[action],
          .select_all = record.twist == Twist::SelectAll,
          .zsaso = reserved && record.detail >= 0x80};
}

ZoneManagementReceive receive_of(const Geometry& geometry, const Record& record, std::uint64_t lba) {
  const unsigned zra = record.act == Act::ExtendedReport ? 1 : 0;
  const bool reserved = record.twist == Twist::ReservedValue;
  return {.slba = lba,
          .numd = numd_of(geometry, record),
          .zra = static_cast<ZoneReceiveAction>(reserved ? zra + 2 : zra),
          .zrasf = static_cast<ReportingOption>(record.detail & 0xFU),
          .partial = (record.detail & 0x10U) != 0};
}

Identify identify_of(const Record& record) {
  constexpr std::array<std::uint8_t, 10> kCns{0x00, 0x01, 0x02, 0x03, 0x05, 0x06, 0x07, 0x1C, 0x04, 0xFF};
  constexpr std::array<std::uint8_t, 4> kCsi{0x02, 0x00, 0x01, 0xFF};
  return {.cns = static_cast<Cns>(kCns[record.detail % kCns.size()]),
          .csi = static_cast<Csi>(kCsi[record.extent & 3U]),
          .cntid = record.shift != 0 ? std::uint16_t{1} : std::uint16_t{0}};
}

Command::Body body_of(const Geometry& geometry, const State& state, const Record& record) {
  const ZoneId id = zone_of(state, record);
  const std::uint64_t lba = lba_of(geometry, state, id, record);
  const Nlb nlb = nlb_of(geometry, state, id, lba, record.extent);
  const bool fua = (record.detail & 0x80U) != 0;
  switch (record.act) {
    case Act::Write:
      return Write{.slba = lba, .nlb = nlb, .fua = fua};
    case Act::Append:
      return ZoneAppend{.zslba = lba, .nlb = nlb, .fua = fua, .piremap = (record.detail & 0x40U) != 0};
    case Act::WriteZeroes:
      return WriteZeroes{.slba = lba, .nlb = nlb, .deac = (record.detail & 1U) != 0, .fua = fua};
    case Act::Read:
      return Read{.slba = lba, .nlb = nlb, .fua = fua};
    case Act::Report:
    case Act::ExtendedReport:
      return receive_of(geometry, record, lba);
    case Act::Flush:
      return Flush{};
    case Act::Identify:
      return identify_of(record);
    case Act::Unknown:
      return OtherCommand{.opcode = static_cast<std::uint8_t>(0x80U | record.detail)};
    default:
      return send_of(record, lba);
  }
}

std::uint32_t nsid_of(const Geometry& geometry, const Record& record) {
  switch (record.twist) {
    case Twist::NoNsid:
      return 0;
    case Twist::InactiveNsid:
      return geometry.nsid + 1U + record.detail % 5U;  // nn is among them
    case Twist::Broadcast:
      return kBroadcastNsid;
    default:
      return geometry.nsid;
  }
}

Event event_of(const State& state, const Record& record) {
  constexpr std::array kFailures{EventKind::ReadOnly, EventKind::Offline, EventKind::Renew};
  constexpr std::array kMoves{EventKind::CloseZone, EventKind::Excursion};
  const ZoneId id = zone_of(state, record);
  if (record.act == Act::ZoneFails) return {kFailures[(record.detail & ~kUnseen) % kFailures.size()], id};
  return {kMoves[record.detail % kMoves.size()], id};
}

bool is_unseen(const Record& record, const Event& event) {
  if (record.act == Act::ZoneMoves) return true;  // what a controller does by itself, no host knows
  return (record.detail & kUnseen) != 0 && event.kind != EventKind::Renew;
}

Fate fate_of(const Record& record) {
  const bool has_one =
      record.twist == Twist::Answered || record.twist == Twist::WrongPointer || record.twist == Twist::Lie;
  if (!has_one) return {};
  return {.kind = record.twist, .detail = record.detail, .which = static_cast<std::uint8_t>(record.zone >> 4)};
}

}  // namespace

Deed deed(const Geometry& geometry, const State& state, const Record& record) {
  if (record.act == Act::ZoneFails || record.act == Act::ZoneMoves) {
    const Event event = event_of(state, record);
    return {.kind = Deed::Kind::Happen, .event = event, .unseen = is_unseen(record, event)};
  }
  if (record.act == Act::Restart)
    return {.kind = Deed::Kind::Restart, .restart = static_cast<Reset>(record.detail % 3)};
  Command command{.queue = record.act == Act::Identify ? Queue::Admin : Queue::Io,
                  .nsid = nsid_of(geometry, record),
                  .body = body_of(geometry, state, record),
                  .reserved_bits = record.twist == Twist::ReservedBit};
  if (record.twist == Twist::Cdw0) {
    command.fuse = static_cast<Fuse>(record.detail & 3U);
    command.psdt = static_cast<Psdt>(record.detail >> 2 & 3U);
  }
  return {.command = command, .fate = fate_of(record)};
}

}  // namespace zns::fuzz
