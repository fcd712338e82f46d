// A trace judged from itself alone.
//
// The Monitor of a run looks at all zones after a violation that may have changed any of them: reports, one after the
// other, which it does not judge but believes. They are in the trace, and are taken here for what they were. What a
// reset leaves is judged by whatever follows; but a device that died before is another one when power comes back, of
// which nothing can be judged before a look at all zones. Commands that were in flight together are judged with the
// looks right after them, and if these leave open in which order they took effect, with what follows.
#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/replay/replay.hpp"
#include "harness/witness/beside.hpp"
#include "harness/witness/comings.hpp"
#include "harness/witness/lives.hpp"
#include "harness/witness/protection.hpp"
#include "reference/device/step.hpp"
#include "reference/oracle/oracle.hpp"
#include "reference/oracle/order/together.hpp"
#include "reference/spec/text.hpp"

namespace zns::harness {
namespace {

std::vector<Geometry> without_zones(std::vector<Geometry> namespaces) {
  std::erase_if(namespaces, [](const Geometry& each) { return each.is_zoned(); });
  return namespaces;
}

// That the trace names; others that there are stay enabled, but nobody knows of them.
std::size_t controllers_of(const Trace& trace) {
  std::size_t count = 1;
  for (const TraceStep& step : trace.steps) {
    if (const auto* control = std::get_if<TraceControl>(&step)) count = std::max(count, control->controller + 1);
    if (const auto* batch = std::get_if<TraceBatch>(&step))
      for (const TraceEntry& entry : *batch) count = std::max(count, entry.controller + 1);
  }
  return count;
}

class Judge {
 public:
  explicit Judge(const Trace& trace)
      : trace_{trace}, oracle_{trace.geometry}, beside_{without_zones(trace.beside)}, comings_{trace.geometry.nsid}, lives_{controllers_of(trace)} {
    for (const TraceZone& start : trace.start) {
      const Zone& zone = start.zone;
      oracle_.adopt(start.id,
                    {.zs = zone.zs,
                     .za = zone.za,
                     .zai = zone.zai,
                     .zcap = zone.zcap,
                     .zslba = trace.geometry.zslba(start.id),
                     .wp = zone.wp},
                    bytes(start.extension));
    }
  }

  Rejudgement run() {
    if (const auto verdict = verdict_on(trace_.geometry))
      result_.findings.push_back({.command = 0, .finding = to_finding(oracle_, "device", *verdict), .of_device = true});
    for (; step_ < trace_.steps.size(); ++step_)
      std::visit([this](const auto& each) { judge(each); }, trace_.steps[step_]);
    settle();
    return std::move(result_);
  }

 private:
  [[nodiscard]] std::vector<std::byte> bytes(const TraceData& data) const {
    return expand(data, trace_.seed, trace_.geometry.lba_bytes);
  }

  void judge(const TraceBatch& batch) {
    if (!lives_.is_usual(batch.front().controller)) {
      result_.not_judged += batch.size();
    } else if (is_expected(batch)) {
      after(batch.front());
    } else {
      settle();
      judge_parts(batch);
    }
    command_ += batch.size();
  }

  // What names a namespace without zones is judged by itself, as the Monitor does.
  void judge_parts(const TraceBatch& batch) {
    std::map<BlockOracle*, std::vector<std::size_t>> parts;
    for (std::size_t i = 0; i < batch.size(); ++i)
      if (is_known(batch[i])) parts[beside_.of(decode(batch[i].queue, batch[i].sqe))].push_back(i);
    for (const auto& [other, numbers] : parts) {
      if (other != nullptr) {
        judge_beside(*other, batch, numbers);
        continue;
      }
      TraceBatch part;
      for (const std::size_t i : numbers) part.push_back(batch[i]);
      if (part.size() > 1)
        together(part);
      else
        alone(part.front());
    }
  }

  [[nodiscard]] bool is_known(const TraceEntry& entry) {
    if (!entry.completion) return true;
    const TraceCompletion& cqe = *entry.completion;
    const Command command = decode(entry.queue, entry.sqe);
    const bool known = comings_.can_be_judged(command, entry.controller, cqe.status);
    comings_.completed(command, entry.controller, cqe.status, cqe.result);
    if (known) return true;
    ++result_.not_judged;
    if (cqe.overran && !has_wrong_prps(entry)) add(overrun_finding(command));
    if (cqe.wrong_sqhd) add(wrong_sqhd_finding(command));
    return false;
  }

  void judge_beside(BlockOracle& other, const TraceBatch& batch, const std::vector<std::size_t>& numbers) {
    std::vector<BlockOracle::Sent> sent;
    std::vector<std::size_t> judged;  // their numbers
    std::vector<std::vector<std::byte>> data;
    data.reserve(2 * numbers.size());
    for (const std::size_t i : numbers) {
      const TraceEntry& entry = batch[i];
      const Command command = decode(entry.queue, entry.sqe);
      if (!entry.completion || blind_) {
        other.lose(command);
        ++result_.not_judged;
        died_ = died_ || !entry.completion;
        continue;
      }
      data.push_back(sent_of(other.geometry(), entry, command));
      data.push_back(bytes(entry.completion->data));
      sent.push_back({.command = command, .to_device = data[data.size() - 2], .seen = seen_of(entry, data.back())});
      judged.push_back(i);
    }
    if (sent.empty()) return;
    const std::vector<Verdict> verdicts = other.observe_together(sent);
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      if (verdicts[i].judgement == Judgement::NotJudged) ++result_.not_judged;
      if (verdicts[i].judgement == Judgement::Permitted || verdicts[i].judgement == Judgement::NotPermitted)
        ++result_.decided;
      if (verdicts[i].judgement != Judgement::NotPermitted && verdicts[i].judgement != Judgement::Noteworthy) continue;
      result_.findings.push_back(
          {.command = command_ + judged[i], .finding = to_finding(oracle_, to_text(sent[i].command), verdicts[i])});
    }
  }

  void judge(const TraceControl& control) {
    using Deed = TraceControl::Deed;
    std::optional<Reset> done;
    if (control.deed == Deed::Enable) return lives_.enable(control.controller, control.css);
    done = control.deed == Deed::Disable ? lives_.disable(control.controller) : lives_.shut_down(control.controller);
    if (!done) return;
    settle();
    history_.close(oracle_);
    oracle_.restart(*done);
    beside_.restart(*done);
  }

  void judge(Reset reset) {
    lives_.all_enabled();
    settle();
    history_.close(oracle_);
    oracle_.restart(reset);
    beside_.restart(reset);
    if (std::exchange(died_, false)) go_blind();
    if (blind_) next_look_ = 0;
  }

  void judge(const TraceInjection& injection) {
    settle();
    history_.close(oracle_);
    oracle_.note({event_towards(injection.state), static_cast<ZoneId>(injection.zslba / trace_.geometry.zsze)});
  }

  void alone(const TraceEntry& entry) {
    const Command command = decode(entry.queue, entry.sqe);
    if (entry.completion && is_look(command, *entry.completion)) return;
    if (entry.completion) beside_.completed(command, entry.completion->status);
    if (!entry.completion) {
      died_ = true;
      add({.warning = false,
           .clauses = {std::string{ClauseId{"QUE-003"}.str()}},
           .command = command_text(trace_.geometry, entry),
           .expected = {"a completion"},
           .observed = "none: the device died, or hangs",
           .zones = {}});
      return;
    }
    if (blind_) {
      ++result_.not_judged;
      return;
    }
    observe(entry, command, *entry.completion);
    if (protection_set(command, entry.completion->status)) go_blind();
  }

  void observe(const TraceEntry& entry, const Command& command, const TraceCompletion& cqe) {
    const std::vector<std::byte> sent = sent_of(trace_.geometry, entry, command);
    const std::vector<std::byte> returned = bytes(cqe.data);
    Observed seen = seen_of(entry, returned);
    seen.looked = is_said_to_work(command, cqe.status);
    const Verdict verdict = history_.observe(oracle_, command, sent, seen);
    if (verdict.judgement == Judgement::NotJudged) ++result_.not_judged;
    if (verdict.judgement == Judgement::Permitted || verdict.judgement == Judgement::NotPermitted) ++result_.decided;
    if (verdict.judgement == Judgement::Inconclusive)
      result_.undecided.push_back({.command = command_, .finding = to_finding(oracle_, to_text(command), verdict)});
    if (verdict.judgement == Judgement::NotPermitted || verdict.judgement == Judgement::Noteworthy) {
      Finding finding = to_finding(oracle_, to_text(command), verdict);
      if (cqe.status == kSuccess) show_reported(finding, oracle_, command, returned);
      add(std::move(finding));
    }
    if (cqe.overran && !has_wrong_prps(entry)) add(overrun_finding(command));
    if (cqe.wrong_sqhd) add(wrong_sqhd_finding(command));
    next_look_.reset();
    if (oracle_.needs_whole_report()) next_look_ = 0;
  }

  // The Monitor looks at a zone that refuses a transition before it calls that wrong: next in the trace is a report in
  // which the zone has not failed.
  [[nodiscard]] bool is_said_to_work(const Command& command, Status status) const {
    const std::optional<ZoneId> zone = oracle_.named_zone(command);
    const bool sends = std::holds_alternative<ZoneManagementSend>(command.body);
    if (status != Status::InvalidZoneStateTransition || !sends || !zone || step_ + 1 >= trace_.steps.size())
      return false;
    const auto* next = std::get_if<TraceBatch>(&trace_.steps[step_ + 1]);
    if (next == nullptr || next->size() != 1 || !next->front().completion) return false;
    const TraceCompletion& cqe = *next->front().completion;
    const Command look = decode(next->front().queue, next->front().sqe);
    if (!std::holds_alternative<ZoneManagementReceive>(look.body) || cqe.status != kSuccess) return false;
    const ZoneReport report = parse_zone_report(bytes(cqe.data), 0);
    if (report.zones.empty()) return false;
    const ZoneDescriptor& now = report.zones.front().descriptor;
    return now.zslba == trace_.geometry.zslba(*zone) && now.zs != ZoneState::ReadOnly && now.zs != ZoneState::Offline;
  }

  // Commands in flight together are judged with the looks that follow them.
  void together(const TraceBatch& batch) {
    const bool complete =
        std::all_of(batch.begin(), batch.end(), [](const auto& each) { return each.completion.has_value(); });
    if (!complete || blind_) {
      result_.not_judged += batch.size();
      go_blind();
      return;
    }
    first_ = command_;
    for (const TraceEntry& entry : batch) {
      const Command command = decode(entry.queue, entry.sqe);
      const std::vector<std::byte> returned = bytes(entry.completion->data);
      beside_.completed(command, entry.completion->status);
      history_.add(command, sent_of(trace_.geometry, entry, command), seen_of(entry, returned), entry.place);
      if (entry.completion->overran && !has_wrong_prps(entry)) add(overrun_finding(command));
      if (entry.completion->wrong_sqhd) add(wrong_sqhd_finding(command));
    }
    expected_ = history_.reports(oracle_);
    reads_follow_ = true;
    expect_reads();
  }

  // A look that the monitor takes after such a batch, and in that order; one that did not know all of today's looks may
  // have recorded the trace.
  [[nodiscard]] bool is_expected(const TraceBatch& batch) const {
    return history_.is_pending() && batch.size() == 1 && batch.front().completion &&
           std::find(expected_.begin(), expected_.end(), decode(batch.front().queue, batch.front().sqe)) !=
               expected_.end();
  }

  // Once all reports are there.
  void expect_reads() {
    if (!expected_.empty() || !reads_follow_) return;
    expected_ = history_.reads(oracle_);
    reads_follow_ = false;
  }

  void after(const TraceEntry& entry) {
    const Command command = decode(entry.queue, entry.sqe);
    const std::vector<std::byte> returned = bytes(entry.completion->data);
    history_.add_after(command, sent_of(trace_.geometry, entry, command), seen_of(entry, returned));
    expected_.erase(expected_.begin(), std::next(std::find(expected_.begin(), expected_.end(), command)));
    expect_reads();
  }

  void settle() {
    if (!history_.is_pending()) return;
    const Together::Outcome outcome = history_.judge(oracle_);
    expected_.clear();
    const Judgement judgement = outcome.verdict.judgement;
    if (judgement == Judgement::NotPermitted)
      result_.findings.push_back({.command = first_ + outcome.stuck, .finding = to_finding(oracle_, outcome)});
    judgement == Judgement::Inconclusive ? ++result_.not_judged : ++result_.decided;
    if (judgement != Judgement::Permitted || oracle_.needs_whole_report()) go_blind();  // until a look at all zones
  }

  void go_blind() {
    blind_ = true;
    next_look_ = 0;
  }

  [[nodiscard]] bool has_wrong_prps(const TraceEntry& entry) const {
    return !suites::is_permissible(
        {.offset = entry.prps.offset, .prp2_offset = entry.prps.prp2_offset, .list_offset = entry.prps.list_offset},
        static_cast<std::size_t>(
            std::max<std::uint64_t>(entry.to_device.bytes(trace_.geometry.lba_bytes), entry.buffer)));
  }
  [[nodiscard]] Observed seen_of(const TraceEntry& entry, std::span<const std::byte> returned) const {
    return {.status = entry.completion->status,
            .result = entry.completion->result,
            .data = returned,
            .wrong_prps = has_wrong_prps(entry)};
  }

  // What the command sends of what the host had ready.
  [[nodiscard]] std::vector<std::byte> sent_of(const Geometry& geometry, const TraceEntry& entry,
                                               const Command& command) const {
    std::vector<std::byte> sent = bytes(entry.to_device);
    const std::size_t moved = bytes_to_device(geometry, command);
    // More than MDTS permits need not be there: such a command is to be refused (ZNS-GEN-012).
    const bool is_refused = exceeds(moved, geometry.mdts, geometry.mpsmin.value_or(kLargestUsualMpsmin));
    if (sent.size() < moved && !is_refused)
      throw UsageError("command " + std::to_string(command_) + " of the trace sends " + std::to_string(moved) +
                       " bytes, and " + std::to_string(sent.size()) + " are given");
    sent.resize(moved);
    return sent;
  }

  void add(Finding finding) { result_.findings.push_back({.command = command_, .finding = std::move(finding)}); }

  // True for a report that is believed: of all zones from the first on, in as many reports as it takes. One of a single
  // zone in doubt settles the oracle's doubt when it is judged.
  bool is_look(const Command& command, const TraceCompletion& cqe) {
    const auto* receive = std::get_if<ZoneManagementReceive>(&command.body);
    if (receive == nullptr || cqe.status != kSuccess || receive->zrasf != ReportingOption::All ||
        receive->zra != ZoneReceiveAction::ReportZones)
      return false;
    if (next_look_ && receive->slba == 0) next_look_ = 0;
    if (!next_look_ || receive->slba != trace_.geometry.zsze * *next_look_) return false;
    *next_look_ += believe(cqe);
    if (*next_look_ < trace_.geometry.zones) return true;
    next_look_.reset();
    blind_ = false;
    oracle_.found();
    return true;
  }

  std::uint64_t believe(const TraceCompletion& cqe) {
    history_.close(oracle_);
    const std::vector<std::byte> data = bytes(cqe.data);
    const ZoneReport report = parse_zone_report(data, 0);
    for (const ReportedZone& zone : report.zones) {
      const std::uint64_t zslba = zone.descriptor.zslba;
      if (zslba % trace_.geometry.zsze != 0 || zslba >= trace_.geometry.nsze()) continue;
      oracle_.adopt(static_cast<ZoneId>(zslba / trace_.geometry.zsze), zone.descriptor, {});
    }
    return report.zones.size();
  }

  const Trace& trace_;
  Oracle oracle_;
  Beside beside_;
  Comings comings_;
  Lives lives_;
  Rejudgement result_;
  std::size_t step_ = 0;
  std::size_t command_ = 0;
  std::optional<std::uint64_t> next_look_;  // a look at all zones goes on with this one
  bool blind_ = false;                      // the zones may be in any state
  bool died_ = false;                       // the device did not complete a command
  Together history_;                        // commands in flight together, and what followed while they leave it open
  std::vector<Command> expected_;           // the looks that the history still waits for
  bool reads_follow_ = false;               // after those
  std::size_t first_ = 0;                   // the number of the first command of the history
};

}  // namespace

TraceVerdict verdict_of(const Rejudgement& judged) {
  const auto violates = [](const TraceFinding& each) { return !each.finding.warning; };
  if (std::any_of(judged.findings.begin(), judged.findings.end(), violates)) return TraceVerdict::NotPermitted;
  const auto destroys = [](const TraceFinding& each) {
    const std::string& clause = each.finding.clauses.front();
    return clause == ClauseId{"ZNS-RST-032"}.str() || clause == ClauseId{"ZNS-RST-043"}.str();
  };
  const bool is_open = std::any_of(judged.undecided.begin(), judged.undecided.end(), destroys) ||
                       (!judged.undecided.empty() && judged.decided == 0);
  return is_open ? TraceVerdict::Inconclusive : TraceVerdict::Permitted;
}

Rejudgement rejudge(const Trace& trace) {
  return Judge{trace}.run();
}

}  // namespace zns::harness
