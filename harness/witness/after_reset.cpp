#include "harness/witness/after_reset.hpp"

#include <algorithm>

#include "reference/oracle/looks.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::harness {
namespace {

constexpr std::uint64_t kMostBlocks = 16384;       // in all
constexpr std::uint64_t kMostBlocksOfAZone = 256;  // and of one that holds more both ends:
constexpr std::uint64_t kBlocksAtAnEnd = 32;
constexpr std::size_t kReadBytes = std::size_t{64} << 10;  // of one read

bool is_known(const Oracle& oracle, ZoneId zone) {
  const SharedBlocks& media = oracle.belief().media(zone);
  if (!media || media->blocks() == 0) return false;
  const auto content = [&](std::uint64_t block) { return media->at(block).content; };
  return content(0) != BlockMap::Content::Unknown || content(media->blocks() - 1) != BlockMap::Content::Unknown;
}

void add_reads(std::vector<Command>& reads, const Geometry& geometry, std::uint64_t slba, std::uint64_t blocks) {
  const std::uint64_t step = blocks_per_look(geometry, kReadBytes);
  for (std::uint64_t done = 0; done < blocks; done += step)
    reads.push_back(read_of(geometry, slba + done, std::min(step, blocks - done)));
}

}  // namespace

const char* words_of(Reset kind) {
  switch (kind) {
    case Reset::Controller:
      return "a controller reset";
    case Reset::Shutdown:
      return "a shutdown";
    case Reset::PowerCycle:
      return "a power cycle";
  }
  return "a reset";
}

std::vector<Command> reports_after_reset(const Geometry& geometry, std::size_t buffer) {
  const std::size_t most = (buffer - kReportHeaderBytes) / (kZoneDescriptorBytes + geometry.extension_bytes());
  const std::uint64_t room = zones_per_look(geometry, std::max<std::size_t>(most, 1));
  std::vector<Command> reports;
  for (std::uint64_t next = 0; next < geometry.zones; next += room)
    reports.push_back(report_of(geometry, static_cast<ZoneId>(next), std::min(room, geometry.zones - next)));
  return reports;
}

// A zone that was not filled is read to the block behind its write pointer: it is to read as unwritten.
std::vector<Command> reads_after_reset(const Oracle& oracle) {
  const Geometry& geometry = oracle.geometry();
  std::vector<Command> reads;
  std::uint64_t left = kMostBlocks;
  for (ZoneId zone = 0; zone < geometry.zones && left != 0; ++zone) {
    if (!is_known(oracle, zone) || oracle.belief().zone(zone).zs == ZoneState::Offline) continue;
    const std::uint64_t zslba = geometry.zslba(zone);
    const std::uint64_t cap = std::min(oracle.belief().zone(zone).zcap, geometry.zsze);
    const std::uint64_t blocks = std::min(oracle.belief().media(zone)->blocks() + 1, cap);
    if (blocks <= std::min(left, kMostBlocksOfAZone)) {
      add_reads(reads, geometry, zslba, blocks);
      left -= blocks;
      continue;
    }
    const std::uint64_t end = std::min(blocks, kBlocksAtAnEnd);
    add_reads(reads, geometry, zslba, end);
    add_reads(reads, geometry, zslba + blocks - end, end);
    left -= std::min(left, 2 * end);
  }
  return reads;
}

}  // namespace zns::harness
