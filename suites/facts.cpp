#include "suites/facts.hpp"

#include <algorithm>
#include <vector>

#include "reference/spec/command.hpp"
#include "reference/spec/log_pages.hpp"
#include "suites/patience.hpp"

namespace zns::suites {
namespace {

constexpr unsigned kLeastPageShift = 12;   // MPSMIN = 0
constexpr std::uint64_t kLimitDoubt = 16;  // from 4 KiB to 64 KiB, larger than any host's pages (IDC-023)
constexpr std::uint64_t kMostZones = std::uint64_t{1} << 26;  // what a run could still report and reset
constexpr unsigned kLargestLbads = 24;

// Limits are 2^n minimum pages; 0: none. One that no command could exceed is none either.
std::optional<std::uint64_t> limit_of(const Facts& facts, std::uint8_t exponent) {
  const unsigned shift = exponent + kLeastPageShift + facts.mpsmin.value_or(0);
  if (exponent == 0 || shift >= 64) return std::nullopt;
  return std::uint64_t{1} << shift;
}

using Send = Completion (*)(Target&, const Submission&);

Status identify(Target& target, Cns cns, std::uint32_t nsid, Csi csi, IdentifyPage& page, Send send) {
  const Sqe sqe = encode({.queue = Queue::Admin, .nsid = nsid, .body = Identify{.cns = cns, .csi = csi}});
  page = {};
  return send(target, {.queue = Queue::Admin, .sqe = sqe, .to_device = {}, .from_device = page}).status;
}

// For a structure that every device has: `clause` says so.
IdentifyPage required(Target& target, Cns cns, std::uint32_t nsid, ClauseId clause, const std::string& what) {
  IdentifyPage page;
  const Status status = identify(target, cns, nsid, Csi::Nvm, page, submit_until_decided);
  if (status != kSuccess) throw DeviceWrong{clause, what + " succeeds", what + ": " + to_string(status)};
  return page;
}

// What Commands Supported and Effects (LID 05h) for the zoned command set says of Zone Append. A device without the
// page, or whose page does not even list the mandatory Zone Management Send, says nothing.
std::optional<bool> append_by_log(Target& target) {
  const GetLogPage body{
      .numd = NumberOfDwords::of_count(kEffectsBytes / 4), .lid = Lid::CommandsSupportedAndEffects, .csi = Csi::Zoned};
  const Sqe sqe = encode({.queue = Queue::Admin, .nsid = 0, .body = body});
  LogBytes log(kEffectsBytes);
  try {
    if (submit_patiently(target, {.queue = Queue::Admin, .sqe = sqe, .to_device = {}, .from_device = log}).status !=
        kSuccess)
      return std::nullopt;
  } catch (const NotCarried&) {
    return std::nullopt;
  }
  const CommandEffects effects = decode_command_effects(log);
  const auto supported = [&effects](IoOpcode opcode) {
    return (effects.iocs[static_cast<std::size_t>(opcode)] & effect_bits::kSupported) != 0;
  };
  if (!supported(IoOpcode::ZoneManagementSend)) return std::nullopt;
  return supported(IoOpcode::ZoneAppend);
}

// What a device without the log says of Zone Append when it gets one: behind the last zone, so that it changes nothing.
bool append_by_trial(Target& target, const Facts& facts) {
  const Command append{.nsid = facts.nsid, .body = ZoneAppend{.zslba = facts.nsze, .nlb = Nlb::of_count(1)}};
  const std::vector<std::byte> block(facts.lba_bytes);
  try {
    const Submission submission{.sqe = encode(append), .to_device = block, .from_device = {}};
    return submit_patiently(target, submission).status != Status::InvalidCommandOpcode;
  } catch (const NotCarried&) {
    return true;
  }
}

void derive(Facts& facts) {
  const std::size_t format = facts.ns.format_index();
  const LbaFormat& lbaf = facts.ns.lbaf[format];
  const LbaFormatExtension& lbafe = facts.zoned.lbafe[format];
  if (facts.ns.nsze == 0) throw NotTestable{"the namespace has no blocks (NSZE 0): it is not active"};
  if (lbaf.ms != 0)
    throw NotTestable{"the namespace is formatted with " + std::to_string(lbaf.ms) + " bytes of metadata per block"};
  if (lbaf.lbads < 9 || lbaf.lbads > kLargestLbads)
    throw DeviceWrong{"IDN-005", "a format with LBADS 9 or more",
                      "the format in use has LBADS " + std::to_string(lbaf.lbads)};
  if (lbafe.zsze == 0) throw DeviceWrong{"ZNS-ZM-003", "a zone size (ZSZE)", "the format in use has ZSZE 0"};
  if (facts.ns.nsze < lbafe.zsze)
    throw DeviceWrong{"ZNS-ZM-002", "at least one zone",
                      "NSZE " + std::to_string(facts.ns.nsze) + " is less than ZSZE " + std::to_string(lbafe.zsze)};
  if (facts.ns.nsze / lbafe.zsze > kMostZones)
    throw NotTestable{"the namespace claims " + std::to_string(facts.ns.nsze / lbafe.zsze) +
                      " zones: more than a run can visit"};

  facts.lba_bytes = std::size_t{1} << lbaf.lbads;
  facts.nsze = facts.ns.nsze;
  facts.zsze = lbafe.zsze;
  facts.zone_count = facts.nsze / facts.zsze;  // whether it divides evenly is for a case to say (ZNS-ZM-002)
  if (facts.zoned.mar != kNoLimit) facts.max_active = std::uint64_t{facts.zoned.mar} + 1;
  if (facts.zoned.mor != kNoLimit) facts.max_open = std::uint64_t{facts.zoned.mor} + 1;
  facts.extension_bytes = std::size_t{lbafe.zdes} * 64;
  facts.mdts_bytes = limit_of(facts, facts.controller.mdts);
  facts.append_limit_bytes =
      facts.zoned_controller.zasl != 0 ? limit_of(facts, facts.zoned_controller.zasl) : facts.mdts_bytes;
  // ONCS bit 3: Write Zeroes of any size. Without it a WZSL that is not 0 announces a limited one (ZNS-IO-025).
  const bool any_size = (facts.controller.oncs & 1U << 3) != 0;
  if (any_size) facts.write_zeroes_limit_bytes.reset();
  facts.write_zeroes = any_size || facts.write_zeroes_limit_bytes.has_value();
  facts.read_across = (facts.zoned.ozcs & ozcs::kReadAcrossZoneBoundaries) != 0;
  facts.variable_capacity = (facts.zoned.zoc & zoc::kVariableZoneCapacity) != 0;
  facts.active_excursions = (facts.zoned.zoc & zoc::kZoneActiveExcursions) != 0;
}

// A namespace that does not say what it is, or has metadata, is left alone.
std::optional<NamespaceFacts> facts_of(Target& target, std::uint32_t nsid) {
  IdentifyPage page;
  if (identify(target, Cns::NamespaceIdentificationDescriptors, nsid, Csi::Nvm, page, submit_patiently) != kSuccess)
    return std::nullopt;
  const std::optional<Csi> csi = decode_namespace_identification(page).csi;
  if (csi != Csi::Nvm && csi != Csi::Zoned) return std::nullopt;
  if (identify(target, Cns::Namespace, nsid, Csi::Nvm, page, submit_patiently) != kSuccess) return std::nullopt;
  NamespaceFacts facts{.nsid = nsid, .csi = *csi, .ns = decode_identify_namespace(page)};
  const LbaFormat& lbaf = facts.ns.lbaf[facts.ns.format_index()];
  if (facts.ns.nsze == 0 || lbaf.ms != 0 || lbaf.lbads < 9 || lbaf.lbads > kLargestLbads) return std::nullopt;
  facts.lba_bytes = std::size_t{1} << lbaf.lbads;
  facts.nsze = facts.ns.nsze;
  return facts;
}

}  // namespace

const NamespaceFacts* Facts::nvm() const {
  const auto found = std::find_if(beside.begin(), beside.end(), [](const auto& each) { return each.csi == Csi::Nvm; });
  return found == beside.end() ? nullptr : &*found;
}

Facts read_facts(Target& target) {
  Facts facts;
  facts.nsid = target.nsid();
  facts.mpsmin = target.carries().mpsmin;
  if (!facts.mpsmin) facts.limit_doubt = kLimitDoubt;
  facts.controller =
      decode_identify_controller(required(target, Cns::Controller, 0, "ID-CNS-001a", "Identify Controller"));
  facts.ns =
      decode_identify_namespace(required(target, Cns::Namespace, facts.nsid, "ID-CNS-000a", "Identify Namespace"));
  IdentifyPage page;
  if (const Status status =
          identify(target, Cns::CommandSetNamespace, facts.nsid, Csi::Zoned, page, submit_until_decided);
      status != kSuccess)
    throw NotTestable{"not a zoned namespace: Identify CNS 05h, CSI 02h: " + to_string(status)};
  facts.zoned = decode_identify_zoned_namespace(page);

  // CNS 06h: without these there are no limits but MDTS; that they are missing is for a case to say
  if (identify(target, Cns::CommandSetController, 0, Csi::Zoned, page, submit_patiently) == kSuccess)
    facts.zoned_controller = decode_identify_zoned_controller(page);
  if (identify(target, Cns::CommandSetController, 0, Csi::Nvm, page, submit_patiently) == kSuccess)
    facts.write_zeroes_limit_bytes = limit_of(facts, decode_identify_nvm_controller(page).wzsl);
  derive(facts);
  const std::optional<bool> append = append_by_log(target);
  facts.append = append ? *append : append_by_trial(target, facts);
  for (const std::uint32_t nsid : target.carries().beside)
    if (auto other = facts_of(target, nsid)) facts.beside.push_back(std::move(*other));
  return facts;
}

}  // namespace zns::suites
