// What the standard leaves open of asynchronous events: when one is told, whom it is told to, and what the lists of
// what changed hold.
#include "reference/mutants/event_parts.hpp"
#include "reference/variants/parts.hpp"

namespace zns::variants {
namespace {

using mutants::AdminSituation;
using mutants::edit_controllers;
using mutants::EventReset;
using mutants::EventSituation;
using mutants::NoticeSituation;

using Changes = std::vector<Change>;

void takes_its_time(const EventSituation& s, std::optional<AdminEffect>& effect) {
  if (s.past.looks % 3 != 2) effect.reset();
}

void lists_while_enabled(const NoticeSituation&, Changes& changes) {
  edit_controllers(changes, [](At, const Controller& before, Controller& after) {
    if (!mutants::enables(before, oaes::kZoneDescriptorChanged)) after.changed.zones = before.changed.zones;
  });
}

void forgets_at_a_reset(const EventReset& s, Changes& changes) {
  mutants::change_controllers(s.subsystem, changes, [](At, Controller& after) { after.changed = {}; });
}

// ZNS-ATTR-013: which zones changed is not remembered, but that some did.
void enumerates_nothing(const AdminSituation& s, AdminEffect& effect) {
  const auto* get = mutants::asked<GetLogPage>(s);
  if (get == nullptr || get->lid != Lid::ChangedZoneList || effect.status != kSuccess) return;
  if (s.subsystem.controller(s.at).changed.changed_zones(s.command.nsid).nrzid == 0) return;
  const LogBytes page = encode(ChangedZones{.nrzid = kNotEnumerated});
  for (std::size_t i = 0; i < effect.reply.size() && get->lpo + i < page.size(); ++i)
    effect.reply[i] = page[static_cast<std::size_t>(get->lpo) + i];
}

// ZNS-AMB-19: as many as fit, and the others when it is read again.
void tells_the_others_next(const AdminSituation& s, AdminEffect& effect) {
  const std::vector<std::uint64_t> zones = mutants::first_of_too_many(s, effect);
  if (zones.empty()) return;
  mutants::reply_with(effect, zones);
  edit_controllers(effect.changes, [&](At, const Controller& before, Controller& after) {
    const std::vector<std::uint64_t>& all = before.changed.zones.at(s.command.nsid);
    for (std::size_t i = zones.size(); i < all.size(); ++i) after.changed.add_zone(s.command.nsid, all[i]);
  });
}

// AER-014: the host that sent the command knows.
void spares_the_issuer(const NoticeSituation& s, Changes& changes) {
  if (s.command == nullptr || !s.zones.empty()) return;
  edit_controllers(changes, [&](At at, const Controller& before, Controller& after) {
    if (at == s.at) after.events = before.events;
  });
}
void does_not_list_at_the_issuer(const NoticeSituation& s, Changes& changes) {
  if (s.command == nullptr || !s.zones.empty()) return;
  edit_controllers(changes, [&](At at, const Controller& before, Controller& after) {
    if (at == s.at) after = before;
  });
}

// ZNS-AMB-21: that zones are Full then is what the host asked for.
void is_silent_of_protection(const NoticeSituation& s, Changes& changes) {
  if (mutants::done<SetFeatures>(s) == nullptr) return;
  edit_controllers(changes, [](At, const Controller& before, Controller& after) {
    if (!(before.changed.zones == after.changed.zones)) after = before;
  });
}

// What Identify tells of it may have changed.
void tells_of_a_format(const NoticeSituation& s, Changes& changes) {
  if (mutants::done<FormatNvm>(s) == nullptr || s.command->nsid != s.subsystem[0].geometry.nsid) return;
  mutants::change_controllers(s.subsystem, changes, [&](At, Controller& after) {
    after.changed.add_namespace(s.command->nsid);
    if (mutants::enables(after, oaes::kNamespaceAttribute)) after.events.raise(kNamespaceAttributeChanged);
  });
}

}  // namespace

Topic notice_variants() {
  constexpr std::string_view kManaged = "nsmgmt=yes,controllers=2,nn=6";
  return {
      {.id = "events-late",
       .what = "A request that waits is completed a while after what happened.",
       .clauses = {"ZNS-ATTR-010", "AER-005"},
       .conduct = {.tells_event = takes_its_time}},
      {.id = "zone-list-while-enabled",
       .what = "Zones enter Changed Zone List only while their event is enabled.",
       .clauses = {"ZNS-ATTR-017"},
       .conduct = {.notices = lists_while_enabled}},
      {.id = "zone-list-forgotten-at-reset",
       .what = "A reset empties Changed Zone List and the Changed Namespace List.",
       .clauses = {"ZNS-ATTR-016"},
       .conduct = {.resets_events = forgets_at_a_reset}},
      {.id = "zone-list-never-enumerated",
       .what = "Changed Zone List says that zones changed (FFFFh), and never which.",
       .clauses = {"ZNS-ATTR-013", "ZNS-AMB-19"},
       .conduct = {.administers = enumerates_nothing}},
      {.id = "zone-list-in-parts",
       .what = "Changed Zone List names 511 zones, and the others when it is read again.",
       .clauses = {"ZNS-ATTR-013", "ZNS-AMB-19"},
       .options = "zones=600",
       .conduct = {.administers = tells_the_others_next}},
      {.id = "issuer-untold",
       .what = "The controller that got a command tells no event of what it did to namespaces.",
       .clauses = {"AER-014"},
       .options = kManaged,
       .conduct = {.notices = spares_the_issuer}},
      {.id = "issuer-unlisted",
       .what = "The controller that got a command neither tells nor lists what it did to namespaces.",
       .clauses = {"AER-014"},
       .options = kManaged,
       .conduct = {.notices = does_not_list_at_the_issuer}},
      {.id = "protection-untold",
       .what = "Of zones that are Full because their namespace was write protected no event tells.",
       .clauses = {"ZNS-AMB-21", "ZNS-ATTR-020"},
       .conduct = {.notices = is_silent_of_protection}},
      {.id = "format-told",
       .what = "Of a Format NVM the event Namespace Attribute Changed tells.",
       .clauses = {"FMT-010", "AER-014"},
       .conduct = {.notices = tells_of_a_format}},
  };
}

}  // namespace zns::variants
