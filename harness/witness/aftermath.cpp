#include "harness/witness/aftermath.hpp"

#include <algorithm>
#include <optional>
#include <variant>

#include "reference/oracle/looks.hpp"
#include "reference/spec/footprint.hpp"

namespace zns::harness {
namespace {

constexpr std::uint64_t kMostZones = 1024;  // that are looked at after a Select All
constexpr std::uint64_t kZonesPerLook = 16;

constexpr std::uint64_t kBlocksPerLook = 8;

struct Reached {
  std::uint64_t lba = 0;
  std::uint64_t blocks = 1;
  bool writes = false;
  bool select_all = false;
};

std::optional<Reached> reached_by(const Command& command) {
  const Footprint named = footprint(command);
  if (named.does == Does::Manage) return Reached{.lba = named.slba, .select_all = named.select_all};
  if (!named.writes()) return std::nullopt;
  return Reached{.lba = named.slba, .blocks = named.blocks, .writes = named.does != Does::Append};
}

std::vector<Command> reports_of_all(const Geometry& geometry) {
  std::vector<Command> looks;
  const std::uint64_t zones = std::min<std::uint64_t>(kMostZones, geometry.zones);
  const std::uint64_t each = zones_per_look(geometry, kZonesPerLook);
  for (std::uint64_t first = 0; first < zones; first += each)
    looks.push_back(report_of(geometry, static_cast<ZoneId>(first), std::min(each, zones - first)));
  return looks;
}

}  // namespace

std::vector<Command> looks_after_abort(const Oracle& oracle, const Command& command) {
  const Geometry& geometry = oracle.geometry();
  const std::optional<Reached> reached = reached_by(command);
  if (!reached || command.queue != Queue::Io) return {};
  if (reached->select_all) return reports_of_all(geometry);
  if (reached->lba >= geometry.nsze()) return {};
  const auto id = static_cast<ZoneId>(reached->lba / geometry.zsze);
  const Zone& zone = oracle.belief().zone(id);
  std::vector<Command> looks{report_of(geometry, id)};
  if (zone.zs == ZoneState::Offline) return looks;
  const std::uint64_t written = oracle.belief().media(id) ? oracle.belief().media(id)->blocks() : 0;
  if (written != 0) looks.push_back(read_of(geometry, geometry.zslba(id) + written - 1));
  const std::uint64_t would_be = reached->writes ? reached->lba : geometry.zslba(id) + written;
  const std::uint64_t end = geometry.zslba(id) + geometry.zsze;
  if (would_be >= end) return looks;
  const std::uint64_t blocks = std::min(reached->blocks, end - would_be);
  const std::uint64_t first = std::min(blocks, blocks_per_look(geometry, kBlocksPerLook * geometry.lba_bytes));
  looks.push_back(read_of(geometry, would_be, first));
  if (blocks > first) looks.push_back(read_of(geometry, would_be + blocks - 1));
  return looks;
}

}  // namespace zns::harness
