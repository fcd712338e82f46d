// The Identify command: which NSID, CSI and CNTID get which structure, and which are refused. The lists and the fields
// of the structures have files of their own.
#include <functional>
#include <string>
#include <vector>

#include "suites/base/identify_parts.hpp"
#include "suites/contents.hpp"
#include "suites/slug.hpp"

namespace zns::suites {
namespace {

using namespace identify;

constexpr Status kInvalidNamespace = Status::InvalidNamespaceOrFormat;
constexpr Status kInvalidField = Status::InvalidFieldInCommand;
constexpr Status kInvalidCommandSet = Status::InvalidIoCommandSet;

// ---- one request, and what it may get ------------------------------------------------------------------------------

struct Asked {
  const char* id;
  const char* title;
  std::vector<ClauseId> clauses;
  Cns cns;
  std::uint32_t (*nsid)(Bench& bench);
  Csi csi = Csi::Nvm;
  std::vector<Status> permitted = {};
  bool zeros = false;  // a structure that is returned is all zeros
  Level level = Level::Shall;
};

std::uint32_t nsid_next_to_broadcast(Bench&) {
  return kBroadcastNsid - 1;
}

const std::vector<Asked>& asked() {
  static const std::vector<Asked> kRows{
      {"namespace-inactive",
       "Identify Namespace of an inactive NSID returns zeros",
       {"ID-CNS-000b"},
       Cns::Namespace,
       nsid_inactive,
       Csi::Nvm,
       {kSuccess},
       true},
      {"namespace-nsid-0",
       "Identify Namespace of NSID 0 is aborted",
       {"ID-CNS-000c", "NSID-001"},
       Cns::Namespace,
       nsid_zero,
       Csi::Nvm,
       {kInvalidNamespace}},
      {"namespace-beyond-nn",
       "Identify Namespace of NSID NN + 1 is aborted",
       {"ID-CNS-000c", "NSID-001"},
       Cns::Namespace,
       nsid_beyond_nn,
       Csi::Nvm,
       {kInvalidNamespace}},

      {"descriptors-nsid-0",
       "Namespace Identification Descriptors of NSID 0 are refused",
       {"ID-CNS-003e", "NSID-001"},
       Cns::NamespaceIdentificationDescriptors,
       nsid_zero,
       Csi::Nvm,
       {kInvalidNamespace}},
      {"descriptors-beyond-nn",
       "Namespace Identification Descriptors of NSID NN + 1 are refused",
       {"ID-CNS-003e", "NSID-001"},
       Cns::NamespaceIdentificationDescriptors,
       nsid_beyond_nn,
       Csi::Nvm,
       {kInvalidNamespace}},
      {"descriptors-broadcast",
       "Namespace Identification Descriptors of NSID FFFFFFFFh are refused",
       {"ID-CNS-003e", "NSID-003"},
       Cns::NamespaceIdentificationDescriptors,
       nsid_broadcast,
       Csi::Nvm,
       {kInvalidNamespace}},
      {"descriptors-inactive",
       "Namespace Identification Descriptors of an inactive NSID are refused",
       {"ID-CNS-003e", "NSID-002"},
       Cns::NamespaceIdentificationDescriptors,
       nsid_inactive,
       Csi::Nvm,
       {kInvalidField, kInvalidNamespace}},

      {"zoned-namespace-inactive",
       "Identify Namespace of the zoned command set returns zeros for an inactive NSID",
       {"ID-CNS-005b"},
       Cns::CommandSetNamespace,
       nsid_inactive,
       Csi::Zoned,
       {kSuccess},
       true},
      {"zoned-namespace-nsid-0",
       "Identify Namespace of the zoned command set is aborted for NSID 0",
       {"ID-CNS-005g", "NSID-001"},
       Cns::CommandSetNamespace,
       nsid_zero,
       Csi::Zoned,
       {kInvalidNamespace}},
      {"zoned-namespace-beyond-nn",
       "Identify Namespace of the zoned command set is aborted for NSID NN + 1",
       {"ID-CNS-005g", "NSID-001"},
       Cns::CommandSetNamespace,
       nsid_beyond_nn,
       Csi::Zoned,
       {kInvalidNamespace}},
      {"nvm-namespace-of-zoned",
       "Identify Namespace of the NVM command set for a zoned namespace is answered or refused",
       {"ID-CNS-005d", "ID-002"},
       Cns::CommandSetNamespace,
       nsid_own,
       Csi::Nvm,
       {kSuccess, kInvalidField, kInvalidCommandSet},
       false,
       Level::VendorChoice},

      {"active-list-from-fffffffeh",
       "The list of active NSIDs from FFFFFFFEh on is refused, or empty",
       {"ID-CNS-002b"},
       Cns::ActiveNamespaces,
       nsid_next_to_broadcast,
       Csi::Nvm,
       {kInvalidNamespace, kSuccess},
       true,
       Level::Should},
      {"active-list-from-ffffffffh",
       "The list of active NSIDs from FFFFFFFFh on is refused, or empty",
       {"ID-CNS-002b"},
       Cns::ActiveNamespaces,
       nsid_broadcast,
       Csi::Nvm,
       {kInvalidNamespace, kSuccess},
       true,
       Level::Should},
      {"active-list-beyond-nn",
       "The list of active NSIDs from NN + 1 on is empty",
       {"ID-CNS-002d"},
       Cns::ActiveNamespaces,
       nsid_beyond_nn,
       Csi::Nvm,
       {kSuccess, kInvalidNamespace},
       true},
      {"zoned-list-from-fffffffeh",
       "The list of zoned NSIDs from FFFFFFFEh on is refused, or empty",
       {"ID-CNS-007c"},
       Cns::CommandSetActiveNamespaces,
       nsid_next_to_broadcast,
       Csi::Zoned,
       {kInvalidNamespace, kSuccess},
       true,
       Level::Should},
      {"zoned-list-from-ffffffffh",
       "The list of zoned NSIDs from FFFFFFFFh on is refused, or empty",
       {"ID-CNS-007c"},
       Cns::CommandSetActiveNamespaces,
       nsid_broadcast,
       Csi::Zoned,
       {kInvalidNamespace, kSuccess},
       true,
       Level::Should},
  };
  return kRows;
}

void get_what_is_permitted(Bench& bench, const Asked& row) {
  const std::uint32_t nsid = row.nsid(bench);
  IdentifyPage page;
  const Completion cqe = bench.identify(row.cns, nsid, row.csi, &page);
  bench.expect_status(cqe, row.permitted);
  if (cqe.status == kSuccess && row.zeros) expect_zeros(bench, page);
}

// With Namespace Management the broadcast NSID asks for the capabilities common to all namespaces, else it is invalid.
void answer_broadcast(Bench& bench, Cns cns, Csi csi) {
  const Status expected = supports_namespace_management(bench.facts()) ? kSuccess : kInvalidNamespace;
  bench.expect_status(bench.identify(cns, kBroadcastNsid, csi), {expected});
}

void refuse_command_set(Bench& bench, Cns cns, Csi csi) {
  bench.needs(!has(command_sets(bench).some, csi), "the device supports that command set");
  const std::uint32_t nsid = cns == Cns::CommandSetNamespace ? bench.facts().nsid : 0;
  bench.expect_status(bench.identify(cns, nsid, csi), {kInvalidField, kInvalidCommandSet});
}

void refuse_zoned_structure_of_nvm_namespace(Bench& bench) {
  bench.needs(has(command_sets(bench).every, Csi::Nvm), "the NVM command set is not known to be enabled");
  const std::vector<std::uint32_t> nvm = all_nsids(bench, Cns::CommandSetActiveNamespaces, Csi::Nvm);
  bench.needs(!nvm.empty(), "the controller has no namespace of the NVM command set");
  bench.expect_status(bench.identify(Cns::CommandSetNamespace, nvm.front(), Csi::Zoned),
                      {kInvalidField, kInvalidCommandSet});
}

void append_generated(std::vector<Case>& cases) {
  for (const Asked& row : asked())
    cases.push_back({.id = std::string{"identify/"} + row.id,
                     .title = row.title,
                     .clauses = row.clauses,
                     .level = row.level,
                     .run = [row](Bench& bench) { get_what_is_permitted(bench, row); }});
  for (const unsigned cns : {0x0FU, 0x2FU, 0x7FU, 0xFFU})
    cases.push_back({.id = "identify/reserved-cns-" + hex_slug(cns),
                     .title = "Identify with reserved CNS " + hex_slug(cns) + " is aborted",
                     .clauses = {"ID-001", "GEN-003"},
                     .run = [cns](Bench& bench) {
                       bench.expect_status(bench.identify(static_cast<Cns>(cns), bench.facts().nsid), {kInvalidField});
                     }});
}

struct CommandSetCase {
  const char* slug;
  const char* title;
  Cns cns;
  ClauseId clause;
};

constexpr CommandSetCase kCommandSetCases[] = {
    {"namespace", "Identify Namespace", Cns::CommandSetNamespace, "ID-CNS-005e"},
    {"controller", "Identify Controller", Cns::CommandSetController, "ID-CNS-006c"},
    {"list", "The list of active NSIDs", Cns::CommandSetActiveNamespaces, "ID-CNS-007b"},
};

void append_command_sets(std::vector<Case>& cases) {
  for (const auto& [slug, title, cns, clause] : kCommandSetCases)
    for (const unsigned csi : {0x01U, 0x2FU, 0x80U, 0xFFU})
      cases.push_back(
          {.id = std::string{"identify/"} + slug + "-of-csi-" + hex_slug(csi),
           .title = std::string{title} + " of command set " + hex_slug(csi) + ", which is not supported, is refused",
           .clauses = {clause},
           .run = [cns = cns, csi](Bench& bench) { refuse_command_set(bench, cns, static_cast<Csi>(csi)); }});
}

std::vector<Case> single_cases() {
  return {
      {.id = "identify/namespace-broadcast",
       .title = "Identify Namespace of NSID FFFFFFFFh returns common capabilities with Namespace Management, else it "
                "is aborted",
       .clauses = {"ID-CNS-000d", "NSID-003"},
       .run = [](Bench& bench) { answer_broadcast(bench, Cns::Namespace, Csi::Nvm); }},
      {.id = "identify/zoned-namespace-broadcast",
       .title = "Identify Namespace of the zoned command set follows the same rule for NSID FFFFFFFFh",
       .clauses = {"ID-CNS-005f", "NSID-003"},
       .run = [](Bench& bench) { answer_broadcast(bench, Cns::CommandSetNamespace, Csi::Zoned); }},
      {.id = "identify/zoned-structure-of-nvm-namespace",
       .title = "Identify Namespace of the zoned command set is refused for a namespace of the NVM command set",
       .clauses = {"ID-CNS-005c", "ID-002"},
       .run = refuse_zoned_structure_of_nvm_namespace},
  };
}

}  // namespace

std::vector<Case> identify_cases() {
  std::vector<Case> cases;
  append_generated(cases);
  append_command_sets(cases);
  for (const auto& part : {single_cases(), identify_page_cases(), identify_list_cases(), identify_field_cases()})
    cases.insert(cases.end(), part.begin(), part.end());
  return cases;
}

}  // namespace zns::suites
