#include "reference/image/controller_fields.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "reference/image/fields.hpp"

namespace zns::image {
namespace {

// The shortest element of each list, in bytes.
constexpr std::size_t kFeatureBytes = 13;
constexpr std::size_t kRequestBytes = 2;
constexpr std::size_t kEventBytes = 8;
constexpr std::size_t kNsidBytes = 4;
constexpr std::size_t kZslbaBytes = 8;
constexpr std::size_t kZoneListBytes = 8;
constexpr std::initializer_list<CommandSets> kCommandSets = {CommandSets::Nvm, CommandSets::AllSupported,
                                                             CommandSets::AdminOnly};
constexpr std::size_t kSubmissionQueueBytes = 26;
constexpr std::size_t kCompletionQueueBytes = 27;

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

// ---- properties and queues ------------------------------------------------------------------------------------------

template <class Queue>
void write(Writer& w, const std::map<std::uint16_t, Queue>& queues, std::size_t least) {
  w.list(queues, least, [&w](const auto& each) {
    w.number(each.first);
    fields(w, each.second);
  });
}

template <class Queue>
void read(Reader& r, std::map<std::uint16_t, Queue>& queues, std::size_t least) {
  std::vector<std::pair<std::uint16_t, Queue>> list;
  r.list(list, least, [&r](auto& each) {
    r.number(each.first);
    fields(r, each.second);
    const Ring& ring = each.second.ring;
    r.require(ring.head < ring.size && ring.tail < ring.size, "a queue's head or tail beyond its end");
  });
  queues.clear();
  for (const auto& [qid, queue] : list) {
    r.require(queues.empty() || queues.rbegin()->first < qid, "queues that do not ascend");
    queues.emplace(qid, queue);
  }
}

void write(Writer& w, const Queues& queues) {
  const auto& [submission, completion] = queues;
  write(w, submission, kSubmissionQueueBytes);
  write(w, completion, kCompletionQueueBytes);
}

void read(Reader& r, Queues& queues) {
  auto& [submission, completion] = queues;
  read(r, submission, kSubmissionQueueBytes);
  read(r, completion, kCompletionQueueBytes);
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
  // The header has the shape.
  const auto& [shape, events, changed, features, registers, queues, command_sets] = controller;
  const ControllerRegisters::Values values = registers.values();
  fields(w, values);
  write(w, queues);
  w.choice(command_sets, kCommandSets);
  write(w, events);
  write(w, changed);
  write(w, features);
}

void read(Reader& r, Controller& controller) {
  ControllerRegisters::Values values;
  fields(r, values);
  controller.registers = ControllerRegisters{controller.shape.registers, values};
  read(r, controller.queues);
  r.choice(controller.command_sets, kCommandSets);
  controller.events = read_all_events(r);
  controller.changed = read_changes(r);
  read(r, controller.features);
}

}  // namespace zns::image
