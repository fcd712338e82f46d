// What a device may make of Format NVM that the reference does not.
#include <memory>
#include <variant>

#include "reference/device/subsystem.hpp"
#include "reference/variants/catalogue.hpp"
#include "reference/variants/parts.hpp"

namespace zns::variants {
namespace {

using mutants::AdminSituation;

const FormatNvm* formats(const AdminSituation& s) {
  return std::get_if<FormatNvm>(&s.command.body);
}

// Zones that had failed stay so.
void keeps_failed_zones(const AdminSituation& s, AdminEffect& effect) {
  if (formats(s) == nullptr || effect.status != kSuccess) return;
  for (Change& change : effect.changes) {
    auto* set = std::get_if<Set<NamespaceAt, std::shared_ptr<const Namespace>>>(&change);
    if (set == nullptr) continue;
    Namespace ns = *set->after;
    for (ZoneId zone = 0; zone < ns.geometry.zones; ++zone)
      if (const ZoneState zs = set->before->state.zone(zone).zs; zs == ZoneState::ReadOnly || zs == ZoneState::Offline)
        if (auto failed = background(ns.geometry, ns.state, {event_towards(zs), zone})) apply(ns.state, *failed);
    set->after = std::make_shared<const Namespace>(ns);
  }
}

// FMT-002, FMT-003: either status.
template <Status From, Status To>
void says(const AdminSituation& s, AdminEffect& effect) {
  if (formats(s) != nullptr && effect.status == From && s.command.nsid == s.subsystem[0].geometry.nsid)
    effect.status = To;
}

}  // namespace

std::vector<Variant> format_variants() {
  return {
      {.id = "format-keeps-failed-zones",
       .what = "Format NVM leaves zones that had failed as they are.",
       .clauses = {"FMT-011"},
       .conduct = {.administers = keeps_failed_zones}},
      {.id = "format-invalid-field",
       .what = "Format NVM to a format that is not there ends with Invalid Field in Command.",
       .clauses = {"FMT-002"},
       .conduct = {.administers = says<Status::InvalidFormat, Status::InvalidFieldInCommand>}},
  };
}

}  // namespace zns::variants
