// What the stories about Zone Management Send share: zones brought into a state by commands that a reader can follow,
// neighbours that must not be touched, and places where data is looked at.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "suites/bench.hpp"
#include "suites/bench_doing.hpp"

namespace zns::suites::story {

using Action = ZoneSendAction;
using State = ZoneState;

// The zones on both sides of one, as they were: an action reaches the zone that it names, and no other.
class Neighbours {
 public:
  Neighbours(Bench& bench, const ZoneRef& zone) {
    if (zone.index > 0) note(bench, zone.index - 1);
    if (zone.index + 1 < bench.facts().zone_count) note(bench, zone.index + 1);
  }
  void expect_unchanged(Bench& bench) const {
    for (const auto& [zone, before] : zones_) bench.expect_unchanged(zone, before);
  }

 private:
  void note(Bench& bench, std::uint64_t index) {
    const ZoneRef zone = bench.zone(index);
    zones_.emplace_back(zone, bench.descriptor(zone));
  }
  std::vector<std::pair<ZoneRef, ZoneDescriptor>> zones_;
};

inline void needs_room(const Bench& bench, const ZoneRef& zone, std::uint64_t blocks) {
  bench.needs(zone.zcap > blocks,
              "needs zones of more than " + std::to_string(blocks) + (blocks == 1 ? " block" : " blocks"));
}

// An Empty zone into `state`: by a write of one block, then by the action that leads there. A zone in ZSEO has one
// block written, too. Read Only and Offline need ZoneEvents.
inline void drive(Bench& bench, const ZoneRef& zone, State state) {
  if (state == State::Empty) return;
  const Bench::Doing doing = bench.bringing(zone, state, 1);
  needs_room(bench, zone, 1);
  bench.fill(zone, zone.zslba, zone.zslba + 1);
  switch (state) {
    case State::ExplicitlyOpened:
      return bench.expect_success(bench.zone_mgmt_send(zone, Action::Open));
    case State::Closed:
      return bench.expect_success(bench.zone_mgmt_send(zone, Action::Close));
    case State::Full:
      return bench.expect_success(bench.zone_mgmt_send(zone, Action::Finish));
    case State::ReadOnly:
    case State::Offline:
      return bench.inject(zone, state);
    case State::Empty:
    case State::ImplicitlyOpened:
      return;
  }
}

// Zones with one block written and nothing else done to them: in ZSIO, unless the controller has closed them
// (ZNS-SM-008).
inline std::vector<ZoneRef> written_zones(Bench& bench, std::uint64_t count) {
  std::vector<ZoneRef> zones = bench.zones_in(State::Empty, count);
  for (const ZoneRef& zone : zones) drive(bench, zone, State::ImplicitlyOpened);
  return zones;
}

// The blocks [from, until) read as deallocated, seen where a device is most likely to be wrong: at the ends, in the
// middle.
inline void expect_deallocated_range(Bench& bench, std::uint64_t from, std::uint64_t until) {
  if (from >= until) return;
  bench.expect_deallocated(from, 1);
  bench.expect_deallocated(from + (until - from) / 2, 1);
  bench.expect_deallocated(until - 1, 1);
}

// SLBAs outside of the namespace. Those made from `zslba` name it again if a device keeps 32 bits of an LBA, or 64 bits
// of a byte offset.
inline std::vector<std::uint64_t> lbas_beyond(const Facts& facts, std::uint64_t zslba) {
  std::vector<std::uint64_t> lbas{facts.nsze, facts.nsze + facts.zsze, ~std::uint64_t{0}};
  const std::uint64_t wrapping = ~std::uint64_t{0} / facts.lba_bytes + 1;  // LBA size is a power of two
  for (const std::uint64_t offset : {std::uint64_t{1} << 32, wrapping})
    if (zslba + offset >= facts.nsze) lbas.push_back(zslba + offset);
  return lbas;
}

inline std::string in_state(State state) {
  return std::string{letters(state)};
}

}  // namespace zns::suites::story
