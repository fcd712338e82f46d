// What controllers note, and tell, of zones that change by themselves and of namespaces: events and entries that are
// missing, and ones too many.
#include <algorithm>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/event_parts.hpp"
#include "reference/mutants/namespace_parts.hpp"
#include "reference/spec/footprint.hpp"

namespace zns::mutants {
namespace {

constexpr std::string_view kPath = "plausible: one path to a zone's new state that forgets to tell of it";
constexpr std::string_view kEveryPath = "plausible: the notice is in the function that sets any zone's state";

using Notice = NoticeSituation;
using Changes = std::vector<Change>;

// ---- zones ----------------------------------------------------------------------------------------------------------

bool fails(const ZoneChange& change) {
  return change.after.zs == ZoneState::ReadOnly || change.after.zs == ZoneState::Offline;
}
bool goes_offline(const ZoneChange& change) {
  return change.after.zs == ZoneState::Offline;
}
template <std::uint8_t bit>
bool gains(const ZoneChange& change) {
  return (change.after.za & ~change.before.za & bit) != 0;
}
template <std::uint8_t bit>
bool loses(const ZoneChange& change) {
  return (change.before.za & ~change.after.za & bit) != 0;
}

// What the zone did by itself is in the list, and not told; or neither.
template <auto Does>
void untold(const Notice& s, Changes& changes) {
  if (s.command == nullptr && Does(s.zones.front()))
    edit_controllers(changes, [](At, const Controller& before, Controller& after) { after.events = before.events; });
}
template <auto Does>
void unnoticed(const Notice& s, Changes& changes) {
  if (s.command == nullptr && Does(s.zones.front())) changes.clear();
}

void unlisted(const Notice& s, Changes& changes) {
  if (s.command == nullptr)
    edit_controllers(changes, [](At, const Controller& before, Controller& after) { after.changed = before.changed; });
}

void tells_what_is_disabled(const Notice& s, Changes& changes) {
  if (s.command == nullptr)
    edit_controllers(changes, [&](At, const Controller&, Controller& after) {
      after.events.raise(zone_descriptor_changed(s.subsystem[0].geometry.nsid));
    });
}

void keeps_nothing(const Notice& s, Changes& changes) {
  if (s.command == nullptr)
    edit_controllers(changes, [](At, const Controller& before, Controller& after) {
      if (before.events.outstanding() == 0) after.events = before.events;
    });
}

// The list holds one of the zones that changed.
template <bool Newest>
void lists_one(const Notice& s, Changes& changes) {
  if (s.command != nullptr) return;
  edit_controllers(changes, [&](At, const Controller& before, Controller& after) {
    const std::uint32_t nsid = s.subsystem[0].geometry.nsid;
    const bool has_one = before.changed.zones.contains(nsid);
    if (!Newest && has_one) after.changed = before.changed;
    if (Newest) {
      after.changed.clear_zones(nsid);
      after.changed.add_zone(nsid, s.subsystem[0].geometry.zslba(s.zones.front().zone));
    }
  });
}

void lists_the_next_zone(const Notice& s, Changes& changes) {
  if (s.command != nullptr) return;
  edit_controllers(changes, [&](At, const Controller& before, Controller& after) {
    const Geometry& geometry = s.subsystem[0].geometry;
    after.changed = before.changed;
    after.changed.add_zone(geometry.nsid, geometry.zslba((s.zones.front().zone + 1) % geometry.zones));
  });
}

// The first of the zones that the command changed in that way is noted.
template <auto Does>
void notes_what_was_commanded(const Notice& s, Changes& changes) {
  if (s.command == nullptr || !changes.empty()) return;
  const auto found =
      std::find_if(s.zones.begin(), s.zones.end(), [&](const ZoneChange& each) { return Does(s, each); });
  if (found != s.zones.end()) changes = notices_of_zone(s.subsystem, 0, found->zone);
}

bool is_acted_on(const Notice& s, const ZoneChange& change) {
  const auto* send = done<ZoneManagementSend>(s);
  return send != nullptr && !send->select_all && change.before.zs != change.after.zs;
}
bool is_made_offline(const Notice& s, const ZoneChange& change) {
  return is_acted_on(s, change) && change.after.zs == ZoneState::Offline;
}
bool gets_an_extension(const Notice& s, const ZoneChange& change) {
  return done<ZoneManagementSend>(s) != nullptr && gains<za::kDescriptorExtensionValid>(change);
}
bool is_one_of_all(const Notice& s, const ZoneChange&) {
  const auto* send = done<ZoneManagementSend>(s);
  return send != nullptr && send->select_all;
}
bool is_opened_by_a_write(const Notice& s, const ZoneChange& change) {
  return footprint(*s.command).writes() && !is_open(change.before.zs) && is_open(change.after.zs);
}
bool is_filled_by_a_write(const Notice& s, const ZoneChange& change) {
  return footprint(*s.command).writes() && change.after.zs == ZoneState::Full;
}
bool is_written(const Notice& s, const ZoneChange& change) {
  return footprint(*s.command).writes() && change.before.zs == change.after.zs;
}
bool makes_room(const Notice& s, const ZoneChange& change) {
  return footprint(*s.command).writes() && change.after.zs == ZoneState::Closed;
}

// What a Reset does to recommendations.
void keeps_recommendations(const Situation& situation, Effect& effect) {
  if (!is_sent(situation, ZoneSendAction::Reset)) return;
  for (std::size_t i = 0; i < effect.zones.size(); ++i) {
    ZoneChange& change = effect.zones[i];
    change.after.za = static_cast<std::uint8_t>(change.after.za | (change.before.za & za::kResetRecommended));
  }
}

// ---- namespaces -----------------------------------------------------------------------------------------------------

bool is_about_attachment(const Notice& s) {
  return done<NamespaceAttachment>(s) != nullptr;
}
bool is_a_deletion(const Notice& s) {
  return done<NamespaceManagement>(s) != nullptr;
}
bool is_a_protection(const Notice& s) {
  const auto* set = done<SetFeatures>(s);
  return set != nullptr && set->fid == Fid::NamespaceWriteProtection;
}

void tells_the_issuer_alone(const Notice& s, Changes& changes) {
  if (s.zones.empty() && s.command != nullptr)
    edit_controllers(changes, [&](At at, const Controller& before, Controller& after) {
      if (!(at == s.at)) after = before;
    });
}

template <auto Is>
void tells_of_no(const Notice& s, Changes& changes) {
  if (Is(s)) changes.clear();
}

void lists_no_namespace(const Notice& s, Changes& changes) {
  if (is_about_attachment(s))
    edit_controllers(changes, [](At, const Controller& before, Controller& after) { after.changed = before.changed; });
}

void tells_of_namespaces_anyway(const Notice& s, Changes& changes) {
  if (is_about_attachment(s))
    edit_controllers(changes,
                     [](At, const Controller&, Controller& after) { after.events.raise(kNamespaceAttributeChanged); });
}

Mutant notes(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
             std::string_view origin, void (*notices)(const Notice&, Changes&), std::string_view geometry = {}) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = origin,
          .geometry = geometry,
          .defect = {.notices = notices}};
}

// An event of what a host has commanded.
Mutant overeager(std::string_view id, std::string_view wrong, std::vector<ClauseId> clauses,
                 void (*notices)(const Notice&, Changes&), std::string_view geometry = {}) {
  return notes(id, wrong, "no event, and no entry", std::move(clauses), kEveryPath, notices, geometry);
}

}  // namespace

Topic notice_mutants() {
  constexpr std::uint8_t kRecommended = za::kResetRecommended | za::kFinishRecommended;
  constexpr std::string_view kTold = "an event tells so";
  constexpr std::string_view kExcursions = "zae=yes";
  return {
      notes("zone-failure-untold", "a zone that fails is listed, and not told", kTold, {"AER-010", "ZNS-ATTR-010"},
            kPart, untold<fails>),
      notes("zone-offline-unnoticed", "of a zone that goes Offline no event tells, and no list", kTold,
            {"AER-010", "ZNS-ATTR-010"}, kPath, unnoticed<goes_offline>),
      notes("zone-failure-unlisted", "a zone that fails is told, and not listed", "Changed Zone List has it",
            {"AER-012"}, kPart, unlisted),
      notes("zone-failure-lists-the-next", "Changed Zone List names the zone behind the one that failed",
            "it names the one that failed", {"AER-012"}, kOffByOne, lists_the_next_zone),
      notes("recommendation-untold", "of a recommendation no event tells", kTold, {"ZNS-ATTR-010", "ZNS-ATTR-001"},
            kPath, unnoticed<gains<kRecommended>>),
      notes("recommendation-withdrawn-untold", "of a recommendation that is taken back no event tells", kTold,
            {"ZNS-ATTR-010"}, kPath, unnoticed<loses<kRecommended>>),
      notes("excursion-untold", "of an excursion no event tells", kTold, {"ZNS-ATTR-005"}, kPath,
            unnoticed<gains<za::kFinishedByController>>, kExcursions),
      notes("zone-event-of-disabled", "an event of zones is told although it is disabled", "it is told if enabled",
            {"ZNS-ATTR-008", "AER-008"}, "QEMU 7.2: the configuration is looked at for SMART alone",
            tells_what_is_disabled),
      notes("zone-event-without-request-lost", "an event that no request waits for is lost", "the next request gets it",
            {"AER-005"}, kNoCheck, keeps_nothing),
      notes("zone-list-newest-alone", "Changed Zone List holds the latest zone alone", "it holds all since it was read",
            {"ZNS-ATTR-021"}, "plausible: one variable for the zone", lists_one<true>),
      notes("zone-list-oldest-alone", "Changed Zone List takes nothing in before it is read",
            "it holds all since it was read", {"ZNS-ATTR-021"}, "plausible: a list that is frozen by its event",
            lists_one<false>),
      overeager("zone-event-of-actions", "an event tells of a zone action", {"ZNS-ZMS-012", "ZNS-ATTR-009"},
                notes_what_was_commanded<is_acted_on>),
      overeager("zone-event-of-offline-zone", "an event tells of Offline Zone", {"ZNS-ZMS-012"},
                notes_what_was_commanded<is_made_offline>),
      overeager("zone-event-of-extensions", "an event tells of an extension that a host set", {"ZNS-ZMS-012"},
                notes_what_was_commanded<gets_an_extension>, "zdes=1"),
      overeager("zone-event-of-select-all", "an event tells of Select All", {"ZNS-ZMS-012", "ZNS-ATTR-009"},
                notes_what_was_commanded<is_one_of_all>),
      overeager("zone-event-of-opening-writes", "an event tells of a zone that a Write opens", {"ZNS-ATTR-009"},
                notes_what_was_commanded<is_opened_by_a_write>),
      overeager("zone-event-of-filling-writes", "an event tells of a zone that a Write makes Full", {"ZNS-ATTR-009"},
                notes_what_was_commanded<is_filled_by_a_write>),
      overeager("zone-event-of-write-pointers", "an event tells of a write pointer that moves", {"ZNS-ATTR-022"},
                notes_what_was_commanded<is_written>),
      overeager("zone-event-of-implicit-close", "an event tells of a zone that was closed to make room",
                {"ZNS-ATTR-009", "ZNS-ATTR-022"}, notes_what_was_commanded<makes_room>),
      {.id = "reset-keeps-recommendation",
       .wrong = "a Reset leaves RZR as it is",
       .right = "it clears RZR",
       .clauses = {"ZNS-ATTR-006"},
       .origin = kPart,
       .defect = {.does = keeps_recommendations}},
      notes("namespace-event-to-the-issuer",
            "only the controller that got the command notes what became of a namespace",
            "each that is affected notes it", {"AER-014"}, kPart, tells_the_issuer_alone, kManaged),
      notes("namespace-attachment-untold", "of an attachment no event tells", kTold, {"AER-014"}, kPath,
            tells_of_no<is_about_attachment>, kManaged),
      notes("namespace-deletion-untold", "of a namespace that was deleted no event tells", kTold, {"AER-014"}, kPath,
            tells_of_no<is_a_deletion>, kManaged),
      notes("namespace-protection-untold", "of a namespace that was write protected no event tells", kTold, {"AER-014"},
            kPath, tells_of_no<is_a_protection>, kManaged),
      notes("namespace-event-unlisted", "an attachment is told, and the namespace is not listed",
            "the Changed Namespace List has it", {"AER-014"}, kPart, lists_no_namespace, kManaged),
      notes("namespace-event-of-disabled", "an event of namespaces is told although it is disabled",
            "it is told if enabled", {"AER-008"}, "QEMU 7.2", tells_of_namespaces_anyway, kManaged),
  };
}

}  // namespace zns::mutants
