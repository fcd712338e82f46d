// Identify: the lists of namespaces, of their identifiers and of command set combinations.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "suites/base/identify_parts.hpp"

namespace zns::suites {
namespace {

using namespace identify;

constexpr std::uint16_t kThisController = 0xFFFF;

// ---- namespaces ----------------------------------------------------------------------------------------------------

void list_the_namespaces_above_a_start(Bench& bench, Cns cns, Csi csi) {
  const std::uint32_t own = bench.facts().nsid;
  const std::vector<std::uint32_t> all = all_nsids(bench, cns, csi);
  bench.expect(contains(all, own), "NSID " + std::to_string(own) + " in the list", "it is not");

  const std::vector<std::uint32_t> from_own = ask_list(bench, cns, own - 1, csi);
  bench.expect(!from_own.empty() && from_own.front() == own, "a list that begins with NSID " + std::to_string(own),
               "another");
  bench.expect(!contains(ask_list(bench, cns, own, csi), own), "only NSIDs above " + std::to_string(own), "that one");
  bench.expect(ask_list(bench, cns, all.back(), csi).empty(), "no NSID above " + std::to_string(all.back()), "some");
}

// The namespaces of each command set that is enabled.
std::vector<std::pair<Csi, std::vector<std::uint32_t>>> nsids_by_command_set(Bench& bench) {
  std::vector<std::pair<Csi, std::vector<std::uint32_t>>> lists;
  const CommandSets sets = command_sets(bench);
  for (unsigned bit = 0; bit < 64; ++bit) {
    const auto csi = static_cast<Csi>(bit);
    if (!has(sets.some, csi)) continue;
    const bool may_be_disabled = !has(sets.every, csi);
    if (may_be_disabled &&
        bench.identify(Cns::CommandSetActiveNamespaces, 0, csi).status == Status::InvalidFieldInCommand)
      continue;
    lists.emplace_back(csi, all_nsids(bench, Cns::CommandSetActiveNamespaces, csi));
  }
  return lists;
}

void list_each_namespace_by_one_command_set(Bench& bench) {
  std::vector<std::uint32_t> merged;
  for (const auto& [csi, nsids] : nsids_by_command_set(bench)) {
    const bool has_own = contains(nsids, bench.facts().nsid);
    bench.expect(has_own == (csi == Csi::Zoned), "this namespace in the list of CSI 02h only",
                 std::string{has_own ? "in" : "not in"} + " that of CSI " + std::to_string(static_cast<unsigned>(csi)));
    merged.insert(merged.end(), nsids.begin(), nsids.end());
  }
  std::sort(merged.begin(), merged.end());
  bench.expect(merged == all_nsids(bench, Cns::ActiveNamespaces),
               "the active NSIDs are those of all command sets together", "others");
}

void answer_for_every_supported_command_set(Bench& bench) {
  nsids_by_command_set(bench);
}

void stay_within_nn(Bench& bench) {
  const IdentifyController& controller = bench.facts().controller;
  const std::vector<std::uint32_t> active = all_nsids(bench, Cns::ActiveNamespaces);
  bench.expect(controller.mnan == 0 || controller.mnan <= controller.nn,
               "MNAN at most NN, " + std::to_string(controller.nn), std::to_string(controller.mnan));
  const std::uint32_t most = controller.mnan == 0 ? controller.nn : controller.mnan;
  bench.expect(active.size() <= most, "at most " + std::to_string(most) + " namespaces", std::to_string(active.size()));
}

// ---- identifiers ---------------------------------------------------------------------------------------------------

IdentifyPage descriptors_page(Bench& bench) {
  return ask(bench, {.cns = Cns::NamespaceIdentificationDescriptors, .nsid = bench.facts().nsid});
}

NamespaceIdentification descriptors(Bench& bench) {
  return decode_namespace_identification(descriptors_page(bench));
}

void be_well_formed(Bench& bench) {
  const IdentifyPage page = descriptors_page(bench);
  bench.expect(!decode_namespace_identification(page).malformed, "descriptors of their types' lengths",
               "another length");
  std::size_t at = 0;
  while (at + 4 <= kIdentifyBytes && page[at + 1] != std::byte{0}) {
    bench.expect(page[at + 2] == std::byte{0} && page[at + 3] == std::byte{0}, "zeros in bytes 3:2 of a descriptor",
                 "another value");
    at += 4 + std::to_integer<std::size_t>(page[at + 1]);
  }
  expect_zeros(bench, page, std::min(at, kIdentifyBytes));
}

void identify_the_namespace(Bench& bench) {
  const NamespaceIdentification list = descriptors(bench);
  bench.expect(list.eui64 || list.nguid || list.uuid, "an EUI64, an NGUID or a UUID", "none of them");
}

void name_the_command_set(Bench& bench) {
  const NamespaceIdentification list = descriptors(bench);
  bench.expect(list.csi == Csi::Zoned, "CSI 02h",
               list.csi ? "CSI " + std::to_string(static_cast<unsigned>(*list.csi)) : "none");
}

void agree_with_identify_namespace(Bench& bench) {
  const NamespaceIdentification list = descriptors(bench);
  const IdentifyNamespace& ns = bench.facts().ns;
  const auto set = [](const auto& id) {
    return std::any_of(id.begin(), id.end(), [](std::uint8_t byte) { return byte != 0; });
  };
  bench.expect(!list.repeated, "each type of identifier once", "one of them twice");
  bench.expect(!list.eui64 || (set(ns.eui64) && *list.eui64 == ns.eui64), "the EUI64 of Identify Namespace", "another");
  bench.expect(!list.nguid || (set(ns.nguid) && *list.nguid == ns.nguid), "the NGUID of Identify Namespace", "another");
}

void stay_the_same(Bench& bench) {
  const NamespaceIdentification before = descriptors(bench);
  const ZoneRef zone = bench.a_zone_in(ZoneState::Full, 1);
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
  for (int commands = 1; commands <= 128; commands *= 2) {  // it may take a while before they change
    for (int n = 0; n < commands; ++n) bench.expect_zone(zone, ZoneState::Empty);
    bench.expect(descriptors(bench) == before, "the identifiers as they were", "others");
  }
}

// ---- command sets --------------------------------------------------------------------------------------------------

void list_the_combinations(Bench& bench) {
  const IdentifyPage page = ask(bench, {.cns = Cns::CommandSets, .cntid = kThisController});
  const std::vector<std::uint64_t> vectors = decode_command_set_vectors(page);
  bench.expect(!vectors.empty(), "a combination of command sets", "none");
  expect_zeros(bench, page, 8 * vectors.size());
  constexpr auto kZoned = static_cast<unsigned>(Csi::Zoned);
  bench.expect(
      std::any_of(vectors.begin(), vectors.end(), [](std::uint64_t vector) { return (vector >> kZoned & 1U) != 0; }),
      "a combination with the zoned command set (bit 2)", "none");
}

void accept_own_cntlid(Bench& bench) {
  const IdentifyPage by_wildcard = ask(bench, {.cns = Cns::CommandSets, .cntid = kThisController});
  const IdentifyPage by_id = ask(bench, {.cns = Cns::CommandSets, .cntid = bench.facts().controller.cntlid});
  bench.expect_bytes(by_wildcard, by_id, "the same data for CNTID FFFFh and the controller's own");
}

// A device with one controller may ignore the field.
void judge_foreign_cntid(Bench& bench) {
  const auto foreign = static_cast<std::uint16_t>(bench.facts().controller.cntlid ^ 0x7A5AU);
  bench.needs(foreign != kThisController, "needs another controller id");
  bench.expect_status(bench.identify(Cns::CommandSets, 0, Csi::Nvm, nullptr, foreign),
                      {Status::InvalidFieldInCommand, Status::InvalidControllerIdentifier, kSuccess});
}

}  // namespace

std::vector<Case> identify_list_cases() {
  return {
      {.id = "identify/active-list-starts-above-nsid",
       .title = "The list of active NSIDs holds those above NSID, ascending, and ends in zeros",
       .clauses = {"ID-CNS-002a", "NSID-006"},
       .run = [](Bench& bench) { list_the_namespaces_above_a_start(bench, Cns::ActiveNamespaces, Csi::Nvm); }},
      {.id = "identify/zoned-list-starts-above-nsid",
       .title = "The list of zoned NSIDs holds those above NSID, ascending, and ends in zeros",
       .clauses = {"ID-CNS-007a", "NSID-006"},
       .run =
           [](Bench& bench) { list_the_namespaces_above_a_start(bench, Cns::CommandSetActiveNamespaces, Csi::Zoned); }},
      {.id = "identify/lists-of-supported-command-sets",
       .title = "The list of active NSIDs of every supported command set is returned, also where it is empty",
       .clauses = {"ID-CNS-007d"},
       .run = answer_for_every_supported_command_set},
      {.id = "identify/namespace-in-one-command-set",
       .title = "The active namespaces are those of all command sets together, each in the list of one",
       .clauses = {"ID-CNS-002c", "ID-CNS-900"},
       .run = list_each_namespace_by_one_command_set},
      {.id = "identify/nn-limits-nsids",
       .title = "There are no more active namespaces than NN and MNAN allow",
       .clauses = {"NSID-006"},
       .run = stay_within_nn},
      {.id = "identify/descriptors-well-formed",
       .title = "Namespace Identification Descriptors have the lengths of their types and end in zeros",
       .clauses = {"ID-CNS-003a", "ID-003"},
       .run = be_well_formed},
      {.id = "identify/descriptors-identify",
       .title = "The namespace has an EUI64, an NGUID or a UUID",
       .clauses = {"ID-CNS-003b"},
       .run = identify_the_namespace},
      {.id = "identify/descriptors-csi",
       .title = "The namespace's identifiers say that it is of the zoned command set",
       .clauses = {"ID-CNS-003c", "ZNS-GEN-013"},
       .run = name_the_command_set},
      {.id = "identify/descriptors-agree",
       .title = "EUI64 and NGUID are those of Identify Namespace, and no type of identifier is repeated",
       .clauses = {"ID-CNS-003d"},
       .run = agree_with_identify_namespace},
      {.id = "identify/descriptors-constant",
       .title = "The namespace's identifiers stay the same while it is used",
       .clauses = {"IDN-012", "ID-CNS-003f"},
       .run = stay_the_same},
      {.id = "identify/command-sets",
       .title = "A combination of I/O command sets with the zoned one is listed, and nothing after the end of the list",
       .clauses = {"NST-011", "NST-010"},
       .run = list_the_combinations},
      {.id = "identify/command-sets-own-cntlid",
       .title = "The list of command set combinations is the same for CNTID FFFFh and the controller's own id",
       .clauses = {"NST-012"},
       .run = accept_own_cntlid},
      {.id = "identify/command-sets-foreign-cntlid",
       .title = "The list of command set combinations of an unknown controller is refused, or CNTID is ignored",
       .clauses = {"NST-012"},
       .run = judge_foreign_cntid},
  };
}

}  // namespace zns::suites
