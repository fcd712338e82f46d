#include "harness/targets/geometry_of.hpp"

#include <bit>

#include "reference/spec/zone_report.hpp"
#include "reference/trace/geometry_text.hpp"

namespace zns::harness {
namespace {

// WZSL as a power of two, from the bytes that the facts hold.
std::uint8_t wzsl_of(const suites::Facts& facts) {
  if (!facts.write_zeroes_limit_bytes) return 0;
  return static_cast<std::uint8_t>(
      std::bit_width(*facts.write_zeroes_limit_bytes / (kMinimumPageBytes << facts.mpsmin.value_or(0))) - 1);
}

// A boundary (NABSN) may cut a write: where there is one, no more than a block is held to be atomic.
std::uint32_t awun_of(const suites::Facts& facts) {
  const bool has_own = (facts.ns.nsfeat & 1U << 1) != 0;
  if (has_own && facts.ns.nabsn != 0) return 1;
  return (has_own && facts.ns.nawun != 0 ? facts.ns.nawun : facts.controller.awun) + 1U;
}

}  // namespace

Geometry geometry_of(const suites::Facts& facts) {
  const auto limit = [](std::uint32_t wire) { return wire == kNoLimit ? std::nullopt : std::optional{wire + 1}; };
  return {.nsid = facts.nsid,
          .nn = facts.controller.nn,
          .lba_bytes = static_cast<std::uint32_t>(facts.lba_bytes),
          .zones = static_cast<std::uint32_t>(facts.zone_count),
          .zsze = facts.zsze,
          .zcap = facts.zsze,
          .max_active = limit(facts.zoned.mar),
          .max_open = limit(facts.zoned.mor),
          .zdes = static_cast<std::uint8_t>(facts.extension_bytes / kZdesUnitBytes),
          .mdts = facts.controller.mdts,
          .zasl = facts.zoned_controller.zasl,
          .wzsl = wzsl_of(facts),
          .read_across = facts.read_across,
          .variable_capacity = facts.variable_capacity,
          .active_excursions = facts.active_excursions,
          .write_cache = (facts.controller.vwc & 1) != 0,
          .namespace_management = (facts.controller.oacs & 1U << 3) != 0,
          .flush_broadcast = static_cast<FlushBroadcast>(facts.controller.vwc >> 1 & 0x3),
          .deallocated = static_cast<DeallocatedValue>(facts.ns.dlfeat & 0x7),
          .deallocated_error = (facts.ns.nsfeat & 1U << 2) != 0,
          .sgls = (facts.controller.sgls & 0x3) != 0,
          .append = facts.append,
          .write_zeroes = facts.write_zeroes,
          .several_controllers = (facts.controller.cmic & 1U << 1) != 0,
          .mpsmin = facts.mpsmin,
          .awun = awun_of(facts)};
}

Geometry geometry_of(const suites::Facts& facts, const suites::NamespaceFacts& other) {
  Geometry geometry = beside(geometry_of(facts), other.nsid, other.csi);
  geometry.lba_bytes = static_cast<std::uint32_t>(other.lba_bytes);
  geometry.deallocated = static_cast<DeallocatedValue>(other.ns.dlfeat & 0x7);
  geometry.deallocated_error = (other.ns.nsfeat & 1U << 2) != 0;
  if (other.csi == Csi::Nvm) geometry.zsze = geometry.zcap = other.nsze;
  return geometry;
}

std::vector<Geometry> geometries_beside(const suites::Facts& facts) {
  std::vector<Geometry> geometries;
  for (const suites::NamespaceFacts& each : facts.beside)
    if (each.csi == Csi::Nvm) geometries.push_back(geometry_of(facts, each));
  return geometries;
}

}  // namespace zns::harness
