// The books against the device, and the books in words.
#include <algorithm>

#include "reference/exhaustion/subsystem/ledger.hpp"
#include "reference/spec/features.hpp"
#include "reference/spec/log_pages.hpp"

namespace zns {
namespace {

constexpr std::string_view name(Life life) {
  return life == Life::Enabled ? "enabled" : life == Life::Disabled ? "disabled" : "shut down";
}

Objection otherwise(ClauseId clause, const std::string& what, const std::string& expected,
                    const std::string& observed) {
  return {clause, what + ": " + expected, observed};
}
Objection otherwise(ClauseId clause, const std::string& what, std::uint64_t expected, std::uint64_t observed) {
  return otherwise(clause, what, std::to_string(expected), std::to_string(observed));
}

// What says that zones are so, and no other, after the deed.
ClauseId clause_of_zones(const Deed& deed) {
  const auto* sent = std::get_if<Sent>(&deed.what);
  if (sent == nullptr) return either(std::holds_alternative<Turned>(deed.what), "ZNS-RST-008", "AER-010");
  return either(sent->command.queue == Queue::Admin, "NSA-010", "ZNS-ZMS-013");
}

std::string zone_text(ZoneState zs, std::uint64_t written, bool by_controller) {
  return std::string{letters(zs)} + " with " + std::to_string(written) + " blocks" + (by_controller ? ", ZFC" : "");
}

}  // namespace

Judged Ledger::compare(const Subsystem& subsystem, const Deed& deed) const {
  if (Judged judged = compare_controllers(subsystem)) return judged;
  return compare_namespaces(subsystem, deed);
}

Judged Ledger::compare_controllers(const Subsystem& subsystem) const {
  for (std::size_t i = 0; i < kPair; ++i) {
    const OfController& expected = controllers_[i];
    const Controller& observed = subsystem.controller({i});
    const std::string who = "controller " + std::to_string(i + 1) + ": ";
    std::uint64_t changed = 0;
    std::uint64_t zones = 0;
    for (std::size_t n = 0; n < kPair; ++n) {
      const auto& list = observed.changed.namespaces;
      const bool is_changed = std::find(list.begin(), list.end(), namespaces_[n].nsid) != list.end();
      changed |= std::uint64_t{is_changed} << n;
      zones |= std::uint64_t{observed.changed.changed_zones(namespaces_[n].nsid).nrzid != 0} << n;
    }
    const std::uint64_t enabled = observed.features.current(Fid::AsynchronousEventConfiguration);
    const auto kinds = ((enabled & oaes::kNamespaceAttribute) != 0 ? kAttribute : 0U) |
                       ((enabled & oaes::kZoneDescriptorChanged) != 0 ? kZones : 0U);
    if (observed.life() != expected.life)
      return otherwise("REG-012", who + "its life", std::string{name(expected.life)},
                       std::string{name(observed.life())});
    if (observed.events.outstanding() != (expected.waits ? 1U : 0U))
      return otherwise("AER-001", who + "requests that wait", expected.waits ? 1 : 0, observed.events.outstanding());
    if (kinds != expected.enabled) return otherwise("FEA-012", who + "notices enabled", expected.enabled, kinds);
    if (changed != expected.changed)
      return otherwise("CNS-LOG-001", who + "Changed Namespace List, a bit each", expected.changed, changed);
    if (zones != expected.zones)
      return otherwise("AER-010", who + "Changed Zone Lists that are not empty, a bit each", expected.zones, zones);
  }
  return std::nullopt;
}

Judged Ledger::compare_namespaces(const Subsystem& subsystem, const Deed& deed) const {
  for (std::size_t n = 0; n < kPair; ++n) {
    const OfNamespace& expected = namespaces_[n];
    const Namespace& observed = subsystem[n];
    const std::string who = "namespace " + std::to_string(expected.nsid) + ": ";
    for (std::size_t i = 0; i < kPair; ++i)
      if (observed.attached[i] != expected.attached[i])
        return otherwise("NSA-001", who + "attached to controller " + std::to_string(i + 1),
                         std::uint64_t{expected.attached[i]}, std::uint64_t{observed.attached[i]});
    const Zone& zone = observed.state.zone(0);
    const bool is_full = zone.zs == ZoneState::Full;  // in other states ZFC says nothing here
    const bool by_controller = is_full ? (zone.za & za::kFinishedByController) != 0 : expected.by_controller;
    const std::uint64_t written = expected.zs == ZoneState::Offline ? expected.written : zone.wp;
    if (zone.zs != expected.zs || by_controller != expected.by_controller || written != expected.written)
      return otherwise(clause_of_zones(deed), who + "its zone",
                       zone_text(expected.zs, expected.written, expected.by_controller),
                       zone_text(zone.zs, zone.wp, by_controller));
  }
  return std::nullopt;
}

std::string Ledger::key() const {
  std::string key;
  const auto add = [&](auto value) { key.push_back(static_cast<char>(value)); };
  for (const OfController& each : controllers_) {
    add(static_cast<unsigned>(each.life) | (each.waits ? 4U : 0U) | unsigned{each.enabled} << 3);
    add(each.due | each.masked << 3);
    add(each.changed | each.zones << 2);
  }
  for (const OfNamespace& each : namespaces_) {
    add((each.attached[0] ? 1U : 0U) | (each.attached[1] ? 2U : 0U) | (each.by_controller ? 4U : 0U));
    add(column(each.zs) | std::size_t{each.written} << 3);
  }
  return key;
}

std::string Ledger::in_words() const {
  const auto kinds_text = [&](Kinds kinds) {
    std::string text;
    if ((kinds & kAttribute) != 0) text += " namespaces";
    for (std::size_t n = 0; n < kPair; ++n)
      if ((kinds & kZone[n]) != 0) text += " zone-of-" + std::to_string(namespaces_[n].nsid);
    return text;
  };
  const auto places_text = [&](std::uint8_t places) {
    std::string text;
    for (std::size_t n = 0; n < kPair; ++n)
      if ((places >> n & 1U) != 0) text += ' ' + std::to_string(namespaces_[n].nsid);
    return text;
  };
  std::string text;
  for (std::size_t i = 0; i < kPair; ++i) {
    const OfController& each = controllers_[i];
    text += (i == 0 ? "controller 1 " : "; controller 2 ") + std::string{name(each.life)};
    if (each.waits) text += ", a request waits";
    if (each.enabled != 0) text += ", enabled:" + kinds_text(each.enabled);
    if (each.due != 0) text += ", due:" + kinds_text(each.due);
    if (each.masked != 0) text += ", told and not read:" + kinds_text(each.masked);
    if (each.changed != 0) text += ", changed namespaces:" + places_text(each.changed);
    if (each.zones != 0) text += ", changed zones of:" + places_text(each.zones);
  }
  for (const OfNamespace& each : namespaces_) {
    text += "; namespace " + std::to_string(each.nsid) + " at";
    if (!each.attached[0] && !each.attached[1]) text += " none";
    for (std::size_t i = 0; i < kPair; ++i)
      if (each.attached[i]) text += ' ' + std::to_string(i + 1);
    text += ", " + zone_text(each.zs, each.written, each.by_controller);
  }
  return text;
}

}  // namespace zns
