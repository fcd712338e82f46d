// A trace judged from itself alone.
//
// The Monitor of a run looks at the zones, after a violation and after a reset: partial reports, one after the other,
// which it does not judge but believes. They are in the trace, and are taken here for what they were. Where nobody
// looked, what follows a shutdown or a power cycle cannot be judged before a look at all zones.
#include <algorithm>
#include <optional>

#include "harness/error.hpp"
#include "harness/replay.hpp"
#include "reference/device/step.hpp"
#include "reference/oracle/oracle.hpp"
#include "reference/spec/text.hpp"

namespace zns::harness {
namespace {

class Judge {
 public:
  explicit Judge(const Trace& trace) : trace_{trace}, oracle_{trace.geometry} {
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
    for (const TraceStep& step : trace_.steps) std::visit([this](const auto& each) { judge(each); }, step);
    return std::move(result_);
  }

 private:
  [[nodiscard]] std::vector<std::byte> bytes(const TraceData& data) const {
    return expand(data, trace_.seed, trace_.geometry.lba_bytes);
  }

  void judge(const TraceBatch& batch) {
    if (batch.size() == 1)
      alone(batch.front());
    else
      together(batch);
    command_ += batch.size();
  }

  void judge(TraceReset reset) {
    next_look_ = 0;
    blind_ = blind_ || reset != TraceReset::Controller;  // REG-016: CC.EN leaves the zones as they are
  }

  void judge(const TraceInjection& injection) {
    const EventKind kind = injection.state == ZoneState::ReadOnly  ? EventKind::ReadOnly
                           : injection.state == ZoneState::Offline ? EventKind::Offline
                                                                   : EventKind::Renew;
    oracle_.note({kind, static_cast<ZoneId>(injection.zslba / trace_.geometry.zsze)});
  }

  void alone(const TraceEntry& entry) {
    const Command command = decode(entry.queue, entry.sqe);
    if (entry.completion && is_look(command, *entry.completion)) return;
    if (!entry.completion) {
      add({.warning = false,
           .clauses = {},
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
  }

  void observe(const TraceEntry& entry, const Command& command, const TraceCompletion& cqe) {
    std::vector<std::byte> sent = bytes(entry.to_device);
    const std::size_t moved = bytes_to_device(trace_.geometry, command);
    if (sent.size() < moved)
      throw UsageError("command " + std::to_string(command_) + " of the trace sends " + std::to_string(moved) +
                       " bytes, and " + std::to_string(sent.size()) + " are given");
    sent.resize(moved);
    const std::vector<std::byte> returned = bytes(cqe.data);
    const bool wrong_prps = !suites::is_permissible(
        {.offset = entry.prps.offset, .prp2_offset = entry.prps.prp2_offset, .list_offset = entry.prps.list_offset},
        std::max<std::size_t>(sent.size(), entry.buffer));
    const Verdict verdict = oracle_.observe(
        command, sent, {.status = cqe.status, .result = cqe.result, .data = returned, .wrong_prps = wrong_prps});
    if (verdict.judgement == Judgement::NotJudged) ++result_.not_judged;
    if (verdict.judgement == Judgement::NotPermitted || verdict.judgement == Judgement::Noteworthy)
      add(to_finding(oracle_, to_text(command), verdict));
    if (cqe.overran && !wrong_prps) add(overrun_finding(to_text(command)));
    next_look_.reset();
    look_at_.clear();
    if (oracle_.needs_whole_report())
      next_look_ = 0;
    else
      look_at_ = oracle_.needs_report();
  }

  // In which order they took effect is not known: what follows is judged again after a look at all zones.
  void together(const TraceBatch& batch) {
    for (const TraceEntry& entry : batch) oracle_.lose(decode(entry.queue, entry.sqe));
    result_.not_judged += batch.size();
    blind_ = true;
    next_look_ = 0;
  }

  void add(Finding finding) { result_.findings.push_back({.command = command_, .finding = std::move(finding)}); }

  // True for a report that is believed: of all zones from the first on, in as many reports as it takes, or of the one
  // that is in doubt.
  bool is_look(const Command& command, const TraceCompletion& cqe) {
    const auto* receive = std::get_if<ZoneManagementReceive>(&command.body);
    if (receive == nullptr || cqe.status != kSuccess || !receive->partial || receive->zrasf != ReportingOption::All ||
        receive->zra != ZoneReceiveAction::ReportZones)
      return false;
    if (next_look_ && receive->slba == trace_.geometry.zsze * *next_look_) {
      *next_look_ += believe(cqe);
      if (*next_look_ < trace_.geometry.zones) return true;
      next_look_.reset();
      blind_ = false;
      oracle_.found();
      return true;
    }
    const auto doubted = std::find_if(look_at_.begin(), look_at_.end(),
                                      [&](ZoneId id) { return receive->slba == trace_.geometry.zslba(id); });
    if (doubted == look_at_.end() || receive->numd.count() * 4 != report_bytes(1, 0)) return false;
    look_at_.erase(doubted);
    believe(cqe);
    return true;
  }

  std::uint64_t believe(const TraceCompletion& cqe) {
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
  Rejudgement result_;
  std::size_t command_ = 0;
  std::optional<std::uint64_t> next_look_;  // a look at all zones goes on with this one
  std::vector<ZoneId> look_at_;             // zones in doubt, each of which may be looked at now
  bool blind_ = false;                      // the zones may be in any state
};

}  // namespace

Rejudgement rejudge(const Trace& trace) {
  return Judge{trace}.run();
}

}  // namespace zns::harness
