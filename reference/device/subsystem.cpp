#include "reference/device/subsystem.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

namespace zns {
namespace {

Attached every(std::size_t controllers) {
  Attached attached;
  for (std::size_t place = 0; place < controllers; ++place) attached.set(place);
  return attached;
}

SubsystemShape shape_of(std::span<const Geometry> namespaces) {
  SubsystemShape shape;
  for (const Geometry& each : namespaces) shape.namespaces.push_back({.geometry = each});
  return shape;
}

std::vector<Listed> listed(std::span<const Namespace> namespaces, const auto& is_listed) {
  std::vector<Listed> list;
  for (const Namespace& each : namespaces)
    if (is_listed(each)) list.push_back({.nsid = each.geometry.nsid, .csi = each.geometry.csi});
  std::sort(list.begin(), list.end(), [](const Listed& a, const Listed& b) { return a.nsid < b.nsid; });
  return list;
}

}  // namespace

std::vector<ControllerShape> controllers_of(std::size_t count) {
  std::vector<ControllerShape> controllers(count);
  for (std::size_t place = 0; place < count; ++place) controllers[place].cntlid = static_cast<std::uint16_t>(place + 1);
  return controllers;
}

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

std::optional<std::string> inconsistency(const SubsystemShape& shape) {
  std::vector<Geometry> geometries;
  for (const NamespaceShape& each : shape.namespaces) geometries.push_back(each.geometry);
  if (const auto why = inconsistency(geometries)) return why;
  if (shape.controllers.empty() || shape.controllers.size() > kMostControllers)
    return "controllers must be from 1 to " + std::to_string(kMostControllers);
  for (const NamespaceShape& each : shape.namespaces) {
    const Attached attached = each.attached.value_or(every(shape.controllers.size()));
    const std::string which = "namespace " + std::to_string(each.geometry.nsid) + ": ";
    if ((attached & ~every(shape.controllers.size())).any())
      return which + "it is attached to a controller of no place";
    if (attached.count() > 1 && each.shared == false)
      return which + "one that is not shared is attached to one controller at most";  // NSA-003
  }
  return std::nullopt;
}

Subsystem::Subsystem(const SubsystemShape& shape, std::optional<BlockMemory> memory)
    : no_namespace_{shape.namespaces.front().geometry}, memory_{memory} {
  no_namespace_.nsid = kNoNsid;
  const bool several = shape.controllers.size() > 1;
  no_namespace_.several_controllers = no_namespace_.several_controllers || several;
  for (const ControllerShape& each : shape.controllers) {
    controllers_.push_back(std::make_shared<const Controller>(Controller{each}));
    notes_.emplace_back(std::size_t{each.elpe} + 1);
  }
  for (const NamespaceShape& each : shape.namespaces) {
    const Attached attached = each.attached.value_or(every(shape.controllers.size()));
    namespaces_.push_back({.geometry = each.geometry,
                           .state = empty_state(each.geometry),
                           .cache = {},
                           .shared = each.shared.value_or(attached.count() > 1),
                           .attached = attached});
    Geometry& geometry = namespaces_.back().geometry;
    geometry.several_controllers = geometry.several_controllers || several;
    total_bytes_ += namespaces_.back().bytes();
  }
  total_bytes_ += shape.unallocated.value_or(2 * namespaces_.front().bytes());
  sanicap_ = shape.sanicap;
}

Subsystem::Subsystem(std::span<const Geometry> namespaces, std::optional<BlockMemory> memory)
    : Subsystem{shape_of(namespaces), memory} {}

Subsystem::Subsystem(Parts parts)
    : namespaces_{std::move(parts.namespaces)},
      controllers_{std::move(parts.controllers)},
      notes_{std::move(parts.notes)},
      no_namespace_{parts.usual},
      total_bytes_{parts.total_bytes},
      sanicap_{parts.sanicap},
      sanitize_{parts.sanitize} {}

bool operator==(const Subsystem& a, const Subsystem& b) {
  const auto same = [](const auto& x, const auto& y) { return x == y || *x == *y; };
  return a.namespaces_ == b.namespaces_ && a.notes_ == b.notes_ && a.no_namespace_ == b.no_namespace_ &&
         a.total_bytes_ == b.total_bytes_ && a.sanicap_ == b.sanicap_ && a.sanitize_ == b.sanitize_ &&
         std::equal(a.controllers_.begin(), a.controllers_.end(), b.controllers_.begin(), b.controllers_.end(), same);
}

State Subsystem::empty_state(const Geometry& geometry) const {
  return State{geometry, memory_.value_or(BlockMemory{.bytes = geometry.lba_bytes})};
}

std::optional<std::size_t> Subsystem::find(std::uint32_t nsid) const {
  for (std::size_t i = 0; i < namespaces_.size(); ++i)
    if (namespaces_[i].allocated && namespaces_[i].geometry.nsid == nsid) return i;
  return std::nullopt;
}

std::size_t Subsystem::answering(const Command& command, At at) const {
  for (std::size_t i = 0; i < namespaces_.size(); ++i)
    if (namespaces_[i].geometry.nsid == command.nsid && is_active(i, at)) return i;
  return 0;
}

std::vector<Listed> Subsystem::active(At at) const {
  return listed(namespaces_, [=, this](const Namespace& each) { return is_active(each, at); });
}

std::vector<Listed> Subsystem::allocated() const {
  return listed(namespaces_, [](const Namespace& each) { return each.allocated; });
}

std::uint64_t Subsystem::unallocated_bytes() const {
  std::uint64_t bytes = total_bytes_;
  for (const Namespace& each : namespaces_)
    if (each.allocated) bytes -= each.bytes();
  return bytes;
}

Surroundings Subsystem::surroundings(std::size_t which, At at) const {
  return {.active = active(at),
          .cntlid = controller(at).shape.cntlid,
          .shared = namespaces_[which].shared,
          .total_bytes = total_bytes_,
          .unallocated_bytes = unallocated_bytes(),
          .sanicap = sanicap_};
}

std::optional<At> Subsystem::find_controller(std::uint16_t cntlid) const {
  for (std::size_t place = 0; place < controllers_.size(); ++place)
    if (controllers_[place]->shape.cntlid == cntlid) return At{place};
  return std::nullopt;
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

void Subsystem::put(OfSubsystem /*where*/, const SanitizeOperation& operation) {
  sanitize_ = operation;
}

std::uint64_t Subsystem::writes() const {
  std::uint64_t writes = 0;
  for (const CommandNotes& each : notes_) writes += each.counters.writes;
  return writes;
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
