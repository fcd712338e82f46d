#include "reference/oracle/judge/reset_judge.hpp"

#include <variant>

#include "reference/device/namespace/transition.hpp"
#include "reference/spec/footprint.hpp"

namespace zns {

std::vector<Survival> survivals(const Belief& belief, const Command& command, ZoneId zone, const Observed& seen) {
  std::vector<Survival> list;
  const Survivor* survivor = belief.find_survivor(zone);
  if (survivor == nullptr) return list;
  const auto moved_back = [&](std::uint64_t wp) {
    if (belief.may_have_moved_back(*survivor, wp))
      list.push_back({.kind = Survival::Kind::MovedBack, .zone = zone, .by = survivor->by, .wp = wp});
  };
  if (survivor->other) list.push_back({.kind = Survival::Kind::Other, .zone = zone, .by = survivor->by});
  if (survivor->maybe_full) list.push_back({.kind = Survival::Kind::Full, .zone = zone, .by = survivor->by});
  if (seen.status != kSuccess) {
    moved_back(survivor->wp_min);
    moved_back(survivor->wp_min + 1);
    moved_back(belief.state().zone(zone).wp - 1);  // where the least fits
    return list;
  }
  const Footprint named = footprint(command);
  if (named.writes()) moved_back(named.does == Does::Append ? seen.result : named.slba);
  if (const auto* send = std::get_if<ZoneManagementSend>(&command.body)) {
    // An Open of a zone that was filled shows that it is writable, and not how far it is written.
    const bool needs_empty = send->zsa == ZoneSendAction::SetZoneDescriptorExtension;
    moved_back(needs_empty ? belief.geometry().zslba(zone) : belief.state().zone(zone).wp - 1);
  }
  return list;
}

bool is_shown(const Survival& survival, Status seen) {
  return seen == kSuccess || (survival.kind == Survival::Kind::Full && seen == Status::ZoneIsFull);
}

std::optional<ClauseId> noteworthy(const Geometry& geometry, const Survival& survival) {
  constexpr ClauseId kFullAfterShutdown = "ZNS-RST-059";  // constants: clang 14 crashes on them in a return
  constexpr ClauseId kInitializedByReset = "ZNS-AMB-13";
  const bool excursion = geometry.active_excursions;  // before the shutdown, and nobody saw it
  if (survival.kind == Survival::Kind::Full && survival.by == Reset::Shutdown && !excursion) return kFullAfterShutdown;
  if (survival.kind == Survival::Kind::Other && survival.by == Reset::Controller) return kInitializedByReset;
  return std::nullopt;
}

bool is_undone(const Survivor& survivor, const ZoneDescriptor& seen) {
  if (!survivor.undone) return false;
  const Zone& before = survivor.undone->zone;
  if (seen.zs == ZoneState::Full) return before.zs == ZoneState::Full || is_active(before.zs);
  if (!is_writable(seen.zs)) return seen.zs == before.zs;
  return !is_open(seen.zs) && seen.wp >= survivor.undone->durable_end && seen.wp <= before.wp;
}

bool may_read_as_deallocated(const Belief& belief, const Command& command, Status seen) {
  const auto* read = std::get_if<Read>(&command.body);
  if (read == nullptr || seen != Status::DeallocatedOrUnwrittenLogicalBlock || !belief.geometry().deallocated_error)
    return false;
  for (std::uint64_t i = 0; i < read->nlb.count(); ++i)
    if (belief.is_maybe_lost(read->slba + i)) return true;
  return false;
}

bool may_have_lost_attributes(const Belief& belief, ZoneId zone) {
  return belief.is_unreported_since_reset(zone) && belief.last_reset() != Reset::Controller;
}

bool is_as_believed(const Zone& believed, const ZoneDescriptor& seen) {
  return seen.zs == believed.zs && (!is_writable(seen.zs) || seen.wp == believed.wp);
}

std::vector<ClauseId> clauses_of_loss(const Belief& belief, std::uint64_t lba) {
  if (!belief.is_from_before_reset(lba)) return {};
  if (belief.last_reset() == Reset::Controller) return {"ZNS-RST-007"};
  if (belief.last_reset() == Reset::Shutdown) return {"ZNS-RST-056", "ZNS-RST-013"};
  if (belief.is_maybe_lost(lba)) return {"ZNS-RST-057"};
  if (belief.geometry().write_cache) return {"ZNS-RST-013"};
  return {"ZNS-RST-013", "ZNS-RST-054"};
}

std::vector<ClauseId> clauses_of_restart(const Belief& belief, ZoneId zone, const ZoneDescriptor& seen) {
  const Zone& believed = belief.state().zone(zone);
  if (belief.last_reset() == Reset::Controller) return {"ZNS-RST-007"};
  if (is_open(seen.zs))
    return {"ZNS-RST-006", either(seen.wp == belief.geometry().zslba(zone), "ZNS-RST-002", "ZNS-RST-003")};
  if (believed.zs == ZoneState::Empty) return {"ZNS-RST-002"};
  if (!is_active(believed.zs)) return {"ZNS-RST-005"};
  const bool less = is_writable(seen.zs) && seen.wp < believed.wp;
  if (!less) return {"ZNS-RST-003"};
  if (belief.last_reset() == Reset::Shutdown) return {"ZNS-RST-003", "ZNS-RST-056"};
  if (belief.geometry().write_cache) return {"ZNS-RST-013", "ZNS-RST-003"};
  return {"ZNS-RST-003", "ZNS-RST-013", "ZNS-RST-054"};
}

}  // namespace zns
