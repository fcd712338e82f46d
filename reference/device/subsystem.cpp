#include "reference/device/subsystem.hpp"

#include <algorithm>
#include <set>
#include <variant>

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

void Namespace::show_features() {
  const bool dulbe = (features.current(Fid::ErrorRecovery) & error_recovery::kDulbe) != 0;
  geometry.dulbe = dulbe ? Dulbe::On : Dulbe::Off;
  geometry.write_protected = features.current(Fid::NamespaceWriteProtection) != 0;
}

Subsystem::Subsystem(std::span<const Geometry> namespaces, std::optional<BlockMemory> memory,
                     std::span<const ControllerShape> controllers) {
  for (const ControllerShape& each : controllers)
    controllers_.push_back(std::make_shared<const Controller>(Controller{each}));
  if (controllers.empty()) controllers_.push_back(std::make_shared<const Controller>());
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

void Subsystem::put(const Change& change, bool after) {
  std::visit([&](const auto& set) { put(set.where, after ? set.after : set.before); }, change);
}

void Subsystem::put(At at, const std::shared_ptr<const Controller>& controller) {
  controllers_[at.controller] = controller;
}

void Subsystem::put(NamespaceAt at, const std::shared_ptr<const Namespace>& ns) {
  if (ns == nullptr)
    namespaces_.erase(namespaces_.begin() + static_cast<std::ptrdiff_t>(at.place), namespaces_.end());
  else if (at.place < namespaces_.size())
    namespaces_[at.place] = *ns;
  else
    namespaces_.push_back(*ns);
}

void Subsystem::apply(const Change& change) {
  put(change, true);
}

void Subsystem::undo(const Change& change) {
  put(change, false);
}

bool is_about_all(const Command& command) {
  return command.nsid == kBroadcastNsid && std::holds_alternative<Flush>(command.body);
}

}  // namespace zns
