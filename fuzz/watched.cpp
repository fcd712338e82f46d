#include "fuzz/watched.hpp"

#include <algorithm>

#include "reference/device/namespace/transition.hpp"
#include "reference/device/step.hpp"
#include "reference/spec/text.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::fuzz {

// False: it hangs, or wrote where it must not.
bool Watched::is_answered() {
  if (!last_.outcome.lost && !last_.outcome.overran) return true;
  verdict_ = {};
  verdict_.judgement = Judgement::NotPermitted;
  verdict_.observed = last_.outcome.lost ? "no completion" : "it wrote beyond the host's buffer";
  return false;
}

Judgement Watched::send(const Deed& deed, std::uint64_t generation) {
  last_ = player_.send(deed, generation);
  if (!is_answered()) return verdict_.judgement;
  const bool looked = looks_ && look_before_judging(deed.command);
  if (looked && verdict_.judgement == Judgement::NotPermitted) return verdict_.judgement;
  return judge(deed.command, {.status = last_.outcome.status,
                              .result = last_.outcome.result,
                              .data = last_.data,
                              .wrong_prps = deed.fate.kind == Twist::WrongPointer,
                              .looked = looked,
                              .may_look = looks_});
}

// Where only the absence of zones speaks against a report, those are asked before it is judged.
Judgement Watched::judge(const Command& command, Observed seen) {
  verdict_ = oracle_.observe(command, last_.to_device, seen);
  if (verdict_.judgement == Judgement::NotPermitted && verdict_.by_absence) {
    if (look_at_all_zones() == Judgement::NotPermitted) return Judgement::NotPermitted;
    seen.looked = true;
    verdict_ = oracle_.observe(command, last_.to_device, seen);
  }
  adopt_what_is_uncertain(player_.device(), oracle_);
  const Judgement judgement = verdict_.judgement;
  if (!looks_ || judgement == Judgement::NotPermitted) return judgement;
  return look_for_failures() == Judgement::NotPermitted ? Judgement::NotPermitted : judgement;
}

// A zone that failed unseen knows no transition any more: it says so itself. True if it was asked.
bool Watched::look_before_judging(const Command& command) {
  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
  const std::optional<ZoneId> zone = oracle_.named_zone(command);
  if (last_.outcome.status != Status::InvalidZoneStateTransition || send == nullptr || !zone) return false;
  if (!is_defined(send->zsa) || !transition(send->zsa, oracle_.belief().zone(*zone).zs)) return false;
  const ZoneState now = state().zone(*zone).zs;
  if (now == ZoneState::ReadOnly || now == ZoneState::Offline) look(report_of(oracle_.geometry(), *zone, 1));
  return true;
}

// Zones are supposed to have failed unseen: reports say whether they have.
Judgement Watched::look_for_failures() {
  const std::vector<ZoneId> said = oracle_.said_to_have_failed();
  for (const ZoneId zone : said)
    if (look(report_of(oracle_.geometry(), zone, 1)) == Judgement::NotPermitted) return Judgement::NotPermitted;
  return oracle_.supposes_some_zone_failed() ? look_at_all_zones() : Judgement::Permitted;
}

// Beside the program: what it answers is judged, and not remembered. The belief says what the answer was, if it was
// permitted.
Judgement Watched::look(const Command& command) {
  static Buffer buffer;
  const std::size_t bytes = bytes_from_device(oracle_.geometry(), command);
  const mutants::Outcome outcome =
      player_.device().submit({.command = command, .to_device = {}, .from_device = std::span{buffer}.first(bytes)});
  Verdict verdict = oracle_.observe(command, {},
                                    {.status = outcome.status,
                                     .result = outcome.result,
                                     .data = std::span{buffer}.first(outcome.status == kSuccess ? bytes : 0),
                                     .looked = looks_at_all_,
                                     .may_look = looks_});
  adopt_what_is_uncertain(player_.device(), oracle_);
  if (verdict.judgement != Judgement::NotPermitted) return verdict.judgement;
  verdict_ = std::move(verdict);
  return Judgement::NotPermitted;
}

Judgement Watched::look_at_all_zones() {
  looks_at_all_ = true;
  const Judgement judgement = look(report_of(oracle_.geometry(), 0, oracle_.geometry().zones));
  looks_at_all_ = false;
  return judgement;
}

Judgement Watched::carry_out(const Deed& deed, std::uint64_t generation) {
  if (deed.kind == Deed::Kind::Send) return send(deed, generation);
  happen(player_.device(), oracle_, deed);
  return looks_ && deed.kind == Deed::Kind::Restart ? look_at_everything() : Judgement::Permitted;
}

// In each zone: what is believed to be written, and a block behind that.
Judgement Watched::look_at_everything() {
  const Geometry& geometry = oracle_.geometry();
  if (look_at_all_zones() == Judgement::NotPermitted) return Judgement::NotPermitted;
  for (ZoneId id = 0; id < geometry.zones; ++id) {
    const std::uint64_t written = oracle_.belief().media(id) ? oracle_.belief().media(id)->blocks() : 0;
    for (const Command& read : reads_of(geometry, id, std::min(written + 1, geometry.zsze)))
      if (look(read) == Judgement::NotPermitted) return Judgement::NotPermitted;
  }
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
    if (oracle_.belief().block(oracle_.geometry(), lba).content == BlockMap::Content::Unknown) return false;
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
