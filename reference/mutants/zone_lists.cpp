// Zones that are looked at one after the other, by Select All or a report: some are passed over, or mixed up.
#include <algorithm>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"
#include "reference/mutants/report_parts.hpp"

namespace zns::mutants {
namespace {

using enum ZoneState;
using Zsa = ZoneSendAction;

// ---- active zones that hold nothing ---------------------------------------------------------------------------------

template <Zsa Action, ZoneState From>
void passes_over_unwritten(const Situation& situation, Effect& effect) {
  if (!is_sent_to_all(situation, Action) || effect.status != kSuccess) return;
  for (ZoneId id = 0; id < situation.geometry.zones; ++id) {
    const Zone& zone = situation.state.zone(id);
    if (zone.zs == From && zone.wp == situation.geometry.zslba(id)) spare(effect, id);
  }
}

Mutant passing(std::string_view id, std::string_view wrong, void (*does)(const Situation&, Effect&)) {
  return {.id = id,
          .wrong = wrong,
          .right = "the state of a zone decides, and not what it holds",
          .clauses = {"ZNS-ZMS-004"},
          .origin = "plausible: the loop skips zones that were never written",
          .hard = "only with active zones that hold nothing",
          .defect = {.does = does}};
}

// ---- reports of many zones ------------------------------------------------------------------------------------------

std::span<std::byte> entry(const Situation& situation, std::span<std::byte> out, std::size_t index) {
  const std::size_t size = entry_bytes(situation);
  return out.subspan(kReportHeaderBytes + index * size, size);
}

// The extension of the third entry is that of the second.
void third_extension_wrong(const Situation& situation, std::span<std::byte> out) {
  const auto* receive = sent<ZoneManagementReceive>(situation);
  if (receive == nullptr || receive->zra != ZoneReceiveAction::ExtendedReportZones || room(situation, out) < 3) return;
  const auto second = entry(situation, out, 1).subspan(kZoneDescriptorBytes);
  std::copy(second.begin(), second.end(), entry(situation, out, 2).subspan(kZoneDescriptorBytes).begin());
}

// A report that begins inside a zone and has a reporting option begins with the zone behind.
Command filtered_from_next_zone(const Situation& situation) {
  Command command = situation.command;
  auto* receive = std::get_if<ZoneManagementReceive>(&command.body);
  const std::uint64_t zsze = situation.geometry.zsze;
  if (receive == nullptr || receive->zrasf == ReportingOption::All || receive->slba % zsze == 0) return command;
  if (receive->slba / zsze + 1 < situation.geometry.zones) receive->slba = (receive->slba / zsze + 1) * zsze;
  return command;
}

Command filtered_from_zone_before(const Situation& situation) {
  Command command = situation.command;
  auto* receive = std::get_if<ZoneManagementReceive>(&command.body);
  const std::uint64_t zsze = situation.geometry.zsze;
  if (receive == nullptr || receive->zrasf == ReportingOption::All || receive->slba % zsze == 0) return command;
  if (receive->slba >= zsze && receive->slba < situation.geometry.nsze()) receive->slba -= zsze;
  return command;
}

Mutant filtering(std::string_view id, std::string_view wrong, Command (*reads)(const Situation&)) {
  return {.id = id,
          .wrong = wrong,
          .right = "it begins with the zone that holds SLBA, if that matches",
          .clauses = {"ZNS-ZMR-001"},
          .origin = kLoop,
          .hard = "only with a reporting option, from within a zone",
          .defect = {.reads = reads}};
}

}  // namespace

Topic zone_list_mutants() {
  return {
      passing("close-all-passes-over-unwritten", "Close with Select All leaves open zones that hold nothing",
              passes_over_unwritten<Zsa::Close, ExplicitlyOpened>),
      passing("finish-all-passes-over-unwritten-open", "Finish with Select All leaves open zones that hold nothing",
              passes_over_unwritten<Zsa::Finish, ExplicitlyOpened>),
      passing("finish-all-passes-over-unwritten", "Finish with Select All leaves Closed zones that hold nothing",
              passes_over_unwritten<Zsa::Finish, Closed>),
      passing("open-all-passes-over-unwritten", "Open with Select All leaves Closed zones that hold nothing",
              passes_over_unwritten<Zsa::Open, Closed>),
      passing("reset-all-passes-over-unwritten", "Reset with Select All leaves Closed zones that hold nothing",
              passes_over_unwritten<Zsa::Reset, Closed>),
      passing("reset-all-passes-over-unwritten-open", "Reset with Select All leaves open zones that hold nothing",
              passes_over_unwritten<Zsa::Reset, ExplicitlyOpened>),
      {.id = "extended-report-third-entry",
       .wrong = "the third entry of an extended report has the extension of the second",
       .right = "each has its own",
       .clauses = {"ZNS-ZMR-014", "ZNS-ZMR-F07"},
       .origin = kField,
       .hard = "only with extended reports of more than two zones",
       .defect = {.returns = third_extension_wrong}},
      filtering("filtered-report-skips-zone", "a filtered report from within a zone begins with the next",
                filtered_from_next_zone),
      filtering("filtered-report-begins-before", "a filtered report from within a zone begins with the one before",
                filtered_from_zone_before),
  };
}

}  // namespace zns::mutants
