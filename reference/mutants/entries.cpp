// What any command has: its NSID, its flags, its opcode.
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

template <std::uint32_t nsid>
Command takes_nsid_for_ours(const Situation& situation) {
  Command command = situation.command;
  const bool foreign = command.queue == Queue::Io && !std::holds_alternative<Flush>(command.body);
  if (foreign && command.nsid == nsid) command.nsid = situation.geometry.nsid;
  return command;
}

Command takes_any_low_byte(const Situation& situation) {
  Command command = situation.command;
  if (command.queue == Queue::Io && command.nsid != kBroadcastNsid) command.nsid &= 0xFF;
  return command;
}

Command ignores_fuse(const Situation& situation) {
  Command command = situation.command;
  command.fuse = Fuse::Normal;
  return command;
}

Command ignores_psdt(const Situation& situation) {
  Command command = situation.command;
  if (command.queue == Queue::Io) command.psdt = Psdt::Prp;
  return command;
}

void says_invalid_field_of_opcode(const Situation&, Effect& effect) {
  if (effect.status == Status::InvalidCommandOpcode) effect.status = Status::InvalidFieldInCommand;
}

void opcode_succeeds(const Situation& situation, Effect& effect) {
  const auto* other = sent<OtherCommand>(situation);
  if (other != nullptr && situation.command.queue == Queue::Io && effect.status == Status::InvalidCommandOpcode)
    start_over(effect);
}

// The status is made first, and the work is done.
void refuses_broadcast_and_acts(const Situation& situation, Effect& effect) {
  const auto* send = sent<ZoneManagementSend>(situation);
  if (send == nullptr || situation.command.nsid != kBroadcastNsid || send->slba % situation.geometry.zsze != 0 ||
      send->zsa != ZoneSendAction::Reset || send->slba >= situation.geometry.nsze())
    return;
  const auto id = static_cast<ZoneId>(send->slba / situation.geometry.zsze);
  const ZoneState zs = situation.state.zone(id).zs;
  if (is_active(zs) || zs == ZoneState::Full) move(situation, effect, id, ZoneState::Empty);
}

void flush_forgets(const Situation& situation, Effect& effect) {
  if (sent<Flush>(situation) != nullptr && effect.status == kSuccess) refuse(effect, Status::InvalidCommandOpcode);
}

void flush_closes(const Situation& situation, Effect& effect) {
  if (sent<Flush>(situation) == nullptr || effect.status != kSuccess) return;
  for (ZoneId id = 0; id < situation.geometry.zones; ++id)
    if (situation.state.zone(id).zs == ZoneState::ExplicitlyOpened) move(situation, effect, id, ZoneState::Closed);
}

Mutant reading(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
               std::string_view origin, Command (*reads)(const Situation&)) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = origin,
          .defect = {.reads = reads}};
}

}  // namespace

Topic entry_mutants() {
  return {
      reading("nsid-inactive-accepted", "I/O commands to the inactive NSID 2 go to the namespace that there is",
              "they are aborted", {"NSID-002"}, "NVMeVirt: no check", takes_nsid_for_ours<2>),
      reading("nsid-0-accepted", "I/O commands with NSID 0 go to the namespace that there is",
              "they are aborted with Invalid Namespace or Format", {"NSID-001"},
              "plausible: there is but one namespace", takes_nsid_for_ours<0>),
      reading("nsid-broadcast-accepted", "I/O commands with NSID FFFFFFFFh go to the namespace that there is",
              "they are aborted", {"NSID-004", "ZNS-GEN-003"}, "plausible: Flush may do so",
              takes_nsid_for_ours<kBroadcastNsid>),
      reading("nsid-8-bits", "of the NSID of I/O commands the lowest byte is looked at", "it has 32 bits", {"NSID-001"},
              kTruncated, takes_any_low_byte),
      reading("fuse-ignored", "half of a fused operation is carried out by itself",
              "fused operations are refused on zoned namespaces", {"ZNS-GEN-009", "IDC-013"},
              "plausible: the bits are not looked at", ignores_fuse),
      reading("psdt-ignored", "data pointers that are SGLs are taken for PRPs", "they are refused without SGL support",
              {"IDC-014", "GEN-016"}, "plausible: the bits are not looked at", ignores_psdt),
      {.id = "opcode-unknown-is-invalid-field",
       .wrong = "an unknown opcode ends with Invalid Field in Command",
       .right = "it ends with Invalid Command Opcode",
       .clauses = {"GEN-002"},
       .origin = kNeighbour,
       .defect = {.does = says_invalid_field_of_opcode}},
      {.id = "opcode-unknown-succeeds",
       .wrong = "I/O commands of unknown opcodes succeed",
       .right = "they end with Invalid Command Opcode",
       .clauses = {"GEN-002"},
       .origin = "plausible: a switch without a default",
       .defect = {.does = opcode_succeeds}},
      {.id = "nsid-broadcast-refused-and-reset",
       .wrong = "Reset Zone with NSID FFFFFFFFh is aborted, and resets the zone",
       .right = "an aborted command changes nothing",
       .clauses = {"ZNS-GEN-007", "NSID-004"},
       .origin = "plausible: the broadcast is carried out, and then found not to be supported",
       .defect = {.does = refuses_broadcast_and_acts}},
      {.id = "flush-unsupported",
       .wrong = "Flush ends with Invalid Command Opcode",
       .right = "it succeeds, with or without a write cache",
       .clauses = {"IDC-011", "ZNS-IO-054"},
       .origin = "plausible: there is nothing to flush",
       .defect = {.does = flush_forgets}},
      {.id = "flush-closes-explicitly-opened",
       .wrong = "Flush closes explicitly opened zones",
       .right = "it changes no zone",
       .clauses = {"ZNS-SM-027", "ZNS-RES-019"},
       .origin = "plausible: buffers are flushed by closing their zones",
       .defect = {.does = flush_closes}},
  };
}

}  // namespace zns::mutants
