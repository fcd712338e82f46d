#include "reference/oracle/judge/report_judge.hpp"

#include <algorithm>
#include <utility>

#include "reference/device/commands/report_filter.hpp"
#include "reference/device/namespace/transition.hpp"
#include "reference/oracle/judge/reset_judge.hpp"
#include "reference/spec/differing_bytes.hpp"
#include "reference/spec/text.hpp"

namespace zns {
namespace {

bool has_failed(ZoneState zs) {
  return zs == ZoneState::ReadOnly || zs == ZoneState::Offline;
}

// Type, capacity, state, ZDEV, limits.
constexpr ClauseId kOfEveryEntry[] = {"ZNS-ZM-008", "ZNS-ZM-005", "ZNS-SM-047", "ZNS-ZM-051", "ZNS-RES-002"};

}  // namespace

ReportJudge::ReportJudge(Belief& belief, Notes notes, const ZoneManagementReceive& command, const Observed& seen)
    : belief_{belief},
      notes_{notes},
      may_suppose_{!belief.is_on_trial()},
      beside_{seen.beside},
      command_{command},
      extended_{command.zra == ZoneReceiveAction::ExtendedReportZones} {
  const auto asked = static_cast<std::size_t>(std::min<std::uint64_t>(command.numd.count() * 4, seen.data.size()));
  const std::size_t extension = extended_ ? belief.geometry().extension_bytes() : 0;
  room_ = asked < kReportHeaderBytes ? 0 : (asked - kReportHeaderBytes) / (kZoneDescriptorBytes + extension);
  report_ = parse_zone_report(seen.data.first(asked), extension);
  if (asked < kReportHeaderBytes) report_.number_of_zones = 0;
}

std::optional<Verdict> ReportJudge::verdict() {
  if (command_.numd.count() * 4 < kReportHeaderBytes) return std::nullopt;  // nothing of it is said: ZNS-ZMR-006
  walk();
  if (complaints_.empty()) return std::nullopt;
  Verdict verdict;
  verdict.judgement = Judgement::Noteworthy;
  verdict.by_absence = true;
  for (const Complaint& complaint : complaints_) {
    if (complaint.violation) verdict.judgement = Judgement::NotPermitted;
    verdict.by_absence = verdict.by_absence && (!complaint.violation || complaint.by_absence);
  }
  const bool violated = verdict.judgement == Judgement::NotPermitted;
  // The report was wrong, so earlier sightings no longer count.
  if (violated && !is_in_flight()) belief_.forget_what_was_seen();
  for (const Complaint& complaint : complaints_) {
    if (violated && !complaint.violation) continue;
    const Wrong& wrong = complaint.wrong;
    verdict.clauses.insert(verdict.clauses.end(), wrong.clauses.begin(), wrong.clauses.end());
    verdict.expected.insert(verdict.expected.end(), wrong.expected.begin(), wrong.expected.end());
    verdict.observed += (verdict.observed.empty() ? "" : "; ") + wrong.observed;
    if (wrong.zone) verdict.zones.push_back(*wrong.zone);
    verdict.wrong.push_back(wrong);
  }
  return verdict;
}

// Goes through the zones and the entries side by side: both ascend (ZNS-ZMR-001).
void ReportJudge::walk() {
  const Geometry& geometry = belief_.geometry();
  std::size_t next = 0;
  std::uint64_t certain = 0;  // matching zones behind the last entry that fits
  std::uint64_t possible = 0;
  for (auto id = static_cast<ZoneId>(command_.slba / geometry.zsze); id < belief_.state().zones(); ++id) {
    if (next < report_.zones.size() && report_.zones[next].descriptor.zslba == geometry.zslba(id)) {
      const ReportedZone& entry = report_.zones[next++];
      is_in_flight() ? check_entry_in_flight(id, entry) : check_entry(id, entry);
      continue;
    }
    if (next < room_) {  // there was room for it
      is_in_flight() ? check_absence_in_flight(id) : check_absence(id);
      continue;
    }
    if (command_.partial) break;
    if (command_.zrasf == ReportingOption::All) {
      certain = possible = belief_.state().zones() - id;
      break;
    }
    const Zone& believed = belief_.state().zone(id);
    const Doubt* doubted = belief_.doubt(id);
    const bool may_have_moved =
        believed.zs == ZoneState::ImplicitlyOpened || (geometry.active_excursions && is_active(believed.zs));
    const bool undecided = doubted != nullptr || belief_.find_survivor(id) != nullptr;
    const bool sure = !belief_.unknowns().lost && !undecided && !may_have_moved &&
                      command_.zrasf != ReportingOption::Attention && !is_touched(id);
    const bool match = matches(command_.zrasf, believed);
    certain += sure && match ? 1 : 0;
    possible += match || !sure ? 1 : 0;
  }
  if (next < report_.zones.size())
    complain(What::ListedZones, "ZNS-ZMR-001", "zones of the namespace in ascending order",
             "entry " + std::to_string(next) + " has ZSLBA " + hex(report_.zones[next].descriptor.zslba));
  check_number_of_zones(next + certain, next + possible);
  if (is_in_flight()) return;
  if (next == belief_.state().zones()) belief_.found();  // each was adopted
  check_owed();
}

// Zones must have failed unseen, and not enough are left that may have.
void ReportJudge::check_owed() {
  for (const Owed& each : belief_.take_broken_owed())
    complain(What::Limits, each.clause,
             "a zone in ZSRO or ZSO, that gave back the resource which a command got beyond the limit",
             "none of the zones that held one has failed");
}

void ReportJudge::check_number_of_zones(std::uint64_t at_least, std::uint64_t at_most) {
  const std::uint64_t said = report_.number_of_zones;
  if (command_.partial && said != report_.zones.size())
    complain(What::NumberOfZones, "ZNS-ZMR-003", "Number of Zones at most " + std::to_string(room_),
             "Number of Zones " + std::to_string(said));
  else if (command_.partial)
    notes_.exercise("ZNS-ZMR-003");
  if (command_.partial) return;
  if (said >= at_least && said <= at_most)
    notes_.exercise("ZNS-ZMR-002");
  else
    complain(
        What::NumberOfZones, "ZNS-ZMR-002",
        "Number of Zones " + std::to_string(at_least) + (at_most == at_least ? "" : " to " + std::to_string(at_most)),
        "Number of Zones " + std::to_string(said));
  const bool is_certain = is_in_flight() && command_.zrasf == ReportingOption::All;  // nothing else explains it
  if (said < at_least || said > at_most) complaints_.back().by_absence = !is_certain;
}

void ReportJudge::check_entry(ZoneId id, const ReportedZone& entry) {
  const ZoneDescriptor& seen = entry.descriptor;
  const std::size_t before = complaints_.size();
  const Doubt* doubted = belief_.doubt(id);
  if (seen.zt != kSequentialWriteRequired)
    complain(What::ZoneType, "ZNS-ZM-008", where(id) + "type 2h", "type " + hex(seen.zt), id);
  if (!matches(command_.zrasf, seen.zs, seen.za))
    complain(What::ListedZones, "ZNS-ZMR-001", where(id) + "only zones that match the reporting option",
             std::string(letters(seen.zs)), id);
  if (seen.reserved_bits) remark("ZNS-ZM-048", where(id) + "a reserved bit of the descriptor is set", id);
  if (belief_.unknowns().lost || (doubted != nullptr && doubted->anything)) {
    if (is_writable(seen.zs) &&
        (seen.wp < belief_.geometry().zslba(id) || seen.wp > belief_.geometry().zslba(id) + seen.zcap))
      complain(What::WritePointer, "ZNS-ZM-060", where(id) + "a write pointer in the zone", "wp " + hex(seen.wp), id);
    belief_.adopt(id, seen, entry.extension, notes_);
    return;
  }
  if (follow_reset(id, seen, entry)) return;
  const std::uint64_t zcap = belief_.state().zone(id).zcap;
  if (seen.zcap != zcap)
    complain(What::Capacity, "ZNS-ZM-005", where(id) + "zcap " + hex(zcap), "zcap " + hex(seen.zcap), id);
  check_state(id, seen);
  if (has_failed(seen.zs))
    belief_.decide_passed_over(id, seen);
  else
    belief_.works(id);
  belief_.settle_closed_for_room(id);  // whether it is open was seen
  check_write_pointer(id, seen);
  check_attributes(id, seen);
  check_extension(id, entry);
  check_limits(id, seen.zs);
  blame_reset(id, seen, before);
  const auto violation = [](const Complaint& complaint) {  // a wrong type says nothing of what the zone holds
    return complaint.violation && complaint.wrong.what != What::ZoneType;
  };
  if (std::any_of(complaints_.begin() + static_cast<std::ptrdiff_t>(before), complaints_.end(), violation))
    belief_.adopt(id, seen, entry.extension, notes_);
  else
    count_as_kept(seen);
}

// The clauses that the entry could have violated, and the freedoms that it used.
void ReportJudge::count_as_kept(const ZoneDescriptor& seen) {
  for (const ClauseId clause : kOfEveryEntry) notes_.exercise(clause);
  if (seen.zs == ZoneState::ExplicitlyOpened) notes_.exercise("ZNS-SM-027");
  if (is_writable(seen.zs)) notes_.exercise(either(seen.zs == ZoneState::Empty, "ZNS-ZM-064", "ZNS-ZM-062"));
  if (!is_writable(seen.zs)) notes_.use(Freedom::UndefinedWritePointer);
  const bool has_extension = (seen.za & za::kDescriptorExtensionValid) != 0;
  if (extended_ && has_extension) notes_.exercise("ZNS-ZMR-014");
  if (extended_ && !has_extension) notes_.use(Freedom::UndefinedExtension);
}

// A zone may have moved by itself; the belief moves with it.
void ReportJudge::check_state(ZoneId id, const ZoneDescriptor& seen) {
  const ZoneState believed = belief_.state().zone(id).zs;
  const Doubt* doubted = belief_.doubt(id);
  if (doubted != nullptr && doubted->maybe_explicit && is_active(seen.zs)) {
    Zone after = belief_.state().zone(id);
    after.zs = seen.zs;
    belief_.replace(id, after);
    belief_.resolve(id);
    return;
  }
  const bool said = belief_.settle_said(id);
  if (seen.zs == believed) return;
  if (seen.zs == ZoneState::ImplicitlyOpened && may_suppose_ && belief_.reopen(id))
    return remark("ZNS-RES-021", where(id) + "open beyond the limit: another zone has failed", id);
  if (seen.zs == ZoneState::Closed && happens(EventKind::CloseZone, id, Freedom::AutonomousClose)) return;
  if (seen.zs == ZoneState::Full && (seen.za & za::kFinishedByController) != 0 &&
      happens(EventKind::Excursion, id, Freedom::ZoneActiveExcursion))
    return;
  if (seen.zs == ZoneState::ReadOnly && happens(EventKind::ReadOnly, id, Freedom::MediaReadOnly))
    return remark("ZNS-SM-021", where(id) + "went Read Only by itself", id);
  if (seen.zs == ZoneState::Offline && happens(EventKind::Offline, id, Freedom::MediaOffline))
    return remark("ZNS-SM-022", where(id) + "went Offline by itself", id);
  const bool explicit_left = believed == ZoneState::ExplicitlyOpened &&
                             (seen.zs == ZoneState::Closed || seen.zs == ZoneState::ImplicitlyOpened);
  const bool opened_all_the_same =
      belief_.unknowns().refused_to_open_all && seen.zs == ZoneState::ExplicitlyOpened && is_active(believed);
  ClauseId clause = either(explicit_left, "ZNS-SM-027", "ZNS-SM-047");
  if (opened_all_the_same) clause = "ZNS-RES-011";
  if (said) clause = "ZNS-SM-048";
  Wrong& wrong =
      complain(What::ZoneState, clause, where(id) + std::string(letters(believed)), std::string(letters(seen.zs)), id);
  wrong.permitted = {static_cast<std::uint16_t>(believed)};
  wrong.seen = static_cast<std::uint16_t>(seen.zs);
}

void ReportJudge::check_write_pointer(ZoneId id, const ZoneDescriptor& seen) {
  const Zone& believed = belief_.state().zone(id);
  if (!is_writable(seen.zs) || !is_writable(believed.zs) || seen.wp == believed.wp) return;
  complain(What::WritePointer, either(seen.zs == ZoneState::Empty, "ZNS-ZM-064", "ZNS-ZM-062"),
           where(id) + "wp " + hex(believed.wp), "wp " + hex(seen.wp), id);
}

void ReportJudge::check_attributes(ZoneId id, const ZoneDescriptor& seen) {
  Zone after = belief_.state().zone(id);
  const auto differ = [&](std::uint8_t bit) { return ((seen.za ^ after.za) & bit) != 0; };
  if (differ(za::kDescriptorExtensionValid)) {
    const bool expected = (after.za & za::kDescriptorExtensionValid) != 0;
    complain(What::Attributes, "ZNS-ZM-051", where(id) + (expected ? "ZDEV set" : "ZDEV cleared"),
             expected ? "ZDEV cleared" : "ZDEV set", id)
        .seen = seen.za & za::kDescriptorExtensionValid;
  }
  const bool failed_instead = belief_.settle_excursion(id) && has_failed(seen.zs);
  if (failed_instead && (seen.za & za::kFinishedByController) == 0) {
    after.za = static_cast<std::uint8_t>(after.za & ~za::kFinishedByController);
    belief_.replace(id, after);
  }
  // An excursion that nobody saw, before the zone was finished or failed: only the attribute is left of it.
  const bool finished_before =
      belief_.geometry().active_excursions && (seen.za & za::kFinishedByController) != 0 && !is_writable(seen.zs);
  if (differ(za::kFinishedByController) && may_have_lost_attributes(belief_, id)) {  // ZNS-RST-012
    after.za ^= za::kFinishedByController;
    belief_.replace(id, after);
    return;
  }
  if (differ(za::kFinishedByController) && finished_before) {
    notes_.use(Freedom::ZoneActiveExcursion);
    after.za |= za::kFinishedByController;
    belief_.replace(id, after);
  } else if (differ(za::kFinishedByController))
    complain(What::Attributes, "ZNS-ATTR-004", where(id) + "ZFC unchanged: no excursion happened", "za " + hex(seen.za),
             id);
  constexpr std::uint8_t kRecommendations = za::kFinishRecommended | za::kResetRecommended;
  if (!differ(kRecommendations)) return;
  notes_.use(Freedom::Recommendation);
  const bool misplaced = ((seen.za & za::kResetRecommended) != 0 && seen.zs != ZoneState::Full) ||
                         ((seen.za & za::kFinishRecommended) != 0 && !is_active(seen.zs));
  if (misplaced) remark("ZNS-ATTR-019", where(id) + "a recommendation that does not suit the state", id);
  after.za = static_cast<std::uint8_t>((after.za & ~kRecommendations) | (seen.za & kRecommendations));
  after.zai = seen.zai;
  belief_.replace(id, after);
}

void ReportJudge::check_extension(ZoneId id, const ReportedZone& entry) {
  const SharedExtension believed = belief_.state().extension(id);
  const bool valid = (entry.descriptor.za & za::kDescriptorExtensionValid) != 0;
  if (!extended_ || !valid || !believed || believed->empty()) return;
  if (!std::equal(believed->begin(), believed->end(), entry.extension.begin(), entry.extension.end()))
    complain(What::DescriptorExtension, "ZNS-ZMR-014", where(id) + "the extension that was set",
             "other bytes" + differing_bytes(*believed, entry.extension), id);
}

// Zones reported open one after the other, with no command between that opens any, were open all at once (ZNS-RES-002).
void ReportJudge::check_limits(ZoneId id, ZoneState seen) {
  const Geometry& geometry = belief_.geometry();
  const Unknowns& known = belief_.unknowns();
  const std::uint32_t room = known.made_room ? 1 : 0;
  if (geometry.max_open && is_open(seen) && belief_.see_open(id) && known.seen_open.size() > *geometry.max_open - room)
    complain(What::Limits, either(known.made_room, "ZNS-RES-008", "ZNS-RES-002"),
             "at most " + std::to_string(*geometry.max_open - room) + " open zones" +
                 (known.made_room ? ": one was closed to make room for a write" : ""),
             std::to_string(known.seen_open.size()) + " open zones", id);
  if (geometry.max_active && is_active(seen) && belief_.see_active(id) &&
      known.seen_active.size() > *geometry.max_active)
    complain(What::Limits, "ZNS-RES-002", "at most " + std::to_string(*geometry.max_active) + " active zones",
             std::to_string(known.seen_active.size()) + " active zones", id);
}

void ReportJudge::check_absence(ZoneId id) {
  const Zone& believed = belief_.state().zone(id);
  if (belief_.unknowns().lost || !matches(command_.zrasf, believed) || belief_.doubt(id) != nullptr) return;
  if (command_.zrasf != ReportingOption::All && belief_.find_survivor(id) != nullptr) return;
  if (command_.zrasf == ReportingOption::ImplicitlyOpened &&
      happens(EventKind::CloseZone, id, Freedom::AutonomousClose))
    return;
  if (command_.zrasf == ReportingOption::Attention) return;  // the controller takes recommendations back as it likes
  if (command_.zrasf != ReportingOption::All && happens(EventKind::Excursion, id, Freedom::ZoneActiveExcursion)) {
    belief_.suppose_excursion(id);
    return;
  }
  complain(What::ListedZones, "ZNS-ZMR-001", where(id) + "listed", "not listed", id);
  complaints_.back().by_absence = true;
}

bool ReportJudge::happens(EventKind kind, ZoneId id, Freedom freedom) {
  auto effect = background(belief_.geometry(), belief_.state(), {kind, id});
  if (!effect) return false;
  belief_.change(*effect);
  notes_.use(freedom);
  if (kind == EventKind::ReadOnly || kind == EventKind::Offline) belief_.has_failed(id, effect->zones[0].before.zs);
  return true;
}

Wrong& ReportJudge::complain(What what, ClauseId clause, std::string expected, std::string observed,
                             std::optional<ZoneId> zone) {
  complaints_.push_back({.wrong = {.what = what,
                                   .clauses = {clause},
                                   .zone = zone,
                                   .expected = {std::move(expected)},
                                   .observed = (zone ? where(*zone) : std::string{}) + std::move(observed)}});
  return complaints_.back().wrong;
}

void ReportJudge::remark(ClauseId clause, std::string observed, ZoneId zone) {
  complaints_.push_back(
      {.wrong = {.clauses = {clause}, .zone = zone, .observed = std::move(observed)}, .violation = false});
}

std::string ReportJudge::where(ZoneId id) const {
  return "zone " + std::to_string(id) + ": ";
}

// The belief becomes what a reset may have left of the zone. True: there is no more to say of the entry.
bool ReportJudge::follow_reset(ZoneId id, const ZoneDescriptor& seen, const ReportedZone& entry) {
  const Survivor* found = belief_.find_survivor(id);
  if (found == nullptr) return false;
  const Survivor survivor = *found;
  const std::optional<Survival> shown = belief_.follow(id, seen, notes_);
  if (const auto clause = shown ? noteworthy(belief_.geometry(), *shown) : std::nullopt)
    remark(*clause, where(id) + "is in " + std::string(letters(seen.zs)) + " after the reset", id);
  if (is_as_believed(belief_.state().zone(id), seen) || !is_undone(survivor, seen)) return false;
  remark("ZNS-RST-014", where(id) + "a zone action that was not flushed was taken back by the loss of power", id);
  belief_.adopt(id, seen, entry.extension, notes_);
  return true;
}

// In the first report of a zone since a reset, what is wrong is what the reset did.
void ReportJudge::blame_reset(ZoneId id, const ZoneDescriptor& seen, std::size_t from) {
  if (!belief_.is_unreported_since_reset(id)) return;
  for (std::size_t i = from; i < complaints_.size(); ++i) {
    std::vector<ClauseId>& clauses = complaints_[i].wrong.clauses;
    const ClauseId first = clauses.front();
    const auto is = [&](std::initializer_list<ClauseId> any) {
      return std::find(any.begin(), any.end(), first) != any.end();
    };
    if (is({"ZNS-SM-047", "ZNS-SM-027", "ZNS-ZM-062", "ZNS-ZM-064"})) clauses = clauses_of_restart(belief_, id, seen);
    if (is({"ZNS-ZM-005"})) clauses = {"ZNS-ZM-067"};
    if (is({"ZNS-ZM-051", "ZNS-ZMR-014"})) clauses = {"ZNS-RST-011"};
  }
  belief_.now_reported(id);
}

}  // namespace zns
