// Zones: what commands do to them through whichever controller, what they do by themselves, and what a shutdown does.
#include "reference/exhaustion/subsystem/ledger.hpp"

#include <algorithm>

#include "reference/spec/text.hpp"

namespace zns {
namespace {

using enum ZoneState;

constexpr std::array kInactive{Status::InvalidFieldInCommand, Status::InvalidNamespaceOrFormat};

// What a command makes of a zone; nothing: it is refused, for no such transition exists.
struct Row {
  std::array<std::optional<ZoneState>, kZoneStateCount> to;
  ClauseId clause;
};
constexpr std::optional<ZoneState> kNo = std::nullopt;
constexpr std::optional<ZoneState> kIO = ImplicitlyOpened;
constexpr std::optional<ZoneState> kEO = ExplicitlyOpened;
// clang-format off
//                   ZSE     ZSIO    ZSEO    ZSC     ZSF    ZSRO     ZSO
constexpr Row kOpen{{kEO,    kEO,    kEO,    kEO,    kNo,   kNo,     kNo    }, "ZNS-ZMS-026"};
constexpr Row kShut{{kNo,    Closed, Closed, Closed, kNo,   kNo,     kNo    }, "ZNS-ZMS-020"};
constexpr Row kFill{{Full,   Full,   Full,   Full,   Full,  kNo,     kNo    }, "ZNS-ZMS-022"};
constexpr Row kZero{{Empty,  Empty,  Empty,  Empty,  Empty, kNo,     kNo    }, "ZNS-ZMS-028"};
constexpr Row kLose{{kNo,    kNo,    kNo,    kNo,    kNo,   Offline, Offline}, "ZNS-ZMS-032"};
constexpr Row kAdds{{kIO,    kIO,    kEO,    kIO,    kNo,   kNo,     kNo    }, "ZNS-APPEND-001"};
// clang-format on

const Row& row_of(ZoneSendAction action) {
  switch (action) {
    case ZoneSendAction::Open:
      return kOpen;
    case ZoneSendAction::Close:
      return kShut;
    case ZoneSendAction::Finish:
      return kFill;
    case ZoneSendAction::Reset:
      return kZero;
    case ZoneSendAction::Offline:
    case ZoneSendAction::SetZoneDescriptorExtension:  // is not sent
      return kLose;
  }
  return kLose;
}

// The state's own status may come instead of Invalid Zone State Transition (ZNS-AMB-04).
std::vector<Status> refusals(ZoneState zs, bool writes) {
  std::vector<Status> statuses;
  if (!writes) statuses.push_back(Status::InvalidZoneStateTransition);
  if (writes && zs == Full) statuses.push_back(Status::ZoneIsFull);
  if (zs == ReadOnly) statuses.push_back(Status::ZoneIsReadOnly);
  if (zs == Offline) statuses.push_back(Status::ZoneIsOffline);
  return statuses;
}

}  // namespace

Judged Ledger::sent_io(const Sent& deed, const Device::Done& done, std::span<const std::byte> out) {
  OfNamespace& ns = namespaces_[*place_of(deed.command.nsid)];
  if (!ns.attached[deed.at.controller]) return unless_one_of(kInactive, done.status, "NSID-002");
  if (const auto* body = std::get_if<Read>(&deed.command.body)) return read_block(ns, *body, done, out);
  const auto* send = std::get_if<ZoneManagementSend>(&deed.command.body);
  const Row& row = send != nullptr ? row_of(send->zsa) : kAdds;
  const std::optional<ZoneState> to = row.to[column(ns.zs)];
  if (!to) return unless_one_of(refusals(ns.zs, send == nullptr), done.status, row.clause);
  constexpr std::array kDone{kSuccess};
  const Judged judged = unless_one_of(kDone, done.status, row.clause);
  if (ns.zs != Full || *to != Full) ns.by_controller = false;  // a Finish of a Full zone leaves it as it is
  ns.zs = *to;
  if (ns.zs == Empty) ns.written = 0;
  if (send == nullptr && ++ns.written == zcap_) ns.zs = Full;
  return judged;
}

Judged Ledger::read_block(const OfNamespace& ns, const Read& body, const Device::Done& done,
                          std::span<const std::byte> out) const {
  constexpr std::array kDone{kSuccess};
  constexpr std::array kDead{Status::ZoneIsOffline};
  if (ns.zs == Offline) return unless_one_of(kDead, done.status, "ZNS-IO-001");
  if (Judged judged = unless_one_of(kDone, done.status, "ZNS-IO-004")) return judged;
  const std::byte expected = body.slba < ns.written ? content_of(ns.nsid) : std::byte{0};
  const auto wrong = std::find_if(out.begin(), out.end(), [=](std::byte each) { return each != expected; });
  if (wrong == out.end()) return std::nullopt;
  return Objection{"ZNS-IO-004", "a block of " + hex(std::to_integer<std::uint64_t>(expected)),
                   hex(std::to_integer<std::uint64_t>(*wrong))};
}

void Ledger::happened(const Happened& deed) {
  OfNamespace& ns = namespaces_[deed.which];
  ns.by_controller = deed.kind == EventKind::Excursion || (ns.by_controller && deed.kind == EventKind::CloseZone);
  switch (deed.kind) {
    case EventKind::CloseZone:
      ns.zs = Closed;
      return;  // the host is told nothing of it: AER-010 does not list it
    case EventKind::Excursion:
      ns.zs = Full;
      break;
    case EventKind::ReadOnly:
      ns.zs = ReadOnly;
      break;
    case EventKind::Offline:
      ns.zs = Offline;
      break;
    case EventKind::Initialize:  // what a shutdown does, and ...
    case EventKind::Renew:       // ... a means of tests: neither happens by itself
      return;
  }
  note_zone(deed.which);
}

// At each controller that has the namespace (AER-010, AER-012).
void Ledger::note_zone(std::size_t which) {
  for (std::size_t place = 0; place < kPair; ++place) {
    OfController& controller = controllers_[place];
    if (!controller.announces || !namespaces_[which].attached[place]) continue;
    controller.zones |= static_cast<std::uint8_t>(1U << which);
    controller.due |= controller.enabled & kZone[which];
  }
}

// ---- lives ----------------------------------------------------------------------------------------------------------

bool Ledger::is_possible(const Deed& deed) const {
  if (const auto* sent = std::get_if<Sent>(&deed.what)) return controllers_[sent->at.controller].life == Life::Enabled;
  const auto* turned = std::get_if<Turned>(&deed.what);
  if (turned == nullptr) return true;
  const Life life = controllers_[turned->at.controller].life;
  if (turned->turn == Turn::Enable) return life == Life::Disabled;
  return life == Life::Enabled || (life == Life::ShutDown && turned->turn == Turn::Disable);
}

// Requests, events and features are gone (AER-003, FEA-012), and nothing else (ZNS-RST-007, ZNS-RST-008), until all
// controllers report that they have shut down (ZNS-RST-001).
void Ledger::turned(const Turned& deed) {
  OfController& controller = controllers_[deed.at.controller];
  controller.waits = false;
  controller.enabled = controller.due = controller.masked = 0;
  controller.life = deed.turn == Turn::Enable    ? Life::Enabled
                    : deed.turn == Turn::Disable ? Life::Disabled
                                                 : Life::ShutDown;
  const auto is_down = [](const OfController& each) { return each.life == Life::ShutDown; };
  if (std::all_of(controllers_.begin(), controllers_.end(), is_down)) initialise_zones();
}

// ZNS-RST-002, ZNS-RST-003.
void Ledger::initialise_zones() {
  for (OfNamespace& each : namespaces_)
    if (is_active(each.zs)) each.zs = each.written != 0 ? Closed : Empty;
}

}  // namespace zns
