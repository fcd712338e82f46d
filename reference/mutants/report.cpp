// Zone Management Receive: counts, filters, and where it starts.
#include <algorithm>

#include "reference/device/commands/report_filter.hpp"
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/report_parts.hpp"
#include "reference/spec/bytes.hpp"

namespace zns::mutants {
namespace {

// The number of zones is other than it should be.
template <std::uint64_t (*count)(const Situation&, std::uint64_t right, std::span<std::byte> out)>
void counts(const Situation& situation, std::span<std::byte> out) {
  if (sent<ZoneManagementReceive>(situation) == nullptr || out.size() < kReportHeaderBytes) return;
  store_le(out, 0, count(situation, load_le<std::uint64_t>(out, 0), out));
}

bool is_partial(const Situation& situation) {
  return sent<ZoneManagementReceive>(situation)->partial;
}
std::uint64_t matching(const Situation& situation, ZoneId from) {
  const ReportingOption option = sent<ZoneManagementReceive>(situation)->zrasf;
  std::uint64_t zones = 0;
  for (ZoneId id = from; id < situation.geometry.zones; ++id)
    if (matches(option, situation.state.zone(id))) ++zones;
  return zones;
}
std::uint64_t one_more(const Situation& situation, std::uint64_t right, std::span<std::byte>) {
  return is_partial(situation) ? right : right + 1;
}
std::uint64_t one_less(const Situation& situation, std::uint64_t right, std::span<std::byte>) {
  return is_partial(situation) || right == 0 ? right : right - 1;
}
std::uint64_t as_many_as_fit(const Situation& situation, std::uint64_t right, std::span<std::byte> out) {
  return std::min(right, room(situation, out));
}
std::uint64_t all_in_partial(const Situation& situation, std::uint64_t, std::span<std::byte>) {
  return matching(situation,
                  static_cast<ZoneId>(sent<ZoneManagementReceive>(situation)->slba / situation.geometry.zsze));
}
std::uint64_t from_the_first(const Situation& situation, std::uint64_t right, std::span<std::byte>) {
  return is_partial(situation) ? right : matching(situation, 0);
}
std::uint64_t zones_of_namespace(const Situation& situation, std::uint64_t right, std::span<std::byte>) {
  return is_partial(situation) ? right : situation.geometry.zones;
}
std::uint64_t in_8_bits(const Situation&, std::uint64_t right, std::span<std::byte>) {
  return right & 0xFF;
}

// The command is read otherwise.
template <void (*change)(const Geometry&, ZoneManagementReceive&)>
Command reads_receive(const Situation& situation) {
  Command command = situation.command;
  if (auto* receive = std::get_if<ZoneManagementReceive>(&command.body)) change(situation.geometry, *receive);
  return command;
}

void from_zone_0(const Geometry& geometry, ZoneManagementReceive& receive) {
  if (receive.slba < geometry.nsze()) receive.slba = 0;
}
void from_next_zone(const Geometry& geometry, ZoneManagementReceive& receive) {
  const std::uint64_t rounded = (receive.slba + geometry.zsze - 1) / geometry.zsze * geometry.zsze;
  if (rounded < geometry.nsze()) receive.slba = rounded;
}
void partial_inverted(const Geometry&, ZoneManagementReceive& receive) {
  receive.partial = !receive.partial;
}
void without_option(const Geometry&, ZoneManagementReceive& receive) {
  if (is_defined(receive.zrasf)) receive.zrasf = ReportingOption::All;
}
void option_8_is_all(const Geometry&, ZoneManagementReceive& receive) {
  if (receive.zrasf == ReportingOption{0x08}) receive.zrasf = ReportingOption::All;
}
void action_2_is_report(const Geometry&, ZoneManagementReceive& receive) {
  if (receive.zra == ZoneReceiveAction{0x02}) receive.zra = ZoneReceiveAction::ReportZones;
}
void dead_states_swapped(const Geometry&, ZoneManagementReceive& receive) {
  if (receive.zrasf == ReportingOption::ReadOnly)
    receive.zrasf = ReportingOption::Offline;
  else if (receive.zrasf == ReportingOption::Offline)
    receive.zrasf = ReportingOption::ReadOnly;
}
void by_state_value(const Geometry&, ZoneManagementReceive& receive) {
  if (receive.zrasf == ReportingOption::Full) receive.zrasf = ReportingOption::ReadOnly;
}
void one_dword_less(const Geometry&, ZoneManagementReceive& receive) {
  if (receive.numd.raw() > 15) receive.numd = NumberOfDwords::wire(receive.numd.raw() - 1);
}
void slba_of_32_bits(const Geometry&, ZoneManagementReceive& receive) {
  receive.slba &= 0xFFFF'FFFF;
}

void overruns(const Situation& situation, Outcome& outcome) {
  const auto* receive = sent<ZoneManagementReceive>(situation);
  if (receive == nullptr || outcome.status != kSuccess || receive->slba >= situation.geometry.nsze()) return;
  const std::uint64_t zones = matching(situation, static_cast<ZoneId>(receive->slba / situation.geometry.zsze));
  outcome.overran = receive->numd.count() * 4 < kReportHeaderBytes + zones * entry_bytes(situation);
}

Mutant reading(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
               Command (*reads)(const Situation&), std::string_view origin = kLoop) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = origin,
          .defect = {.reads = reads}};
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
Topic report_mutants() {
  const std::vector<ClauseId> count{"ZNS-ZMR-002"};
  return {
      field("report-counts-one-more", "a report counts one zone more than there is", "exactly the matching zones",
            count, counts<one_more>, "QEMU 3754df04ec (published bug 6)"),
      field("report-counts-one-less", "a report counts one zone less than there is", "exactly the matching zones",
            count, counts<one_less>, kOffByOne),
      field("report-counts-what-fits", "a report that is not partial counts the zones that fit the buffer",
            "it counts all that match", count, counts<as_many_as_fit>, "plausible: Partial Report is not looked at"),
      field("report-partial-counts-all", "a partial report counts all zones that match",
            "it counts those that are transferred", {"ZNS-ZMR-003"}, counts<all_in_partial>,
            "plausible: Partial Report is not looked at"),
      field("report-counts-from-first", "a report counts zones below the first that it reports, too",
            "it counts from the zone of SLBA on", count, counts<from_the_first>,
            "NVMeVirt 674dfe1: a report from a middle zone (published bug 20)"),
      field("report-counts-zones-of-namespace", "a filtered report counts all zones", "it counts those that match",
            count, counts<zones_of_namespace>, "NVMeVirt: it counts for option 0 only"),
      {.id = "report-count-8-bits",
       .wrong = "the number of zones is counted in 8 bits",
       .right = "it has 64",
       .clauses = {"ZNS-ZMR-002"},
       .origin = kTruncated,
       .geometry = "zones=260,zsze=16,zcap=12",
       .hard = "only with 256 zones or more",
       .defect = {.returns = counts<in_8_bits>}},
      reading("report-from-zone-0", "a report starts at zone 0 always", "it starts at the zone of SLBA",
              {"ZNS-ZMR-001"}, reads_receive<from_zone_0>, "nvme-cli pull request 1249 (published bug 56)"),
      reading("report-from-next-zone", "a report from within a zone starts at the next", "it starts at that zone",
              {"ZNS-ZMR-001"}, reads_receive<from_next_zone>),
      reading("report-partial-inverted", "Partial Report is read the wrong way round", "1 is partial",
              {"ZNS-ZMR-003", "ZNS-ZMR-002"}, reads_receive<partial_inverted>),
      reading("report-option-ignored", "every report lists all zones", "those that match the reporting option",
              {"ZNS-ZMR-001"}, reads_receive<without_option>),
      reading("report-option-8-accepted", "the reserved reporting option 8h lists all zones", "it is refused",
              {"ZNS-ZMR-009"}, reads_receive<option_8_is_all>),
      reading("report-action-2-accepted", "the reserved action 02h is a report", "it is refused", {"ZNS-ZMR-009"},
              reads_receive<action_2_is_report>, "NVMeVirt f0192b3: the check is wrong (published bug 24)"),
      reading("report-options-6-7-swapped", "option 6h lists Offline zones, option 7h Read Only ones",
              "6h is Read Only, 7h is Offline", {"ZNS-ZMR-001", "ZNS-ZMR-F04"}, reads_receive<dead_states_swapped>),
      reading("report-option-5-is-read-only", "option 5h lists Read Only zones", "it lists Full ones",
              {"ZNS-ZMR-001", "ZNS-ZMR-F04"}, reads_receive<by_state_value>),
      reading("report-buffer-one-dword-less", "the number of dwords is taken for 1's based", "it is 0's based",
              {"ZNS-ZMR-F02", "ZNS-ZMR-003"}, reads_receive<one_dword_less>,
              "NVMeVirt 6ed33c0: a buffer that is one descriptor too small (published bug 21)"),
      {.id = "report-slba-32-bits",
       .wrong = "a report looks at the lower half of SLBA only",
       .right = "SLBA has 64 bits",
       .clauses = {"ZNS-ZMR-001"},
       .origin = "nvme-cli pull request 2023 (published bug 57)",
       .geometry = kBeyond32Bits,
       .hard = "only beyond 2^32 blocks",
       .defect = {.reads = reads_receive<slba_of_32_bits>}},
      {.id = "report-overruns-buffer",
       .wrong = "a report of more zones than fit the buffer is written beyond it",
       .right = "not more is transferred than was asked for",
       .clauses = {"ZNS-ZMR-F02", "ZNS-ZMR-003"},
       .origin = "nvme-cli issue 1602, a user's drive; NVMeVirt b7f572d (published bugs 22 and 58)",
       .defect = {.answers = overruns}},
  };
}

}  // namespace zns::mutants
