#include "reference/oracle/oracle.hpp"

#include <algorithm>
#include <type_traits>
#include <variant>

#include "reference/device/namespace/transition.hpp"
#include "reference/device/step.hpp"
#include "reference/oracle/digest.hpp"
#include "reference/oracle/journal.hpp"
#include "reference/oracle/observed_choices.hpp"
#include "reference/oracle/report_judge.hpp"
#include "reference/oracle/status_verdict.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/spec/text.hpp"

namespace zns {
namespace {

// A status that only a zone that has failed gives, or success that only such a zone has (ZNS-SM-048).
bool says_failed(const Command& command, Status status) {
  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
  if (send == nullptr || send->select_all || !is_defined(send->zsa)) return false;
  const bool is_offline = send->zsa == ZoneSendAction::Offline;
  return status == (is_offline ? kSuccess : Status::InvalidZoneStateTransition);
}

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

std::optional<Verdict> verdict_on(const Geometry& geometry) {
  const auto text = [](std::optional<std::uint32_t> limit) {
    return limit ? std::to_string(*limit) + " zones" : std::string{"no limit"};
  };
  const std::optional<std::uint32_t> active = geometry.max_active;
  const std::optional<std::uint32_t> open = geometry.max_open;
  if (!active || (open && *open <= *active)) return std::nullopt;
  return Verdict{.judgement = Judgement::NotPermitted,
                 .clauses = {"ZNS-RES-001"},
                 .expected = {"no more zones may be open (MOR) than active (MAR)"},
                 .observed = "open: " + text(open) + ", active: " + text(active),
                 .zones = {}};
}

Verdict verdict_of(Wrong wrong) {
  Verdict verdict{.judgement = Judgement::NotPermitted,
                  .clauses = wrong.clauses,
                  .expected = wrong.expected,
                  .observed = wrong.observed,
                  .zones = {}};
  if (wrong.zone) verdict.zones = {*wrong.zone};
  verdict.wrong.push_back(std::move(wrong));
  return verdict;
}

Oracle::Oracle(const Geometry& geometry)
    : geometry_{geometry}, state_{geometry, {.bytes = kDigestBytes}}, tallies_(kClauseCount) {}

Verdict Oracle::observe(const Command& command, std::span<const std::byte> to_device, const Observed& seen) {
  Verdict verdict = observe_remembered(command, remembered(command, to_device, geometry_.lba_bytes), seen);
  const bool sends = bytes_to_device(geometry_, command) != 0;
  const bool wrong_pointer = sends && (seen.wrong_prps || command.psdt != Psdt::Prp);
  const bool not_judged = verdict.judgement == Judgement::NotJudged;
  if (seen.status == kSuccess && (wrong_pointer || not_judged))
    lose(command);
  else if (not_judged && leaves_undecided(seen.status))
    doubt_zones_of(command);
  else if (wrong_pointer && is_write_operation(command))
    doubt_opening(command);
  return verdict;
}

Verdict Oracle::observe_remembered(const Command& command, std::span<const std::byte> payload, const Observed& seen) {
  if (!is_judged(geometry_, command))
    return {.judgement = Judgement::NotJudged, .clauses = {}, .expected = {}, .observed = {}, .zones = {}};
  if (auto verdict = judge_beside_the_command(command, payload, seen.status)) return *verdict;
  Verdict verdict = seen.wrong_prps ? judge_with_wrong_prps(command, payload, seen) : judge(command, payload, seen);
  verdict.by_absence = verdict.by_absence && !seen.looked;
  if (verdict.judgement == Judgement::NotPermitted && journal_ == nullptr && !verdict.by_absence)
    violate(verdict.clauses);
  return verdict;
}

Verdict Oracle::judge(const Command& command, std::span<const std::byte> payload, const Observed& seen) {
  const std::optional<ZoneId> zone = named_zone(command);
  const bool reports = std::holds_alternative<ZoneManagementReceive>(command.body);
  if (unknowns_.lost && !reports) return inconclusive(command, seen);
  if (zone && meets_doubt(command, *zone)) {
    const auto* read = std::get_if<Read>(&command.body);
    const bool was_read = read != nullptr && seen.status == kSuccess && !seen.wrong_prps;
    if (auto verdict = was_read ? judge_read(*read, seen.data) : std::nullopt) return *verdict;
    return inconclusive(command, seen);
  }

  const bool no_reason = zone && seen.status == Status::TooManyOpenZones && finds_a_place(*zone);
  std::optional<Effect> plain;  // what was to be expected of the state that is believed
  for (const Hypothesis& hypothesis : hypotheses(command, zone, seen)) {
    const std::optional<Event>& event = hypothesis.event;
    std::optional<Effect> happened = supposed(hypothesis);
    if (happened) apply(state_, *happened);
    Effect effect = expect(command, payload, zone, seen.status);
    const bool explained = effect.status == seen.status && !no_reason;
    if (!plain) plain = effect;
    if (!explained) {
      if (happened) undo(state_, *happened);
      continue;
    }
    if (hypothesis.survival && !is_shown(*hypothesis.survival, seen.status)) {
      undo(state_, *happened);
      accept(command, effect, {});
      return permitted();
    }
    if (happened && journal_ != nullptr) journal_->record(*happened);
    const bool failed = event && (event->kind == EventKind::ReadOnly || event->kind == EventKind::Offline);
    if (auto verdict = judge_result(command, effect, seen)) {
      if (verdict->judgement == Judgement::NotPermitted && happened && journal_ == nullptr) undo(state_, *happened);
      if (verdict->judgement == Judgement::Noteworthy) accept(command, effect, hypothesis);
      return *verdict;
    }
    if (failed && happened) has_failed(event->zone, happened->zones[0].before.zs);
    if (hypothesis.survival && journal_ == nullptr) forget_resets(*happened);
    accept(command, effect, hypothesis);
    if (const auto clause = hypothesis.survival ? noteworthy(*hypothesis.survival) : std::nullopt)
      return {.judgement = Judgement::Noteworthy,
              .clauses = {*clause},
              .expected = {},
              .observed = to_string(seen.status) + ": so the reset left the zone in another state",
              .zones = {*zone}};
    if (failed) unknowns_.unseen.said.push_back(event->zone);
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
  if (!plain->faults.must_abort() && may_read_as_deallocated(command, seen.status)) {
    use(Freedom::DeallocatedError);
    return permitted();
  }
  if (auto verdict = learn_that_absent(command, seen.status)) return *verdict;
  if (auto verdict = suppose_failures(command, payload, seen, *plain)) return *verdict;
  const Survivor* survivor = zone ? find_survivor(*zone) : nullptr;
  const bool undone = survivor != nullptr && survivor->undone;
  const bool undecided = is_media_error(seen.status) && !plain->faults.must_abort();
  if (undone || undecided) return inconclusive(command, seen);
  return journal_ != nullptr ? refused() : not_permitted(command, *plain, seen, zone);
}

// What the device should do, as near to what was seen as may be.
Effect Oracle::expect(const Command& command, std::span<const std::byte> payload, std::optional<ZoneId> zone,
                      Status seen) const {
  ObservedChoices choices{seen};
  Effect effect = step(geometry_, state_, command, payload, choices);
  if (effect.status == seen || (needs_report().empty() && unknowns_.survivors.empty())) return effect;
  if (effect.status == kSuccess && seen == Status::TooManyOpenZones && lacks_places_for_all(command))
    return aborted(seen, effect.faults);
  Effect in_doubt = step(limits_in_doubt(zone, seen), state_, command, payload, choices);
  return in_doubt.status == seen || !in_doubt.faults.must_abort() ? in_doubt : effect;
}

Verdict Oracle::judge_with_wrong_prps(const Command& command, std::span<const std::byte> payload,
                                      const Observed& seen) {
  if (seen.status == Status::PrpOffsetInvalid) {
    exercise("GEN-018");
    return {.judgement = Judgement::Permitted, .clauses = {}, .expected = {}, .observed = {}, .zones = {}};
  }
  return judge(command, payload, seen);
}

// `first` is the first of those that the command names.
ZoneId Oracle::last_zone(const Command& command, ZoneId first) const {
  const auto* read = std::get_if<Read>(&command.body);
  if (read == nullptr) return first;
  const std::uint64_t blocks = std::min(read->nlb.count(), geometry_.nsze() - read->slba);
  return static_cast<ZoneId>((read->slba + blocks - 1) / geometry_.zsze);
}

// Whether nothing is known of the zone, or of one that is read after it.
bool Oracle::meets_doubt(const Command& command, ZoneId zone) const {
  const ZoneId last = last_zone(command, zone);
  return std::any_of(unknowns_.doubts.begin(), unknowns_.doubts.end(),
                     [=](const Doubt& doubt) { return doubt.anything && doubt.zone >= zone && doubt.zone <= last; });
}

// The belief as it is, then with what else a reset may have left of the zone that the command names, and with each
// event that may have happened to it unseen.
std::vector<Oracle::Hypothesis> Oracle::hypotheses(const Command& command, std::optional<ZoneId> zone,
                                                   const Observed& seen) const {
  std::vector<Hypothesis> list(1);
  if (!zone) return list;
  const auto suppose = [&](EventKind kind) { list.push_back({.event = Event{kind, *zone}, .survival = {}}); };
  const ZoneState zs = state_.zone(*zone).zs;
  if (zs == ZoneState::ImplicitlyOpened) suppose(EventKind::CloseZone);
  for (const Survival& survival : survivals(command, *zone, seen)) {
    list.push_back({.event = {}, .survival = survival});
    // Wherever an Append may have gone, it says where it went.
    const bool is_told = std::holds_alternative<ZoneAppend>(command.body) && seen.status == kSuccess;
    if (is_told && survival.kind == Survival::Kind::MovedBack) std::swap(list.front(), list.back());
  }
  if (geometry_.active_excursions && is_active(zs)) suppose(EventKind::Excursion);  // it would show, by ZFC
  const bool says_read_only =
      seen.status == Status::ZoneIsReadOnly || (!seen.looked && says_failed(command, seen.status));
  if (says_read_only) suppose(EventKind::ReadOnly);
  if (seen.status == Status::ZoneIsOffline && last_zone(command, *zone) == *zone) suppose(EventKind::Offline);
  return list;
}

// Whether there is a Zone Append need not be known from the start: the first Invalid Command Opcode says so, and from
// then on there is none (ZNS-GEN-004). In a search another answer to the same command may come first. Of Write Zeroes
// ONCS has said it.
std::optional<Verdict> Oracle::learn_that_absent(const Command& command, Status seen) {
  if (seen != Status::InvalidCommandOpcode) return std::nullopt;
  const bool append = std::holds_alternative<ZoneAppend>(command.body) && !append_seen_;
  if (!append) return std::nullopt;
  if (journal_ == nullptr) geometry_.append = false;
  exercise("ZNS-GEN-004");
  return Verdict{.judgement = Judgement::Permitted, .clauses = {}, .expected = {}, .observed = {}, .zones = {}};
}

void Oracle::learn_that_present(const Command& command, Status seen) {
  const bool of_the_command = seen == kSuccess || sct(seen) == 1;
  if (!of_the_command || journal_ != nullptr) return;
  append_seen_ = append_seen_ || std::holds_alternative<ZoneAppend>(command.body);
}

std::optional<Effect> Oracle::supposed(const Hypothesis& hypothesis) const {
  if (hypothesis.survival) return supposed(*hypothesis.survival);
  return hypothesis.event ? background(geometry_, state_, *hypothesis.event) : std::nullopt;
}

std::optional<Verdict> Oracle::judge_result(const Command& command, const Effect& effect, const Observed& seen) {
  if (seen.status != kSuccess) return std::nullopt;
  const auto violation = [&](ClauseId clause, std::string expected, std::string observed) {
    if (journal_ != nullptr) return refused();
    doubt_zones_of(command);
    return verdict_of({.what = What::Result,
                       .clauses = {clause},
                       .zone = named_zone(command),
                       .expected = {std::move(expected)},
                       .observed = std::move(observed)});
  };
  if (std::holds_alternative<ZoneAppend>(command.body) && seen.result != effect.result)
    return violation("ZNS-APPEND-001", "ALBA " + hex(effect.result), "ALBA " + hex(seen.result));
  if (std::holds_alternative<ZoneManagementSend>(command.body) && !geometry_.variable_capacity &&
      (seen.result & 1) != 0)
    return violation("ZNS-ZMS-009", "completion DW0 bit 0 (ZCC) cleared: capacities are fixed", "ZCC set");
  if (seen.wrong_prps) return std::nullopt;
  if (const auto* read = std::get_if<Read>(&command.body)) return judge_read(*read, seen.data);
  if (const auto* receive = std::get_if<ZoneManagementReceive>(&command.body)) return judge_report(*receive, seen);
  return std::nullopt;
}

std::optional<Verdict> Oracle::judge_report(const ZoneManagementReceive& receive, const Observed& seen) {
  auto verdict = ReportJudge{*this, receive, seen}.verdict();
  const bool can_ask_again = seen.looked || seen.may_look || journal_ != nullptr;
  const bool by_absence = verdict && verdict->judgement == Judgement::NotPermitted && verdict->by_absence;
  if (by_absence && !can_ask_again) return suppose_absent_failed(*verdict);
  return verdict;
}

void Oracle::accept(const Command& command, Effect& effect, const Hypothesis& hypothesis) {
  const std::optional<Event>& event = hypothesis.event;
  if (event && event->kind == EventKind::CloseZone) use(Freedom::AutonomousClose);
  if (event && event->kind == EventKind::Excursion) {
    use(Freedom::ZoneActiveExcursion);
    if (effect.status != Status::ZoneIsFull) unknowns_.unseen.not_seen_full.push_back(event->zone);
  }
  if (event && event->kind == EventKind::ReadOnly) use(Freedom::MediaReadOnly);
  if (event && event->kind == EventKind::Offline) use(Freedom::MediaOffline);
  if (event) resolve(event->zone);  // this answer rules out both open states
  if (event && event->kind != EventKind::CloseZone) forget_survivor(event->zone);
  if (hypothesis.survival) now_shown(*hypothesis.survival);
  count(effect, command);
  learn_that_present(command, effect.status);
  if (effect.status == kSuccess) remember_passed_over(command, effect);
  change(effect);
  forget_places_after(command, effect.status);
  if (effect.status != kSuccess) return;
  if (geometry_.write_cache && journal_ == nullptr) cache_.carried_out(command, effect);
  settle(command, effect);
  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
  const bool shows_it_works = is_write_operation(command) || (send != nullptr && send->zsa != ZoneSendAction::Offline);
  const std::optional<ZoneId> zone = named_zone(command);
  if (zone && shows_it_works) works(*zone);
  if (unknowns_.survivors.empty()) return;
  if (zone) settle_survivor(command, *zone);
  if (send != nullptr && send->select_all) settle_survivors(*send);
}

void Oracle::count(const Effect& effect, const Command& command) {
  if (journal_ != nullptr) return;
  if (effect.closed_unnamed_zone) use(Freedom::ImplicitClose);
  if (effect.status == kSuccess) {
    exercise(clause_of_success(geometry_, command));
    return;
  }
  bool alternatives = false;
  const Fault* chosen = nullptr;
  for (const Fault& fault : effect.faults.all()) {
    if (fault.status == effect.status && chosen == nullptr) chosen = &fault;
    if (fault.status != effect.status) alternatives = true;
  }
  if (chosen == nullptr) return;
  exercise(chosen->clause);
  if (chosen->freedom) use(*chosen->freedom);
  if (alternatives) use(Freedom::StatusPrecedence);
}

Verdict Oracle::not_permitted(const Command& command, const Effect& expected, const Observed& seen,
                              std::optional<ZoneId> zone) {
  Verdict verdict = wrong_status(geometry_, command, expected, seen.status, zone);
  if (zone && footprint(command).changes_zones()) verdict.zones = {*zone};
  doubt_zones_of(command);
  return verdict;
}

Verdict Oracle::inconclusive(const Command& command, const Observed& seen) {
  doubt_what_was_done(command);
  return {.judgement = Judgement::Inconclusive,
          .clauses = {"ZNS-GEN-014"},
          .expected = {},
          .observed = to_string(seen.status),
          .zones = {}};
}

void Oracle::violate(std::span<const ClauseId> clauses) {
  for (const ClauseId clause : clauses) {
    ++tallies_[clause.index()].exercised;
    ++tallies_[clause.index()].violated;
  }
}

std::optional<ZoneId> Oracle::named_zone(const Command& command) const {
  if (command.queue != Queue::Io || command.nsid != geometry_.nsid) return std::nullopt;
  const Footprint named = footprint(command);
  if (!named.is_of_a_zone() || named.slba >= geometry_.nsze()) return std::nullopt;
  return static_cast<ZoneId>(named.slba / geometry_.zsze);
}

}  // namespace zns
