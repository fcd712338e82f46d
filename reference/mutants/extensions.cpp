// Zone Descriptor Extensions: how they are set, how long they live, what a report gives.
#include <algorithm>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::mutants {
namespace {

using enum ZoneState;
using Zsa = ZoneSendAction;
constexpr auto kSet = Zsa::SetZoneDescriptorExtension;

SharedExtension given(const Situation& situation) {
  return std::make_shared<const Extension>(situation.data.begin(), situation.data.end());
}

bool has_extension(const Zone& zone) {
  return (zone.za & za::kDescriptorExtensionValid) != 0;
}

// ZDEV and the data go, where a zone enters `To`.
template <ZoneState To>
void lost_entering(const Situation& situation, Effect& effect) {
  for (std::size_t i = 0; i < effect.zones.size(); ++i) {
    ZoneChange& change = effect.zones[i];
    if (change.before.zs == To || change.after.zs != To || !has_extension(change.before)) continue;
    change.after.za &= static_cast<std::uint8_t>(~za::kDescriptorExtensionValid);
    effect.extensions.push_back({.zone = change.zone, .before = situation.state.extension(change.zone)});
  }
}

template <ZoneState To>
void survives_entering(const Situation& situation, Effect& effect) {
  for (std::size_t i = 0; i < effect.zones.size(); ++i) {
    ZoneChange& change = effect.zones[i];
    if (change.after.zs != To || !has_extension(change.before)) continue;
    change.after.za |= za::kDescriptorExtensionValid;
    effect.extensions.push_back({.zone = change.zone,
                                 .before = situation.state.extension(change.zone),
                                 .after = situation.state.extension(change.zone)});
  }
}

void lost_by_write(const Situation& situation, Effect& effect) {
  const auto blocks = blocks_written(situation);
  if (!blocks) return;
  ZoneChange* change = change_of(effect, blocks->zone);
  if (change == nullptr || !has_extension(change->before)) return;
  change->after.za &= static_cast<std::uint8_t>(~za::kDescriptorExtensionValid);
  effect.extensions.push_back({.zone = change->zone, .before = situation.state.extension(change->zone)});
}

// Refused, and stored all the same.
void stored_though_refused(const Situation& situation, Effect& effect) {
  const Zone* zone = zone_named(situation);
  if (!is_sent(situation, kSet) || effect.status != Status::InvalidZoneStateTransition || zone == nullptr) return;
  if (has_extension(*zone)) effect.extensions.push_back({.zone = *named_zone(situation), .after = given(situation)});
}

template <ZoneState At>
void accepted_in(const Situation& situation, Effect& effect) {
  if (!is_cell<kSet, At>(situation) || situation.geometry.zdes == 0) return;
  start_over(effect);
  const ZoneId id = *named_zone(situation);
  Zone after = situation.state.zone(id);
  after.za |= za::kDescriptorExtensionValid;
  set_zone(situation, effect, id, after);
  effect.extensions.push_back({.zone = id, .before = situation.state.extension(id), .after = given(situation)});
}

ZoneChange* change_by_set(const Situation& situation, Effect& effect) {
  return is_sent(situation, kSet) && effect.status == kSuccess && !effect.extensions.empty()
             ? change_of(effect, effect.extensions[0].zone)
             : nullptr;
}

template <ZoneState To>
void leaves_zone_in(const Situation& situation, Effect& effect) {
  if (ZoneChange* change = change_by_set(situation, effect)) change->after.zs = To;
}

void forgets_zdev(const Situation& situation, Effect& effect) {
  if (ZoneChange* change = change_by_set(situation, effect))
    change->after.za &= static_cast<std::uint8_t>(~za::kDescriptorExtensionValid);
}

template <std::size_t Kept>
void keeps_first_bytes(const Situation& situation, Effect& effect) {
  if (change_by_set(situation, effect) == nullptr) return;
  Extension kept{*effect.extensions[0].after};
  std::fill(kept.begin() + static_cast<std::ptrdiff_t>(std::min(Kept, kept.size())), kept.end(), std::byte{0});
  effect.extensions[0].after = std::make_shared<const Extension>(std::move(kept));
}

// The extension of the zone's life before this one.
void attaches_the_old(const Situation& situation, Effect& effect) {
  if (change_by_set(situation, effect) == nullptr) return;
  const auto old = situation.past.detached.find(effect.extensions[0].zone);
  if (old != situation.past.detached.end() && old->second) effect.extensions[0].after = old->second;
}

void refused_without_extensions_is_success(const Situation& situation, Effect& effect) {
  if (is_cell<kSet, Empty>(situation) && effect.status == Status::InvalidFieldInCommand) start_over(effect);
}

// Each entry has the extension of the entry before it.
void returns_that_before(const Situation& situation, std::span<std::byte> out) {
  const auto* receive = sent<ZoneManagementReceive>(situation);
  if (receive == nullptr || receive->zra != ZoneReceiveAction::ExtendedReportZones) return;
  const std::size_t bytes = situation.geometry.extension_bytes();
  const std::size_t entry = kZoneDescriptorBytes + bytes;
  for (std::size_t at = out.size() < kReportHeaderBytes ? 0 : (out.size() - kReportHeaderBytes) / entry; at-- > 1;) {
    const auto to = out.subspan(kReportHeaderBytes + at * entry + kZoneDescriptorBytes, bytes);
    const auto from = out.subspan(kReportHeaderBytes + (at - 1) * entry + kZoneDescriptorBytes, bytes);
    std::copy(from.begin(), from.end(), to.begin());
  }
}

Mutant extension(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
                 std::string_view origin, void (*does)(const Situation&, Effect&)) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = origin,
          .hard = "only in a zone with an extension",
          .defect = {.does = does}};
}

constexpr std::string_view kLife = "plausible: the attributes of a zone are written anew with its state";

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
Topic extension_mutants() {
  const std::string_view kept = "data stays associated until the zone is Empty or Offline";
  return {
      extension("extension-overwritten-though-refused",
                "Set Zone Descriptor Extension on a zone that is not Empty is aborted, and replaces its extension",
                "an aborted command changes nothing", {"ZNS-ZMS-033", "ZNS-GEN-007"},
                "QEMU: the buffer is copied before the state is checked", stored_though_refused),
      extension("extension-replaced-in-closed", "Set Zone Descriptor Extension on a Closed zone replaces its extension",
                "it is aborted: once set, it is there until the zone is Empty", {"ZNS-ZMS-033", "ZNS-ZMS-035"}, kTable,
                accepted_in<Closed>),
      extension("extension-set-in-full", "Set Zone Descriptor Extension on a Full zone succeeds", "it is aborted",
                {"ZNS-ZMS-033"}, kTable, accepted_in<Full>),
      extension("extension-set-in-explicitly-opened",
                "Set Zone Descriptor Extension on an explicitly opened zone succeeds", "it is aborted", {"ZNS-ZMS-033"},
                kTable, accepted_in<ExplicitlyOpened>),
      extension("extension-leaves-empty", "Set Zone Descriptor Extension leaves the zone Empty", "the zone is Closed",
                {"ZNS-ZMS-033", "ZNS-SM-003"}, kTable, leaves_zone_in<Empty>),
      extension("extension-opens", "Set Zone Descriptor Extension opens the zone", "the zone is Closed",
                {"ZNS-ZMS-033", "ZNS-SM-003"}, kTable, leaves_zone_in<ExplicitlyOpened>),
      extension("extension-without-zdev", "Set Zone Descriptor Extension does not set ZDEV", "ZDEV is set",
                {"ZNS-ZMS-033", "ZNS-ZM-050"}, kField, forgets_zdev),
      extension("extension-first-64-bytes", "the first 64 bytes of an extension are stored", "ZDES * 64 bytes are",
                {"ZNS-ZM-050", "ZNS-ZMR-014"}, "plausible: ZDES is in units of 64 bytes", keeps_first_bytes<64>),
      extension("extension-last-byte-lost", "the last byte of an extension is 0", "all its bytes are stored",
                {"ZNS-ZM-050", "ZNS-ZMR-014"}, kOffByOne, keeps_first_bytes<127>),
      extension("extension-of-former-life", "after a reset the zone gets the extension that it had before it",
                "it gets the one that was sent", {"ZNS-ZM-050", "ZNS-ZMR-014"},
                "SPDK issue 3126: a structure that is reused is not filled in again (published bug 49)",
                attaches_the_old),
      extension("extension-lost-by-write", "a write operation takes the extension away", kept, {"ZNS-ZM-051"}, kLife,
                lost_by_write),
      extension("extension-lost-when-full", "a zone that becomes Full has no extension", kept, {"ZNS-ZM-051"}, kLife,
                lost_entering<Full>),
      extension("extension-lost-when-opened", "a zone that is opened explicitly has no extension", kept, {"ZNS-ZM-051"},
                kLife, lost_entering<ExplicitlyOpened>),
      extension("extension-survives-reset", "ZDEV and the extension are there after a reset", "ZDEV is cleared",
                {"ZNS-ZM-051", "ZNS-ZMS-029"}, kLife, survives_entering<Empty>),
      extension("extension-survives-offline", "ZDEV is set in a zone that went Offline", "ZDEV is cleared",
                {"ZNS-ZM-051"}, kLife, survives_entering<Offline>),
      {.id = "extension-accepted-without",
       .wrong = "with ZDES = 0 Set Zone Descriptor Extension succeeds, and does nothing",
       .right = "it is aborted with Invalid Field in Command",
       .clauses = {"ZNS-ZMS-034"},
       .origin = "plausible: 0 bytes are easily stored",
       .geometry = "zdes=0",
       .defect = {.does = refused_without_extensions_is_success}},
      {.id = "extended-report-shifted",
       .wrong = "an extended report gives with each zone the extension of the zone before it",
       .right = "an extension follows its own descriptor",
       .clauses = {"ZNS-ZMR-014"},
       .origin = kOffByOne,
       .hard = "only with extensions that differ",
       .defect = {.returns = returns_that_before}},
      {.id = "extended-report-without",
       .wrong = "with ZDES = 0 an extended report succeeds",
       .right = "it is aborted with Invalid Field in Command",
       .clauses = {"ZNS-ZMR-008"},
       .origin = "plausible: 0 bytes are easily reported",
       .geometry = "zdes=0",
       .defect = {.reads =
                      [](const Situation& situation) {
                        Command command = situation.command;
                        if (auto* receive = std::get_if<ZoneManagementReceive>(&command.body);
                            receive != nullptr && receive->zra == ZoneReceiveAction::ExtendedReportZones)
                          receive->zra = ZoneReceiveAction::ReportZones;
                        return command;
                      }}},
  };
}

}  // namespace zns::mutants
