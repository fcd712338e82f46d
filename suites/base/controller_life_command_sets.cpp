// Which I/O command sets a controller offers (CAP.CSS), and what it does with those that the host enables (CC.CSS).
#include <optional>
#include <string>
#include <vector>

#include "suites/base/controller_life_parts.hpp"
#include "suites/base/log_page_parts.hpp"

namespace zns::suites {
namespace {

using namespace life;

void offers_selectable_command_sets(Bench& bench) {
  for (std::size_t controller = 0; controller < bench.target().carries().controllers; ++controller)
    bench.expect((cap_of(bench, controller).css & cap_css::kIoCommandSets) != 0, "CAP.CSS bit 6 is 1", "it is 0");
}

// All controllers, so that none goes on with other command sets: that is a matter of its own (controllers/).
void enable_with(Bench& bench, std::optional<CommandSets> css) {
  const std::size_t controllers = bench.target().carries().controllers;
  for (std::size_t controller = 0; controller < controllers; ++controller) bench.disable(controller);
  for (std::size_t controller = 0; controller < controllers; ++controller) bench.enable(controller, css);
}

// The zoned namespace takes no zoned command, be it listed or not; and nothing has happened to it afterwards.
void has_no_zoned_commands(Bench& bench) {
  bench.needs((cap_of(bench).css & cap_css::kNvm) != 0, "the controller does not offer CC.CSS 000b");
  const ZoneRef zone = bench.a_zone_in(ZoneState::Closed, 1);
  const ZoneDescriptor before = bench.descriptor(zone);
  const std::uint32_t nsid = bench.facts().nsid;
  enable_with(bench, CommandSets::Nvm);
  const std::vector<Status> refusals{Status::InvalidCommandOpcode,     Status::InvalidFieldInCommand,
                                     Status::InvalidNamespaceOrFormat, Status::InvalidIoCommandSet,
                                     Status::IoCommandSetNotEnabled,   Status::IoCommandSetNotSupported};
  Bytes data(4096);
  const Bytes block(bench.facts().lba_bytes);
  const auto refused = [&](const Command::Body& body, std::span<const std::byte> sent, std::span<std::byte> returned) {
    bench.expect_status(
        bench.submit({.sqe = encode(Command{.nsid = nsid, .body = body}), .to_device = sent, .from_device = returned}),
        refusals);
  };
  refused(ZoneManagementReceive{.slba = zone.zslba, .numd = NumberOfDwords::of_count(data.size() / 4)}, {}, data);
  refused(ZoneManagementSend{.slba = zone.zslba, .zsa = ZoneSendAction::Open}, {}, {});
  refused(ZoneAppend{.zslba = zone.zslba, .nlb = Nlb::of_count(1)}, block, {});
  enable_with(bench, {});
  bench.expect_unchanged(zone, before);
}

// Identify of what belongs to a command set is a command of the Admin Command Set itself: some read that it, too, is
// meant, and it is not looked at.
void has_admin_commands_only(Bench& bench) {
  constexpr std::uint8_t kGetLbaStatus = 0x86;  // an admin command of the NVM Command Set
  bench.needs((cap_of(bench).css & cap_css::kNoIoCommandSet) != 0, "the controller does not offer CC.CSS 111b");
  enable_with(bench, CommandSets::AdminOnly);
  bench.expect_status(bench.admin(OtherCommand{kGetLbaStatus}, {.nsid = bench.facts().nsid}),
                      {Status::InvalidCommandOpcode});
  static_cast<void>(identify_controller(bench, 0));
}

// Which command set is asked about counts for nothing then, or NVM's alone is one.
void lists_no_zoned_commands(Bench& bench) {
  constexpr std::size_t kZoned[] = {0x79, 0x7A, 0x7D};
  bench.needs((cap_of(bench).css & cap_css::kNvm) != 0, "the controller does not offer CC.CSS 000b");
  enable_with(bench, CommandSets::Nvm);
  Bytes data;
  const GetLogPage page = logs::page(Lid::CommandsSupportedAndEffects, kEffectsBytes, {.csi = Csi::Zoned});
  const Completion cqe = logs::get(bench, page, &data);
  enable_with(bench, {});
  if (cqe.status != kSuccess) return;  // LOG-011
  const CommandEffects effects = decode_command_effects(data);
  for (const std::size_t opcode : kZoned)
    bench.expect((effects.iocs[opcode] & effect_bits::kSupported) == 0,
                 "no zoned command in the log while they are not enabled", "opcode " + hex(opcode));
}

}  // namespace

std::vector<Case> controller_life_command_set_cases() {
  return {
      {.id = "controller-life/command-sets-offered",
       .title = "A controller with a zoned namespace lets the host select I/O command sets (CAP.CSS bit 6)",
       .clauses = {"NST-001"},
       .needs = {Need::Registers},
       .run = offers_selectable_command_sets},
      {.id = "controller-life/nvm-command-set-only",
       .title = "With CC.CSS 000b zoned namespaces take no zoned command",
       .clauses = {"NST-004"},
       .needs = {Need::Registers, Need::WholeNamespace},
       .run = has_no_zoned_commands},
      {.id = "controller-life/effects-of-nvm-only",
       .title = "With CC.CSS 000b Commands Supported and Effects lists no zoned command",
       .clauses = {"CSE-013"},
       .level = Level::Should,
       .needs = {Need::Registers, Need::WholeNamespace},
       .run = lists_no_zoned_commands},
      {.id = "controller-life/admin-command-set-only",
       .title = "With CC.CSS 111b an admin command of an I/O command set is an invalid opcode",
       .clauses = {"NST-006"},
       .needs = {Need::Registers, Need::WholeNamespace},
       .run = has_admin_commands_only},
  };
}

}  // namespace zns::suites
