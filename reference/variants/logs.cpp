// What a device may answer to Get Log Page.
#include <algorithm>

#include "reference/mutants/log_parts.hpp"
#include "reference/spec/identify.hpp"
#include "reference/variants/parts.hpp"

namespace zns::variants {
namespace {

using mutants::AdminSituation;
using mutants::answer;
using mutants::asked;
using mutants::put;
using mutants::refuse;
using mutants::reply_with;
using mutants::whole;

void invalid_field_for_pages(const AdminSituation& situation, AdminEffect& effect) {
  if (asked(situation) != nullptr && effect.status == Status::InvalidLogPage)
    refuse(effect, Status::InvalidFieldInCommand);
}

std::span<std::byte> controller_page(const Situation& situation, std::span<std::byte> out) {
  const auto* identify = sent<Identify>(situation);
  const bool asks = identify != nullptr && identify->cns == Cns::Controller && out.size() >= kIdentifyBytes;
  return asks ? out : std::span<std::byte>{};
}

// Identify Controller does not announce what `has_not` refuses.
template <std::uint8_t lpa_bits, std::uint32_t oaes_bits>
void does_not_announce(const Situation& situation, std::span<std::byte> out) {
  const auto page = controller_page(situation, out);
  if (page.empty()) return;
  store_le(page, 261, static_cast<std::uint8_t>(load_le<std::uint8_t>(page, 261) & ~lpa_bits));
  store_le(page, 92, load_le<std::uint32_t>(page, 92) & ~oaes_bits);
}

template <Lid... lids>
void has_not(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation);
  if (get != nullptr && ((get->lid == lids) || ...)) refuse(effect, Status::InvalidLogPage);
  if (asked(situation, Lid::SupportedLogPages) != nullptr && effect.status == kSuccess)
    (put<std::uint32_t>(situation, effect, 4 * static_cast<std::size_t>(lids), 0), ...);
}

// Before NVMe 2.0 there is no index, and nothing that lists pages and features.
void older(const Situation& situation, std::span<std::byte> out) {
  does_not_announce<lpa::kSupportedLogPages, 0>(situation, out);
  if (const auto page = controller_page(situation, out); !page.empty()) store_le(page, 80, kRevision14);
}
void ignores_index(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation);
  if (get != nullptr && get->ot) {
    GetLogPage bytes = *get;
    bytes.ot = false;
    effect = answer(situation, bytes);
  }
  has_not<Lid::SupportedLogPages, Lid::FeatureIdentifiersSupported, Lid::ManagementInterfaceCommands>(situation,
                                                                                                      effect);
}

void refuses_end(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation);
  if (get != nullptr && get->lpo != 0 && effect.reply.empty()) refuse(effect, Status::InvalidFieldInCommand);
}

void refuses_unaligned(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation);
  if (get != nullptr && get->lpo % 4 != 0) refuse(effect, Status::InvalidFieldInCommand);
}

void refuses_namespaces(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation);
  const std::uint32_t nsid = situation.command.nsid;
  if (get != nullptr && get->lid != Lid::ChangedZoneList && nsid != 0 && nsid != kBroadcastNsid)
    refuse(effect, Status::InvalidFieldInCommand);
}

void lists_nothing_of_unknown_set(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation, Lid::CommandsSupportedAndEffects);
  if (get == nullptr || effect.status != Status::IoCommandSetNotSupported) return;
  GetLogPage zoned = *get;
  zoned.csi = Csi::Zoned;
  effect = answer(situation, zoned);
  for (std::size_t opcode = 0; opcode < 256; ++opcode)
    put<std::uint32_t>(situation, effect, mutants::kIocs + 4 * opcode, 0);
}

template <Status status>
void refuses_unknown_set_with(const AdminSituation& situation, AdminEffect& effect) {
  if (asked(situation) != nullptr && effect.status == Status::IoCommandSetNotSupported) refuse(effect, status);
}

void clears_the_rest(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation);
  if (get == nullptr || effect.status != kSuccess) return;
  const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(get->numd.count() * 4, std::uint64_t{1} << 20));
  if (effect.reply.size() < bytes) effect.reply.resize(bytes);
}

// Units are counted as a thousand of them is full.
void lags(const AdminSituation& situation, AdminEffect& effect) {
  if (asked(situation, Lid::SmartHealth) == nullptr || effect.status != kSuccess) return;
  SmartHealth log = decode_smart_health(whole(situation, kSmartHealthBytes));
  for (LargeCount* each : {&log.data_units_read, &log.data_units_written}) each->low -= each->low != 0 ? 1 : 0;
  reply_with(situation, effect, encode(log));
}

void runs_from_slot_3(const AdminSituation& situation, AdminEffect& effect) {
  if (asked(situation, Lid::FirmwareSlot) == nullptr || effect.status != kSuccess) return;
  reply_with(situation, effect, encode(FirmwareSlots{.afi = 0x43, .frs = {"0.8", "", kFirmwareRevision, "2.0-beta"}}));
}

// It may change more than it must: exclusive, and of capabilities.
void marks_more(const AdminSituation& situation, AdminEffect& effect) {
  using namespace effect_bits;
  const GetLogPage* const get = asked(situation, Lid::CommandsSupportedAndEffects);
  if (get == nullptr || get->csi != Csi::Zoned || effect.status != kSuccess) return;
  put<std::uint32_t>(situation, effect, mutants::kIocs + 4 * 0x79,
                     kSupported | kContentChange | kNamespaceCapabilityChange | kExclusiveInNamespace);
  put<std::uint32_t>(situation, effect, mutants::kIocs, kSupported | kContentChange);
}

void counts_from_far(const AdminSituation& situation, AdminEffect& effect) {
  if (asked(situation, Lid::SmartHealth) == nullptr || effect.status != kSuccess) return;
  SmartHealth log = decode_smart_health(whole(situation, kSmartHealthBytes));
  for (LargeCount* each : {&log.data_units_read, &log.data_units_written, &log.host_write_commands}) each->high = 1;
  reply_with(situation, effect, encode(log));
}

Variant answers(std::string_view id, std::string_view what, std::vector<ClauseId> clauses,
                void (*administers)(const AdminSituation&, AdminEffect&), std::optional<Freedom> freedom = {}) {
  return {.id = id,
          .what = what,
          .clauses = std::move(clauses),
          .freedom = freedom,
          .conduct = {.administers = administers}};
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
Topic log_variants() {
  return {
      answers("log-page-invalid-field", "A log page that there is not is refused with Invalid Field in Command.",
              {"LOG-001"}, invalid_field_for_pages, Freedom::StatusPrecedence),
      {.id = "log-pages-before-2-0",
       .what = "The device is of NVMe 1.4: no log page lists log pages and features, and OT is ignored.",
       .clauses = {"LOG-014", "LOG-007", "FID-LOG-001"},
       .conduct = {.returns = older, .administers = ignores_index, .shows = shows_revision_1_4}},
      {.id = "no-changed-zone-list",
       .what = "Changed zones are not listed, and OAES says so.",
       .clauses = {"IDC-003", "ZNS-GEN-005"},
       .conduct = {.returns = does_not_announce<0, oaes::kZoneDescriptorChanged>,
                   .administers = has_not<Lid::ChangedZoneList>}},
      {.id = "no-changed-namespace-list",
       .what = "Changed namespaces are not listed, and OAES says so.",
       .clauses = {"CNS-LOG-001"},
       .conduct = {.returns = does_not_announce<0, oaes::kNamespaceAttribute>,
                   .administers = has_not<Lid::ChangedNamespaceList>}},
      answers("log-offset-at-end-refused", "An offset that is the size of the page is refused.", {"LOG-016"},
              refuses_end, Freedom::LogPageOffset),
      answers("log-offset-unaligned-refused", "An offset that is no multiple of 4 is refused.", {"LOG-005"},
              refuses_unaligned, Freedom::LogPageOffset),
      answers("log-of-namespace-refused", "A log page of the controller with a namespace is refused.",
              {"LOG-008", "LOG-010"}, refuses_namespaces, Freedom::LogPageNamespace),
      answers("effects-of-unknown-set-empty", "A command set that there is not has no I/O commands.", {"LOG-011"},
              lists_nothing_of_unknown_set, Freedom::LogPageCommandSet),
      answers("effects-of-unknown-set-12c", "A command set that there is not is an Invalid I/O Command Set.",
              {"LOG-011"}, refuses_unknown_set_with<Status::InvalidIoCommandSet>, Freedom::LogPageCommandSet),
      answers("log-rest-cleared", "What is asked for behind the end of a log page is returned as zeroes.", {"LOG-003"},
              clears_the_rest),
      answers("smart-lags", "SMART / Health Information counts a data unit when a thousand are full.", {"SMR-002"},
              lags),
      answers("smart-counts-large", "Counters of SMART / Health Information are beyond 64 bits.", {"SMR-001"},
              counts_from_far),
      answers("firmware-slot-3-of-4", "The third of four firmware slots runs, and another one is next.", {"FWS-001"},
              runs_from_slot_3),
      answers("effects-marked-generously", "Commands may change more than they must.", {"CSE-011"}, marks_more),
      {.id = "error-log-empty",
       .what = "An aborted command makes no entry in the Error Information log.",
       .clauses = {"ERR-001", "ERR-007"},
       .freedom = Freedom::ErrorLogEntry,
       .options = "error-log=none"},
      {.id = "error-log-told",
       .what = "Completions of aborted commands tell of their entries.",
       .clauses = {"ERR-003"},
       .freedom = Freedom::ErrorLogEntry,
       .options = "error-log=told"},
  };
}

}  // namespace zns::variants
