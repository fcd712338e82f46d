#include "harness/witness/finding.hpp"

#include <algorithm>

#include "reference/spec/text.hpp"

namespace zns::harness {
namespace {

std::string zone_line(const Oracle& oracle, ZoneId id) {
  const Zone& zone = oracle.belief().zone(id);
  return "zone " + std::to_string(id) + "  " + std::string(letters(zone.zs)) + "  zslba " +
         hex(oracle.geometry().zslba(id)) + "  wp " + hex(zone.wp);
}

ZoneDescriptor believed(const Oracle& oracle, ZoneId id) {
  const Zone& zone = oracle.belief().zone(id);
  return {.zs = zone.zs,
          .za = zone.za,
          .zai = zone.zai,
          .zcap = zone.zcap,
          .zslba = oracle.geometry().zslba(id),
          .wp = zone.wp};
}

}  // namespace

Finding to_finding(const Oracle& oracle, const std::string& command, const Verdict& verdict) {
  Finding finding{.warning = verdict.judgement == Judgement::Noteworthy,
                  .clauses = {},
                  .command = command,
                  .expected = verdict.expected,
                  .observed = verdict.observed,
                  .zones = {},
                  .wrong = verdict.wrong};
  if (finding.wrong.empty())
    finding.wrong.push_back({.clauses = verdict.clauses, .expected = verdict.expected, .observed = verdict.observed});
  bool all_unsure = !verdict.clauses.empty();
  for (const ClauseId id : verdict.clauses) {
    if (std::find(finding.clauses.begin(), finding.clauses.end(), id.str()) == finding.clauses.end())
      finding.clauses.emplace_back(id.str());
    all_unsure = all_unsure && clause(id).confidence == Confidence::Low;
  }
  finding.warning = finding.warning || all_unsure;
  for (const ZoneId zone : verdict.zones) {
    finding.zones.push_back(zone_line(oracle, zone));
    finding.seen.push_back({.index = zone, .before = believed(oracle, zone)});
  }
  return finding;
}

Finding to_finding(const Oracle& oracle, const Together::Outcome& outcome) {
  Finding finding = to_finding(oracle, to_text(outcome.command), outcome.verdict);
  finding.warning = false;
  finding.in_flight = outcome.in_flight;
  finding.command += ", of " + std::to_string(outcome.in_flight) + kInFlightTogether;
  return finding;
}

void show_reported(Finding& finding, const Oracle& oracle, const Command& command, std::span<const std::byte> report) {
  const auto* receive = std::get_if<ZoneManagementReceive>(&command.body);
  if (receive == nullptr || report.size() < kReportHeaderBytes) return;
  const bool extended = receive->zra == ZoneReceiveAction::ExtendedReportZones;
  const ZoneReport told = parse_zone_report(report, extended ? oracle.geometry().extension_bytes() : 0);
  for (std::size_t i = 0; i < std::min(finding.seen.size(), finding.zones.size()); ++i) {
    suites::SeenZone& zone = finding.seen[i];
    const std::uint64_t zslba = oracle.geometry().zslba(static_cast<ZoneId>(zone.index));
    for (const ReportedZone& each : told.zones) {
      if (each.descriptor.zslba != zslba) continue;
      zone = {.index = zone.index, .before = std::nullopt, .after = each.descriptor};
      finding.zones[i] = "zone " + std::to_string(zone.index) + "  reported " +
                         std::string{letters(each.descriptor.zs)} + "  zslba " + hex(zslba) + "  wp " +
                         hex(each.descriptor.wp);
    }
  }
}

Finding overrun_finding(const Command& command) {
  ClauseId clause = "ZNS-ZMR-F02";
  if (std::holds_alternative<Identify>(command.body)) clause = "ID-003";
  if (std::holds_alternative<Read>(command.body)) clause = "ZNS-IO-004";
  return {.warning = false,
          .clauses = {std::string{clause.str()}},
          .command = to_text(command),
          .expected = {"no byte outside of the host's buffer changed"},
          .observed = "bytes beyond the buffer were overwritten",
          .zones = {},
          .wrong = {{.clauses = {clause}, .observed = "bytes beyond the buffer were overwritten"}}};
}

Finding wrong_sqhd_finding(const Command& command) {
  return {.warning = false,
          .clauses = {std::string{ClauseId{"QUE-003"}.str()}},
          .command = to_text(command),
          .expected = {"SQHD past the command's own slot, not behind an earlier one, and not past the tail"},
          .observed = "another SQHD",
          .zones = {}};
}

}  // namespace zns::harness
