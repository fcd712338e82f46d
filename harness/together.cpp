#include "harness/together.hpp"

#include <algorithm>
#include <utility>

#include "reference/device/step.hpp"
#include "reference/spec/text.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::harness {
namespace {

constexpr std::uint64_t kBudget = 200'000;                 // questions to the oracle, for one history
constexpr std::size_t kReadBytes = std::size_t{64} << 10;  // of one look at data

bool resets(const Command& command) {
  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
  return send != nullptr && send->zsa == ZoneSendAction::Reset;
}

}  // namespace

void Together::push(const Command& command, std::span<const std::byte> to_device, const Observed& seen,
                    std::uint64_t called, std::uint64_t completed) {
  entries_.push_back({.command = command,
                      .sent = {to_device.begin(), to_device.end()},
                      .returned = {seen.data.begin(), seen.data.end()},
                      .status = seen.status,
                      .result = seen.result,
                      .called = called,
                      .completed = completed});
  time_ = std::max(time_, completed);
}

void Together::add(const Command& command, std::span<const std::byte> to_device, const Observed& seen,
                   std::size_t place) {
  push(command, to_device, seen, 0, 1 + place);
  ++in_flight_;
}

void Together::add_after(const Command& command, std::span<const std::byte> to_device, const Observed& seen) {
  push(command, to_device, seen, time_ + 1, time_ + 2);
}

std::set<ZoneId> Together::zones(const Oracle& oracle) const {
  std::set<ZoneId> zones;
  for (std::size_t i = 0; i < in_flight_; ++i)
    if (const auto zone = oracle.named_zone(entries_[i].command)) zones.insert(*zone);
  return zones;
}

std::vector<Command> Together::reports(const Oracle& oracle) const {
  const Geometry& geometry = oracle.geometry();
  const bool extended = geometry.zdes != 0;
  const std::size_t bytes = report_bytes(1, extended ? geometry.extension_bytes() : 0);
  std::vector<Command> looks;
  for (const ZoneId zone : zones(oracle))
    looks.push_back({.nsid = geometry.nsid,
                     .body = ZoneManagementReceive{
                         .slba = geometry.zslba(zone),
                         .numd = NumberOfDwords::of_count(bytes / 4),
                         .zra = extended ? ZoneReceiveAction::ExtendedReportZones : ZoneReceiveAction::ReportZones,
                         .partial = true}});
  return looks;
}

std::vector<Command> Together::reads(const Oracle& oracle) const {
  const Geometry& geometry = oracle.geometry();
  std::set<ZoneId> reset;
  for (std::size_t i = 0; i < in_flight_; ++i)
    if (const auto zone = oracle.named_zone(entries_[i].command))
      if (resets(entries_[i].command) && entries_[i].status == kSuccess) reset.insert(*zone);
  std::vector<Command> looks;
  for (std::size_t i = in_flight_; i < entries_.size(); ++i) {
    const ZoneReport report = parse_zone_report(entries_[i].returned, 0);
    if (entries_[i].status != kSuccess || report.zones.empty()) continue;
    const ZoneDescriptor& zone = report.zones.front().descriptor;
    const bool ours =
        zone.zslba % geometry.zsze == 0 && reset.contains(static_cast<ZoneId>(zone.zslba / geometry.zsze));
    if (!ours || !is_writable(zone.zs) || zone.wp > zone.zslba + geometry.zsze) continue;
    const std::uint64_t step = std::max<std::uint64_t>(1, kReadBytes / geometry.lba_bytes);
    for (std::uint64_t at = zone.zslba; at < zone.wp; at += step)
      looks.push_back(
          {.nsid = geometry.nsid, .body = Read{.slba = at, .nlb = Nlb::of_count(std::min(step, zone.wp - at))}});
  }
  return looks;
}

Together::Outcome Together::judge(Oracle& oracle) const {
  std::vector<HistoryEntry> history;
  history.reserve(entries_.size());
  for (const Entry& entry : entries_)
    history.push_back({.command = entry.command,
                       .to_device = entry.sent,
                       .seen = {.status = entry.status, .result = entry.result, .data = entry.returned},
                       .called = entry.called,
                       .returned = entry.completed});
  Linearization found = linearize(std::move(oracle), history, kBudget);
  oracle = std::move(found.after);
  Outcome outcome;
  outcome.undecided = found.answer == Linearization::Answer::GaveUp;
  if (found.answer != Linearization::Answer::None) return outcome;
  outcome.stuck = found.stuck.empty() ? 0 : found.stuck.front();
  outcome.finding = to_finding(oracle, to_text(entries_[outcome.stuck].command), found.verdict);
  outcome.finding->warning = false;
  outcome.finding->command += ", of " + std::to_string(in_flight_) + " in flight together";
  return outcome;
}

}  // namespace zns::harness
