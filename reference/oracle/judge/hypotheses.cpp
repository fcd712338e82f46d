#include "reference/oracle/judge/hypotheses.hpp"

#include <utility>
#include <variant>

#include "reference/device/namespace/transition.hpp"
#include "reference/oracle/judge/reset_judge.hpp"

namespace zns {
namespace {

// A status that only a zone that has failed gives, or success that only such a zone has (ZNS-SM-048).
bool says_failed(const Command& command, Status status) {
  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
  if (send == nullptr || send->select_all || !is_defined(send->zsa)) return false;
  const bool is_offline = send->zsa == ZoneSendAction::Offline;
  return status == (is_offline ? kSuccess : Status::InvalidZoneStateTransition);
}

}  // namespace

std::vector<Hypothesis> hypotheses(const Belief& belief, const Command& command, std::optional<ZoneId> zone,
                                   const Observed& seen) {
  std::vector<Hypothesis> list(1);
  if (!zone) return list;
  const auto suppose = [&](EventKind kind) { list.push_back({.event = Event{kind, *zone}, .survival = {}}); };
  const ZoneState zs = belief.state().zone(*zone).zs;
  if (zs == ZoneState::ImplicitlyOpened) suppose(EventKind::CloseZone);
  for (const Survival& survival : survivals(belief, command, *zone, seen)) {
    list.push_back({.event = {}, .survival = survival});
    // Wherever an Append may have gone, it says where it went.
    const bool is_told = std::holds_alternative<ZoneAppend>(command.body) && seen.status == kSuccess;
    if (is_told && survival.kind == Survival::Kind::MovedBack) std::swap(list.front(), list.back());
  }
  if (belief.geometry().active_excursions && is_active(zs)) suppose(EventKind::Excursion);  // it would show, by ZFC
  const bool says_read_only =
      seen.status == Status::ZoneIsReadOnly || (!seen.looked && says_failed(command, seen.status));
  if (says_read_only) suppose(EventKind::ReadOnly);
  if (seen.status == Status::ZoneIsOffline && belief.last_zone(command, *zone) == *zone) suppose(EventKind::Offline);
  return list;
}

std::optional<Effect> supposed(const Belief& belief, const Hypothesis& hypothesis) {
  if (hypothesis.survival) return belief.supposed(*hypothesis.survival);
  return hypothesis.event ? background(belief.geometry(), belief.state(), *hypothesis.event) : std::nullopt;
}

}  // namespace zns
