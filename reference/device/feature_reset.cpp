#include "reference/device/feature_reset.hpp"

#include <utility>

namespace zns {
namespace {

FeatureValues after(FeatureValues values, Reset kind) {
  const auto protection = static_cast<WriteProtection>(values.current(Fid::NamespaceWriteProtection));
  values.reset();
  if (kind == Reset::PowerCycle && protection == WriteProtection::UntilPowerCycle)
    values.set(Fid::NamespaceWriteProtection, 0, static_cast<FeatureValue>(WriteProtection::None));
  return values;
}

void add_controller(const Subsystem& subsystem, Reset kind, At at, std::vector<Change>& changes) {
  const Controller& before = subsystem.controller(at);
  Controller controller = before;
  controller.features = after(controller.features, kind);
  if (controller == before) return;
  changes.push_back(Set<At, std::shared_ptr<const Controller>>{
      at, std::make_shared<const Controller>(before), std::make_shared<const Controller>(std::move(controller))});
}

void add_namespaces(const Subsystem& subsystem, Reset kind, std::vector<Change>& changes) {
  for (std::size_t i = 0; i < subsystem.size(); ++i) {
    const Namespace& before = subsystem[i];
    FeatureValues values = after(before.features, kind);
    if (values == before.features) continue;
    auto ns = std::make_shared<Namespace>(before);
    ns->features = std::move(values);
    ns->show_features();
    changes.push_back(Set<NamespaceAt, std::shared_ptr<const Namespace>>{
        {i}, std::make_shared<const Namespace>(before), std::move(ns)});
  }
}

bool is_any_enabled(const Subsystem& subsystem) {
  for (std::size_t i = 0; i < subsystem.controllers(); ++i)
    if (subsystem.controller({i}).life() == Life::Enabled) return true;
  return false;
}

}  // namespace

std::vector<Change> feature_changes(const Subsystem& subsystem, Reset kind) {
  std::vector<Change> changes;
  for (std::size_t i = 0; i < subsystem.controllers(); ++i) add_controller(subsystem, kind, {i}, changes);
  add_namespaces(subsystem, kind, changes);
  return changes;
}

std::vector<Change> feature_changes(const Subsystem& subsystem, std::span<const At> controllers) {
  std::vector<Change> changes;
  for (const At at : controllers) add_controller(subsystem, Reset::Controller, at, changes);
  if (!controllers.empty() && !is_any_enabled(subsystem)) add_namespaces(subsystem, Reset::Controller, changes);
  return changes;
}

}  // namespace zns
