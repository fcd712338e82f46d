// Commands Supported and Effects: what it must list, and what Identify says beside it.
#include <array>
#include <string>
#include <vector>

#include "suites/base/effects_parts.hpp"
#include "suites/base/log_page_parts.hpp"
#include "suites/contents.hpp"
#include "suites/slug.hpp"

namespace zns::suites {
namespace {

using namespace logs;
using namespace listed;

// The zoned command set, and the NVM Command Set where it is in use or may be.
std::vector<Csi> command_sets(Bench& bench) {
  std::vector<Csi> sets{Csi::Zoned};
  if (identify::has(identify::command_sets(bench).every, Csi::Nvm)) sets.push_back(Csi::Nvm);
  return sets;
}

void expect_nothing_unsupported(Bench& bench, const std::array<std::uint32_t, 256>& entries, const char* kind) {
  for (std::size_t opcode = 0; opcode < entries.size(); ++opcode)
    bench.expect(supports(entries, opcode) || entries[opcode] == 0,
                 std::string{"an entry of 0 where CSUPP is 0, of "} + kind + " opcode " +
                     hex_slug(static_cast<unsigned>(opcode)),
                 hex(entries[opcode]));
}

void leave_unsupported_zero(Bench& bench) {
  for (const Csi csi : command_sets(bench)) {
    const CommandEffects log = effects(bench, csi);
    expect_nothing_unsupported(bench, log.acs, "admin");
    expect_nothing_unsupported(bench, log.iocs, "I/O");
  }
}

void same_admin_part(Bench& bench) {
  const std::vector<Csi> sets = command_sets(bench);
  bench.needs(sets.size() > 1, "the device has one command set");
  const CommandEffects zoned = effects(bench, sets[0]);
  const CommandEffects nvm = effects(bench, sets[1]);
  for (std::size_t opcode = 0; opcode < zoned.acs.size(); ++opcode)
    bench.expect(zoned.acs[opcode] == nvm.acs[opcode],
                 "one entry for admin opcode " + hex_slug(static_cast<unsigned>(opcode)) + " whatever the command set",
                 hex(zoned.acs[opcode]) + " with CSI 2, " + hex(nvm.acs[opcode]) + " with CSI 0");
}

// A command set of its own: what is of zones alone is not among the commands of the other.
void io_part_by_command_set(Bench& bench) {
  const std::vector<Csi> sets = command_sets(bench);
  bench.needs(sets.size() > 1, "the device has one command set");
  const CommandEffects nvm = effects(bench, Csi::Nvm);
  for (const unsigned opcode : {0x79U, 0x7AU, 0x7DU})
    bench.expect(!supports(nvm.iocs, opcode), "CSUPP 0 of opcode " + hex_slug(opcode) + " in the NVM Command Set", "1");
}

void lists_io(Bench& bench, std::span<const unsigned> opcodes, Csi csi = Csi::Zoned) {
  const CommandEffects log = effects(bench, csi);
  for (const unsigned opcode : opcodes)
    bench.expect(supports(log.iocs, opcode), "CSUPP 1 of I/O opcode " + hex_slug(opcode), "0");
}

constexpr unsigned kOfZones[] = {0x79, 0x7A};
constexpr unsigned kOfBlocks[] = {0x00, 0x01, 0x02};
constexpr unsigned kMandatory[] = {0x02, 0x06, 0x08, 0x09, 0x0A, 0x0C};
constexpr unsigned kQueueCommands[] = {0x00, 0x01, 0x04, 0x05};

void lists_mandatory(Bench& bench) {
  const CommandEffects log = effects(bench, Csi::Zoned);
  for (const unsigned opcode : kMandatory)
    bench.expect(supports(log.acs, opcode), "CSUPP 1 of admin opcode " + hex_slug(opcode), "0");
}

// With PCIe queues are created by commands; with Fabrics they are not.
void lists_queue_commands_together(Bench& bench) {
  const CommandEffects log = effects(bench, Csi::Zoned);
  for (const unsigned opcode : kQueueCommands)
    bench.expect(supports(log.acs, opcode) == supports(log.acs, kQueueCommands[0]),
                 "all of the commands that create and delete queues, or none", "not all of them");
}

// ---- what Identify Controller says ---------------------------------------------------------------------------------

struct AdminAbility {
  unsigned bit;
  std::vector<unsigned> opcodes;
  const char* slug;
};
const std::vector<AdminAbility>& admin_abilities() {
  static const std::vector<AdminAbility> kAbilities{
      {0, {0x81, 0x82}, "security"},   {1, {0x80}, "format"},
      {2, {0x10, 0x11}, "firmware"},   {3, {0x0D, 0x15}, "namespace-management"},
      {4, {0x14}, "self-test"},        {5, {0x19, 0x1A}, "directives"},
      {8, {0x7C}, "doorbell-buffers"}, {9, {0x86}, "lba-status"},
  };
  return kAbilities;
}

void oacs_agrees(Bench& bench, const AdminAbility& ability) {
  const CommandEffects log = effects(bench, Csi::Zoned);
  const bool announced = (bench.facts().controller.oacs >> ability.bit & 1U) != 0;
  for (const unsigned opcode : ability.opcodes)
    bench.expect(supports(log.acs, opcode) == announced,
                 "CSUPP of admin opcode " + hex_slug(opcode) + " as OACS bit " + std::to_string(ability.bit) + ", " +
                     (announced ? "1" : "0"),
                 announced ? "0" : "1");
}

// One bit for the controller: a command may be absent in one command set. Where the bit is 0, limits in Identify
// Controller of the NVM Command Set (CNS 06h) announce a command, too.
struct IoAbility {
  unsigned bit;
  std::vector<unsigned> opcodes;
  std::size_t limit;  // bytes of the structure, from here on ...
  std::size_t limit_end;
  const char* slug;
};
const std::vector<IoAbility>& io_abilities() {
  static const std::vector<IoAbility> kAbilities{
      {0, {0x05}, 0, 0, "compare"},
      {1, {0x04}, 2, 3, "write-uncorrectable"},
      {2, {0x09}, 3, 16, "dataset-management"},
      {3, {0x08}, 1, 2, "write-zeroes"},
      {5, {0x0D, 0x0E, 0x11, 0x15}, 0, 0, "reservations"},
      {7, {0x0C}, 0, 1, "verify"},
      {8, {0x19}, 0, 0, "copy"},
  };
  return kAbilities;
}

bool has_limit(Bench& bench, const IoAbility& ability) {
  IdentifyPage page;
  if (bench.identify(Cns::CommandSetController, 0, Csi::Nvm, &page).status != kSuccess) return false;
  const auto limits = std::span{page}.subspan(ability.limit, ability.limit_end - ability.limit);
  return std::any_of(limits.begin(), limits.end(), [](std::byte byte) { return byte != std::byte{0}; });
}

void oncs_agrees(Bench& bench, const IoAbility& ability) {
  const bool announced = (bench.facts().controller.oncs >> ability.bit & 1U) != 0;
  const bool limited = has_limit(bench, ability);
  const std::vector<Csi> sets = command_sets(bench);
  const std::string bit = "ONCS bit " + std::to_string(ability.bit);
  for (const unsigned opcode : ability.opcodes) {
    bool in_some = false;
    for (const Csi csi : sets) in_some = in_some || supports(effects(bench, csi).iocs, opcode);
    bench.needs(!announced || in_some || sets.size() > 1,
                "the command may be of the NVM Command Set alone, which is not asked about");
    if (announced)
      bench.expect(in_some, "CSUPP 1 of opcode " + hex_slug(opcode) + " in some command set, as " + bit + " is 1",
                   "0 in each");
    else
      bench.expect(!in_some || limited, "CSUPP 0 of opcode " + hex_slug(opcode) + ", as " + bit + " is 0", "1");
  }
}

void works_where_announced(Bench& bench) {
  bench.needs(announces(bench, lpa::kCommandsSupportedAndEffects),
              "the device announces no Commands Supported and Effects (LPA bit 1)");
  for (const Csi csi : command_sets(bench))
    bench.expect_success(get(bench, page(Lid::CommandsSupportedAndEffects, kEffectsBytes, {.csi = csi})));
}

// ---- effects -------------------------------------------------------------------------------------------------------

struct Marked {
  bool admin;
  unsigned opcode;
  std::uint32_t bits;
  const char* text;
};
constexpr Marked kMarked[] = {
    {false, 0x04, effect_bits::kContentChange, "LBCC"},
    {false, 0x08, effect_bits::kContentChange, "LBCC"},
    {true, 0x80, effect_bits::kContentChange | effect_bits::kNamespaceCapabilityChange, "LBCC and NCC"},
    {true, 0x84, effect_bits::kContentChange, "LBCC"},
    {true, 0x0D, effect_bits::kNamespaceInventoryChange, "NIC"},
    {true, 0x15, effect_bits::kNamespaceInventoryChange, "NIC"},
};

void is_marked(Bench& bench, const Marked& marked) {
  const CommandEffects log = effects(bench, Csi::Zoned);
  const std::uint32_t entry = (marked.admin ? log.acs : log.iocs)[marked.opcode];
  bench.needs((entry & effect_bits::kSupported) != 0, "the command is not supported");
  bench.expect((entry & marked.bits) == marked.bits, std::string{marked.text} + " of opcode " + hex_slug(marked.opcode),
               hex(entry));
}

void append_abilities(std::vector<Case>& cases) {
  for (const AdminAbility& ability : admin_abilities())
    cases.push_back(
        {.id = std::string{"effects/oacs-"} + ability.slug,
         .title = "OACS bit " + std::to_string(ability.bit) + " agrees with what Commands Supported and Effects lists",
         .clauses = {"IDC-008"},
         .run = [&ability](Bench& bench) { oacs_agrees(bench, ability); }});
  for (const IoAbility& ability : io_abilities())
    cases.push_back(
        {.id = std::string{"effects/oncs-"} + ability.slug,
         .title = "ONCS bit " + std::to_string(ability.bit) + " agrees with what Commands Supported and Effects lists",
         .clauses = {"IDC-007"},
         .run = [&ability](Bench& bench) { oncs_agrees(bench, ability); }});
}

}  // namespace

std::vector<Case> effects_cases() {
  std::vector<Case> cases{
      {.id = "effects/announced",
       .title = "Commands Supported and Effects is returned for each command set where LPA announces it",
       .clauses = {"IDC-002"},
       .run = works_where_announced},
      {.id = "effects/unsupported-zero",
       .title = "The entry of a command that is not supported holds nothing",
       .clauses = {"CSE-001"},
       .run = leave_unsupported_zero},
      {.id = "effects/admin-part",
       .title = "The admin part is the same for each command set",
       .clauses = {"CSE-002"},
       .run = same_admin_part},
      {.id = "effects/io-part",
       .title = "The I/O part is that of the command set that CSI names",
       .clauses = {"CSE-002"},
       .run = io_part_by_command_set},
      {.id = "effects/zone-commands",
       .title = "Zone Management Send and Receive are listed for the zoned command set",
       .clauses = {"CSE-003", "ZNS-GEN-004"},
       .run = [](Bench& bench) { lists_io(bench, kOfZones); }},
      {.id = "effects/block-commands",
       .title = "Flush, Write and Read are listed for the zoned command set",
       .clauses = {"CSE-005"},
       .run = [](Bench& bench) { lists_io(bench, kOfBlocks); }},
      {.id = "effects/mandatory",
       .title = "The admin commands that every controller has are listed",
       .clauses = {"CSE-006"},
       .run = lists_mandatory},
      {.id = "effects/queue-commands",
       .title = "The commands that create and delete queues are listed together",
       .clauses = {"CSE-006"},
       .run = lists_queue_commands_together},
  };
  append_abilities(cases);
  for (const Marked& marked : kMarked)
    cases.push_back({.id = std::string{"effects/marks-"} + (marked.admin ? "admin-" : "io-") + hex_slug(marked.opcode),
                     .title = std::string{"Opcode "} + hex_slug(marked.opcode) + " is listed with " + marked.text,
                     .clauses = {either(marked.bits == effect_bits::kContentChange, "CSE-009", "CSE-010")},
                     .level = Level::Should,
                     .run = [marked](Bench& bench) { is_marked(bench, marked); }});
  for (Case& each : listed_command_cases()) cases.push_back(std::move(each));
  return cases;
}

}  // namespace zns::suites
