#include "harness/store/durability.hpp"

#include <algorithm>

#include "reference/spec/footprint.hpp"

namespace zns::harness {
namespace {

// Whether what a command changes lasts, though there is a volatile write cache.
struct LastsOf {
  bool operator()(const SetFeatures& c) const {
    return c.save || c.fid == Fid::NamespaceWriteProtection;  // ZNS-RST-052
  }
  bool operator()(const ZoneManagementSend&) const { return true; }
  bool operator()(const NamespaceManagement&) const { return true; }
  bool operator()(const NamespaceAttachment&) const { return true; }
  bool operator()(const FormatNvm&) const { return true; }
  bool operator()(const Sanitize&) const { return true; }
  bool operator()(const OtherCommand&) const { return true; }
  bool operator()(const auto&) const { return false; }
};

bool may_be_cached(const Subsystem& after, At at) {
  const auto has_cache = [](const Namespace& each) { return each.geometry.write_cache; };
  return std::any_of(after.namespaces().begin(), after.namespaces().end(), has_cache) && after.caches(at);
}

}  // namespace

Durability durability_of(const Command& command, const Device& device, At at) {
  const Footprint named = footprint(command);
  if (named.does == Does::Commit || named.fua) return Durability::Demanded;
  if (is_only_noted(device.last_step())) return Durability::MayLag;
  const bool lasts = !may_be_cached(device.subsystem(), at) || visit_body(LastsOf{}, command.body);
  return lasts ? Durability::Demanded : Durability::MayLag;
}

bool is_only_noted(const Device::Step& step) {
  const auto is_empty = [](const Device::ZonesChange& each) {
    return each.effect.zones.empty() && each.effect.media.empty() && each.effect.extensions.empty();
  };
  return step.changes.empty() && std::all_of(step.zones.begin(), step.zones.end(), is_empty);
}

}  // namespace zns::harness
