// Get Log Page: which part of a page is returned, and what is refused.
#include <algorithm>
#include <string>
#include <vector>

#include "suites/base/log_page_parts.hpp"
#include "suites/contents.hpp"
#include "reference/spec/differing_bytes.hpp"
#include "suites/slug.hpp"

namespace zns::suites {
namespace {

using namespace logs;

constexpr GetLogPage kZonedEffects{.lid = Lid::CommandsSupportedAndEffects, .csi = Csi::Zoned};

// Pages whose content does not change from one read to the next.
struct SteadyPage {
  const char* slug;
  const char* name;
  GetLogPage page;
  std::size_t bytes;
  std::uint8_t announced_by;  // LPA; 0: every device has it
};
constexpr SteadyPage kSteadyPages[] = {
    {"firmware-slot", "Firmware Slot Information", {.lid = Lid::FirmwareSlot}, kFirmwareSlotBytes, 0},
    {"effects", "Commands Supported and Effects", kZonedEffects, kEffectsBytes, lpa::kCommandsSupportedAndEffects},
    {"supported",
     "Supported Log Pages",
     {.lid = Lid::SupportedLogPages},
     kSupportedLogPagesBytes,
     lpa::kSupportedLogPages},
    {"features",
     "Feature Identifiers Supported and Effects",
     {.lid = Lid::FeatureIdentifiersSupported},
     kFeatureEffectsBytes,
     lpa::kSupportedLogPages},
};

GetLogPage part(const SteadyPage& steady, std::size_t bytes, std::uint64_t lpo = 0) {
  GetLogPage command = page(steady.page.lid, bytes, steady.page);
  command.lpo = lpo;
  return command;
}

Bytes whole(Bench& bench, const SteadyPage& steady) {
  const bool announced = steady.announced_by == 0 || announces(bench, steady.announced_by);
  return read_optional(bench, part(steady, steady.bytes), announced, std::string{steady.name} + " log page");
}

void expect_part(Bench& bench, const Bytes& page, std::uint64_t from, const Bytes& got) {
  const auto right = std::span{page}.subspan(from, std::min(got.size(), page.size() - from));
  if (std::equal(right.begin(), right.end(), got.begin())) return;
  bench.fail({"the bytes of the page from " + std::to_string(from) + " on"},
             "other bytes" + differing_bytes(right, std::span{got}.first(right.size())));
}

void read_short(Bench& bench, const SteadyPage& steady) {
  const Bytes all = whole(bench, steady);
  for (const std::size_t bytes : {std::size_t{4}, std::size_t{16}, std::size_t{60}, steady.bytes - 4})
    expect_part(bench, all, 0, read(bench, part(steady, bytes)));
}

void read_long(Bench& bench, const SteadyPage& steady) {
  const std::size_t bytes = 2 * steady.bytes;
  needs_transfer(bench, bytes);
  const Bytes all = whole(bench, steady);
  expect_part(bench, all, 0, read(bench, part(steady, bytes)));
}

void needs_offsets(Bench& bench) {
  bench.needs(announces(bench, lpa::kExtendedData), "the device has no log page offsets (LPA bit 2)");
}

void read_in_parts(Bench& bench, const SteadyPage& steady) {
  needs_offsets(bench);
  const Bytes all = whole(bench, steady);
  for (const std::size_t bytes : {steady.bytes / 4, std::size_t{36}})
    for (std::uint64_t at = 0; at < steady.bytes; at += bytes)
      expect_part(bench, all, at, read(bench, part(steady, std::min<std::size_t>(bytes, steady.bytes - at), at)));
}

// NUMDL is 0: without NUMDU one dword would be returned.
void count_upper_dwords(Bench& bench) {
  const SteadyPage& steady = kSteadyPages[0];
  needs_offsets(bench);
  constexpr std::size_t kBytes = (std::size_t{1} << 16) * 4 + 4;
  needs_transfer(bench, kBytes);
  const Bytes all = whole(bench, steady);
  expect_part(bench, all, 0, read(bench, part(steady, kBytes)));
}

void refuse_offset(Bench& bench, std::uint64_t lpo) {
  needs_offsets(bench);
  bench.expect_status(get(bench, part(kSteadyPages[0], 4, lpo)), {Status::InvalidFieldInCommand});
}

void permit_offset(Bench& bench, std::uint64_t lpo) {
  needs_offsets(bench);
  bench.expect_status(get(bench, part(kSteadyPages[0], 4, lpo)), {kSuccess, Status::InvalidFieldInCommand});
}

// An index, where LID 00h says that the page has none. A device before NVMe 2.0 does not know the bit.
void refuse_index(Bench& bench) {
  bench.needs(bench.facts().controller.ver >= kNvme20, "the device is older than NVMe 2.0: it has no index offsets");
  const Bytes data = read_optional(bench, page(Lid::SupportedLogPages, kSupportedLogPagesBytes), false,
                                   "Supported Log Pages log page");
  bench.needs(!decode_supported_log_pages(data).lids[static_cast<std::size_t>(Lid::SmartHealth)].ios,
              "SMART / Health Information has index offsets");
  bench.expect_status(get(bench, page(Lid::SmartHealth, 4, {.ot = true}), nullptr, kBroadcastNsid),
                      {Status::InvalidFieldInCommand});
}

void refuse_page(Bench& bench, unsigned lid) {
  Bytes data;
  const bool said = get(bench, page(Lid::SupportedLogPages, kSupportedLogPagesBytes), &data).status == kSuccess &&
                    decode_supported_log_pages(data).lids[lid].lsupp;
  bench.needs(!said, "the device says that it has such a page");
  bench.expect_status(get(bench, page(static_cast<Lid>(lid), 512)),
                      {Status::InvalidLogPage, Status::InvalidFieldInCommand});
}

struct ControllerPage {
  const char* slug;
  Lid lid;
  std::size_t bytes;
};
constexpr ControllerPage kControllerPages[] = {{"error-information", Lid::ErrorInformation, kErrorEntryBytes},
                                               {"smart-health", Lid::SmartHealth, kSmartHealthBytes},
                                               {"firmware-slot", Lid::FirmwareSlot, kFirmwareSlotBytes}};

// Before NVMe 2.0 SMART / Health Information of the controller is that of NSID FFFFFFFFh.
void accept_both_nsids(Bench& bench, const ControllerPage& about) {
  bench.expect_success(get(bench, page(about.lid, about.bytes), nullptr, kBroadcastNsid));
  const Completion cqe = get(bench, page(about.lid, about.bytes), nullptr, 0);
  if (about.lid != Lid::SmartHealth || bench.facts().controller.ver >= kNvme20)
    bench.expect_success(cqe);
  else
    bench.expect_status(cqe, {kSuccess, Status::InvalidNamespaceOrFormat, Status::InvalidFieldInCommand});
}

// Older revisions let a controller ignore the NSID.
void permit_namespace(Bench& bench, Lid lid) {
  bench.expect_status(get(bench, page(lid, 64), nullptr, bench.facts().nsid),
                      {kSuccess, Status::InvalidFieldInCommand, Status::InvalidNamespaceOrFormat});
}

void smart_of_namespace(Bench& bench) {
  const Completion cqe = get(bench, page(Lid::SmartHealth, kSmartHealthBytes), nullptr, bench.facts().nsid);
  if (announces(bench, lpa::kSmartPerNamespace))
    bench.expect_success(cqe);
  else
    bench.expect_status(cqe, {kSuccess, Status::InvalidFieldInCommand, Status::InvalidNamespaceOrFormat});
}

// No I/O command of a command set that is not there is supported, if the page is returned at all.
void unknown_command_set(Bench& bench) {
  constexpr auto kUnknown = static_cast<Csi>(0x3F);
  bench.needs(!identify::has(identify::command_sets(bench).some, kUnknown), "the device has command set 3Fh");
  static_cast<void>(effects(bench, Csi::Zoned));
  Bytes data;
  const Completion cqe = get(bench, page(Lid::CommandsSupportedAndEffects, kEffectsBytes, {.csi = kUnknown}), &data);
  bench.expect_status(cqe, {Status::IoCommandSetNotSupported, Status::InvalidFieldInCommand,
                            Status::InvalidIoCommandSet, Status::InvalidLogPage, kSuccess});
  if (cqe.status != kSuccess) return;
  for (const std::uint32_t entry : decode_command_effects(data).iocs)
    bench.expect(entry == 0, "no I/O command of command set 3Fh", "an entry of " + hex(entry));
}

void refuse_above_mdts(Bench& bench) {
  bench.needs(bench.facts().mdts_bytes.has_value(), "the device does not limit transfers (MDTS)");
  bench.needs(announces(bench, lpa::kExtendedData), "the device has no NUMD of 32 bits (LPA bit 2)");
  const std::uint64_t bytes = *bench.facts().mdts_bytes * bench.facts().limit_doubt + 4;
  bench.needs(bytes <= bench.target().carries().max_transfer_bytes, "the way to the device carries no such transfer");
  bench.expect_status(get(bench, page(Lid::FirmwareSlot, bytes)), {Status::InvalidFieldInCommand});
}

void ignore_retain(Bench& bench) {
  const Bytes plain = read(bench, page(Lid::FirmwareSlot, kFirmwareSlotBytes));
  expect_part(bench, plain, 0, read(bench, page(Lid::FirmwareSlot, kFirmwareSlotBytes, {.rae = true})));
}

void permit_specific_parameter(Bench& bench) {
  bench.expect_status(get(bench, page(Lid::FirmwareSlot, kFirmwareSlotBytes, {.lsp = 1})),
                      {kSuccess, Status::InvalidFieldInCommand});
}

void append_steady(std::vector<Case>& cases, const SteadyPage& steady) {
  const std::string id = std::string{"log-pages/"} + steady.slug;
  cases.push_back({.id = id + "-short",
                   .title = std::string{steady.name} + " is cut where fewer dwords are asked for",
                   .clauses = {"LOG-002"},
                   .run = [steady](Bench& bench) { read_short(bench, steady); }});
  cases.push_back({.id = id + "-long",
                   .title = std::string{steady.name} + " may be asked for in more dwords than it has",
                   .clauses = {"LOG-003"},
                   .run = [steady](Bench& bench) { read_long(bench, steady); }});
  cases.push_back({.id = id + "-in-parts",
                   .title = std::string{steady.name} + " in parts is what it is as a whole",
                   .clauses = {"LOG-004"},
                   .run = [steady](Bench& bench) { read_in_parts(bench, steady); }});
}

struct Offset {
  const char* slug;
  std::uint64_t lpo;
};
constexpr Offset kBeyond[] = {{"next-dword", kFirmwareSlotBytes + 4},
                              {"one-page", 4096},
                              {"upper-half", std::uint64_t{1} << 32},
                              {"largest", ~std::uint64_t{3}}};

void append_offsets(std::vector<Case>& cases) {
  for (const Offset& offset : kBeyond)
    cases.push_back(
        {.id = std::string{"log-pages/offset-beyond-"} + offset.slug,
         .title = "Get Log Page with an offset of " + hex(offset.lpo) + " in a page of 512 bytes is aborted",
         .clauses = {"LOG-006"},
         .run = [lpo = offset.lpo](Bench& bench) { refuse_offset(bench, lpo); }});
  cases.push_back({.id = "log-pages/offset-at-end",
                   .title = "Get Log Page with an offset that is the page's size returns nothing or is aborted",
                   .clauses = {"LOG-016"},
                   .run = [](Bench& bench) { permit_offset(bench, kFirmwareSlotBytes); }});
  cases.push_back({.id = "log-pages/offset-unaligned",
                   .title = "Get Log Page with an offset that is no multiple of 4 is rounded or aborted",
                   .clauses = {"LOG-005"},
                   .run = [](Bench& bench) { permit_offset(bench, 2); }});
  cases.push_back({.id = "log-pages/index-offset",
                   .title = "Get Log Page with an index for a page that has none is aborted",
                   .clauses = {"LOG-007"},
                   .run = refuse_index});
}

void append_nsids(std::vector<Case>& cases) {
  for (const ControllerPage& about : kControllerPages)
    cases.push_back({.id = std::string{"log-pages/nsids-of-"} + about.slug,
                     .title = "A log page of the controller is returned for NSID 0 and for FFFFFFFFh",
                     .clauses = {"LOG-009"},
                     .run = [about](Bench& bench) { accept_both_nsids(bench, about); }});
  cases.push_back({.id = "log-pages/namespace-for-controller",
                   .title = "A log page of the controller asked for with a namespace ignores it or is aborted",
                   .clauses = {"LOG-008"},
                   .run = [](Bench& bench) { permit_namespace(bench, Lid::ErrorInformation); }});
  cases.push_back({.id = "log-pages/smart-of-namespace",
                   .title = "SMART / Health Information of a namespace is returned where LPA announces it",
                   .clauses = {"LOG-010"},
                   .run = smart_of_namespace});
}

}  // namespace

std::vector<Case> log_page_read_cases() {
  std::vector<Case> cases;
  for (const SteadyPage& steady : kSteadyPages) append_steady(cases, steady);
  cases.push_back({.id = "log-pages/upper-dwords",
                   .title = "NUMDU counts: 65,537 dwords of a log page are more than one",
                   .clauses = {"LOG-003", "LOG-004"},
                   .run = count_upper_dwords});
  append_offsets(cases);
  append_nsids(cases);
  for (const unsigned lid : {0x17U, 0x6FU})
    cases.push_back({.id = "log-pages/reserved-" + hex_slug(lid),
                     .title = "Get Log Page of reserved page " + hex_slug(lid) + " is aborted",
                     .clauses = {"LOG-001"},
                     .run = [lid](Bench& bench) { refuse_page(bench, lid); }});
  cases.push_back({.id = "log-pages/unknown-command-set",
                   .title = "Commands Supported and Effects of an unknown command set lists nothing or is aborted",
                   .clauses = {"LOG-011"},
                   .run = unknown_command_set});
  cases.push_back({.id = "log-pages/above-mdts",
                   .title = "Get Log Page that moves more than MDTS allows is aborted",
                   .clauses = {"LOG-012"},
                   .level = Level::Shall,
                   .needs = {Need::OverMdts},
                   .run = refuse_above_mdts});
  cases.push_back({.id = "log-pages/retain-without-event",
                   .title = "Retain Asynchronous Event changes nothing of a page that no event belongs to",
                   .clauses = {"LOG-013"},
                   .run = ignore_retain});
  cases.push_back({.id = "log-pages/specific-parameter",
                   .title = "A Log Specific Parameter that the page does not know is ignored or refused",
                   .clauses = {"LOG-013"},
                   .run = permit_specific_parameter});
  return cases;
}

std::vector<Case> log_page_cases() {
  std::vector<Case> cases = log_page_read_cases();
  for (const auto part : {log_page_supported_cases, log_page_error_cases, log_page_health_cases, log_page_list_cases})
    for (Case& each : part()) cases.push_back(std::move(each));
  return cases;
}

}  // namespace zns::suites
