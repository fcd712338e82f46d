#include "reference/device/namespace/geometry.hpp"

#include <bit>

namespace zns {

namespace {

std::optional<std::string> inconsistency_without_zones(const Geometry& g) {
  if (g.zones != 1 || g.zcap != g.zsze) return "a namespace without zones has one stretch of blocks: nsze";
  if (g.max_active || g.max_open || g.zdes != 0 || g.read_across || g.variable_capacity || g.active_excursions)
    return "mar, mor, zdes, razb, vzcap and zae are of a zoned namespace";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> inconsistency(const Geometry& g) {
  if (g.nsid == 0 || g.nsid > g.nn) return "nsid must be from 1 to nn";
  if (!std::has_single_bit(g.lba_bytes) || g.lba_bytes < 512 || g.lba_bytes > 65536)
    return "lba must be a power of two from 512 to 65536";
  if (g.zones == 0 || g.zones == UINT32_MAX) return "zones must be at least 1";
  if (g.zsze == 0) return "zsze must be at least 1";
  if (g.zsze > UINT64_MAX / g.zones) return "zsze times zones does not fit 64 bits";
  if (g.zcap == 0 || g.zcap > g.zsze) return "zcap must be from 1 to zsze";  // ZNS-ZM-004
  if (g.max_active == 0U) return "mar must be at least 1, or none for no limit";
  if (g.max_open == 0U) return "mor must be at least 1, or none for no limit";
  if (g.max_active && (!g.max_open || *g.max_open > *g.max_active)) return "mor must not exceed mar";  // ZNS-RES-001
  if (g.mdts != 0 && g.zasl > g.mdts) return "zasl must not exceed mdts";                              // ZNS-ZM-031
  if (g.mdts > 40 || g.zasl > 40 || g.wzsl > 40) return "mdts, zasl and wzsl must be at most 40";
  if (g.mpsmin.value_or(0) > 15) return "mpsmin must be at most 15";
  if (exceeds(g.lba_bytes, g.zasl != 0 ? g.zasl : g.mdts, g.mpsmin.value_or(kLargestUsualMpsmin)))
    return "mdts and zasl must allow one logical block";
  if (g.awun == 0 || g.awun > 65536) return "awun must be from 1 to 65536";
  if (g.csi != Csi::Zoned && g.csi != Csi::Nvm) return "csi must be zoned or nvm";
  return g.is_zoned() ? std::nullopt : inconsistency_without_zones(g);
}

}  // namespace zns
