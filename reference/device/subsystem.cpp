#include "reference/device/subsystem.hpp"

#include <algorithm>
#include <set>

namespace zns {

std::optional<std::string> inconsistency(std::span<const Geometry> namespaces) {
  std::set<std::uint32_t> nsids;
  for (const Geometry& each : namespaces) {
    const std::string which = namespaces.size() > 1 ? "namespace " + std::to_string(each.nsid) + ": " : "";
    if (const auto why = inconsistency(each)) return which + *why;
    if (!nsids.insert(each.nsid).second) return which + "another one has that nsid";
  }
  return std::nullopt;
}

Subsystem::Subsystem(std::span<const Geometry> namespaces, std::optional<BlockMemory> memory) {
  for (const Geometry& each : namespaces) {
    const BlockMemory bytes = memory.value_or(BlockMemory{.bytes = each.lba_bytes});
    namespaces_.push_back({.geometry = each, .state = State{each, bytes}, .cache = {}});
    active_.push_back({.nsid = each.nsid, .csi = each.csi});
  }
  std::sort(active_.begin(), active_.end(), [](const Listed& a, const Listed& b) { return a.nsid < b.nsid; });
}

std::size_t Subsystem::answering(const Command& command) const {
  for (std::size_t i = 0; i < namespaces_.size(); ++i)
    if (namespaces_[i].geometry.nsid == command.nsid) return i;
  return 0;
}

bool is_about_all(const Command& command) {
  return command.nsid == kBroadcastNsid && std::holds_alternative<Flush>(command.body);
}

}  // namespace zns
