#include "reference/device/notices.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "reference/spec/async_event.hpp"
#include "reference/spec/features.hpp"
#include "reference/spec/log_pages.hpp"

namespace zns {
namespace {

// What is announced (OAES) is noted in its log page, and told where the host has enabled it (AER-008).
template <class Note>
void note_and_tell(const Subsystem& subsystem, At at, std::uint32_t announced, const AsyncEvent& event, Note note,
                   std::vector<Change>& changes) {
  const Controller& before = subsystem.controller(at);
  if ((before.shape.oaes & announced) == 0) return;
  Controller after = before;
  note(after.changed);
  const FeatureValue enabled = after.features.current(Fid::AsynchronousEventConfiguration);
  if ((enabled & announced) != 0) after.events.raise(event);
  changes.emplace_back(Set<At, std::shared_ptr<const Controller>>{
      at, subsystem.share(at), std::make_shared<const Controller>(std::move(after))});
}

}  // namespace

Inventory inventory_of(const Subsystem& subsystem) {
  Inventory inventory(subsystem.controllers());
  for (std::size_t i = 0; i < inventory.size(); ++i)
    for (std::size_t which = 0; which < subsystem.size(); ++which)
      if (subsystem.is_active(which, {i}))
        inventory[i].push_back({subsystem[which].geometry.nsid, subsystem[which].geometry.write_protected});
  for (auto& each : inventory) std::sort(each.begin(), each.end());
  return inventory;
}

std::vector<Change> notices_since(const Inventory& before, const Subsystem& subsystem) {
  const Inventory after = inventory_of(subsystem);
  std::vector<Change> changes;
  for (std::size_t i = 0; i < after.size(); ++i) {
    std::vector<Attributes> changed;
    std::set_symmetric_difference(before[i].begin(), before[i].end(), after[i].begin(), after[i].end(),
                                  std::back_inserter(changed));
    if (changed.empty()) continue;
    const auto note = [&](ChangeLogs& logs) {
      for (const Attributes& each : changed) logs.add_namespace(each.nsid);
    };
    note_and_tell(subsystem, {i}, oaes::kNamespaceAttribute, kNamespaceAttributeChanged, note, changes);
  }
  return changes;
}

std::vector<ZoneId> zones_filled_by(const Change& change) {
  std::vector<ZoneId> zones;
  const auto* set = std::get_if<Set<NamespaceAt, std::shared_ptr<const Namespace>>>(&change);
  if (set == nullptr || set->before == nullptr || set->after == nullptr) return zones;
  const Namespace& after = *set->after;
  if (!after.geometry.is_zoned() || !after.geometry.write_protected || set->before->geometry.write_protected)
    return zones;
  for (ZoneId zone = 0; zone < after.geometry.zones; ++zone)
    if (after.state.zone(zone).zs != set->before->state.zone(zone).zs) zones.push_back(zone);
  return zones;
}

std::vector<Change> notices_of_zone(const Subsystem& subsystem, std::size_t which, ZoneId zone) {
  const Geometry& geometry = subsystem[which].geometry;
  std::vector<Change> changes;
  for (std::size_t i = 0; i < subsystem.controllers(); ++i) {
    if (!subsystem.is_active(which, {i})) continue;
    const auto note = [&](ChangeLogs& logs) { logs.add_zone(geometry.nsid, geometry.zslba(zone)); };
    note_and_tell(subsystem, {i}, oaes::kZoneDescriptorChanged, zone_descriptor_changed(geometry.nsid), note, changes);
  }
  return changes;
}

std::optional<AdminEffect> telling(const Subsystem& subsystem, At at) {
  Controller after = subsystem.controller(at);
  const bool aborted = after.events.take_aborted();
  const std::optional<AsyncEvent> event = aborted ? std::nullopt : after.events.tell();
  if (!event && !aborted) return std::nullopt;
  AdminEffect effect{.status = aborted ? Status::CommandAbortRequested : kSuccess,
                     .result = event ? encode(*event) : 0};
  effect.changes.emplace_back(Set<At, std::shared_ptr<const Controller>>{
      at, subsystem.share(at), std::make_shared<const Controller>(std::move(after))});
  return effect;
}

}  // namespace zns
