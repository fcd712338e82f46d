// What holds for every command: opcodes that are not supported, reserved bits, NSIDs.
#include <algorithm>
#include <string>
#include <vector>

#include "suites/base/identify_parts.hpp"
#include "suites/base/plain_commands.hpp"
#include "suites/contents.hpp"
#include "suites/slug.hpp"

namespace zns::suites {
namespace {

using namespace identify;
using namespace plain;

// ---- opcodes -------------------------------------------------------------------------------------------------------

// Reserved in every revision so far, outside of the vendor and fabrics ranges.
constexpr unsigned kReservedAdminOpcodes[] = {0x03, 0x07, 0x0B, 0x3F, 0x5F};
constexpr unsigned kReservedIoOpcodes[] = {0x03, 0x07, 0x0A, 0x1F, 0x3F, 0x7B, 0x7E};

void refuse_opcode(Bench& bench, Queue queue, unsigned opcode) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Full, 1);
  const ZoneDescriptor before = bench.descriptor(zone);
  Sqe sqe;
  sqe.opcode = static_cast<std::uint8_t>(opcode);
  sqe.nsid = queue == Queue::Io ? bench.facts().nsid : 0;
  if (queue == Queue::Io) sqe.set_cdw10_11(zone.zslba);

  bench.expect_status(bench.submit({.queue = queue, .sqe = sqe, .to_device = {}, .from_device = {}}),
                      {Status::InvalidCommandOpcode});

  bench.expect_unchanged(zone, before);
  bench.expect_pattern(zone.zslba, 1);
}

void refuse_append(Bench& bench) {
  bench.needs(!bench.facts().append, "the device supports Zone Append");
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.expect_status(bench.zone_append(zone, 1, zone.zslba), {Status::InvalidCommandOpcode});
  bench.expect_zone(zone, ZoneState::Empty, zone.zslba);
}

// Supported if their bit in ONCS is set, or if Identify Controller of the NVM command set (CNS 06h) has a limit for
// them (NVM 1.0 4.1.5.2). Zone Append is not among them: append-unsupported.
struct OptionalCommand {
  unsigned opcode;
  unsigned oncs_bit;
  std::size_t limit;  // its bytes in the structure: from here on ...
  std::size_t limit_end;
  const char* slug;
  const char* name;
};
constexpr OptionalCommand kOptionalCommands[] = {
    {0x04, 1, 2, 3, "write-uncorrectable", "Write Uncorrectable"},  // WUSL
    {0x05, 0, 0, 0, "compare", "Compare"},
    {0x08, 3, 1, 2, "write-zeroes", "Write Zeroes"},               // WZSL
    {0x09, 2, 3, 16, "dataset-management", "Dataset Management"},  // DMRL, DMRSL, DMSL
    {0x0C, 7, 0, 1, "verify", "Verify"},                           // VSL
    {0x19, 8, 0, 0, "copy", "Copy"}};

bool is_supported(Bench& bench, const OptionalCommand& command) {
  if ((bench.facts().controller.oncs >> command.oncs_bit & 1U) != 0) return true;
  IdentifyPage page;
  if (bench.identify(Cns::CommandSetController, 0, Csi::Nvm, &page).status != kSuccess) return false;
  const auto limits = std::span{page}.subspan(command.limit, command.limit_end - command.limit);
  return std::any_of(limits.begin(), limits.end(), [](std::byte byte) { return byte != std::byte{0}; });
}

void refuse_absent(Bench& bench, const OptionalCommand& command) {
  bench.needs(!is_supported(bench, command), "the device supports " + std::string{command.name});
  refuse_opcode(bench, Queue::Io, command.opcode);
}

// ---- reserved bits -------------------------------------------------------------------------------------------------

struct ReservedBit {
  Kind kind;
  const char* slug;
  const char* field;
  void (*set)(Sqe& sqe);
};

constexpr ReservedBit kReservedBits[] = {
    {Kind::Write, "cdw0", "CDW0 13:10", [](Sqe& sqe) { sqe.flags |= 1U << 2; }},
    {Kind::Write, "cdw12", "CDW12 19:16", [](Sqe& sqe) { sqe.cdw12 |= 1U << 16; }},
    {Kind::Append, "cdw12", "CDW12 19:16", [](Sqe& sqe) { sqe.cdw12 |= 1U << 16; }},
    {Kind::Read, "cdw12", "CDW12 19:16", [](Sqe& sqe) { sqe.cdw12 |= 1U << 16; }},
    {Kind::Read, "cdw13", "CDW13 31:8", [](Sqe& sqe) { sqe.cdw13 |= 1U << 31; }},
    {Kind::Flush, "cdw10", "CDW10", [](Sqe& sqe) { sqe.cdw10 = 1; }},
    {Kind::Flush, "cdw15", "CDW15", [](Sqe& sqe) { sqe.cdw15 = 1; }},
    {Kind::Close, "cdw2", "CDW2", [](Sqe& sqe) { sqe.cdw2 = 1; }},
    {Kind::Close, "cdw12", "CDW12", [](Sqe& sqe) { sqe.cdw12 = 1; }},
    {Kind::Close, "cdw13", "CDW13 31:10", [](Sqe& sqe) { sqe.cdw13 |= 1U << 30; }},
    {Kind::Close, "cdw14", "CDW14", [](Sqe& sqe) { sqe.cdw14 = 1; }},
    {Kind::Reset, "cdw15", "CDW15", [](Sqe& sqe) { sqe.cdw15 = 1; }},
    {Kind::Report, "cdw3", "CDW3", [](Sqe& sqe) { sqe.cdw3 = 1; }},
    {Kind::Report, "cdw13", "CDW13 31:17", [](Sqe& sqe) { sqe.cdw13 |= 1U << 31; }},
    {Kind::Report, "cdw14", "CDW14", [](Sqe& sqe) { sqe.cdw14 = 1; }},
    {Kind::Identify, "cdw10", "CDW10 15:8", [](Sqe& sqe) { sqe.cdw10 |= 1U << 8; }},
    {Kind::Identify, "cdw12", "CDW12", [](Sqe& sqe) { sqe.cdw12 = 1; }},
};

// The bit is ignored, and the command does what it does without; or the command is aborted and does nothing.
void ignore_or_refuse(Bench& bench, const ReservedBit& bit) {
  const ZoneRef zone = zone_for(bench, bit.kind);
  const ZoneDescriptor before = bench.descriptor(zone);
  Sqe sqe = encode(command(bench, bit.kind, zone.zslba));
  bit.set(sqe);

  const Completion cqe = submit(bench, bit.kind, sqe, zone.zslba);

  bench.expect_status(cqe, {kSuccess, Status::InvalidFieldInCommand});
  if (cqe.status == kSuccess)
    bench.expect_zone(zone, state_after(bit.kind, before.zs));
  else
    bench.expect_unchanged(zone, before);
}

// CDW13 bit 9 asks for a random write area from ZNS 1.2 on and is reserved before.
void open_without_random_write_area(Bench& bench) {
  bench.needs((bench.facts().zoned.ozcs & ozcs::kZoneRandomWriteArea) == 0, "the device supports random write areas");
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  const ZoneManagementSend body{.slba = zone.zslba, .zsa = ZoneSendAction::Open, .zsaso = true};
  const Sqe sqe = encode(Command{.nsid = bench.facts().nsid, .body = body});

  const Completion cqe = bench.submit({.sqe = sqe, .to_device = {}, .from_device = {}});

  bench.expect_status(cqe, {kSuccess, Status::InvalidFieldInCommand, Status::InvalidZoneOperationRequest});
  bench.expect_zone(zone, cqe.status == kSuccess ? ZoneState::ExplicitlyOpened : ZoneState::Empty, zone.zslba);
}

// ---- retries --------------------------------------------------------------------------------------------------------

// CRD says when a command is to be sent again: never, where DNR says so or where it succeeded.
void ask_for_no_delay(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  const auto expect_no_delay = [&bench](const Completion& cqe) {
    bench.expect(cqe.crd == 0 || (cqe.status != kSuccess && !cqe.dnr), "CRD 0 where no retry is asked for",
                 "CRD " + std::to_string(cqe.crd) + " with " + to_string(cqe.status) + (cqe.dnr ? ", DNR 1" : ""));
  };
  expect_no_delay(bench.write(zone.zslba, 1));
  expect_no_delay(bench.write(zone.zslba, 1));  // below the write pointer
  expect_no_delay(bench.write(bench.facts().nsze, 1));
  expect_no_delay(bench.read(zone.zslba, 1));
  expect_no_delay(bench.zone_mgmt_send(zone.zslba + 1, ZoneSendAction::Close));
  expect_no_delay(bench.flush());
  expect_no_delay(bench.identify(Cns::Controller, 0));
}

// ---- NSIDs ---------------------------------------------------------------------------------------------------------

struct NsidKind {
  const char* slug;
  const char* name;
  std::uint32_t (*nsid)(Bench& bench);
  std::vector<Status> permitted;
  std::vector<ClauseId> clauses;
};

const std::vector<NsidKind>& nsid_kinds() {
  static const std::vector<NsidKind> kNsidKinds{
      {"nsid-0", "NSID 0", nsid_zero, {Status::InvalidNamespaceOrFormat}, {"NSID-001"}},
      {"nsid-beyond-nn", "NSID NN + 1", nsid_beyond_nn, {Status::InvalidNamespaceOrFormat}, {"NSID-001", "NSID-006"}},
      {"nsid-in-low-half",
       "the namespace's NSID in the lower half of an invalid one",
       nsid_in_low_half,
       {Status::InvalidNamespaceOrFormat},
       {"NSID-001"}},
      {"nsid-inactive",
       "an inactive NSID",
       nsid_inactive,
       {Status::InvalidFieldInCommand, Status::InvalidNamespaceOrFormat},
       {"NSID-002"}},
      {"nsid-broadcast",
       "NSID FFFFFFFFh",
       nsid_broadcast,
       {Status::InvalidFieldInCommand, Status::InvalidNamespaceOrFormat},
       {"NSID-004", "NSID-003", "ZNS-GEN-003"}},
  };
  return kNsidKinds;
}

void refuse_nsid(Bench& bench, Kind kind, const NsidKind& nsid) {
  const std::uint32_t foreign = nsid.nsid(bench);
  const ZoneRef zone = zone_for(bench, kind);
  const ZoneDescriptor before = bench.descriptor(zone);
  Sqe sqe = encode(command(bench, kind, zone.zslba));
  sqe.nsid = foreign;

  bench.expect_status(submit(bench, kind, sqe, zone.zslba), nsid.permitted);

  expect_nothing_done(bench, kind, zone, before);
}

// ---- the cases -----------------------------------------------------------------------------------------------------

void append_opcodes(std::vector<Case>& cases, Queue queue, std::span<const unsigned> opcodes) {
  const bool admin = queue == Queue::Admin;
  for (const unsigned opcode : opcodes)
    cases.push_back(
        {.id = std::string{"generic-command/reserved-"} + (admin ? "admin" : "io") + "-opcode-" + hex_slug(opcode),
         .title = std::string{admin ? "An admin" : "An I/O"} + " command with reserved opcode " + hex_slug(opcode) +
                  " is aborted and changes nothing",
         .clauses = {"GEN-002"},
         .run = [=](Bench& bench) { refuse_opcode(bench, queue, opcode); }});
}

void append_reserved_bits(std::vector<Case>& cases) {
  for (const ReservedBit& bit : kReservedBits)
    cases.push_back({.id = std::string{"generic-command/reserved-bits-"} + words(bit.kind).slug + '-' + bit.slug,
                     .title = std::string{words(bit.kind).name} + " with a bit of reserved " + bit.field +
                              " does what it does without, or is aborted",
                     .clauses = {"ZNS-GEN-002", "GEN-004"},
                     .level = Level::Shall,
                     .needs = needs_of(bit.kind),
                     .run = [bit](Bench& bench) { ignore_or_refuse(bench, bit); }});
}

void append_nsids(std::vector<Case>& cases) {
  for (const Kind kind :
       {Kind::Write, Kind::WriteZeroes, Kind::Append, Kind::Read, Kind::Flush, Kind::Reset, Kind::Report})
    for (const NsidKind& nsid : nsid_kinds()) {
      if (kind == Kind::Flush && nsid.nsid == nsid_broadcast) continue;  // it has a rule of its own (IDC-012)
      std::vector<Need> needs = needs_of(kind);
      needs.push_back(Need::ForeignNsid);
      cases.push_back(
          {.id = std::string{"generic-command/"} + words(kind).slug + '-' + nsid.slug,
           .title = std::string{words(kind).name} + " with " + nsid.name + " is aborted and changes nothing",
           .clauses = nsid.clauses,
           .level = Level::Shall,
           .needs = needs,
           .run = [kind, nsid](Bench& bench) { refuse_nsid(bench, kind, nsid); }});
    }
}

}  // namespace

std::vector<Case> generic_command_cases() {
  std::vector<Case> cases;
  append_opcodes(cases, Queue::Admin, kReservedAdminOpcodes);
  append_opcodes(cases, Queue::Io, kReservedIoOpcodes);
  cases.push_back({.id = "generic-command/append-unsupported",
                   .title = "Zone Append is aborted where it is not supported",
                   .clauses = {"ZNS-GEN-004", "ZNS-GEN-030"},
                   .run = refuse_append});
  for (const OptionalCommand& command : kOptionalCommands)
    cases.push_back({.id = std::string{"generic-command/absent-"} + command.slug,
                     .title = std::string{command.name} + " is aborted and changes nothing where it is not supported",
                     .clauses = {"ZNS-IO-056", "GEN-002"},
                     .run = [command](Bench& bench) { refuse_absent(bench, command); }});
  append_reserved_bits(cases);
  cases.push_back(
      {.id = "generic-command/open-with-zrwaa",
       .title = "Open Zone that asks for a random write area opens the zone or is aborted where there are none",
       .clauses = {"ZNS-ZRWA-007", "IDZ-007"},
       .level = Level::VendorChoice,
       .run = open_without_random_write_area});
  cases.push_back({.id = "generic-command/no-delay-without-retry",
                   .title = "A completion that asks for no retry has no Command Retry Delay",
                   .clauses = {"GEN-007"},
                   .run = ask_for_no_delay});
  append_nsids(cases);
  return cases;
}

}  // namespace zns::suites
