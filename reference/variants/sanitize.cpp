// What a device may make of Sanitize and Abort that the reference does not.
#include <memory>
#include <variant>

#include "reference/device/subsystem.hpp"
#include "reference/variants/catalogue.hpp"
#include "reference/variants/parts.hpp"

namespace zns::variants {
namespace {

using mutants::AdminSituation;
using mutants::SanitizeSituation;

// Zones that had failed stay so (AMB-15).
void keeps_failed_zones(const SanitizeSituation& s, std::vector<Change>& changes) {
  if (s.event != SanitizeEvent::Success) return;
  for (Change& change : changes) {
    auto* set = std::get_if<Set<NamespaceAt, std::shared_ptr<const Namespace>>>(&change);
    if (set == nullptr) continue;
    Namespace ns = *set->after;
    for (ZoneId zone = 0; zone < ns.geometry.zones; ++zone)
      if (const ZoneState zs = set->before->state.zone(zone).zs; zs == ZoneState::ReadOnly || zs == ZoneState::Offline)
        if (auto failed = background(ns.geometry, ns.state, Event{event_towards(zs), zone})) apply(ns.state, *failed);
    set->after = std::make_shared<const Namespace>(std::move(ns));
  }
}

// There is nothing to be made durable.
void flushes(const Situation& s, Effect& effect) {
  if (sent<Flush>(s) != nullptr && effect.status == Status::SanitizeInProgress) effect = {};
}

// SAN-003: which of the other log pages can be read meanwhile is open.
void hides_other_logs(const AdminSituation& s, AdminEffect& effect) {
  const auto* get = std::get_if<GetLogPage>(&s.command.body);
  const bool goes_on = s.subsystem.sanitize().state == SanitizeState::InProgress;
  if (get != nullptr && goes_on && get->lid != Lid::SanitizeStatus) effect = {.status = Status::SanitizeInProgress};
}

void refuses_unknown_queue(const AdminSituation& s, AdminEffect& effect) {
  const auto* abort = std::get_if<Abort>(&s.command.body);
  if (abort != nullptr && abort->sqid == 0xFFFF) effect = {.status = Status::InvalidFieldInCommand};
}

Variant sanitize(std::string_view id, std::string_view what, std::vector<ClauseId> clauses, std::string_view options,
                 const Conduct& conduct = {}) {
  return {.id = id, .what = what, .clauses = std::move(clauses), .options = options, .conduct = conduct};
}

}  // namespace

std::vector<Variant> sanitize_variants() {
  constexpr std::string_view kYes = "sanitize=yes";
  return {
      sanitize("sanitize-goes-on", "A sanitize operation goes on while 48 commands are completed.", {"SAN-002"}, kYes),
      sanitize("sanitize-at-once", "A sanitize operation has ended by the time Sanitize is completed.", {"SAN-002"},
               "sanitize=yes,sanitize-commands=0"),
      sanitize("sanitize-slowly", "A sanitize operation goes on while 500 commands are completed.", {"SAN-002"},
               "sanitize=yes,sanitize-commands=500"),
      sanitize("sanitize-fails", "Every sanitize operation fails.", {"SAN-002", "ZNS-RST-043"},
               "sanitize=yes,sanitize-fails=yes"),
      sanitize("sanitize-crypto-only", "Crypto Erase is the one action.", {"SAN-001"}, "sanitize=crypto"),
      sanitize("sanitize-no-deallocate-modifies", "Media is modified after a No-Deallocate.", {"ZNS-RST-042"},
               "sanitize=yes,no-deallocate=modified"),
      sanitize("sanitize-no-deallocate-unsaid", "What a No-Deallocate leaves is not said.", {"ZNS-RST-041"},
               "sanitize=yes,no-deallocate=unsaid"),
      sanitize("sanitize-no-deallocate-inhibited", "No-Deallocate After Sanitize is inhibited.", {"ZNS-RST-042"},
               "sanitize=yes,no-deallocate=inhibited"),
      sanitize("sanitize-keeps-failed-zones", "Sanitize leaves zones that had failed as they are.", {"AMB-15"}, kYes,
               {.sanitizes = keeps_failed_zones}),
      sanitize("sanitize-flushes", "Flush succeeds while a sanitize operation goes on.", {"SAN-003"}, kYes,
               {.does = flushes}),
      sanitize("sanitize-hides-other-logs", "Sanitize Status is the one log page while a sanitize operation goes on.",
               {"SAN-003"}, kYes, {.administers = hides_other_logs}),
  };
}

std::vector<Variant> abort_variants() {
  return {
      {.id = "abort-event-requests",
       .what = "Abort aborts Asynchronous Event Requests that wait.",
       .clauses = {"AER-004", "GEN-022"},
       .freedom = Freedom::AbortOfEventRequest,
       .options = "abort-requests=yes"},
      {.id = "abort-refuses-unknown-queue",
       .what = "Abort of a command in a queue that does not exist ends with Invalid Field in Command.",
       .clauses = {"GEN-023", "AMB-19"},
       .freedom = Freedom::AbortOfUnknownQueue,
       .conduct = {.administers = refuses_unknown_queue}},
  };
}

}  // namespace zns::variants
