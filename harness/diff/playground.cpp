#include "harness/diff/playground.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "harness/targets/geometry_of.hpp"

namespace zns::harness {
namespace {

constexpr std::size_t kMostZones = 24;  // that play along

}  // namespace

suites::Playground playground_of(const suites::Target& target, const suites::Facts& facts,
                                 const std::optional<ZoneRange>& zones) {
  const suites::Carries carries = target.carries();
  const std::uint64_t first = zones ? zones->first : 0;
  const std::uint64_t last = zones ? zones->last : facts.zone_count - 1;
  suites::Playground playground{.zones = {},
                                .max_transfer_bytes = std::min<std::uint64_t>(carries.max_transfer_bytes, 1U << 20U),
                                .append = facts.append,
                                .write_zeroes = facts.write_zeroes,
                                .foreign_nsid = carries.foreign_nsid,
                                .over_mdts = carries.over_mdts,
                                .unaligned_report = carries.unaligned_report,
                                .select_all = !zones || (first == 0 && last + 1 == facts.zone_count),
                                .zone_events = carries.zone_events,
                                .entry_flags = carries.entry_flags,
                                .prp_layout = carries.prp_layout,
                                .any_length = carries.any_length,
                                .sgls = (facts.controller.sgls & 0x3) != 0};
  // A restart reaches every zone.
  playground.controller_reset = playground.select_all && carries.controller_reset;
  playground.shutdown = playground.select_all && carries.shutdown;
  playground.power_cycle = playground.select_all && carries.power_cycle && carries.keeps_zones;
  const std::uint64_t wanted =
      std::max<std::uint64_t>(8, std::max(facts.max_active.value_or(0), facts.max_open.value_or(0)) + 2);
  const std::uint64_t count = std::min({wanted, std::uint64_t{kMostZones}, last - first + 1});
  for (std::uint64_t i = 0; i + 1 < count; ++i) playground.zones.push_back(static_cast<ZoneId>(first + i));
  playground.active = {facts.nsid};
  for (const suites::NamespaceFacts& each : facts.beside) playground.active.push_back(each.nsid);
  if (const std::vector<Geometry> beside = geometries_beside(facts); !beside.empty())
    playground.beside = beside.front();
  playground.zones.push_back(static_cast<ZoneId>(last));  // the end of the namespace is a place of its own
  return playground;
}

}  // namespace zns::harness
