#include "reference/image/controller_fields.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace zns::image {
namespace {

// The shortest element of each list, in bytes.
constexpr std::size_t kFeatureBytes = 13;
constexpr std::size_t kRequestBytes = 2;
constexpr std::size_t kEventBytes = 8;
constexpr std::size_t kNsidBytes = 4;
constexpr std::size_t kZslbaBytes = 8;
constexpr std::size_t kZoneListBytes = 8;

template <class T>
bool ascends(const std::vector<T>& list) {
  return std::adjacent_find(list.begin(), list.end(), std::greater_equal{}) == list.end();
}

// ---- features -------------------------------------------------------------------------------------------------------

void write(Writer& w, const FeatureValues::Values& values) {
  w.list(values, kFeatureBytes, [&w](const auto& each) {
    w.number(static_cast<std::uint8_t>(each.first.fid));
    w.number(each.first.parameter);
    w.number(each.second);
  });
}

FeatureValues::Values read_features(Reader& r) {
  struct Value {
    FeatureValues::Place place;
    FeatureValue value = 0;
  };
  std::vector<Value> list;
  r.list(list, kFeatureBytes, [&r](Value& each) {
    each.place.fid = static_cast<Fid>(r.number<std::uint8_t>());
    r.number(each.place.parameter);
    r.number(each.value);
    r.require(find_feature(each.place.fid, true) != nullptr, "a feature that there is not");
  });
  FeatureValues::Values values;
  for (const Value& each : list) {
    r.require(values.empty() || values.rbegin()->first < each.place, "features that do not ascend");
    values.emplace(each.place, each.value);
  }
  return values;
}

// ---- events ---------------------------------------------------------------------------------------------------------

void write(Writer& w, std::span<const AsyncEvent> events) {
  w.list(events, kEventBytes, [&w](const AsyncEvent& each) { w.number(encode(each)); });
}

std::vector<AsyncEvent> read_events(Reader& r) {
  std::vector<AsyncEvent> events;
  r.list(events, kEventBytes, [&r](AsyncEvent& each) {
    const auto value = r.number<std::uint64_t>();
    each = decode_async_event(value);
    r.require(encode(each) == value, "an event that means nothing");
  });
  return events;
}

void write(Writer& w, const Events& events) {
  w.list(events.requests(), kRequestBytes, [&w](const std::uint16_t& cid) { w.number(cid); });
  w.number(static_cast<std::uint32_t>(events.aborted()));
  write(w, events.untold());
  write(w, events.told());
}

Events read_all_events(Reader& r) {
  std::vector<std::uint16_t> requests;
  r.list(requests, kRequestBytes, [&r](std::uint16_t& cid) { r.number(cid); });
  const auto aborted = r.number<std::uint32_t>();
  std::vector<AsyncEvent> untold = read_events(r);
  std::vector<AsyncEvent> told = read_events(r);
  return Events{std::move(requests), aborted, std::move(untold), std::move(told)};
}

// ---- lists of changes -----------------------------------------------------------------------------------------------

void write(Writer& w, const ChangeLogs& changed) {
  w.list(changed.namespaces, kNsidBytes, [&w](const std::uint32_t& nsid) { w.number(nsid); });
  w.list(changed.zones, kZoneListBytes, [&w](const auto& each) {
    w.number(each.first);
    w.list(each.second, kZslbaBytes, [&w](const std::uint64_t& zslba) { w.number(zslba); });
  });
}

ChangeLogs read_changes(Reader& r) {
  using ZonesOfOne = std::pair<std::uint32_t, std::vector<std::uint64_t>>;
  ChangeLogs changed;
  r.list(changed.namespaces, kNsidBytes, [&r](std::uint32_t& nsid) { r.number(nsid); });
  r.require(ascends(changed.namespaces), "changed namespaces that do not ascend");
  std::vector<ZonesOfOne> zones;
  r.list(zones, kZoneListBytes, [&r](ZonesOfOne& each) {
    r.number(each.first);
    r.list(each.second, kZslbaBytes, [&r](std::uint64_t& zslba) { r.number(zslba); });
    r.require(ascends(each.second), "changed zones that do not ascend");
  });
  for (ZonesOfOne& each : zones) {
    r.require(changed.zones.empty() || changed.zones.rbegin()->first < each.first,
              "namespaces of changed zones that do not ascend");
    changed.zones.emplace(each.first, std::move(each.second));
  }
  return changed;
}

}  // namespace

void write(Writer& w, const FeatureValues& features) {
  write(w, features.all_current());
  write(w, features.all_saved());
}

void read(Reader& r, FeatureValues& features) {
  FeatureValues::Values current = read_features(r);
  FeatureValues::Values saved = read_features(r);
  features = FeatureValues{std::move(current), std::move(saved)};
}

void write(Writer& w, const Controller& controller) {
  const auto& [shape, events, changed, features, life, has_io_queues] = controller;  // the header has the shape
  w.up_to(life, Life::ShutDown);
  w.flag(has_io_queues);
  write(w, events);
  write(w, changed);
  write(w, features);
}

void read(Reader& r, Controller& controller) {
  r.up_to(controller.life, Life::ShutDown);
  r.flag(controller.has_io_queues);
  controller.events = read_all_events(r);
  controller.changed = read_changes(r);
  read(r, controller.features);
}

}  // namespace zns::image
