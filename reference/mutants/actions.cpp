// Zone Management Send: what it does besides the transition, and what it is told.
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

using enum ZoneState;
using Zsa = ZoneSendAction;

// The zone that a successful action to one zone moved; null if there is none.
ZoneChange* change_by(Zsa zsa, const Situation& situation, Effect& effect) {
  const auto id = named_zone(situation);
  return is_sent(situation, zsa) && id && effect.status == kSuccess ? change_of(effect, *id) : nullptr;
}

template <Zsa Action>
void loses_data(const Situation& situation, Effect& effect) {
  const ZoneChange* change = change_by(Action, situation, effect);
  if (change != nullptr && situation.state.media(change->zone))
    effect.media.push_back({.zone = change->zone, .dropped = situation.state.media(change->zone)});
}

void rounds_write_pointer_up(const Situation& situation, Effect& effect) {
  ZoneChange* change = change_by(Zsa::Close, situation, effect);
  if (change == nullptr) return;
  const std::uint64_t zslba = situation.geometry.zslba(change->zone);
  const std::uint64_t rounded = zslba + (change->after.wp - zslba + 3) / 4 * 4;
  if (rounded < zslba + change->after.zcap) change->after.wp = rounded;
}

void rewinds_write_pointer(const Situation& situation, Effect& effect) {
  ZoneChange* change = change_by(Zsa::Open, situation, effect);
  if (change != nullptr && change->before.zs == Closed) change->after.wp = situation.geometry.zslba(change->zone);
}

void sets_zfc(const Situation& situation, Effect& effect) {
  if (ZoneChange* change = change_by(Zsa::Finish, situation, effect)) change->after.za |= za::kFinishedByController;
}

void tells_zcc(const Situation& situation, Effect& effect) {
  if (change_by(Zsa::Reset, situation, effect) != nullptr) effect.result = 1;
}

void resets_next_zone_too(const Situation& situation, Effect& effect) {
  const ZoneChange* change = change_by(Zsa::Reset, situation, effect);
  if (change == nullptr || change->zone + 1 == situation.geometry.zones) return;
  const ZoneState next = situation.state.zone(change->zone + 1).zs;
  if (is_active(next) || next == Full) move(situation, effect, change->zone + 1, Empty);
}

void resets_zone_behind_read_only(const Situation& situation, Effect& effect) {
  const Zone* zone = zone_named(situation);
  if (!is_cell<Zsa::Reset, ReadOnly>(situation) || zone == nullptr) return;
  start_over(effect);
  const ZoneId next = *named_zone(situation) + 1;
  if (next == situation.geometry.zones) return;
  const ZoneState zs = situation.state.zone(next).zs;
  if (is_active(zs) || zs == Full) move(situation, effect, next, Empty);
}

void swallows_reserved_action(const Situation& situation, Effect& effect) {
  const auto* send = sent<ZoneManagementSend>(situation);
  if (send != nullptr && named_zone(situation) && send->zsa == Zsa{0x06} && send->slba % situation.geometry.zsze == 0)
    start_over(effect);
}

void says_invalid_transition_of_reserved(const Situation& situation, Effect& effect) {
  const auto* send = sent<ZoneManagementSend>(situation);
  if (send == nullptr || !named_zone(situation) || send->slba % situation.geometry.zsze != 0) return;
  const auto value = static_cast<std::uint8_t>(send->zsa);
  if (value == 0 || (value > 0x05 && value != 0x10)) effect.status = Status::InvalidZoneStateTransition;
}

Command rounds_slba_down(const Situation& situation) {
  Command command = situation.command;
  if (auto* send = std::get_if<ZoneManagementSend>(&command.body)) send->slba -= send->slba % situation.geometry.zsze;
  return command;
}

void says_out_of_range_of_misaligned(const Situation& situation, Effect& effect) {
  const auto* send = sent<ZoneManagementSend>(situation);
  if (send != nullptr && named_zone(situation) && send->slba % situation.geometry.zsze != 0)
    effect.status = Status::LbaOutOfRange;
}

void refuses_last_zone(const Situation& situation, Effect& effect) {
  if (sent<ZoneManagementSend>(situation) == nullptr || effect.status != kSuccess) return;
  if (named_zone(situation) == situation.geometry.zones - 1) refuse(effect, Status::LbaOutOfRange);
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
Topic action_mutants() {
  return {
      {.id = "finish-loses-data",
       .wrong = "Finish Zone discards what the zone holds",
       .right = "data below the write pointer stays readable",
       .clauses = {"ZNS-ZMS-036"},
       .origin = "plausible: the padding begins at the zone's first block",
       .defect = {.does = loses_data<Zsa::Finish>}},
      {.id = "close-loses-data",
       .wrong = "Close Zone discards what the zone holds",
       .right = "data below the write pointer stays readable",
       .clauses = {"ZNS-ZMS-036"},
       .origin = "plausible: the zone's buffer is freed before it is flushed",
       .defect = {.does = loses_data<Zsa::Close>}},
      {.id = "close-rounds-write-pointer",
       .wrong = "Close Zone moves the write pointer up to a multiple of 4 blocks",
       .right = "the write pointer stays",
       .clauses = {"ZNS-ZMS-020", "ZNS-ZM-062"},
       .origin = "plausible: the device writes pages of 16 KiB",
       .defect = {.does = rounds_write_pointer_up}},
      {.id = "open-rewinds-write-pointer",
       .wrong = "Open Zone on a Closed zone puts the write pointer back to its start",
       .right = "the write pointer stays",
       .clauses = {"ZNS-ZMS-026", "ZNS-ZM-065"},
       .origin = "plausible: opening initialises the zone's context",
       .defect = {.does = rewinds_write_pointer}},
      {.id = "finish-sets-zfc",
       .wrong = "Finish Zone sets Zone Finished by Controller",
       .right = "the attribute is for excursions",
       .clauses = {"ZNS-ATTR-004", "ZNS-ZMS-025"},
       .origin = "plausible: excursions and Finish Zone share a function",
       .defect = {.does = sets_zfc}},
      {.id = "reset-tells-zcc",
       .wrong = "Reset Zone says that the capacity has changed",
       .right = "it says so only if it has",
       .clauses = {"ZNS-ZMS-009", "ZNS-ZM-006"},
       .origin = "plausible: a result that is set before the condition",
       .defect = {.does = tells_zcc}},
      {.id = "reset-next-zone-too",
       .wrong = "Reset Zone resets the zone behind it as well",
       .right = "the zone that is named, alone",
       .clauses = {"ZNS-ZMS-028", "ZNS-SM-047"},
       .origin = "xNVMe pull request 16: one zone too many (published bug 53)",
       .defect = {.does = resets_next_zone_too}},
      {.id = "reset-of-read-only-hits-next",
       .wrong = "Reset Zone on a Read Only zone succeeds, and resets the zone behind it",
       .right = "it is aborted",
       .clauses = {"ZNS-ZMS-028", "ZNS-SM-026"},
       .origin = "QEMU: a reset passes over zones that are not eligible",
       .defect = {.does = resets_zone_behind_read_only}},
      {.id = "reserved-action-swallowed",
       .wrong = "the reserved Zone Send Action 06h succeeds",
       .right = "it is aborted with Invalid Field in Command",
       .clauses = {"ZNS-ZMS-010"},
       .origin = "plausible: a switch without a default",
       .defect = {.does = swallows_reserved_action}},
      {.id = "reserved-action-is-invalid-transition",
       .wrong = "reserved Zone Send Actions end with Invalid Zone State Transition",
       .right = "they end with Invalid Field in Command",
       .clauses = {"ZNS-ZMS-010"},
       .origin = "Linux nvmet",
       .defect = {.does = says_invalid_transition_of_reserved}},
      {.id = "send-misaligned-accepted",
       .wrong = "Zone Management Send to an LBA within a zone acts on that zone",
       .right = "it is aborted with Invalid Field in Command",
       .clauses = {"ZNS-ZMS-001"},
       .origin = "NVMeVirt: no check",
       .defect = {.reads = rounds_slba_down}},
      {.id = "send-misaligned-is-out-of-range",
       .wrong = "Zone Management Send to an LBA within a zone ends with LBA Out of Range",
       .right = "it ends with Invalid Field in Command",
       .clauses = {"ZNS-ZMS-001"},
       .origin = "plausible: one check for both, with one status",
       .defect = {.does = says_out_of_range_of_misaligned}},
      {.id = "send-refuses-last-zone",
       .wrong = "Zone Management Send to the last zone ends with LBA Out of Range",
       .right = "the last zone is a zone",
       .clauses = {"ZNS-ZMS-002", "ZNS-ZM-001"},
       .origin = kOffByOne,
       .hard = "only in the last zone",
       .defect = {.does = refuses_last_zone}},
      {.id = "send-slba-32-bits",
       .wrong = "Zone Management Send looks at the lower half of SLBA only",
       .right = "an SLBA beyond the namespace is refused, whatever its lower half",
       .clauses = {"ZNS-ZMS-002"},
       .origin = kTruncated,
       .hard = "only with an LBA beyond 2^32 whose lower half is that of a zone",
       .defect = {.reads = truncates<ZoneManagementSend, &ZoneManagementSend::slba>}},
  };
}

}  // namespace zns::mutants
