#include "reference/oracle/judge/judge.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "reference/device/step.hpp"
#include "reference/oracle/judge/hypotheses.hpp"
#include "reference/oracle/judge/report_judge.hpp"
#include "reference/oracle/judge/reset_judge.hpp"
#include "reference/oracle/judge/status_verdict.hpp"
#include "reference/oracle/observed_choices.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/spec/text.hpp"

namespace zns {
namespace {

ClauseId clause_of_failure(EventKind kind, Status seen) {
  const bool says_so = seen == Status::ZoneIsReadOnly || seen == Status::ZoneIsOffline;
  if (!says_so) return "ZNS-SM-048";
  return either(kind == EventKind::ReadOnly, "ZNS-SM-021", "ZNS-SM-022");
}

Verdict permitted() {
  return {.judgement = Judgement::Permitted, .clauses = {}, .expected = {}, .observed = {}, .zones = {}};
}

Verdict refused() {
  Verdict verdict;
  verdict.judgement = Judgement::NotPermitted;
  return verdict;
}

}  // namespace

Verdict Judge::observe(const Command& command, std::span<const std::byte> payload, const Observed& seen) {
  if (!is_judged(belief_.geometry(), command))
    return {.judgement = Judgement::NotJudged, .clauses = {}, .expected = {}, .observed = {}, .zones = {}};
  if (auto verdict = judge_beside_the_command(command, payload, seen.status)) return *verdict;
  Verdict verdict = seen.wrong_prps ? judge_with_wrong_prps(command, payload, seen) : judge(command, payload, seen);
  verdict.by_absence = verdict.by_absence && !seen.looked;
  if (verdict.judgement == Judgement::NotPermitted && !verdict.by_absence) notes_.violate(verdict.clauses);
  return verdict;
}

Verdict Judge::judge(const Command& command, std::span<const std::byte> payload, const Observed& seen) {
  const std::optional<ZoneId> zone = belief_.named_zone(command);
  const bool reports = std::holds_alternative<ZoneManagementReceive>(command.body);
  if (belief_.unknowns().lost && !reports) return inconclusive(command, seen);
  if (zone && belief_.meets_doubt(command, *zone)) {
    const auto* read = std::get_if<Read>(&command.body);
    const bool was_read = read != nullptr && seen.status == kSuccess && !seen.wrong_prps;
    if (auto verdict = was_read ? judge_read(*read, seen.data) : std::nullopt) return *verdict;
    return inconclusive(command, seen);
  }

  const bool no_reason = zone && seen.status == Status::TooManyOpenZones && belief_.finds_a_place(*zone);
  std::optional<Effect> plain;  // what was to be expected of the state that is believed
  for (const Hypothesis& hypothesis : hypotheses(belief_, command, zone, seen)) {
    const std::optional<Event>& event = hypothesis.event;
    std::optional<Effect> happened = supposed(belief_, hypothesis);
    if (happened) belief_.suppose(*happened);
    Effect effect = expect(command, payload, zone, seen.status);
    const bool explained = effect.status == seen.status && !no_reason;
    if (!plain) plain = effect;
    if (!explained) {
      if (happened) belief_.take_back(*happened);
      continue;
    }
    if (hypothesis.survival && !is_shown(*hypothesis.survival, seen.status)) {
      belief_.take_back(*happened);
      accept(command, effect, {});
      return permitted();
    }
    if (happened && on_trial_) belief_.keep(*happened);  // before what the result changes
    const bool failed = event && (event->kind == EventKind::ReadOnly || event->kind == EventKind::Offline);
    if (auto verdict = judge_result(command, effect, seen)) {
      if (verdict->judgement == Judgement::NotPermitted && happened && !on_trial_) belief_.take_back(*happened);
      if (verdict->judgement == Judgement::Noteworthy) accept(command, effect, hypothesis);
      return *verdict;
    }
    if (failed && happened) belief_.has_failed(event->zone, happened->zones[0].before.zs);
    if (hypothesis.survival && !on_trial_) belief_.keep(*happened);
    accept(command, effect, hypothesis);
    if (const auto clause = hypothesis.survival ? noteworthy(belief_.geometry(), *hypothesis.survival) : std::nullopt)
      return {.judgement = Judgement::Noteworthy,
              .clauses = {*clause},
              .expected = {},
              .observed = to_string(seen.status) + ": so the reset left the zone in another state",
              .zones = {*zone}};
    if (failed) belief_.say_failed(event->zone);
    if (failed)
      return {.judgement = Judgement::Noteworthy,
              .clauses = {clause_of_failure(event->kind, seen.status)},
              .expected = {},
              .observed = to_string(seen.status) + ": the zone failed by itself",
              .zones = {event->zone}};
    // The status of an Identify is judged, and not what the structure holds.
    const bool content = std::holds_alternative<Identify>(command.body) && seen.status == kSuccess;
    return {.judgement = content ? Judgement::NotJudged : Judgement::Permitted,
            .clauses = {},
            .expected = {},
            .observed = {},
            .zones = {}};
  }
  if (!plain->faults.must_abort() && may_read_as_deallocated(belief_, command, seen.status)) {
    notes_.use(Freedom::DeallocatedError);
    return permitted();
  }
  if (auto verdict = learn_that_absent(command, seen.status)) return *verdict;
  if (auto verdict = suppose_failures(command, payload, seen, *plain)) return *verdict;
  const Survivor* survivor = zone ? belief_.find_survivor(*zone) : nullptr;
  const bool undone = survivor != nullptr && survivor->undone;
  const bool undecided = is_media_error(seen.status) && !plain->faults.must_abort();
  if (undone || undecided) return inconclusive(command, seen);
  return on_trial_ ? refused() : not_permitted(command, *plain, seen, zone);
}

// What the device should do, as near to what was seen as may be.
Effect Judge::expect(const Command& command, std::span<const std::byte> payload, std::optional<ZoneId> zone,
                     Status seen) const {
  ObservedChoices choices{seen};
  Effect effect = step(belief_.geometry(), belief_.state(), command, payload, choices);
  if (effect.status == seen || (belief_.needs_report().empty() && belief_.unknowns().survivors.empty())) return effect;
  if (effect.status == kSuccess && seen == Status::TooManyOpenZones && belief_.lacks_places_for_all(command))
    return aborted(seen, effect.faults);
  Effect in_doubt = step(belief_.limits_in_doubt(zone, seen), belief_.state(), command, payload, choices);
  return in_doubt.status == seen || !in_doubt.faults.must_abort() ? in_doubt : effect;
}

Verdict Judge::judge_with_wrong_prps(const Command& command, std::span<const std::byte> payload, const Observed& seen) {
  if (seen.status == Status::PrpOffsetInvalid) {
    notes_.exercise("GEN-018");
    return {.judgement = Judgement::Permitted, .clauses = {}, .expected = {}, .observed = {}, .zones = {}};
  }
  return judge(command, payload, seen);
}

// Whether there is a Zone Append need not be known from the start: the first Invalid Command Opcode says so, and from
// then on there is none (ZNS-GEN-004). In a search another answer to the same command may come first. ONCS
// has said it about Write Zeroes.
std::optional<Verdict> Judge::learn_that_absent(const Command& command, Status seen) {
  if (seen != Status::InvalidCommandOpcode) return std::nullopt;
  const bool append = std::holds_alternative<ZoneAppend>(command.body) && belief_.may_lack_append();
  if (!append) return std::nullopt;
  belief_.learn_that_append_is_absent();
  notes_.exercise("ZNS-GEN-004");
  return Verdict{.judgement = Judgement::Permitted, .clauses = {}, .expected = {}, .observed = {}, .zones = {}};
}

void Judge::learn_that_present(const Command& command, Status seen) {
  const bool of_the_command = seen == kSuccess || sct(seen) == 1;
  if (of_the_command && std::holds_alternative<ZoneAppend>(command.body)) belief_.learn_that_append_is_present();
}

std::optional<Verdict> Judge::judge_result(const Command& command, const Effect& effect, const Observed& seen) {
  if (seen.status != kSuccess) return std::nullopt;
  const auto violation = [&](ClauseId clause, std::string expected, std::string observed) {
    if (on_trial_) return refused();
    belief_.doubt_zones_of(command);
    return verdict_of({.what = What::Result,
                       .clauses = {clause},
                       .zone = belief_.named_zone(command),
                       .expected = {std::move(expected)},
                       .observed = std::move(observed)});
  };
  if (std::holds_alternative<ZoneAppend>(command.body) && seen.result != effect.result)
    return violation("ZNS-APPEND-001", "ALBA " + hex(effect.result), "ALBA " + hex(seen.result));
  if (std::holds_alternative<ZoneManagementSend>(command.body) && !belief_.geometry().variable_capacity &&
      (seen.result & 1) != 0)
    return violation("ZNS-ZMS-009", "completion DW0 bit 0 (ZCC) cleared: capacities are fixed", "ZCC set");
  if (seen.wrong_prps) return std::nullopt;
  if (const auto* read = std::get_if<Read>(&command.body)) return judge_read(*read, seen.data);
  if (const auto* receive = std::get_if<ZoneManagementReceive>(&command.body)) return judge_report(*receive, seen);
  return std::nullopt;
}

std::optional<Verdict> Judge::judge_report(const ZoneManagementReceive& receive, const Observed& seen) {
  auto verdict = ReportJudge{belief_, notes_, receive, seen}.verdict();
  const bool can_ask_again = seen.looked || seen.may_look || on_trial_;
  const bool by_absence = verdict && verdict->judgement == Judgement::NotPermitted && verdict->by_absence;
  if (by_absence && !can_ask_again) return suppose_absent_failed(*verdict);
  return verdict;
}

void Judge::accept(const Command& command, Effect& effect, const Hypothesis& hypothesis) {
  const std::optional<Event>& event = hypothesis.event;
  if (event && event->kind == EventKind::CloseZone) notes_.use(Freedom::AutonomousClose);
  if (event && event->kind == EventKind::Excursion) {
    notes_.use(Freedom::ZoneActiveExcursion);
    if (effect.status != Status::ZoneIsFull) belief_.suppose_excursion(event->zone);
  }
  if (event && event->kind == EventKind::ReadOnly) notes_.use(Freedom::MediaReadOnly);
  if (event && event->kind == EventKind::Offline) notes_.use(Freedom::MediaOffline);
  if (event) belief_.resolve(event->zone);  // this answer rules out both open states
  if (event && event->kind != EventKind::CloseZone) belief_.forget_survivor(event->zone);
  if (hypothesis.survival) belief_.now_shown(*hypothesis.survival, notes_);
  count(effect, command);
  learn_that_present(command, effect.status);
  if (effect.status == kSuccess) belief_.remember_passed_over(command, effect);
  belief_.change(effect);
  belief_.forget_places_after(command, effect.status);
  if (effect.status != kSuccess) return;
  belief_.put_into_cache(command, effect);
  belief_.settle(command, effect);
  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
  const bool shows_it_works = is_write_operation(command) || (send != nullptr && send->zsa != ZoneSendAction::Offline);
  const std::optional<ZoneId> zone = belief_.named_zone(command);
  if (zone && shows_it_works) belief_.works(*zone);
  belief_.settle_survivors_after(command);
}

void Judge::count(const Effect& effect, const Command& command) const {
  if (!notes_.are_taken()) return;
  if (effect.closed_unnamed_zone) notes_.use(Freedom::ImplicitClose);
  if (effect.status == kSuccess) {
    notes_.exercise(clause_of_success(belief_.geometry(), command));
    return;
  }
  bool alternatives = false;
  const Fault* chosen = nullptr;
  for (const Fault& fault : effect.faults.all()) {
    if (fault.status == effect.status && chosen == nullptr) chosen = &fault;
    if (fault.status != effect.status) alternatives = true;
  }
  if (chosen == nullptr) return;
  notes_.exercise(chosen->clause);
  if (chosen->freedom) notes_.use(*chosen->freedom);
  if (alternatives) notes_.use(Freedom::StatusPrecedence);
}

Verdict Judge::not_permitted(const Command& command, const Effect& expected, const Observed& seen,
                             std::optional<ZoneId> zone) {
  Verdict verdict = wrong_status(belief_.geometry(), command, expected, seen.status, zone);
  if (zone && footprint(command).changes_zones()) verdict.zones = {*zone};
  belief_.doubt_zones_of(command);
  return verdict;
}

Verdict Judge::inconclusive(const Command& command, const Observed& seen) {
  belief_.doubt_what_was_done(command);
  return {.judgement = Judgement::Inconclusive,
          .clauses = {"ZNS-GEN-014"},
          .expected = {},
          .observed = to_string(seen.status),
          .zones = {}};
}

}  // namespace zns
