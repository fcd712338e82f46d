#include "fuzz/watched.hpp"

#include <algorithm>

#include "fuzz/witnessed.hpp"
#include "reference/device/report_filter.hpp"
#include "reference/spec/text.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::fuzz {

Judgement Watched::send(const Command& command, std::uint64_t generation) {
  last_ = player_.send(command, generation);
  if (last_.outcome.lost || last_.outcome.overran) {
    verdict_ = {};
    verdict_.judgement = Judgement::NotPermitted;
    verdict_.observed = last_.outcome.lost ? "no completion" : "it wrote beyond the host's buffer";
    return verdict_.judgement;
  }
  const Observed seen{.status = last_.outcome.status, .result = last_.outcome.result, .data = last_.data};
  verdict_ = oracle_.observe(command, last_.to_device, seen);
  adopt_what_is_uncertain();
  return verdict_.judgement;
}

// As the monitor of a run does (harness/monitor.cpp).
void Watched::adopt_what_is_uncertain() {
  const State& state = player_.device().state();
  std::vector<ZoneId> zones = oracle_.needs_report();
  for (ZoneId id = 0; id < state.zones() && oracle_.needs_whole_report(); ++id) zones.push_back(id);
  PolicyChoices choices;
  for (const ZoneId id : zones) {
    const SharedExtension extension = state.extension(id);
    oracle_.adopt(id, describe(oracle_.geometry(), id, state.zone(id), choices),
                  extension ? std::span{*extension} : std::span<const std::byte>{});
  }
  oracle_.found();
}

Judgement Watched::carry_out(const Deed& deed, std::uint64_t generation) {
  if (deed.kind == Deed::Kind::Send) return send(deed.command, generation);
  happen(player_.device(), oracle_, deed);
  return Judgement::Permitted;
}

// What is believed to be written, and a block behind that.
Judgement Watched::read_back(ZoneId id, std::uint64_t generation) {
  const std::uint64_t written = oracle_.belief().media(id) ? oracle_.belief().media(id)->blocks() : 0;
  const std::uint64_t end = std::min(written + 1, oracle_.geometry().zsze);
  for (const Command& read : reads_of(oracle_.geometry(), id, end))
    if (send(read, generation) == Judgement::NotPermitted) return Judgement::NotPermitted;
  return Judgement::Permitted;
}

Judgement Watched::look_at_everything(std::uint64_t generation) {
  const Geometry& geometry = oracle_.geometry();
  const bool extended = geometry.zdes != 0;
  const std::size_t bytes = report_bytes(geometry.zones, geometry.extension_bytes());
  const Command report{.nsid = geometry.nsid,
                       .body = ZoneManagementReceive{
                           .slba = 0,
                           .numd = NumberOfDwords::of_count(bytes / 4),
                           .zra = extended ? ZoneReceiveAction::ExtendedReportZones : ZoneReceiveAction::ReportZones}};
  if (send(report, generation) == Judgement::NotPermitted) return Judgement::NotPermitted;
  for (ZoneId id = 0; id < geometry.zones; ++id)
    if (read_back(id, generation) == Judgement::NotPermitted) return Judgement::NotPermitted;
  return Judgement::Permitted;
}

bool Watched::is_known() {
  for (ZoneId id = 0; id < state().zones(); ++id)
    if (state().zone(id).zs != oracle_.belief().zone(id).zs) return false;
  return true;
}

bool Watched::knows_data(const Command& command) {
  const auto* read = std::get_if<Read>(&command.body);
  if (read == nullptr || last_.outcome.status != kSuccess) return true;
  for (std::uint64_t lba = read->slba; lba < read->slba + read->nlb.count(); ++lba)
    if (oracle_.belief().block(oracle_.geometry(), lba).content == ZoneMedia::Content::Unknown) return false;
  return true;
}

std::string Watched::words() const {
  std::string text = verdict_.observed;
  for (std::size_t i = 0; i < verdict_.expected.size(); ++i)
    text += (i == 0 ? "; it expects " : " or ") + verdict_.expected[i];
  for (const ClauseId clause : verdict_.clauses) text += ' ' + std::string{clause.str()};
  return text;
}

}  // namespace zns::fuzz
