// Zone Management Send with Select All: zones that are forgotten, zones that are hit, and limits.
#include "reference/device/namespace/transition.hpp"
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

using enum ZoneState;
using Zsa = ZoneSendAction;

const ZoneManagementSend* sent_to_all(const Situation& situation) {
  const auto* send = sent<ZoneManagementSend>(situation);
  return send != nullptr && send->select_all ? send : nullptr;
}

template <bool Last>
void passes_over_one(const Situation& situation, Effect& effect) {
  if (sent_to_all(situation) != nullptr) spare(effect, Last ? situation.geometry.zones - 1 : 0);
}

// Only the zone at SLBA.
Command loses_select_all(const Situation& situation) {
  Command command = situation.command;
  if (auto* send = std::get_if<ZoneManagementSend>(&command.body)) send->select_all = false;
  return command;
}

void starts_at_slba(const Situation& situation, Effect& effect) {
  const auto* send = sent_to_all(situation);
  if (send == nullptr || send->slba >= situation.geometry.nsze()) return;
  for (ZoneId id = 0; situation.geometry.zslba(id) < send->slba; ++id) spare(effect, id);
}

void wants_zone_start(const Situation& situation, Effect& effect) {
  const auto* send = sent_to_all(situation);
  if (send != nullptr && effect.status == kSuccess && send->slba % situation.geometry.zsze != 0)
    refuse(effect, Status::InvalidFieldInCommand);
}

void wants_slba_in_range(const Situation& situation, Effect& effect) {
  const auto* send = sent_to_all(situation);
  if (send != nullptr && effect.status == kSuccess && send->slba >= situation.geometry.nsze())
    refuse(effect, Status::LbaOutOfRange);
}

void refuses_nothing_to_do(const Situation& situation, Effect& effect) {
  if (sent_to_all(situation) != nullptr && effect.status == kSuccess && effect.zones.empty())
    refuse(effect, Status::InvalidZoneStateTransition);
}

// The first zone that cannot be moved ends it, with those before it moved.
void stops_at_dead_zone(const Situation& situation, Effect& effect) {
  if (!is_sent_to_all(situation, Zsa::Reset) || effect.status != kSuccess) return;
  ZoneId id = 0;
  while (id < situation.geometry.zones && situation.state.zone(id).zs != Offline &&
         situation.state.zone(id).zs != ReadOnly)
    ++id;
  for (; id < situation.geometry.zones; ++id) spare(effect, id);
}

// Open: one Closed zone after the other until there is no room, and then an abort.
void opens_some(const Situation& situation, Effect& effect) {
  if (!is_sent_to_all(situation, Zsa::Open) || effect.status != Status::TooManyOpenZones) return;
  const std::uint32_t limit = *situation.geometry.max_open;
  std::uint32_t opened = situation.state.opened();
  for (ZoneId id = 0; id < situation.geometry.zones && opened < limit; ++id) {
    if (situation.state.zone(id).zs != Closed) continue;
    move(situation, effect, id, ExplicitlyOpened);
    ++opened;
  }
}

Geometry without_open_limit(const Situation& situation) {
  Geometry believed = situation.geometry;
  if (sent_to_all(situation) != nullptr) believed.max_open = std::nullopt;
  return believed;
}

void sets_extension_of_all_empty(const Situation& situation, Effect& effect) {
  if (is_sent_to_all(situation, Zsa::SetZoneDescriptorExtension)) start_over(effect);
}

// What was Closed is Full, and reads as deallocated.
void discards_closed(const Situation& situation, Effect& effect) {
  const auto* send = sent_to_all(situation);
  if (send == nullptr || send->zsa != Zsa::Finish || effect.status != kSuccess) return;
  for (std::size_t i = 0; i < effect.zones.size(); ++i)
    if (effect.zones[i].before.zs == Closed && situation.state.media(effect.zones[i].zone))
      effect.media.push_back({.zone = effect.zones[i].zone, .dropped = situation.state.media(effect.zones[i].zone)});
}

constexpr std::string_view kMixed = "only where zones of several states are there together";

Mutant forgets(std::string_view id, std::string_view wrong, void (*does)(const Situation&, Effect&),
               std::string_view hard = "") {
  return {.id = id,
          .wrong = wrong,
          .right = "it acts on every zone of the states that the action names",
          .clauses = {"ZNS-ZMS-004"},
          .origin = kLoop,
          .hard = hard,
          .defect = {.does = does}};
}

Mutant hits(std::string_view id, std::string_view wrong, void (*does)(const Situation&, Effect&),
            std::string_view origin = kLoop) {
  return {.id = id,
          .wrong = wrong,
          .right = "zones in other states than the action names are left alone",
          .clauses = {"ZNS-ZMS-004"},
          .origin = origin,
          .defect = {.does = does}};
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
Topic select_all_mutants() {
  return {
      forgets("reset-all-passes-over-full", "Reset with Select All leaves Full zones", passes_over<Zsa::Reset, Full>),
      forgets("reset-all-passes-over-closed", "Reset with Select All leaves Closed zones",
              passes_over<Zsa::Reset, Closed>),
      forgets("reset-all-passes-over-explicitly-opened", "Reset with Select All leaves explicitly opened zones",
              passes_over<Zsa::Reset, ExplicitlyOpened>, kMixed),
      forgets("finish-all-passes-over-closed", "Finish with Select All leaves Closed zones",
              passes_over<Zsa::Finish, Closed>, kMixed),
      forgets("finish-all-passes-over-explicitly-opened", "Finish with Select All leaves explicitly opened zones",
              passes_over<Zsa::Finish, ExplicitlyOpened>),
      forgets("close-all-passes-over-explicitly-opened", "Close with Select All leaves explicitly opened zones",
              passes_over<Zsa::Close, ExplicitlyOpened>),
      forgets("offline-all-passes-over-read-only", "Offline with Select All does nothing",
              passes_over<Zsa::Offline, ReadOnly>),
      forgets("select-all-passes-over-first", "Select All begins at the second zone", passes_over_one<false>,
              "only in the first zone"),
      forgets("select-all-passes-over-last", "Select All ends before the last zone", passes_over_one<true>,
              "only in the last zone"),
      forgets("reset-all-stops-at-dead-zone", "Reset with Select All ends at the first Read Only or Offline zone",
              stops_at_dead_zone, kMixed),
      {.id = "select-all-lost",
       .wrong = "the Select All bit is not looked at",
       .right = "SLBA is ignored, and every zone meant",
       .clauses = {"ZNS-ZMS-003", "ZNS-ZMS-004"},
       .origin = "plausible: the bit lies beside the action, in a dword that is read as a byte",
       .defect = {.reads = loses_select_all}},
      forgets("select-all-starts-at-slba", "Select All begins at the zone of SLBA", starts_at_slba),
      {.id = "select-all-wants-zone-start",
       .wrong = "Select All with an SLBA that is no zone's start is refused",
       .right = "SLBA is ignored",
       .clauses = {"ZNS-ZMS-003"},
       .origin = "plausible: SLBA is checked before Select All is looked at",
       .defect = {.does = wants_zone_start}},
      {.id = "select-all-wants-slba-in-range",
       .wrong = "Select All with an SLBA beyond the namespace is refused",
       .right = "SLBA is ignored",
       .clauses = {"ZNS-ZMS-003"},
       .origin = "plausible: SLBA is checked before Select All is looked at",
       .defect = {.does = wants_slba_in_range}},
      {.id = "select-all-nothing-is-an-error",
       .wrong = "Select All with no zone to act on ends with Invalid Zone State Transition",
       .right = "it succeeds",
       .clauses = {"ZNS-ZMS-004"},
       .origin = kLoop,
       .defect = {.does = refuses_nothing_to_do}},
      hits("finish-all-finishes-empty", "Finish with Select All makes Empty zones Full",
           includes<Zsa::Finish, Empty, Full>, "NVMeVirt: it acts on every zone"),
      hits("open-all-opens-empty", "Open with Select All opens Empty zones",
           includes<Zsa::Open, Empty, ExplicitlyOpened>, "NVMeVirt: it acts on every zone"),
      hits("open-all-opens-implicitly-opened", "Open with Select All makes implicitly opened zones explicitly opened",
           includes<Zsa::Open, ImplicitlyOpened, ExplicitlyOpened>),
      hits("reset-all-revives-read-only", "Reset with Select All makes Read Only zones Empty",
           includes<Zsa::Reset, ReadOnly, Empty>),
      hits("offline-all-takes-full", "Offline with Select All takes Full zones, too",
           includes<Zsa::Offline, Full, Offline>),
      hits("close-all-closes-full", "Close with Select All closes Full zones", includes<Zsa::Close, Full, Closed>),
      {.id = "open-all-opens-some",
       .wrong = "Open with Select All beyond the limit opens zones up to it, and is aborted",
       .right = "all Closed zones are opened, or none",
       .clauses = {"ZNS-RES-011", "ZNS-ZMS-027"},
       .origin = "QEMU: it opens zones one by one and stops",
       .hard = "only with more Closed zones than may be opened",
       .defect = {.does = opens_some}},
      {.id = "open-all-ignores-limit",
       .wrong = "Open with Select All opens more zones than MOR allows",
       .right = "it is aborted with Too Many Open Zones",
       .clauses = {"ZNS-RES-002", "ZNS-RES-011"},
       .origin = "plausible: the limit is checked for one zone at a time, in another function",
       .hard = "only with more Closed zones than may be opened",
       .defect = {.believes = without_open_limit}},
      {.id = "set-extension-all-accepted",
       .wrong = "Set Zone Descriptor Extension with Select All succeeds, and does nothing",
       .right = "it is aborted with Invalid Field in Command",
       .clauses = {"ZNS-ZMS-034"},
       .origin = kLoop,
       .defect = {.does = sets_extension_of_all_empty}},
      {.id = "finish-all-loses-data-of-closed",
       .wrong = "Finish with Select All discards what Closed zones hold",
       .right = "data below the write pointer stays readable",
       .clauses = {"ZNS-ZMS-036"},
       .origin = "plausible: a context that Closed zones do not have is written back",
       .hard = kMixed,
       .defect = {.does = discards_closed}},
  };
}

}  // namespace zns::mutants
