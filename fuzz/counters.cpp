#include "fuzz/counters.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "reference/spec/mix.hpp"

namespace zns::fuzz {
namespace {

constexpr std::size_t kCounters = 4096;  // a power of two; libFuzzer walks through all of them after each execution

// Found by the name of its section.
__attribute__((section("__libfuzzer_extra_counters"), used)) std::array<std::uint8_t, kCounters> counters;

std::uint64_t room(std::optional<std::uint32_t> limit, std::uint32_t used) {
  return limit ? std::min<std::uint32_t>(*limit - used, 2) : 3;
}

}  // namespace

void count_situation(const Geometry& geometry, const State& state) {
  std::uint64_t vector = 0;
  for (const ZoneState zs : kZoneStates) vector = vector * 4 + std::min<std::uint32_t>(state.count(zs), 3);
  vector = vector * 4 + room(geometry.max_open, state.opened());
  vector = vector * 4 + room(geometry.max_active, state.active());
  bool almost_full = false;
  for (ZoneId id = 0; id < state.zones(); ++id) {
    const Zone& zone = state.zone(id);
    almost_full = almost_full || (is_active(zone.zs) && zone.wp + 1 == geometry.zslba(id) + zone.zcap);
  }
  ++counters[mix(vector * 2 + (almost_full ? 1 : 0)) % kCounters];
}

}  // namespace zns::fuzz
