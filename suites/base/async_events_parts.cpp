#include "suites/base/async_events_parts.hpp"

#include <algorithm>
#include <chrono>

#include "reference/spec/text.hpp"
#include "suites/base/log_page_parts.hpp"

namespace zns::suites::events {
namespace {

constexpr int kLooks = 4;
constexpr std::chrono::milliseconds kPause{25};
constexpr int kMostOthers = 4;
constexpr int kTimes = 4;

// The first of this one and those that follow that is of a zone.
std::optional<Completion> first_of_a_zone(Bench& bench, std::optional<Completion> cqe) {
  for (int i = 0; i < kMostOthers && cqe; ++i) {
    if (is_of_a_zone(*cqe)) return cqe;
    bench.expect_success(*cqe);
    cqe = bench.request_event();
    if (!cqe) cqe = bench.next_event();
  }
  return std::nullopt;
}

}  // namespace

const features::Place& configuration() {
  static constexpr features::Place kPlace{.fid = Fid::AsynchronousEventConfiguration};
  return kPlace;
}

bool is_enabled(Bench& bench, std::uint32_t kind) {
  return (features::value_of(bench, configuration()) & kind) != 0;
}

std::string in_words(const Completion& cqe) {
  const AsyncEvent event = decode_async_event(cqe.result);
  return to_string(cqe.status) + ", type " + std::to_string(static_cast<unsigned>(event.type)) + ", information " +
         hex(event.info) + ", log page " + hex(static_cast<std::uint64_t>(event.log)) + ", NSID " +
         std::to_string(event.nsid);
}

bool is_of_a_zone(const Completion& cqe) {
  const AsyncEvent event = decode_async_event(cqe.result);
  return cqe.status == kSuccess && event.type == EventType::Notice && event.info == notice::kZoneDescriptorChanged;
}

std::optional<Completion> next(Bench& bench, std::size_t controller) {
  for (int look = 0; look < kLooks; ++look) {
    if (look > 0) bench.target().wait(kPause);
    if (auto cqe = bench.next_event(controller)) return cqe;
  }
  return std::nullopt;
}

std::optional<Completion> zone_event(Bench& bench) {
  return first_of_a_zone(bench, next(bench));
}

std::optional<Completion> zone_event_at_once(Bench& bench) {
  std::optional<Completion> cqe = bench.request_event();
  const bool enough_wait = cqe && cqe->status == Status::AsynchronousEventRequestLimitExceeded;
  return first_of_a_zone(bench, enough_wait ? bench.next_event() : cqe);
}

void wait_for_zone_event(Bench& bench) {
  bench.needs(!zone_event_at_once(bench), "the device has other zones to tell of");
}

void begin_to_wait(Bench& bench) {
  for (int i = 0; i < kMostOthers; ++i) {
    static_cast<void>(read_changed_zones(bench));
    if (!zone_event_at_once(bench)) return;
  }
  bench.needs(false, "the device has ever more zones to tell of");
}

void with_zone_events(Bench& bench, bool enabled, const std::function<void()>& body) {
  constexpr std::uint32_t kBit = oaes::kZoneDescriptorChanged;
  bench.needs((bench.facts().controller.oaes & kBit) != 0,
              "the device tells no changed Zone Descriptors (OAES bit 27)");
  features::keeping(bench, configuration(), [&](std::uint32_t value) {
    bench.expect_success(features::set(bench, configuration(), enabled ? value | kBit : value & ~kBit));
    static_cast<void>(read_changed_zones(bench));
    body();
  });
}

ChangedZones read_changed_zones(Bench& bench, bool retain) {
  const Bytes data =
      logs::read(bench, logs::page(Lid::ChangedZoneList, kChangedZonesBytes, {.rae = retain}), bench.facts().nsid);
  ChangedZones list = decode_changed_zones(data);
  for (std::size_t at = 8 + 8 * list.zones.size(); at < data.size(); ++at)
    bench.expect(data[at] == std::byte{0}, "zeros behind the zones that NRZID counts",
                 "byte " + std::to_string(at) + " is not 0");
  return list;
}

bool names(const ChangedZones& list, const ZoneRef& zone) {
  return std::find(list.zones.begin(), list.zones.end(), zone.zslba) != list.zones.end();
}

void expect_told(Bench& bench, const ZoneRef& zone) {
  const std::optional<Completion> told = zone_event(bench);
  bench.expect(told.has_value(), "an event: the zone at " + hex(zone.zslba) + " changed by itself", "none");
  const AsyncEvent event = decode_async_event(told->result);
  bench.expect(event.log == Lid::ChangedZoneList, "the log page of the event: BFh", in_words(*told));
  bench.expect(event.nsid == bench.facts().nsid, "the NSID of the namespace in DW1", in_words(*told));
  expect_listed(bench, zone, read_changed_zones(bench));
}

void expect_listed(Bench& bench, const ZoneRef& zone, const ChangedZones& list) {
  bench.expect(names(list, zone) || list.nrzid == kNotEnumerated,
               "the zone at " + hex(zone.zslba) + " in Changed Zone List", std::to_string(list.nrzid) + " others");
}

void expect_not_listed(Bench& bench, const ZoneRef& zone, const ChangedZones& list) {
  bench.expect(!names(list, zone), "the zone at " + hex(zone.zslba) + " not in Changed Zone List", "it is there");
}

void expect_never_listed(Bench& bench, const std::function<ZoneRef()>& change) {
  for (int times = 1; times < kTimes; ++times) {
    const ZoneRef zone = change();
    if (!names(read_changed_zones(bench), zone)) return;
  }
  const ZoneRef zone = change();
  expect_not_listed(bench, zone, read_changed_zones(bench));
}

bool has_moved_by_itself(Bench& bench, const ZoneRef& zone) {
  return (bench.descriptor(zone).za & za::kAttention) != 0;
}

}  // namespace zns::suites::events
