// Get Log Page: parts of pages, pages that contradict what the device does, lists that are not cleared.
#include <algorithm>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/effects.hpp"
#include "reference/mutants/log_parts.hpp"
#include "reference/mutants/parts.hpp"
#include "reference/spec/identify.hpp"

namespace zns::mutants {
namespace {

// ---- parts of pages ------------------------------------------------------------------------------------------------

void knows_every_page(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation);
  if (get == nullptr || effect.status != Status::InvalidLogPage) return;
  effect = {};
  effect.reply.resize(static_cast<std::size_t>(std::min<std::uint64_t>(get->numd.count() * 4, 4096)));
}

void ignores_offset(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation);
  if (get == nullptr || get->lpo == 0) return;
  GetLogPage from_start = *get;
  from_start.lpo = 0;
  effect = answer(situation, from_start);
}

void counts_offset_in_dwords(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation);
  if (get == nullptr || get->lpo == 0 || effect.status != kSuccess) return;
  GetLogPage shifted = *get;
  shifted.lpo = get->lpo / 4;
  effect = answer(situation, shifted);
}

void serves_beyond_page(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation);
  if (get != nullptr && get->lpo > 512 && get->lpo <= 8192 && get->lid == Lid::FirmwareSlot) effect = {};
}

void truncates_offset(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation);
  if (get == nullptr || get->lpo >> 32 == 0) return;
  GetLogPage truncated = *get;
  truncated.lpo = static_cast<std::uint32_t>(get->lpo);
  effect = answer(situation, truncated);
}

void ignores_numdu(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation);
  if (get == nullptr || effect.status != kSuccess) return;
  const std::size_t bytes = (std::size_t{get->numd.raw() & 0xFFFFU} + 1) * 4;
  if (effect.reply.size() > bytes) effect.reply.resize(bytes);
}

void counts_dwords_from_one(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation);
  if (get == nullptr || effect.status != kSuccess) return;
  const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(std::uint64_t{get->numd.raw()} * 4, 8192));
  if (effect.reply.size() > bytes) effect.reply.resize(bytes);
}

template <Lid lid, std::size_t bytes>
void refuses_more(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation, lid);
  if (get != nullptr && get->numd.count() * 4 > bytes) refuse(effect, Status::InvalidFieldInCommand);
}

template <Lid lid, std::size_t bytes>
void refuses_less(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation, lid);
  if (get != nullptr && get->numd.count() * 4 < bytes) refuse(effect, Status::InvalidFieldInCommand);
}

void knows_no_index(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation);
  if (get == nullptr || !get->ot) return;
  GetLogPage bytes = *get;
  bytes.ot = false;
  effect = answer(situation, bytes);
}

template <std::uint32_t nsid>
void refuses_nsid(const AdminSituation& situation, AdminEffect& effect) {
  if (asked(situation, Lid::SmartHealth) != nullptr && situation.command.nsid == nsid)
    refuse(effect, Status::InvalidNamespaceOrFormat);
}

void serves_above_mdts(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation, Lid::FirmwareSlot);
  if (get == nullptr || effect.status != Status::InvalidFieldInCommand || get->lpo != 0) return;
  GetLogPage shorter = *get;
  shorter.numd = NumberOfDwords::of_count(128);
  effect = answer(situation, shorter);
}

void refuses_retaining(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation);
  if (get != nullptr && get->rae) refuse(effect, Status::InvalidFieldInCommand);
}

// ---- lists ---------------------------------------------------------------------------------------------------------

void zones_by_number(const AdminSituation& situation, AdminEffect& effect) {
  if (asked(situation, Lid::ChangedZoneList) == nullptr || effect.status != kSuccess) return;
  reply_with(situation, effect, encode(ChangedZones{.nrzid = 1, .zones = {1}}));
}

void zone_twice(const AdminSituation& situation, AdminEffect& effect) {
  if (asked(situation, Lid::ChangedZoneList) == nullptr || effect.status != kSuccess) return;
  reply_with(situation, effect, encode(ChangedZones{.nrzid = 2, .zones = {0, 0}}));
}

void zones_of_no_namespace(const AdminSituation& situation, AdminEffect& effect) {
  if (asked(situation, Lid::ChangedZoneList) == nullptr || situation.command.nsid != kBroadcastNsid) return;
  effect = {};
  effect.reply.resize(kChangedZonesBytes);
}

void zones_that_were_reset(const AdminSituation& situation, AdminEffect& effect) {
  if (asked(situation, Lid::ChangedZoneList) == nullptr || effect.status != kSuccess) return;
  ChangedZones log;
  for (const auto& [zone, times] : situation.past.zone_resets)
    if (log.zones.size() < kMostChangedZones) log.zones.push_back(situation.subsystem[0].geometry.zslba(zone));
  log.nrzid = static_cast<std::uint16_t>(log.zones.size());
  reply_with(situation, effect, encode(log));
}

void zones_never_cleared(const AdminSituation& situation, AdminEffect& effect) {
  if (asked(situation, Lid::ChangedZoneList) == nullptr || effect.status != kSuccess) return;
  reply_with(situation, effect, encode(ChangedZones{.nrzid = 1, .zones = {0}}));
}

void namespaces_that_were_used(const AdminSituation& situation, AdminEffect& effect) {
  if (asked(situation, Lid::ChangedNamespaceList) == nullptr || !situation.past.previous) return;
  const bool used = situation.past.previous->queue == Queue::Io;
  if (used) put<std::uint32_t>(situation, effect, 0, situation.past.previous->nsid);
}

// OAES tells of no changed zones, and the page is there all the same.
void hides_zone_list(const Situation& situation, std::span<std::byte> out) {
  const auto* identify = sent<Identify>(situation);
  if (identify == nullptr || identify->cns != Cns::Controller) return;
  store_le<std::uint32_t>(out, 92, load_le<std::uint32_t>(out, 92) & ~oaes::kZoneDescriptorChanged);
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
Topic log_part_mutants() {
  return {
      log("log-of-any-page", "a log page that there is not is returned, as zeroes", "it is refused", {"LOG-001"},
          knows_every_page, "NVMeVirt: success and zeroes"),
      log("log-offset-ignored", "the Log Page Offset is ignored", "the page is returned from there on", {"LOG-004"},
          ignores_offset, kNvmet),
      log("log-offset-in-dwords", "the Log Page Offset counts bytes, and is taken for dwords", "it counts bytes",
          {"LOG-004"}, counts_offset_in_dwords),
      log("log-offset-beyond-page", "an offset behind the end of the page succeeds", "it is refused", {"LOG-006"},
          serves_beyond_page, kOffByOne),
      log("log-offset-truncated", "the upper half of the Log Page Offset is lost", "the offset is behind the page",
          {"LOG-006"}, truncates_offset, kTruncated),
      log("log-numdu-ignored", "NUMDU is ignored", "it is the upper half of the number of dwords", {"LOG-003"},
          ignores_numdu, "NVMe before 1.2.1: 12 bits in one dword", "mdts=8"),
      log("log-one-dword-short", "the number of dwords is not taken as 0's based: the last one is missing",
          "all are returned", {"LOG-002"}, counts_dwords_from_one, kOffByOne),
      log("log-longer-refused", "more dwords than Firmware Slot Information has are refused", "they succeed",
          {"LOG-003"}, refuses_more<Lid::FirmwareSlot, kFirmwareSlotBytes>, kNvmet),
      log("log-shorter-refused", "fewer dwords than Commands Supported and Effects has are refused", "they succeed",
          {"LOG-002"}, refuses_less<Lid::CommandsSupportedAndEffects, kEffectsBytes>, kNvmet),
      log("log-index-ignored", "an index is taken for an offset in bytes", "no page has one: it is refused",
          {"LOG-007"}, knows_no_index),
      log("log-refuses-nsid-0", "SMART / Health Information with NSID 0 is refused", "it is of the controller",
          {"LOG-009"}, refuses_nsid<0>),
      log("log-refuses-broadcast", "SMART / Health Information with NSID FFFFFFFFh is refused",
          "it is of the controller", {"LOG-009", "LOG-010"}, refuses_nsid<kBroadcastNsid>),
      log("log-above-mdts", "Get Log Page is not limited by MDTS", "what is longer is refused", {"LOG-012"},
          serves_above_mdts, "plausible: the page is short, whatever is asked for"),
      log("log-retain-refused", "Retain Asynchronous Event is refused", "it is ignored where there is no event",
          {"LOG-013"}, refuses_retaining),
      log("log-supported-without-smart", "Supported Log Pages does not list SMART / Health Information",
          "every page that is returned is listed", {"LOG-014"}, says<Lid::SupportedLogPages, 8, std::uint32_t, 0>,
          kSecondTable),
      log("log-supported-with-self-test", "Supported Log Pages lists Device Self-test, which there is not",
          "every page that is listed is returned", {"LOG-014"}, says<Lid::SupportedLogPages, 24, std::uint32_t, 1>,
          kSecondTable),
      log("log-feature-reserved", "Feature 77h is listed as supported", "every feature that is listed can be read",
          {"FID-LOG-001"}, says<Lid::FeatureIdentifiersSupported, 4 * 0x77, std::uint32_t, 1>, kSecondTable),
      log("log-feature-unsupported-with-effects", "the entry of an unsupported feature says what it may change",
          "it is 0", {"FID-LOG-001"},
          says<Lid::FeatureIdentifiersSupported, 0, std::uint32_t, effect_bits::kScopeController>, kSecondTable),
  };
}

Topic list_log_mutants() {
  return {
      log("changed-namespaces-kept", "the Changed Namespace List names a namespace for ever", "a read clears it",
          {"CNS-LOG-002"}, says<Lid::ChangedNamespaceList, 0, std::uint32_t, 1>),
      log("changed-namespaces-backwards", "the Changed Namespace List is in descending order", "it ascends",
          {"CNS-LOG-001"}, says<Lid::ChangedNamespaceList, 0, std::uint64_t, std::uint64_t{1} << 32 | 2>),
      log("changed-namespaces-beyond-nn", "the Changed Namespace List names an NSID that is not valid",
          "it names valid ones", {"CNS-LOG-001"}, says<Lid::ChangedNamespaceList, 0, std::uint32_t, 0x1'0000>),
      log("changed-namespaces-gap", "an entry of the Changed Namespace List follows zeroes", "zeroes end it",
          {"CNS-LOG-001"}, says<Lid::ChangedNamespaceList, 400, std::uint32_t, 1>),
      log("changed-namespaces-of-use", "the Changed Namespace List names a namespace that was written to",
          "data is no attribute", {"CNS-LOG-003"}, namespaces_that_were_used),
      log("changed-zones-by-number", "the Changed Zone List holds numbers of zones", "it holds ZSLBAs", {"ZCL-001"},
          zones_by_number),
      log("changed-zones-twice", "the Changed Zone List names a zone twice", "it names each once", {"ZNS-ATTR-012"},
          zone_twice),
      log("changed-zones-of-all", "the Changed Zone List of NSID FFFFFFFFh is returned", "it is of one namespace",
          {"ZNS-ATTR-015"}, zones_of_no_namespace),
      log("changed-zones-too-many", "the Changed Zone List counts more zones than it holds", "511 at most, or FFFFh",
          {"ZCL-002"}, says<Lid::ChangedZoneList, 0, std::uint16_t, 512>),
      log("changed-zones-kept", "the Changed Zone List names a zone for ever", "a read clears it", {"ZCL-003"},
          zones_never_cleared),
      log("changed-zones-of-host", "the Changed Zone List names zones that the host reset",
          "only what a controller changes enters it", {"ZCL-006"}, zones_that_were_reset),
      log("changed-zones-unlisted-count", "the Changed Zone List says FFFFh for ever", "a read clears it", {"ZCL-003"},
          says<Lid::ChangedZoneList, 0, std::uint16_t, kNotEnumerated>),
      {.id = "changed-zones-unannounced",
       .wrong = "the Changed Zone List is returned, and OAES does not announce it",
       .right = "both agree",
       .clauses = {"IDC-003"},
       .origin = kField,
       .defect = {.returns = hides_zone_list}},
      log("changed-zones-absent", "OAES announces the Changed Zone List, which is refused", "both agree",
          {"IDC-003", "ZCL-001"}, has_no<Lid::ChangedZoneList>),
  };
}

}  // namespace zns::mutants
