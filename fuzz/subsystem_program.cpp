#include "fuzz/subsystem_program.hpp"

#include <algorithm>
#include <array>

#include "reference/spec/bytes.hpp"
#include "reference/spec/units.hpp"

namespace zns::fuzz {
namespace {

// A deed: its act, then which controller (3:0) and queue (4); of a command a head ...
constexpr std::size_t kHeadBytes = 5;  // opcode, flags, NSID, and what follows: dwords (5:0: CDW10 to CDW15), data (6)
constexpr std::array kDwords{&Sqe::cdw10, &Sqe::cdw11, &Sqe::cdw12, &Sqe::cdw13, &Sqe::cdw14, &Sqe::cdw15};
constexpr std::uint8_t kHasData = 1U << 6;
// ... the dwords, two bytes of a length and the data. Of anything else: which, zone, detail.
constexpr std::size_t kElseBytes = 3;

constexpr std::uint8_t kStoredBroadcast = 0xFF;
constexpr std::uint8_t kStoredFarAway = 0xFE;
constexpr std::uint32_t kFarAway = 0xFFFF'FFFE;

std::uint32_t nsid_of(std::uint8_t stored) {
  if (stored == kStoredBroadcast) return kBroadcastNsid;
  return stored == kStoredFarAway ? kFarAway : stored;
}
std::uint8_t stored(std::uint32_t nsid) {
  if (nsid == kBroadcastNsid) return kStoredBroadcast;
  return nsid >= kStoredFarAway ? kStoredFarAway : static_cast<std::uint8_t>(nsid);
}

bool has_entry(SubsystemAct act) {
  return act == SubsystemAct::Send || act == SubsystemAct::WriteProperty;
}

Bytes take(Bytes& bytes, std::size_t count) {
  const Bytes front = bytes.first(std::min(count, bytes.size()));
  bytes = bytes.subspan(front.size());
  return front;
}

bool take_entry(Bytes& bytes, SubsystemDeed& deed) {
  const Bytes head = take(bytes, kHeadBytes - 1);
  if (head.size() != kHeadBytes - 1) return false;
  deed.sqe.opcode = head[0];
  deed.sqe.flags = head[1];
  deed.sqe.nsid = nsid_of(head[2]);
  for (std::size_t i = 0; i < kDwords.size(); ++i) {
    if ((head[3] >> i & 1U) == 0) continue;
    const Bytes dword = take(bytes, 4);
    if (dword.size() != 4) return false;
    deed.sqe.*kDwords[i] = load_le<std::uint32_t>(std::as_bytes(dword), 0);
  }
  if ((head[3] & kHasData) == 0) return true;
  const Bytes length = take(bytes, 2);
  if (length.size() != 2) return false;
  deed.data = std::as_bytes(take(bytes, load_le<std::uint16_t>(std::as_bytes(length), 0) % (kMostSentBytes + 1)));
  return true;
}

}  // namespace

std::optional<SubsystemDeed> next_deed(Bytes& bytes) {
  const Bytes begin = take(bytes, 2);
  if (begin.size() != 2) return std::nullopt;
  SubsystemDeed deed{.act = static_cast<SubsystemAct>(begin[0] % kSubsystemActs),
                     .controller = static_cast<std::uint8_t>(begin[1] & 0xFU),
                     .queue = (begin[1] & 0x10U) != 0 ? Queue::Io : Queue::Admin};
  if (has_entry(deed.act)) return take_entry(bytes, deed) ? std::optional{deed} : std::nullopt;
  const Bytes rest = take(bytes, kElseBytes);
  if (rest.size() != kElseBytes) return std::nullopt;
  deed.which = rest[0];
  deed.zone = rest[1];
  deed.detail = rest[2];
  return deed;
}

void append(std::vector<std::uint8_t>& bytes, const SubsystemDeed& deed) {
  bytes.push_back(static_cast<std::uint8_t>(deed.act));
  bytes.push_back(static_cast<std::uint8_t>(deed.controller | (deed.queue == Queue::Io ? 0x10U : 0U)));
  if (!has_entry(deed.act)) {
    bytes.insert(bytes.end(), {deed.which, deed.zone, deed.detail});
    return;
  }
  const auto add = [&bytes](std::uint32_t value, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  };
  std::size_t length = std::min(deed.data.size(), kMostSentBytes);
  while (length != 0 && deed.data[length - 1] == std::byte{0}) --length;
  unsigned follows = length == 0 ? 0U : kHasData;
  for (std::size_t i = 0; i < kDwords.size(); ++i)
    if (deed.sqe.*kDwords[i] != 0) follows |= 1U << i;
  bytes.insert(bytes.end(),
               {deed.sqe.opcode, deed.sqe.flags, stored(deed.sqe.nsid), static_cast<std::uint8_t>(follows)});
  for (const auto dword : kDwords)
    if (deed.sqe.*dword != 0) add(deed.sqe.*dword, 4);
  if (length == 0) return;
  add(static_cast<std::uint32_t>(length), 2);
  for (const std::byte each : deed.data.first(length)) bytes.push_back(std::to_integer<std::uint8_t>(each));
}

SubsystemShape subsystem_shape(std::uint8_t made) {
  const auto has = [made](Made what) { return (made & made_of(what)) != 0; };
  Geometry zoned{.lba_bytes = 512, .zones = 6, .zsze = 16, .zcap = 12};
  zoned.nn = 8;
  zoned.namespace_management = has(Made::NamespaceManagement);
  zoned.write_cache = has(Made::WriteCache);
  if (has(Made::Abilities))
    zoned.read_across = zoned.variable_capacity = zoned.active_excursions = zoned.deallocated_error = true;
  if (has(Made::Limits)) {
    zoned.max_active = 3;
    zoned.max_open = 2;
    zoned.zdes = 1;
    zoned.mdts = 1;
  }
  SubsystemShape shape{.namespaces = {{.geometry = zoned}},
                       .controllers = controllers_of(has(Made::TwoControllers) ? 2 : 1)};
  if (has(Made::Limits))
    for (ControllerShape& each : shape.controllers) each.acl = each.aerl = each.elpe = 0;
  if (has(Made::BlocksBeside)) {
    Geometry blocks = zoned;
    blocks.nsid = 2;
    blocks.csi = Csi::Nvm;
    blocks.zones = 1;
    blocks.zsze = blocks.zcap = 64;
    blocks.max_active = blocks.max_open = std::nullopt;
    blocks.zdes = 0;
    blocks.read_across = blocks.variable_capacity = blocks.active_excursions = false;
    shape.namespaces.push_back({.geometry = blocks});
  }
  if (has(Made::ZonesBeside)) {
    Geometry beside = zoned;
    beside.nsid = 3;
    shape.namespaces.push_back({.geometry = beside, .attached = Attached{1U << (shape.controllers.size() - 1)}});
  }
  if (has(Made::Sanitize)) shape.sanicap = sanicap::kActions | sanicap::kModified;
  return shape;
}

Policy subsystem_policy(std::uint8_t bits) {
  const auto has = [bits](unsigned bit) { return (bits >> bit & 1U) != 0; };
  return {.statuses = has(0) ? Policy::Statuses::Last : Policy::Statuses::First,
          .implicit_close = has(1) ? Policy::ImplicitClose::Refuse : Policy::ImplicitClose::Oldest,
          .use_exceptions = has(2),
          .close_eagerly = has(3),
          .rubbish = static_cast<std::uint8_t>(has(3) ? 0xA5 : 0),
          .power_loss = has(4) ? Policy::PowerLoss::Prefix : Policy::PowerLoss::All,
          .full_at_power_loss = has(4),
          .error_log = has(5) ? Policy::ErrorLog::Told : Policy::ErrorLog::Untold,
          .aborts_event_requests = has(6),
          .sanitize_commands = 3,
          .sanitize_fails = has(7)};
}

}  // namespace zns::fuzz
