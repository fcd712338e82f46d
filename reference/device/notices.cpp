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
    for (const Listed& each : subsystem.active({i})) inventory[i].push_back(each.nsid);
  return inventory;
}

std::vector<Change> notices_since(const Inventory& before, const Subsystem& subsystem) {
  const Inventory after = inventory_of(subsystem);
  std::vector<Change> changes;
  for (std::size_t i = 0; i < after.size(); ++i) {
    std::vector<std::uint32_t> changed;
    std::set_symmetric_difference(before[i].begin(), before[i].end(), after[i].begin(), after[i].end(),
                                  std::back_inserter(changed));
    if (changed.empty()) continue;
    const auto note = [&](ChangeLogs& logs) {
      for (const std::uint32_t nsid : changed) logs.add_namespace(nsid);
    };
    note_and_tell(subsystem, {i}, oaes::kNamespaceAttribute, kNamespaceAttributeChanged, note, changes);
  }
  return changes;
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

}  // namespace zns
