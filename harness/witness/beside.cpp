#include "harness/witness/beside.hpp"

#include <algorithm>

#include "reference/device/subsystem.hpp"

namespace zns::harness {

Beside::Beside(std::span<const Geometry> namespaces) : oracles_(namespaces.begin(), namespaces.end()) {}

BlockOracle* Beside::of(const Command& command) {
  const auto found = std::find_if(oracles_.begin(), oracles_.end(),
                                  [&](const BlockOracle& each) { return each.geometry().nsid == command.nsid; });
  return found == oracles_.end() ? nullptr : &*found;
}

void Beside::completed(const Command& command, Status status) {
  if (status != kSuccess) return;
  const bool formats_all = std::holds_alternative<FormatNvm>(command.body) && command.nsid == kBroadcastNsid;
  if (formats_all) return give_up();
  if (!is_about_all(command)) return;
  for (BlockOracle& each : oracles_) each.flushed();
}

void Beside::restart(Reset kind) {
  for (BlockOracle& each : oracles_) each.restart(kind);
}

void Beside::give_up() {
  for (BlockOracle& each : oracles_) each.give_up();
}

std::vector<Geometry> Beside::geometries() const {
  std::vector<Geometry> geometries;
  for (const BlockOracle& each : oracles_) geometries.push_back(each.geometry());
  return geometries;
}

}  // namespace zns::harness
