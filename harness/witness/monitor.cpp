#include "harness/witness/monitor.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/personality/observer.hpp"
#include "harness/witness/after_reset.hpp"
#include "harness/witness/aftermath.hpp"
#include "harness/witness/by_controller.hpp"
#include "harness/witness/comings.hpp"
#include "harness/witness/geometry.hpp"
#include "harness/witness/lives.hpp"
#include "harness/witness/protection.hpp"
#include "harness/witness/refusal.hpp"
#include "reference/device/namespace/transition.hpp"
#include "reference/device/step.hpp"
#include "reference/oracle/looks.hpp"
#include "reference/oracle/oracle.hpp"
#include "reference/oracle/order/together.hpp"
#include "reference/spec/features.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/spec/pattern.hpp"
#include "reference/spec/text.hpp"
#include "suites/patience.hpp"
#include "suites/plain_report.hpp"

namespace zns::harness {
namespace {

const char* cause_of(Reset kind) {
  switch (kind) {
    case Reset::Controller:
      return kByReset;
    case Reset::Shutdown:
      return kByShutdown;
    case Reset::PowerCycle:
      return kByPower;
  }
  return kByReset;
}

bool sets_feature(const Command& command, Fid fid) {
  const auto* set = std::get_if<SetFeatures>(&command.body);
  return set != nullptr && set->fid == fid;
}

}  // namespace

struct Monitor::Impl {
  Impl(suites::Target& target, const suites::Facts& facts)
      : below{target},
        eyes{target},
        lives{target.carries().controllers},
        oracle{geometry_of(facts)},
        beside{geometries_beside(facts)},
        comings{facts.nsid} {
    buffer.resize(report_buffer_bytes(below, facts));
    adopt_zones(0, oracle.geometry().zones);
  }

  // Reads `count` zones from `first` on and takes them as they are.
  void adopt_zones(ZoneId first, std::uint64_t count) {
    if (oracle.is_sanitizing()) return;
    read_zones(eyes, oracle.geometry(), first, count, buffer, [this](const ZoneDescriptor& zone) { adopt(zone); });
  }

  void adopt(const ZoneDescriptor& descriptor) {
    const Geometry& geometry = oracle.geometry();
    if (descriptor.zslba % geometry.zsze != 0 || descriptor.zslba >= geometry.nsze()) return;  // a case says so
    oracle.adopt(static_cast<ZoneId>(descriptor.zslba / geometry.zsze), descriptor, {});
  }

  void note(Finding finding, const Command& command, const suites::Submission& submission, Status status) {
    if (status == kSuccess) show_reported(finding, oracle, command, submission.from_device);
    findings.push_back(std::move(finding));
  }

  // Whether an oracle knows what the command is about; it is told of what comes and goes by it.
  bool is_known(const suites::Submission& submission, const suites::Completion& cqe) {
    const Command command = decode(submission.queue, submission.sqe);
    const bool known = comings.can_be_judged(command, submission.controller, cqe.status);
    comings.completed(command, submission.controller, cqe.status, cqe.result);
    if (known) return true;
    unjudged = true;
    if (is_overrun(submission, cqe)) findings.push_back(overrun_finding(command));
    note_wrong_sqhd(command, cqe);
    return false;
  }

  void judge(const suites::Submission& submission, const suites::Completion& cqe) {
    const bool was_sanitizing = oracle.is_sanitizing();
    const Command command = decode(submission.queue, submission.sqe);
    if (std::holds_alternative<Sanitize>(command.body)) together.close(oracle);
    switched_cache = switched_cache || (cqe.status == kSuccess && sets_feature(command, Fid::VolatileWriteCache));
    judge_in_turn(submission, cqe);
    if (oracle.is_sanitizing() != was_sanitizing) beside.give_up();  // what is gone was of all namespaces
  }

  void judge_in_turn(const suites::Submission& submission, const suites::Completion& cqe) {
    const Command command = decode(submission.queue, submission.sqe);
    if (beside.of(command) != nullptr && oracle.is_sanitizing()) {
      unjudged = true;
      return;
    }
    if (BlockOracle* other = beside.of(command)) return judge_beside(*other, {&submission, 1}, {&cqe, 1});
    beside.completed(command, cqe.status);
    if (guards_run && !is_expected(cqe.status)) stop_at_refusal(eyes, oracle, command, cqe.status);
    const ZoneStates before{oracle, command};
    const bool looked = look_before_judging(command, cqe);
    Observed seen{.status = cqe.status,
                  .result = cqe.result,
                  .data = submission.from_device,
                  .wrong_prps = !is_permissible(submission.prps, data_bytes(submission)),
                  .looked = looked || looks_at_all,
                  .may_look = true};
    std::vector<Witnessed> witnessed;
    if (observer != nullptr) witnessed = observer->witness(oracle, command, sent_of(submission, command), seen);
    Verdict verdict = together.observe(oracle, command, sent_of(submission, command), seen);
    if (verdict.judgement == Judgement::NotPermitted && verdict.by_absence) {
      looks_at_all = true;
      look_at_all_zones();
      looks_at_all = false;
      seen.looked = true;
      verdict = together.observe(oracle, command, {}, seen);
    }
    unjudged = unjudged || verdict.judgement == Judgement::NotJudged;
    if (observer != nullptr && verdict.judgement == Judgement::Permitted) observer->keep(witnessed);
    if (verdict.judgement == Judgement::NotPermitted || verdict.judgement == Judgement::Noteworthy)
      note(to_finding(oracle, to_text(command), verdict), command, submission, cqe.status);
    if (is_overrun(submission, cqe)) findings.push_back(overrun_finding(command));
    note_wrong_sqhd(command, cqe);
    look_where_needed();
    before.count_changes(oracle, cause(command), transitions);
    note_protection(command, cqe.status);
  }

  // What a controller answers is not judged. Protection makes active zones Full (ZNS-RST-050): the zones are taken as
  // they are then, and commands are refused because the host wanted it.
  void note_protection(const Command& command, Status status) {
    const std::optional<WriteProtection> protection = protection_set(command, status);
    if (!protection) return;
    is_protected = *protection != WriteProtection::None;
    switched_cache = true;
    adopt_anew();
  }
  // What a loss of power may take. Zones that held something as the cache was switched are left out, from then on.
  std::vector<Loss> losses_of_the_cache() {
    std::vector<Loss> losses = PersonalityObserver::losses(oracle);
    if (std::exchange(switched_cache, false))
      for (const Loss& each : losses) switched.insert(each.zone);
    std::erase_if(losses, [this](const Loss& each) { return switched.count(each.zone) != 0; });
    return losses;
  }
  [[nodiscard]] bool is_expected(Status status) const {
    if (status == Status::SanitizeInProgress && oracle.is_sanitizing()) return true;
    return is_protected && status == Status::NamespaceIsWriteProtected;
  }

  // Commands, in flight together or one alone, that name a namespace without zones.
  void judge_beside(BlockOracle& other, std::span<const suites::Submission> submissions,
                    std::span<const suites::Completion> completions) {
    std::vector<BlockOracle::Sent> sent;
    for (std::size_t i = 0; i < submissions.size(); ++i) {
      const Command command = decode(submissions[i].queue, submissions[i].sqe);
      const std::size_t bytes = bytes_to_device(other.geometry(), command);
      sent.push_back({.command = command,
                      .to_device = submissions[i].to_device.first(std::min(submissions[i].to_device.size(), bytes)),
                      .seen = {.status = completions[i].status,
                               .result = completions[i].result,
                               .data = submissions[i].from_device,
                               .wrong_prps = !is_permissible(submissions[i].prps, data_bytes(submissions[i]))}});
      if (is_overrun(submissions[i], completions[i])) findings.push_back(overrun_finding(command));
      note_wrong_sqhd(command, completions[i]);
    }
    const std::vector<Verdict> verdicts = other.observe_together(sent);
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      unjudged = unjudged || verdicts[i].judgement == Judgement::NotJudged;
      if (verdicts[i].judgement != Judgement::NotPermitted && verdicts[i].judgement != Judgement::Noteworthy) continue;
      findings.push_back(to_finding(oracle, to_text(sent[i].command), verdicts[i]));
      findings.back().in_flight = sent.size();
    }
  }

  void count_decided(std::span<const suites::Submission> submissions, std::span<const suites::Completion> completions) {
    for (std::size_t i = 0; i < submissions.size(); ++i)
      decided += is_passing(submissions[i].queue, completions[i].status) ? 0 : 1;
  }

  void count_written(std::span<const suites::Submission> submissions, std::span<const suites::Completion> completions) {
    for (std::size_t i = 0; i < submissions.size(); ++i) {
      if (submissions[i].queue != Queue::Io || completions[i].status != kSuccess) continue;
      const Command command = decode(submissions[i].queue, submissions[i].sqe);
      if (footprint(command).carries_blocks()) written_bytes += submissions[i].to_device.size();
    }
  }

  void note_wrong_sqhd(const Command& command, const suites::Completion& cqe) {
    if (!cqe.wrong_sqhd || (guards_run && std::exchange(told_wrong_sqhd, true))) return;
    findings.push_back(wrong_sqhd_finding(command));
  }

  void look_where_needed() {
    if (oracle.is_sanitizing()) return;
    if (oracle.is_in_doubt()) together.close(oracle);
    if (oracle.needs_whole_report()) {
      adopt_zones(0, oracle.geometry().zones);
      oracle.found();
    } else {
      for (const ZoneId zone : oracle.needs_report()) adopt_zones(zone, 1);
    }
    look_for_failures();
  }

  // Zones are supposed to have failed unseen: reports say whether they have.
  void look_for_failures() {
    if (is_looking_for_failures) return;
    is_looking_for_failures = true;
    const std::vector<ZoneId> said = oracle.said_to_have_failed();
    for (const ZoneId zone : said) look(report_of(oracle.geometry(), zone));
    if (oracle.supposes_some_zone_failed()) look_at_all_zones();
    is_looking_for_failures = false;
  }

  // Which zones are open has to be known where one of them may be closed for this command.
  [[nodiscard]] std::optional<Opening> look_before(const suites::Submission& submission) {
    const Command command = decode(submission.queue, submission.sqe);
    if (!observer->opening(oracle, command)) return std::nullopt;
    look_at_all_zones();
    return observer->opening(oracle, command);
  }

  void judge_and_look(const suites::Submission& submission, const suites::Completion& cqe,
                      const std::optional<Opening>& opening) {
    const auto zone = oracle.named_zone(decode(submission.queue, submission.sqe));
    const auto is_implicitly_opened = [&] {
      return zone && oracle.belief().zone(*zone).zs == ZoneState::ImplicitlyOpened;
    };
    const bool was_open = is_implicitly_opened();
    judge_alone(submission, cqe);
    if (opening) {
      look_at_all_zones();
      observer->after_opening(oracle, *opening, cqe.status);
    } else if (cqe.status == kSuccess && !was_open && is_implicitly_opened()) {
      look(report_of(oracle.geometry(), *zone));
      observer->after_implicit_open(oracle.belief().zone(*zone).zs);
    }
  }

  void judge_alone(const suites::Submission& submission, const suites::Completion& cqe) {
    if (is_known(submission, cqe)) judge_known(submission, cqe);
  }

  void judge_known(const suites::Submission& submission, const suites::Completion& cqe) {
    judge(submission, cqe);
    const Command command = decode(submission.queue, submission.sqe);
    if (look_after_aborts && cqe.status != kSuccess && beside.of(command) == nullptr) look_after(command);
  }

  // A zone that failed unseen knows no transition any more; it says so itself, before anybody calls it a violation.
  // True if it was asked.
  bool look_before_judging(const Command& command, const suites::Completion& cqe) {
    const auto* send = std::get_if<ZoneManagementSend>(&command.body);
    const std::optional<ZoneId> zone = oracle.named_zone(command);
    if (oracle.is_sanitizing() || cqe.status != Status::InvalidZoneStateTransition || send == nullptr || !zone ||
        !is_defined(send->zsa))
      return false;
    if (!transition(send->zsa, oracle.belief().zone(*zone).zs)) return false;
    bool failed = false;
    read_zones(eyes, oracle.geometry(), *zone, 1, buffer, [&failed](const ZoneDescriptor& now) {
      failed = now.zs == ZoneState::ReadOnly || now.zs == ZoneState::Offline;
    });
    if (failed) look(report_of(oracle.geometry(), *zone));
    return true;
  }

  // Zones that failed, or were finished, by themselves tell so in a report of their own.
  void look_at_all_zones() {
    const Geometry& geometry = oracle.geometry();
    const std::uint64_t room = (buffer.size() - kReportHeaderBytes) / kZoneDescriptorBytes;
    for (std::uint64_t next = 0; next < geometry.zones; next += room) {
      const std::size_t bytes = report_bytes(std::min(room, geometry.zones - next), 0);
      look(suites::plain_report(geometry.nsid, geometry.zslba(static_cast<ZoneId>(next)), bytes));
    }
  }

  // What another device holds is not known, and nothing to be judged.
  void begin_anew() {
    unjudged = true;
    beside.give_up();
    for (ZoneId zone = 0; zone < oracle.geometry().zones; ++zone)
      if (const SharedBlocks& media = oracle.belief().media(zone)) oracle.forget_blocks(zone, media->blocks());
    adopt_anew();
  }

  // Calls the target; it may be lost meanwhile.
  template <class Call>
  auto noting_loss(Call call) {
    try {
      return call();
    } catch (const suites::DeviceLost&) {
      lost = true;
      throw;
    }
  }

  // Something happened to a controller: what it does to the namespaces, if anything. It is looked at once a controller
  // takes commands.
  void happened(std::optional<Reset> done) {
    if (done) {
      together.close(oracle);
      oracle.restart(*done);
      beside.restart(*done);
      if (unseen != Reset::Shutdown) unseen = done;
    }
    const std::optional<std::size_t> way = lives.usual();
    if (!way) return;
    eyes.use(*way);
    if (!unseen || (*way != 0 && !answers_reports())) return;
    look_after_reset(*std::exchange(unseen, std::nullopt));
  }

  // A controller that does not have the namespace says nothing of it (NSID-002): then another one is waited for.
  bool answers_reports() {
    const std::vector<Command> reports = reports_after_reset(oracle.geometry(), buffer.size());
    const suites::Completion cqe = suites::submit_patiently(
        eyes, {.queue = reports.front().queue, .sqe = encode(reports.front()), .to_device = {}, .from_device = buffer},
        shared_patience);
    return cqe.status == kSuccess;
  }

  // A finding says after which reset it was.
  void look_after_reset(Reset kind) {
    const std::size_t before = findings.size();
    for (const Command& command : reports_after_reset(oracle.geometry(), buffer.size())) look(command);
    for (const Command& command : reads_after_reset(oracle)) look(command);
    for (std::size_t i = before; i < findings.size(); ++i)
      findings[i].command = std::string{words_of(kind)} + ", then " + findings[i].command;
  }

  // Rejected means untouched.
  void look_after(const Command& aborted) {
    const std::size_t before = findings.size();
    for (const Command& wanted : looks_after_abort(oracle, aborted)) {
      const Command command = as_looks_go(wanted);
      look(command);
      for (std::size_t i = before; i < findings.size(); ++i)
        if (findings[i].command == to_text(command))
          findings[i].command = to_text(aborted) + ", which was aborted, then " + to_text(command);
    }
  }

  // A device that refuses extended reports is told so once, and looked at by plain ones from then on.
  [[nodiscard]] Command as_looks_go(const Command& command) const {
    const auto* report = std::get_if<ZoneManagementReceive>(&command.body);
    if (report == nullptr || report->zra != ZoneReceiveAction::ExtendedReportZones || !refuses_extended_looks)
      return command;
    const std::size_t entry = kZoneDescriptorBytes + oracle.geometry().extension_bytes();
    const std::uint64_t zones = (report->numd.count() * 4 - kReportHeaderBytes) / entry;
    return suites::plain_report(command.nsid, report->slba, report_bytes(zones, 0));
  }

  void look(const Command& wanted) {
    if (oracle.is_sanitizing()) return;  // it would be refused
    const Command command = as_looks_go(wanted);
    const BlockOracle* other = beside.of(command);
    const Geometry& geometry = other != nullptr ? other->geometry() : oracle.geometry();
    std::vector<std::byte> data(bytes_from_device(geometry, command), kUntouched);
    const suites::Submission submission{
        .queue = command.queue, .sqe = encode(command), .to_device = {}, .from_device = data};
    try {
      suites::Patience patience{eyes, shared_patience.for_one(suites::kShortPatience)};
      suites::Completion cqe = noting_loss([&] { return eyes.submit(submission); });
      judge(submission, cqe);
      while (patience.goes_on(cqe)) {
        std::fill(data.begin(), data.end(), kUntouched);
        cqe = noting_loss([&] { return eyes.submit(submission); });
        judge(submission, cqe);
      }
      if (is_transient(cqe.status)) shared_patience.spend(patience.waited());
      const auto* report = std::get_if<ZoneManagementReceive>(&command.body);
      if (report != nullptr && report->zra == ZoneReceiveAction::ExtendedReportZones)
        refuses_extended_looks = cqe.status != kSuccess && !is_transient(cqe.status);
    } catch (const suites::NotCarried&) {
      return;  // there is no way to look
    }
  }

  [[nodiscard]] std::span<const std::byte> sent_of(const suites::Submission& submission, const Command& command) const {
    return submission.to_device.first(
        std::min(submission.to_device.size(), bytes_to_device(oracle.geometry(), command)));
  }

  // Namespaces have nothing to do with one another: those of each are judged by themselves.
  void judge_batch(std::span<const suites::Submission> submissions, std::span<const suites::Completion> completions) {
    struct Part {
      std::vector<suites::Submission> submissions;
      std::vector<suites::Completion> completions;
    };
    std::map<BlockOracle*, Part> parts;
    for (std::size_t i = 0; i < submissions.size(); ++i) {
      if (!is_known(submissions[i], completions[i])) continue;
      Part& part = parts[beside.of(decode(submissions[i].queue, submissions[i].sqe))];
      part.submissions.push_back(submissions[i]);
      part.completions.push_back(completions[i]);
    }
    for (const auto& [other, part] : parts) {
      if (other != nullptr)
        judge_beside(*other, part.submissions, part.completions);
      else if (part.submissions.size() > 1)
        judge_together(part.submissions, part.completions);
      else
        judge_known(part.submissions.front(), part.completions.front());
    }
  }

  // Reports of the zones first; what they say decides which data are read.
  void judge_together(std::span<const suites::Submission> submissions,
                      std::span<const suites::Completion> completions) {
    if (oracle.is_sanitizing()) {
      unjudged = true;
      return;
    }
    const ZoneStates before{oracle, 0, oracle.geometry().zones};
    for (std::size_t i = 0; i < submissions.size(); ++i) {
      const Command command = decode(submissions[i].queue, submissions[i].sqe);
      const suites::Completion& cqe = completions[i];
      beside.completed(command, cqe.status);
      if (guards_run && !is_expected(cqe.status)) stop_at_refusal(eyes, oracle, command, cqe.status);
      together.add(command, sent_of(submissions[i], command),
                   {.status = cqe.status,
                    .result = cqe.result,
                    .data = submissions[i].from_device,
                    .wrong_prps = !is_permissible(submissions[i].prps, data_bytes(submissions[i]))},
                   cqe.place);
      if (is_overrun(submissions[i], cqe)) findings.push_back(overrun_finding(command));
      note_wrong_sqhd(command, cqe);
    }
    try {
      look_after_batch(together.reports(oracle));
      look_after_batch(together.reads(oracle));
    } catch (const suites::NotCarried&) {  // without looking there is no telling
      ++undecided;
      return adopt_anew();
    }
    const Together::Outcome outcome = together.judge(oracle);
    const Judgement judgement = outcome.verdict.judgement;
    if (judgement == Judgement::NotPermitted) findings.push_back(to_finding(oracle, outcome));
    if (judgement == Judgement::Inconclusive) ++undecided;
    judgement == Judgement::Permitted ? look_where_needed() : adopt_anew();
    before.count_changes(oracle, kByBatch, transitions);
  }

  void look_after_batch(const std::vector<Command>& looks) {
    for (const Command& command : looks) {
      std::vector<std::byte> data(bytes_from_device(oracle.geometry(), command), kUntouched);
      const suites::Completion cqe = suites::submit_patiently(
          eyes, {.queue = command.queue, .sqe = encode(command), .to_device = {}, .from_device = data},
          shared_patience);
      together.add_after(command, {}, {.status = cqe.status, .result = cqe.result, .data = data});
    }
  }

  void adopt_anew() {
    together.close(oracle);
    adopt_zones(0, oracle.geometry().zones);
    oracle.found();
  }

  suites::Target& below;
  ByController eyes;  // of what looks by itself
  Lives lives;
  std::optional<Reset> unseen;  // what it left has not been looked at, for want of a controller
  Oracle oracle;
  Beside beside;
  Comings comings;
  Together together;  // commands in flight together, and what follows while these leave something open
  std::vector<std::byte> buffer;
  std::vector<Finding> findings;
  Transitions transitions;
  std::uint64_t commands = 0;
  std::uint64_t written_bytes = 0;
  std::uint64_t decided = 0;
  std::uint64_t undecided = 0;
  bool unjudged = false;
  bool look_after_aborts = false;
  bool is_looking_for_failures = false;
  PersonalityObserver* observer = nullptr;
  suites::SharedPatience shared_patience;
  bool guards_run = false;
  bool is_protected = false;    // by a Set Features of this run
  bool switched_cache = false;  // protection or the cache was, since power was lost: what was written may be durable
  std::set<ZoneId> switched;    // zones that held something then
  bool told_wrong_sqhd = false;
  bool refuses_extended_looks = false;
  bool lost = false;          // the target died, or hangs
  bool looks_at_all = false;  // a report in which zones are missing says so itself then
};

Monitor::Monitor(suites::Target& below, const suites::Facts& facts) : impl_{std::make_unique<Impl>(below, facts)} {}
Monitor::~Monitor() = default;

std::string Monitor::name() const {
  return impl_->below.name();
}
std::uint32_t Monitor::nsid() const {
  return impl_->below.nsid();
}
suites::Carries Monitor::carries() const {
  return impl_->below.carries();
}

suites::Completion Monitor::submit(const suites::Submission& submission) {
  const bool is_shown = impl_->observer != nullptr;
  const bool is_usual = impl_->lives.is_usual(submission.controller);
  const std::optional<Opening> opening = is_shown && is_usual ? impl_->look_before(submission) : std::nullopt;
  const suites::Completion cqe = impl_->noting_loss([&] { return impl_->below.submit(submission); });
  ++impl_->commands;
  if (!is_usual) {
    impl_->unjudged = true;
    return cqe;
  }
  impl_->count_decided({&submission, 1}, {&cqe, 1});
  impl_->count_written({&submission, 1}, {&cqe, 1});
  if (is_shown)
    impl_->judge_and_look(submission, cqe, opening);
  else
    impl_->judge_alone(submission, cqe);
  return cqe;
}

std::vector<suites::Completion> Monitor::submit_together(std::span<const suites::Submission> submissions) {
  std::vector<suites::Completion> completions =
      impl_->noting_loss([&] { return impl_->below.submit_together(submissions); });
  impl_->commands += submissions.size();
  if (!submissions.empty() && !impl_->lives.is_usual(submissions.front().controller)) {
    impl_->unjudged = true;
    return completions;
  }
  impl_->count_decided(submissions, completions);
  impl_->count_written(submissions, completions);
  if (impl_->observer != nullptr) impl_->observer->completed(completions);
  impl_->judge_batch(submissions, completions);
  return completions;
}

std::uint64_t Monitor::written_bytes() const {
  return impl_->written_bytes;
}

std::uint64_t Monitor::decided() const {
  return impl_->decided;
}

std::uint64_t Monitor::undecided() const {
  return impl_->undecided;
}

void Monitor::forget_beside() {
  impl_->beside.give_up();
}
void Monitor::look_after_aborts(bool yes) {
  impl_->look_after_aborts = yes;
}
void Monitor::guard_run(bool yes) {
  impl_->guards_run = yes;
}
void Monitor::show(PersonalityObserver& observer) {
  impl_->observer = &observer;
}
void Monitor::look(const Command& command) {
  impl_->look(command);
}
const Oracle& Monitor::oracle() const {
  return impl_->oracle;
}
const Beside& Monitor::beside() const {
  return impl_->beside;
}

void Monitor::reset(Reset kind) {
  Impl& m = *impl_;
  m.noting_loss([&] { m.below.reset(kind); });
  m.lives.all_enabled();
  m.unseen.reset();
  m.eyes.use(0);
  const bool is_new = kind == Reset::PowerCycle && (std::exchange(m.lost, false) || !m.below.carries().keeps_zones);
  const ZoneStates before{m.oracle, 0, m.oracle.geometry().zones};
  m.together.close(m.oracle);  // what a batch left open is not decided by what a reset leaves
  m.oracle.restart(kind);
  m.beside.restart(kind);
  std::vector<Loss> losses;
  if (m.observer != nullptr && kind == Reset::PowerCycle && !is_new) losses = m.losses_of_the_cache();
  if (is_new)
    m.begin_anew();
  else
    m.look_after_reset(kind);
  if (m.observer != nullptr) m.observer->after_power_loss(m.oracle, losses);
  before.count_changes(m.oracle, cause_of(kind), m.transitions);
}

// ---- the life of one controller -------------------------------------------------------------------------------------

suites::EventRequests* Monitor::events() {
  return impl_->below.events();
}
suites::Registers* Monitor::registers() {
  return impl_->below.registers() != nullptr ? this : nullptr;
}
std::uint32_t Monitor::read32(std::size_t controller, std::uint32_t offset) {
  return impl_->noting_loss([&] { return impl_->below.registers()->read32(controller, offset); });
}
void Monitor::write32(std::size_t controller, std::uint32_t offset, std::uint32_t value) {
  impl_->noting_loss([&] { impl_->below.registers()->write32(controller, offset, value); });
}
std::uint64_t Monitor::spare_page(std::size_t controller) {
  return impl_->below.registers()->spare_page(controller);
}
void Monitor::disable(std::size_t controller) {
  impl_->noting_loss([&] { impl_->below.registers()->disable(controller); });
  impl_->happened(impl_->lives.disable(controller));
}
void Monitor::shut_down(std::size_t controller, ShutdownNotification how) {
  impl_->noting_loss([&] { impl_->below.registers()->shut_down(controller, how); });
  impl_->happened(impl_->lives.shut_down(controller));
}
void Monitor::enable(std::size_t controller, std::optional<CommandSets> css) {
  impl_->noting_loss([&] { impl_->below.registers()->enable(controller, css); });
  impl_->lives.enable(controller, css);
  impl_->happened({});
}

void Monitor::begin_anew() {
  impl_->lives.all_enabled();
  impl_->lost = false;
  impl_->together.close(impl_->oracle);
  impl_->begin_anew();
}

void Monitor::wait(std::chrono::milliseconds delay) {
  impl_->below.wait(delay);
}

void Monitor::inject(std::uint64_t zslba, ZoneState state) {
  impl_->below.inject(zslba, state);
  impl_->together.close(impl_->oracle);
  const auto zone = static_cast<ZoneId>(zslba / impl_->oracle.geometry().zsze);
  const ZoneStates before{impl_->oracle, zone, 1};
  impl_->oracle.note({event_towards(state), zone});
  before.count_changes(impl_->oracle, kByTest, impl_->transitions);
}

void Monitor::advise(std::uint64_t zslba, std::uint8_t za) {
  impl_->below.advise(zslba, za);
  impl_->together.close(impl_->oracle);
}

std::vector<Finding> Monitor::take_findings() {
  return std::exchange(impl_->findings, {});
}
bool Monitor::take_unjudged() {
  return std::exchange(impl_->unjudged, false);
}
std::uint64_t Monitor::commands() const {
  return impl_->commands;
}

std::map<std::string, std::uint64_t> Monitor::freedoms() const {
  std::map<std::string, std::uint64_t> used;
  const auto add = [&](const auto& counts) {
    for (std::size_t i = 0; i < kFreedomCount; ++i)
      if (counts[i] != 0) used[std::string{kFreedoms[i].id}] += counts[i];
  };
  add(impl_->oracle.freedoms_used());
  for (const BlockOracle& each : impl_->beside.oracles()) add(each.freedoms_used());
  return used;
}

const Transitions& Monitor::transitions() const {
  return impl_->transitions;
}

std::map<std::string, ClauseCount> Monitor::clause_counts() const {
  std::map<std::string, ClauseCount> counts;
  const auto add = [&](const std::vector<ClauseTally>& tallies) {
    for (std::size_t i = 0; i < tallies.size(); ++i) {
      if (tallies[i].exercised == 0) continue;
      ClauseCount& count = counts[std::string{clauses()[i].id}];
      count.exercised += tallies[i].exercised;
      count.violated += tallies[i].violated;
    }
  };
  add(impl_->oracle.tallies());
  for (const BlockOracle& each : impl_->beside.oracles()) add(each.tallies());
  return counts;
}

}  // namespace zns::harness
