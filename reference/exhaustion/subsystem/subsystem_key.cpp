#include "reference/exhaustion/subsystem/subsystem_key.hpp"

#include <cstdint>
#include <span>

#include "reference/exhaustion/abstract_state.hpp"

namespace zns {
namespace {

void add(std::string& key, std::uint64_t value, std::size_t bytes = 1) {
  for (std::size_t i = 0; i < bytes; ++i) key.push_back(static_cast<char>(value >> (8 * i)));
}

void add(std::string& key, std::span<const AsyncEvent> events) {
  add(key, events.size());
  for (const AsyncEvent& each : events) add(key, std::uint64_t{each.info} << 8 | each.nsid, 2);
}

void add(std::string& key, const Controller& controller) {
  add(key, static_cast<std::uint64_t>(controller.life()));
  add(key, controller.events.outstanding());
  add(key, controller.events.untold());
  add(key, controller.events.told());
  add(key, controller.features.current(Fid::AsynchronousEventConfiguration), 4);
  add(key, controller.changed.namespaces.size());
  for (const std::uint32_t nsid : controller.changed.namespaces) add(key, nsid);
  add(key, controller.changed.zones.size());
  for (const auto& [nsid, zslbas] : controller.changed.zones) add(key, nsid << 4 | zslbas.size());
}

}  // namespace

std::string key_of(const Subsystem& subsystem) {
  std::string key;
  for (std::size_t i = 0; i < subsystem.controllers(); ++i) add(key, subsystem.controller({i}));
  for (const Namespace& each : subsystem.namespaces()) {
    add(key, each.attached.to_ullong());
    add(key, abstract_key(each.geometry, each.state), 2);
  }
  return key;
}

bool is_same(const Subsystem& a, const Subsystem& b) {
  if (a.size() != b.size() || a.controllers() != b.controllers()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!(a[i] == b[i])) return false;
  for (std::size_t i = 0; i < a.controllers(); ++i)
    if (a.share({i}) != b.share({i}) && !(a.controller({i}) == b.controller({i}))) return false;
  return true;
}

bool is_same_to_the_last(const Subsystem& a, const Subsystem& b) {
  if (!is_same(a, b)) return false;
  for (std::size_t i = 0; i < a.controllers(); ++i)
    if (!(a.notes({i}) == b.notes({i}))) return false;
  return true;
}

}  // namespace zns
