// Commands Supported and Effects against what the device does: a command that is listed is not refused for its opcode,
// one that is not listed is, and one that changes the host's data says so.
#include <optional>
#include <string>
#include <vector>

#include "suites/base/effects_parts.hpp"
#include "suites/base/log_page_parts.hpp"
#include "suites/slug.hpp"

namespace zns::suites {
namespace {

using namespace logs;
using namespace listed;

void expect_as_listed(Bench& bench, bool supported, unsigned opcode, const Completion& cqe) {
  if (!supported) return bench.expect_status(cqe, {Status::InvalidCommandOpcode});
  bench.expect(cqe.status != Status::InvalidCommandOpcode,
               "no Invalid Command Opcode for opcode " + hex_slug(opcode) + ", which is listed", to_string(cqe.status));
}

// ---- admin commands ------------------------------------------------------------------------------------------------

// Each with fields that change nothing, also where the log is wrong. Format NVM, Sanitize and the like are not sent.
struct AdminTrial {
  Command::Body body;
  const char* name;
  std::size_t returned = 0;
  std::size_t sent = 0;
};
constexpr auto kReservedSelect = 0xF;
const std::vector<AdminTrial>& admin_trials() {
  static const std::vector<AdminTrial> kTrials{
      {page(Lid::FirmwareSlot, 64), "Get Log Page", 64},
      {Identify{.cns = Cns::Controller}, "Identify", kIdentifyBytes},
      {Abort{.sqid = 0, .cid = 0xFFFF}, "Abort"},
      {SetFeatures{.fid = static_cast<Fid>(0)}, "Set Features"},
      {GetFeatures{.fid = Fid::Arbitration}, "Get Features"},
      {NamespaceManagement{.sel = static_cast<NamespaceManagementAction>(kReservedSelect)}, "Namespace Management"},
      {DeviceSelfTest{.stc = 0xF}, "Device Self-test"},  // aborts one
      {NamespaceAttachment{.sel = static_cast<NamespaceAttachmentAction>(kReservedSelect)}, "Namespace Attachment", 0,
       kIdentifyBytes},
      {KeepAlive{}, "Keep Alive"},
  };
  return kTrials;
}

unsigned opcode_of(const Command::Body& body) {
  return encode(Command{.queue = Queue::Admin, .body = body}).opcode;
}

void admin_as_listed(Bench& bench, const AdminTrial& trial) {
  const unsigned opcode = opcode_of(trial.body);
  const bool supported = supports(effects(bench, Csi::Zoned).acs, opcode);
  const Bytes data(trial.sent);
  expect_as_listed(bench, supported, opcode, bench.admin(trial.body, {.to_device = data, .bytes = trial.returned}));
}

// Reserved in every revision so far: neither listed nor carried out.
constexpr unsigned kReservedAdmin[] = {0x03, 0x07, 0x0B, 0x3F, 0x5F};

void lists_no_reserved(Bench& bench) {
  const CommandEffects log = effects(bench, Csi::Zoned);
  for (const unsigned opcode : kReservedAdmin) {
    const Sqe sqe{.opcode = static_cast<std::uint8_t>(opcode)};
    const Completion cqe = bench.submit({.queue = Queue::Admin, .sqe = sqe, .to_device = {}, .from_device = {}});
    expect_as_listed(bench, supports(log.acs, opcode), opcode, cqe);
  }
}

// ---- I/O commands --------------------------------------------------------------------------------------------------

// At the start of an Empty zone, and harmless to all others; `sent` bytes go with it, and `returned` come back, or a
// block.
struct IoTrial {
  unsigned opcode;
  const char* slug;
  const char* name;
  std::optional<std::size_t> sent = {};
  std::optional<std::size_t> returned = {};
  std::uint32_t cdw12 = 0;
  std::uint32_t cdw13 = 0;
  bool changes_unseen = false;  // blocks, in a way that the suite does not know: not sent to a device that lists it
};
constexpr std::size_t kOneRange = 16;  // of Dataset Management
constexpr std::size_t kHeaderOfReport = 64;
constexpr std::size_t kOneBlock = 0;  // whatever its size
constexpr IoTrial kIoTrials[] = {
    {.opcode = 0x00, .slug = "flush", .name = "Flush"},
    {.opcode = 0x01, .slug = "write", .name = "Write", .sent = kOneBlock},
    {.opcode = 0x02, .slug = "read", .name = "Read", .returned = kOneBlock},
    {.opcode = 0x04, .slug = "write-uncorrectable", .name = "Write Uncorrectable", .changes_unseen = true},
    {.opcode = 0x05, .slug = "compare", .name = "Compare", .sent = kOneBlock},
    {.opcode = 0x08, .slug = "write-zeroes", .name = "Write Zeroes"},
    {.opcode = 0x09,
     .slug = "dataset-management",
     .name = "Dataset Management",
     .sent = kOneRange,
     .changes_unseen = true},
    {.opcode = 0x0C, .slug = "verify", .name = "Verify"},
    {.opcode = 0x79, .slug = "zone-mgmt-send", .name = "Zone Management Send", .cdw13 = 3},
    {.opcode = 0x7A,
     .slug = "zone-mgmt-recv",
     .name = "Zone Management Receive",
     .returned = kHeaderOfReport,
     .cdw12 = kHeaderOfReport / 4 - 1},
    {.opcode = 0x7D, .slug = "zone-append", .name = "Zone Append", .sent = kOneBlock},
};

Sqe entry_of(const Bench& bench, const IoTrial& trial, const ZoneRef& zone) {
  Sqe sqe{.opcode = static_cast<std::uint8_t>(trial.opcode), .nsid = bench.facts().nsid};
  const bool has_lba = trial.opcode != 0x00 && trial.opcode != 0x09;  // the one has none, the other a number of ranges
  if (has_lba) sqe.set_cdw10_11(zone.zslba);
  sqe.cdw12 = trial.cdw12;
  sqe.cdw13 = trial.cdw13;
  return sqe;
}

Bytes data_of(Bench& bench, const IoTrial& trial, const ZoneRef& zone) {
  if (!trial.sent) return {};
  return *trial.sent == kOneBlock ? bench.pattern(zone.zslba, 1) : Bytes(*trial.sent);
}

void io_as_listed(Bench& bench, const IoTrial& trial) {
  const bool supported = supports(effects(bench, Csi::Zoned).iocs, trial.opcode);
  bench.needs(!supported || !trial.changes_unseen,
              "the device lists the command, whose effects the suite does not know");
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  const Bytes sent = data_of(bench, trial, zone);
  const std::size_t bytes = trial.returned.value_or(0);
  Bytes returned(trial.returned == kOneBlock ? bench.facts().lba_bytes : bytes);
  const Completion cqe =
      bench.submit({.sqe = entry_of(bench, trial, zone), .to_device = sent, .from_device = returned});
  expect_as_listed(bench, supported, trial.opcode, cqe);
  if (!supported) bench.expect_zone(zone, ZoneState::Empty, zone.zslba);
}

// ---- effects -------------------------------------------------------------------------------------------------------

// Blocks that read as deallocated before hold data afterwards: LBCC 0 says that they do not.
void changes_as_listed(Bench& bench, unsigned opcode, Completion (*write)(Bench&, const ZoneRef&)) {
  const std::uint32_t entry = effects(bench, Csi::Zoned).iocs[opcode];
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.expect_success(write(bench, zone));
  bench.expect_pattern(zone.zslba, 1);
  bench.expect((entry & effect_bits::kContentChange) != 0,
               "LBCC of opcode " + hex_slug(opcode) + ", which changed the host's data", hex(entry));
}

Completion by_write(Bench& bench, const ZoneRef& zone) {
  return bench.write(zone.zslba, 1);
}
Completion by_append(Bench& bench, const ZoneRef& zone) {
  return bench.zone_append(zone, 1, zone.zslba);
}

void reset_as_listed(Bench& bench) {
  const std::uint32_t entry = effects(bench, Csi::Zoned).iocs[0x79];
  const ZoneRef zone = bench.a_zone_in(ZoneState::Full, 1);
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
  bench.expect_deallocated(zone.zslba, 1);
  bench.expect((entry & effect_bits::kContentChange) != 0, "LBCC of opcode 79h, which took the host's data away",
               hex(entry));
}

}  // namespace

std::vector<Case> listed_command_cases() {
  std::vector<Case> cases;
  for (const AdminTrial& trial : admin_trials())
    cases.push_back({.id = "effects/admin-" + hex_slug(opcode_of(trial.body)),
                     .title = std::string{trial.name} + " is carried out exactly if it is listed",
                     .clauses = {"CSE-007", "CSE-008"},
                     .run = [&trial](Bench& bench) { admin_as_listed(bench, trial); }});
  cases.push_back({.id = "effects/admin-reserved",
                   .title = "Reserved admin opcodes are aborted, as the log says",
                   .clauses = {"CSE-007"},
                   .run = lists_no_reserved});
  for (const IoTrial& trial : kIoTrials)
    cases.push_back({.id = std::string{"effects/io-"} + trial.slug,
                     .title = std::string{trial.name} + " is carried out exactly if it is listed",
                     .clauses = {either(trial.opcode == 0x7D, "CSE-004", "CSE-007"), "CSE-008"},
                     .level = Level::Shall,
                     .run = [trial](Bench& bench) { io_as_listed(bench, trial); }});
  cases.push_back({.id = "effects/write-changes-content",
                   .title = "A Write that changes the host's data is listed with LBCC",
                   .clauses = {"CSE-009"},
                   .level = Level::Shall,
                   .run = [](Bench& bench) { changes_as_listed(bench, 0x01, by_write); }});
  cases.push_back({.id = "effects/append-changes-content",
                   .title = "A Zone Append that changes the host's data is listed with LBCC",
                   .clauses = {"CSE-009"},
                   .level = Level::Shall,
                   .needs = {Need::Append},
                   .run = [](Bench& bench) { changes_as_listed(bench, 0x7D, by_append); }});
  cases.push_back({.id = "effects/reset-changes-content",
                   .title = "A Reset Zone that takes the host's data away is listed with LBCC",
                   .clauses = {"CSE-009"},
                   .level = Level::Should,
                   .run = reset_as_listed});
  return cases;
}

}  // namespace zns::suites
