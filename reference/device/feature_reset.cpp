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

}  // namespace

std::vector<Change> feature_changes(const Subsystem& subsystem, Reset kind) {
  std::vector<Change> changes;
  for (std::size_t i = 0; i < subsystem.controllers(); ++i) {
    const Controller& before = subsystem.controller({i});
    Controller controller = before;
    controller.features = after(controller.features, kind);
    if (controller == before) continue;
    changes.push_back(Set<At, std::shared_ptr<const Controller>>{
        {i}, std::make_shared<const Controller>(before), std::make_shared<const Controller>(std::move(controller))});
  }
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
  return changes;
}

}  // namespace zns
