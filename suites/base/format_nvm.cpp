// Format NVM of the namespace that is tested: what is refused, and what one that succeeds leaves.
#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "reference/spec/text.hpp"
#include "suites/base/features_parts.hpp"
#include "suites/base/format_parts.hpp"
#include "suites/contents.hpp"

namespace zns::suites {
namespace {

using namespace format;

constexpr std::uint8_t kReserved = 7;  // of the types of protection, and of Secure Erase Settings

void format_again(Bench& bench, std::uint8_t ses = 0) {
  format_one(bench, bench.facts().nsid, ses);
}

// ---- what is refused ------------------------------------------------------------------------------------------------

// ... leaves a zone with a block in it alone.
void expect_refused(Bench& bench, const FormatNvm& command, std::uint32_t nsid,
                    std::initializer_list<Status> statuses) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Closed, 1);
  const ZoneDescriptor before = bench.descriptor(zone);
  const Completion cqe = send(bench, command, nsid);
  const bool is_right = std::find(statuses.begin(), statuses.end(), cqe.status) != statuses.end();
  if (!is_right && cqe.status == Status::InvalidFormat) format_again(bench);  // which fault is told first is free
  bench.expect_status(cqe, statuses);
  bench.expect_unchanged(zone, before);
  bench.expect_pattern(zone.zslba, 1);
}

void refuses_a_format_that_is_not_there(Bench& bench) {
  constexpr unsigned kNamedByLbafl = 16;
  FormatNvm command = again(bench);
  const unsigned next = bench.facts().ns.nlbaf + 1U;
  bench.needs(next < kNamedByLbafl, "the namespace has every format that LBAFL can name");
  command.lbaf = static_cast<std::uint8_t>(next);
  expect_refused(bench, command, bench.facts().nsid, {Status::InvalidFormat, Status::InvalidFieldInCommand});
}

void refuses_protection_that_is_not_there(Bench& bench) {
  constexpr std::uint8_t kLastType = 3;
  FormatNvm command = again(bench);
  command.pi = 1;
  while (command.pi <= kLastType && (bench.facts().ns.dpc >> (command.pi - 1) & 1U) != 0) ++command.pi;
  bench.needs(command.pi <= kLastType, "the namespace may have every type of protection information");
  expect_refused(bench, command, bench.facts().nsid, {Status::InvalidFormat, Status::InvalidFieldInCommand});
}

void refuses_a_reserved_type_of_protection(Bench& bench) {
  FormatNvm command = again(bench);
  command.pi = kReserved;
  expect_refused(bench, command, bench.facts().nsid, {Status::InvalidFieldInCommand, Status::InvalidFormat});
}

void refuses_erase_settings(Bench& bench, std::uint8_t ses) {
  FormatNvm command = again(bench);
  command.ses = ses;
  expect_refused(bench, command, bench.facts().nsid, {Status::InvalidFieldInCommand});
}

void refuses_a_cryptographic_erase_that_is_not_there(Bench& bench) {
  bench.needs((bench.facts().controller.fna & kCryptoErase) == 0, "the device erases cryptographically");
  refuses_erase_settings(bench, 2);
}

void refuses_all_namespaces_at_once(Bench& bench) {
  bench.needs((bench.facts().controller.fna & kNoBroadcast) != 0, "the device formats NSID FFFFFFFFh (FNA bit 3)");
  expect_refused(bench, again(bench), kBroadcastNsid, {Status::InvalidFieldInCommand});
}

void refuses_nsid_0(Bench& bench) {
  expect_refused(bench, again(bench), 0, {Status::InvalidNamespaceOrFormat});
}

void refuses_an_nsid_above_nn(Bench& bench) {
  const std::uint32_t nn = bench.facts().controller.nn;
  bench.needs(nn < kBroadcastNsid - 1, "NN is the largest NSID there is");
  expect_refused(bench, again(bench), nn + 1, {Status::InvalidNamespaceOrFormat});
}

// ---- what one leaves ------------------------------------------------------------------------------------------------

void empties_every_zone(Bench& bench, std::uint8_t ses) {
  needs_a_format_of_one(bench, ses);
  std::vector<ZoneRef> zones{bench.a_zone_in(ZoneState::Full, 1)};
  for (const ZoneState zs : {ZoneState::Closed, ZoneState::ExplicitlyOpened})
    if (bench.free_zones() > 0) zones.push_back(bench.a_zone_in(zs, 1));
  format_again(bench, ses);
  for (const ZoneRef& zone : zones) {
    bench.expect_zone(zone, ZoneState::Empty);
    bench.expect_deallocated(zone.zslba, 1);
  }
  for (const ZoneDescriptor& zone : bench.all_descriptors()) {
    const bool has_failed = zone.zs == ZoneState::ReadOnly || zone.zs == ZoneState::Offline;
    bench.expect(has_failed || zone.zs == ZoneState::Empty, "every zone in ZSE after Format NVM",
                 "the zone at " + hex(zone.zslba) + " in " + std::string{letters(zone.zs)});
  }
}

void frees_every_resource(Bench& bench) {
  needs_a_format_of_one(bench);
  bench.fill_active_limit(ZoneState::Closed);
  format_again(bench);
  const Resources held = bench.resources_held();
  bench.expect(held.active == 0 && held.open == 0, "no active and no open zone after Format NVM",
               std::to_string(held.active) + " active, " + std::to_string(held.open) + " open");
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Open));
}

void takes_extensions_away(Bench& bench) {
  needs_a_format_of_one(bench);
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.expect_success(bench.set_zone_descriptor_extension(zone.zslba, bench.extension_pattern()));
  format_again(bench);
  bench.expect_zone(zone, ZoneState::Empty);
  bench.expect_zdev(zone, false);
}

struct Identity {
  IdentifyPage list;
  IdentifyNamespace ns;
};
Identity identity(Bench& bench) {
  Identity found;
  IdentifyPage page;
  const std::uint32_t nsid = bench.facts().nsid;
  bench.expect_success(bench.identify(Cns::NamespaceIdentificationDescriptors, nsid, Csi::Nvm, &found.list));
  bench.expect_success(bench.identify(Cns::Namespace, nsid, Csi::Nvm, &page));
  found.ns = decode_identify_namespace(page);
  return found;
}

void keeps_its_identifiers(Bench& bench) {
  needs_a_format_of_one(bench);
  const Identity before = identity(bench);
  format_again(bench);
  const Identity after = identity(bench);
  bench.expect(before.list == after.list, "the same Namespace Identification Descriptors after Format NVM", "others");
  bench.expect(before.ns.nsze == after.ns.nsze, "the NSZE of before", "another");
  bench.expect(before.ns.flbas == after.ns.flbas && before.ns.dps == after.ns.dps,
               "the FLBAS and DPS that were asked for", "others");
}

void takes_writes_from_the_start(Bench& bench) {
  needs_a_format_of_one(bench);
  const ZoneRef zone = bench.a_zone_in(ZoneState::Full, 1);
  format_again(bench);
  bench.expect_success(bench.write(zone.zslba, 1));
  bench.expect_pattern(zone.zslba, 1);
}

IdentifyZonedNamespace zoned_identity(Bench& bench) {
  IdentifyPage page;
  bench.expect_success(bench.identify(Cns::CommandSetNamespace, bench.facts().nsid, Csi::Zoned, &page));
  return decode_identify_zoned_namespace(page);
}

void keeps_its_zone_size(Bench& bench) {
  needs_a_format_of_one(bench);
  const IdentifyZonedNamespace before = zoned_identity(bench);
  format_again(bench);
  bench.expect(zoned_identity(bench) == before, "the sizes and limits of its format after Format NVM", "others");
  const std::uint64_t zsze = before.lbafe[bench.facts().ns.format_index()].zsze;
  std::uint64_t zslba = 0;
  for (const ZoneDescriptor& zone : bench.all_descriptors()) {
    bench.expect(zone.zslba == zslba, "a zone at " + hex(zslba) + ", a multiple of ZSZE", "at " + hex(zone.zslba));
    zslba += zsze;
  }
  bench.expect(zslba == identity(bench).ns.nsze, "NSZE as many blocks as the zones have", hex(zslba) + " blocks");
}

void is_refused_where_protected(Bench& bench) {
  needs_a_format_of_one(bench);
  const ZoneRef zone = bench.a_zone_in(ZoneState::Full, 1);
  const features::Place place = features::place_of(bench, features::known(Fid::NamespaceWriteProtection));
  Completion cqe;
  features::keeping(bench, place, [&](std::uint32_t) {
    bench.expect_success(features::set(bench, place, static_cast<std::uint32_t>(WriteProtection::Protected)));
    cqe = send(bench, again(bench), bench.facts().nsid);
  });
  if (cqe.status == Status::InvalidFormat) format_again(bench);  // which fault is told first is free
  bench.expect_status(cqe, {Status::NamespaceIsWriteProtected});
  bench.expect_zone(zone, ZoneState::Full);
  bench.expect_pattern(zone.zslba, 1);
}

}  // namespace

std::vector<Case> format_cases() {
  using N = Need;
  const std::vector<Need> refusing{N::Format};
  const std::vector<Need> formatting{N::Format, N::WholeNamespace};
  std::vector<Case> cases{
      {.id = "format/no-such-format",
       .title = "Format NVM to an LBA format beyond NLBAF is aborted and changes nothing",
       .clauses = {"FMT-002"},
       .needs = refusing,
       .run = refuses_a_format_that_is_not_there},
      {.id = "format/no-such-protection",
       .title = "Format NVM with a type of protection information that DPC lacks is aborted",
       .clauses = {"FMT-003"},
       .needs = refusing,
       .run = refuses_protection_that_is_not_there},
      {.id = "format/reserved-protection",
       .title = "Format NVM with a reserved type of protection information is aborted",
       .clauses = {"FMT-003", "GEN-003"},
       .needs = refusing,
       .run = refuses_a_reserved_type_of_protection},
      {.id = "format/reserved-erase",
       .title = "Format NVM with reserved Secure Erase Settings is aborted",
       .clauses = {"FMT-005", "GEN-003"},
       .needs = refusing,
       .run = [](Bench& bench) { refuses_erase_settings(bench, kReserved); }},
      {.id = "format/no-cryptographic-erase",
       .title = "Format NVM with a cryptographic erase that FNA lacks is aborted",
       .clauses = {"FMT-005"},
       .needs = refusing,
       .run = refuses_a_cryptographic_erase_that_is_not_there},
      {.id = "format/no-broadcast",
       .title = "Format NVM of NSID FFFFFFFFh is aborted where FNA says so",
       .clauses = {"FMT-006"},
       .needs = refusing,
       .run = refuses_all_namespaces_at_once},
      {.id = "format/nsid-0",
       .title = "Format NVM of NSID 0 is aborted",
       .clauses = {"FMT-006", "NSID-001"},
       .needs = refusing,
       .run = refuses_nsid_0},
      {.id = "format/nsid-above-nn",
       .title = "Format NVM of NSID NN + 1 is aborted",
       .clauses = {"FMT-006", "NSID-001"},
       .needs = refusing,
       .run = refuses_an_nsid_above_nn},
      {.id = "format/empties-zones",
       .title = "After Format NVM every zone is Empty, and what it held is gone",
       .clauses = {"FMT-011", "FMT-010", "ZNS-SM-029", "ZNS-RST-030"},
       .needs = formatting,
       .run = [](Bench& bench) { empties_every_zone(bench, 0); }},
      {.id = "format/erases-user-data",
       .title = "After Format NVM with a user data erase every zone is Empty, and what it held is gone",
       .clauses = {"FMT-011", "FMT-010"},
       .needs = formatting,
       .run = [](Bench& bench) { empties_every_zone(bench, 1); }},
      {.id = "format/frees-resources",
       .title = "After Format NVM no zone holds an active or an open resource",
       .clauses = {"FMT-011"},
       .needs = {N::Format, N::WholeNamespace, N::ActiveLimit},
       .run = frees_every_resource},
      {.id = "format/takes-extensions",
       .title = "Format NVM takes Zone Descriptor Extensions away",
       .clauses = {"FMT-011"},
       .needs = {N::Format, N::WholeNamespace, N::Extension},
       .run = takes_extensions_away},
      {.id = "format/keeps-identifiers",
       .title = "Format NVM leaves the namespace its identifiers and its size",
       .clauses = {"FMT-010", "ID-CNS-003f"},
       .needs = formatting,
       .run = keeps_its_identifiers},
      {.id = "format/writes-from-the-start",
       .title = "After Format NVM a zone is written from its start",
       .clauses = {"FMT-011"},
       .needs = formatting,
       .run = takes_writes_from_the_start},
      {.id = "format/keeps-zone-size",
       .title = "After Format NVM zones are of the size that the format has",
       .clauses = {"FMT-012", "ZNS-RST-031"},
       .needs = formatting,
       .run = keeps_its_zone_size},
      {.id = "format/write-protected",
       .title = "Format NVM of a write protected namespace is aborted and changes nothing",
       .clauses = {"FMT-007", "ZNS-RST-051"},
       .needs = {N::Format, N::WholeNamespace, N::WriteProtection},
       .run = is_refused_where_protected},
  };
  for (Case& each : format_other_cases()) cases.push_back(std::move(each));
  return cases;
}

}  // namespace zns::suites
