#include "harness/aftermath.hpp"

#include <algorithm>
#include <optional>
#include <variant>

#include "reference/spec/zone_report.hpp"

namespace zns::harness {
namespace {

constexpr std::uint64_t kZonesAfterSelectAll = 16;

struct Reached {
  std::uint64_t lba = 0;
  bool writes = false;
  bool select_all = false;
};

std::optional<Reached> reached_by(const Command& command) {
  if (const auto* write = std::get_if<Write>(&command.body)) return Reached{.lba = write->slba, .writes = true};
  if (const auto* zeroes = std::get_if<WriteZeroes>(&command.body)) return Reached{.lba = zeroes->slba, .writes = true};
  if (const auto* append = std::get_if<ZoneAppend>(&command.body)) return Reached{.lba = append->zslba};
  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
  if (send == nullptr) return std::nullopt;
  return Reached{.lba = send->slba, .select_all = send->select_all};
}

Command report_of(const Geometry& geometry, ZoneId first, std::uint64_t zones) {
  const bool extended = geometry.zdes != 0;
  const std::size_t bytes = report_bytes(zones, extended ? geometry.extension_bytes() : 0);
  return {.nsid = geometry.nsid,
          .body = ZoneManagementReceive{
              .slba = geometry.zslba(first),
              .numd = NumberOfDwords::of_count(bytes / 4),
              .zra = extended ? ZoneReceiveAction::ExtendedReportZones : ZoneReceiveAction::ReportZones,
              .partial = true}};
}

Command read_of(const Geometry& geometry, std::uint64_t lba) {
  return {.nsid = geometry.nsid, .body = Read{.slba = lba, .nlb = Nlb::of_count(1)}};
}

}  // namespace

std::vector<Command> looks_after_abort(const Oracle& oracle, const Command& command) {
  const Geometry& geometry = oracle.geometry();
  const std::optional<Reached> reached = reached_by(command);
  if (!reached || command.queue != Queue::Io) return {};
  if (reached->select_all)
    return {report_of(geometry, 0, std::min<std::uint64_t>(kZonesAfterSelectAll, geometry.zones))};
  if (reached->lba >= geometry.nsze()) return {};
  const auto id = static_cast<ZoneId>(reached->lba / geometry.zsze);
  const Zone& zone = oracle.belief().zone(id);
  std::vector<Command> looks{report_of(geometry, id, 1)};
  if (zone.zs == ZoneState::Offline) return looks;
  const std::uint64_t written = oracle.belief().media(id) ? oracle.belief().media(id)->blocks() : 0;
  if (written != 0) looks.push_back(read_of(geometry, geometry.zslba(id) + written - 1));
  const std::uint64_t would_be = reached->writes ? reached->lba : geometry.zslba(id) + written;
  if (would_be < geometry.zslba(id) + geometry.zsze) looks.push_back(read_of(geometry, would_be));
  return looks;
}

}  // namespace zns::harness
