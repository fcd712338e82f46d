// Defects of Namespace Write Protection.
#include "reference/device/namespace/transition.hpp"
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/feature_effects.hpp"
#include "reference/mutants/parts.hpp"
#include "reference/spec/footprint.hpp"

namespace zns::mutants {
namespace {

constexpr std::string_view kPath = "plausible: one of several paths forgets the check";
constexpr std::string_view kCache = "vwc=yes";

using Admin = AdminSituation;
constexpr Fid kFid = Fid::NamespaceWriteProtection;

template <class Body>
Geometry lets_through(const Situation& s) {
  Geometry believed = s.geometry;
  if (sent<Body>(s) != nullptr) believed.write_protected = false;
  return believed;
}

template <ZoneSendAction Zsa, bool All>
Geometry lets_action_through(const Situation& s) {
  Geometry believed = s.geometry;
  if (All ? is_sent_to_all(s, Zsa) : is_sent(s, Zsa) && !is_sent_to_all(s, Zsa)) believed.write_protected = false;
  return believed;
}

// What would change nothing goes through.
void lets_nothing_through(const Situation& s, Effect& effect) {
  if (effect.status != Status::NamespaceIsWriteProtected || sent<ZoneManagementSend>(s) == nullptr) return;
  const Zone* zone = zone_named(s);
  if (is_sent(s, ZoneSendAction::Reset) && zone != nullptr && zone->zs == ZoneState::Empty) start_over(effect);
}

template <class Body>
void refuses_too(const Situation& s, Effect& effect) {
  if (sent<Body>(s) != nullptr && s.geometry.write_protected) refuse(effect, Status::NamespaceIsWriteProtected);
}

void opens_before_it_refuses(const Situation& s, Effect& effect) {
  if (effect.status != Status::NamespaceIsWriteProtected || sent<Write>(s) == nullptr) return;
  const Zone* zone = zone_named(s);
  if (zone == nullptr || zone->zs != ZoneState::Empty) return;
  Zone opened = *zone;
  opened.zs = ZoneState::ImplicitlyOpened;
  set_zone(s, effect, *named_zone(s), opened);
}

Geometry says_it_is_not(const Geometry& geometry) {
  Geometry told = geometry;
  told.write_protected = false;
  return told;
}

bool protects(const Admin& s, const AdminEffect& effect) {
  return sent<SetFeatures>(s, kFid) != nullptr && effect.status == kSuccess;
}

void moves_no_zone(const Admin& s, AdminEffect& effect) {
  if (!protects(s, effect)) return;
  edit<Namespace>(effect.changes, [](const Namespace& before, Namespace& after) { after.state = before.state; });
}

template <class Chosen>
void edit_filled(const Admin& s, AdminEffect& effect, const Chosen& chosen) {
  if (!protects(s, effect)) return;
  edit<Namespace>(effect.changes, [&](const Namespace& before, Namespace& after) {
    Effect more;
    for (ZoneId id = 0; id < before.geometry.zones; ++id) {
      const Zone& was = before.state.zone(id);
      if (is_active(was.zs)) chosen(id, was, after.state.zone(id), more);
    }
    apply(after.state, more);
  });
}

void closes_instead(const Admin& s, AdminEffect& effect) {
  edit_filled(s, effect, [](ZoneId id, const Zone& was, const Zone& is, Effect& more) {
    Zone closed = was;
    closed.zs = ZoneState::Closed;
    more.change(id, is, closed);
  });
}

void leaves_closed(const Admin& s, AdminEffect& effect) {
  edit_filled(s, effect, [](ZoneId id, const Zone& was, const Zone& is, Effect& more) {
    if (was.zs == ZoneState::Closed) more.change(id, is, was);
  });
}

void empties_unwritten(const Admin& s, AdminEffect& effect) {
  edit_filled(s, effect, [&](ZoneId id, const Zone& was, const Zone& is, Effect& more) {
    if (was.wp != s.subsystem[0].geometry.zslba(id)) return;
    Zone empty = was;
    empty.zs = ZoneState::Empty;
    more.change(id, is, empty);
  });
}

void says_controller_finished(const Admin& s, AdminEffect& effect) {
  edit_filled(s, effect, [](ZoneId id, const Zone&, const Zone& is, Effect& more) {
    Zone finished = is;
    finished.za |= za::kFinishedByController;
    more.change(id, is, finished);
  });
}

void does_not_commit(const Admin& s, AdminEffect& effect) {
  if (!protects(s, effect)) return;
  edit<Namespace>(effect.changes, [](const Namespace& before, Namespace& after) { after.cache = before.cache; });
}

template <Reset Kind>
void ends_with(const FeatureReset& s, std::vector<Change>& changes) {
  if (s.kind != Kind) return;
  const Namespace& before = s.subsystem[0];
  if (!before.geometry.write_protected) return;
  auto after = std::make_shared<Namespace>(before);
  after->features.set(kFid, 0, 0);
  after->show_features();
  changes = {Set<NamespaceAt, std::shared_ptr<const Namespace>>{
      {0}, std::make_shared<const Namespace>(before), std::move(after)}};
}

void lasts_for_ever(const FeatureReset& s, std::vector<Change>& changes) {
  if (s.kind == Reset::PowerCycle) changes.clear();
}

void is_lifted_at_any_time(const Admin& s, AdminEffect& effect) {
  const auto* set = sent<SetFeatures>(s, kFid);
  if (set == nullptr || effect.status != Status::FeatureNotChangeable) return;
  effect.status = kSuccess;
  set_in_namespace_anyway(s, effect, kFid, set->dw11 & 0x7);
}

void takes_any_state(const Admin& s, AdminEffect& effect) {
  const auto* set = sent<SetFeatures>(s, kFid);
  if (set == nullptr || effect.status != Status::InvalidFieldInCommand || s.command.nsid == kBroadcastNsid) return;
  effect.status = kSuccess;
}

constexpr std::string_view kRefused = "it is refused with Namespace is Write Protected";

Mutant lets(std::string_view id, std::string_view wrong, ClauseId clause, Geometry (*believes)(const Situation&)) {
  return {.id = id,
          .wrong = wrong,
          .right = kRefused,
          .clauses = {clause},
          .origin = kPath,
          .defect = {.believes = believes}};
}

Mutant protected_so(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
                    Conduct defect, std::string_view geometry = {}) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = "plausible: protection is rare, and its paths are little tested",
          .geometry = geometry,
          .defect = defect};
}

}  // namespace

Topic protection_mutants() {
  using enum ZoneSendAction;
  return {
      lets("protected-write", "A Write to a protected namespace is carried out", "ZNS-GEN-011", lets_through<Write>),
      lets("protected-append", "A Zone Append to a protected namespace is carried out", "ZNS-GEN-011",
           lets_through<ZoneAppend>),
      lets("protected-write-zeroes", "Write Zeroes to a protected namespace is carried out", "ZNS-GEN-011",
           lets_through<WriteZeroes>),
      lets("protected-reset", "Reset Zone in a protected namespace is carried out", "ZNS-ZMS-006",
           lets_action_through<ZoneSendAction::Reset, false>),
      lets("protected-open", "Open Zone in a protected namespace is carried out", "ZNS-ZMS-006",
           lets_action_through<Open, false>),
      lets("protected-finish", "Finish Zone in a protected namespace is carried out", "ZNS-ZMS-006",
           lets_action_through<Finish, false>),
      lets("protected-extension", "Set Zone Descriptor Extension in a protected namespace is carried out",
           "ZNS-ZMS-006", lets_action_through<SetZoneDescriptorExtension, false>),
      lets("protected-reset-all", "Reset Zone with Select All in a protected namespace is carried out", "ZNS-ZMS-006",
           lets_action_through<ZoneSendAction::Reset, true>),
      lets("protected-close-all", "Close Zone with Select All in a protected namespace is carried out", "ZNS-ZMS-006",
           lets_action_through<Close, true>),
      protected_so("protected-no-change-succeeds", "Reset Zone of an Empty zone in a protected namespace succeeds",
                   kRefused, {"ZNS-ZMS-006"}, {.does = lets_nothing_through}),
      protected_so("protected-read-refused", "A Read in a protected namespace is refused", "it succeeds",
                   {"ZNS-RST-051"}, {.does = refuses_too<Read>}),
      protected_so("protected-report-refused", "A zone report of a protected namespace is refused", "it succeeds",
                   {"ZNS-RST-051"}, {.does = refuses_too<ZoneManagementReceive>}),
      protected_so("protected-flush-refused", "Flush of a protected namespace is refused", "it succeeds",
                   {"ZNS-RST-051"}, {.does = refuses_too<Flush>}),
      protected_so("protected-write-opens", "A Write that is refused for protection opens its zone", "nothing changes",
                   {"ZNS-GEN-007"}, {.does = opens_before_it_refuses}),
      protected_so("protection-not-told", "NSATTR bit 0 is 0 in a protected namespace", "it is 1", {"IDN-014"},
                   {.tells = says_it_is_not}),
      protected_so("protection-moves-no-zone", "Active zones stay active as the namespace is protected",
                   "they become Full", {"ZNS-RST-050"}, {.administers = moves_no_zone}),
      protected_so("protection-closes", "Active zones become Closed as the namespace is protected", "they become Full",
                   {"ZNS-RST-050"}, {.administers = closes_instead}),
      protected_so("protection-leaves-closed", "Closed zones stay Closed as the namespace is protected",
                   "they become Full", {"ZNS-SM-011"}, {.administers = leaves_closed}),
      protected_so("protection-empties",
                   "Zones that were opened and hold nothing become Empty as the namespace is protected",
                   "they become Full", {"ZNS-RST-050"}, {.administers = empties_unwritten}),
      protected_so("protection-sets-zfc", "Zones that protection makes Full say that the controller finished them",
                   "ZFC stays 0", {"ZNS-SM-011"}, {.administers = says_controller_finished}),
      protected_so("protection-does-not-commit", "What is cached is not made durable as the namespace is protected",
                   "it is", {"FEA-84-1", "ZNS-RST-052"}, {.administers = does_not_commit}, kCache),
      protected_so("protection-ends-with-reset", "A Controller Reset lifts the protection", "it stays", {"ZNS-RST-053"},
                   {.resets_features = ends_with<zns::Reset::Controller>}),
      protected_so("protection-ends-with-power", "A power cycle lifts the protection", "it stays", {"ZNS-RST-053"},
                   {.resets_features = ends_with<zns::Reset::PowerCycle>}),
      protected_so("protection-never-ends", "Protection until power cycle outlives a power cycle", "it ends there",
                   {"ZNS-RST-053"}, {.resets_features = lasts_for_ever}),
      protected_so("protection-lifted-before", "Protection until power cycle is lifted before", "it is refused",
                   {"FID-84h"}, {.administers = is_lifted_at_any_time}),
      protected_so("protection-any-state", "Reserved states of protection, and those not offered, succeed",
                   "they are refused", {"FID-84h", "FEA-014"}, {.administers = takes_any_state}),
  };
}

}  // namespace zns::mutants
