// The Identify command: which NSID, CSI and CNTID get which structure, and which are refused. The lists and the fields of
// the structures have files of their own.
#include <array>
#include <functional>
#include <string>
#include <vector>

#include "suites/base/identify_parts.hpp"
#include "suites/contents.hpp"
#include "suites/slug.hpp"

namespace zns::suites {
namespace {

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

std::uint32_t nsid_next_to_broadcast(Bench&) { return kBroadcastNsid - 1; }

const std::vector<Asked>& asked() {
  static const std::vector<Asked> rows{
      {"namespace-inactive", "Identify Namespace of an inactive NSID returns zeros", {"ID-CNS-000b"},
       Cns::Namespace, nsid_inactive, Csi::Nvm, {kSuccess}, true},
      {"namespace-nsid-0", "Identify Namespace of NSID 0 is aborted", {"ID-CNS-000c", "NSID-001"},
       Cns::Namespace, nsid_zero, Csi::Nvm, {kInvalidNamespace}},
      {"namespace-beyond-nn", "Identify Namespace of NSID NN + 1 is aborted", {"ID-CNS-000c", "NSID-001"},
       Cns::Namespace, nsid_beyond_nn, Csi::Nvm, {kInvalidNamespace}},

      {"descriptors-nsid-0", "Namespace Identification Descriptors of NSID 0 are refused", {"ID-CNS-003e", "NSID-001"},
       Cns::NamespaceIdentificationDescriptors, nsid_zero, Csi::Nvm, {kInvalidNamespace}},
      {"descriptors-beyond-nn", "Namespace Identification Descriptors of NSID NN + 1 are refused", {"ID-CNS-003e", "NSID-001"},
       Cns::NamespaceIdentificationDescriptors, nsid_beyond_nn, Csi::Nvm, {kInvalidNamespace}},
      {"descriptors-broadcast", "Namespace Identification Descriptors of NSID FFFFFFFFh are refused", {"ID-CNS-003e", "NSID-003"},
       Cns::NamespaceIdentificationDescriptors, nsid_broadcast, Csi::Nvm, {kInvalidNamespace}},
      {"descriptors-inactive", "Namespace Identification Descriptors of an inactive NSID are refused", {"ID-CNS-003e", "NSID-002"},
       Cns::NamespaceIdentificationDescriptors, nsid_inactive, Csi::Nvm, {kInvalidField, kInvalidNamespace}},

      {"zoned-namespace-inactive", "Identify Namespace of the zoned command set returns zeros for an inactive NSID", {"ID-CNS-005b"},
       Cns::CommandSetNamespace, nsid_inactive, Csi::Zoned, {kSuccess}, true},
      {"zoned-namespace-nsid-0", "Identify Namespace of the zoned command set is aborted for NSID 0", {"ID-CNS-005g", "NSID-001"},
       Cns::CommandSetNamespace, nsid_zero, Csi::Zoned, {kInvalidNamespace}},
      {"zoned-namespace-beyond-nn", "Identify Namespace of the zoned command set is aborted for NSID NN + 1", {"ID-CNS-005g", "NSID-001"},
       Cns::CommandSetNamespace, nsid_beyond_nn, Csi::Zoned, {kInvalidNamespace}},
      {"nvm-namespace-of-zoned", "Identify Namespace of the NVM command set for a zoned namespace is answered or refused", {"ID-CNS-005d", "ID-002"},
       Cns::CommandSetNamespace, nsid_own, Csi::Nvm, {kSuccess, kInvalidField, kInvalidCommandSet}, false, Level::VendorChoice},

      {"active-list-from-fffffffeh", "The list of active NSIDs from FFFFFFFEh on is refused, or empty", {"ID-CNS-002b"},
       Cns::ActiveNamespaces, nsid_next_to_broadcast, Csi::Nvm, {kInvalidNamespace, kSuccess}, true, Level::Should},
      {"active-list-from-ffffffffh", "The list of active NSIDs from FFFFFFFFh on is refused, or empty", {"ID-CNS-002b"},
       Cns::ActiveNamespaces, nsid_broadcast, Csi::Nvm, {kInvalidNamespace, kSuccess}, true, Level::Should},
      {"active-list-beyond-nn", "The list of active NSIDs from NN + 1 on is empty", {"ID-CNS-002d"},
       Cns::ActiveNamespaces, nsid_beyond_nn, Csi::Nvm, {kSuccess, kInvalidNamespace}, true},
      {"zoned-list-from-fffffffeh", "The list of zoned NSIDs from FFFFFFFEh on is refused, or empty", {"ID-CNS-007c"},
       Cns::CommandSetActiveNamespaces, nsid_next_to_broadcast, Csi::Zoned, {kInvalidNamespace, kSuccess}, true, Level::Should},
      {"zoned-list-from-ffffffffh", "The list of zoned NSIDs from FFFFFFFFh on is refused, or empty", {"ID-CNS-007c"},
       Cns::CommandSetActiveNamespaces, nsid_broadcast, Csi::Zoned, {kInvalidNamespace, kSuccess}, true, Level::Should},
  };
  return rows;
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
  bench.expect_status(bench.identify(Cns::CommandSetNamespace, nvm.front(), Csi::Zoned), {kInvalidField, kInvalidCommandSet});
}

// ---- the whole page, the same again --------------------------------------------------------------------------------

struct Bounds {
  std::size_t from;
  std::size_t until;
};

struct Structure {
  const char* slug;
  const char* title;
  Cns cns;
  bool own_nsid;
  Csi csi = Csi::Nvm;
  std::uint16_t cntid = 0;
  std::array<Bounds, 3> may_vary = {};  // ID-005

  [[nodiscard]] IdentifyRequest request(const Facts& facts) const {
    return {.cns = cns, .nsid = own_nsid ? facts.nsid : 0, .csi = csi, .cntid = cntid};
  }
};

constexpr Structure kStructures[] = {
    {"namespace", "Identify Namespace", Cns::Namespace, true, Csi::Nvm, 0, {{{16, 24}, {32, 33}, {384, 4096}}}},
    {"controller", "Identify Controller", Cns::Controller, false, Csi::Nvm, 0, {{{296, 312}, {3072, 4096}}}},
    {"active-list", "The list of active NSIDs", Cns::ActiveNamespaces, false},
    {"descriptors", "The list of Namespace Identification Descriptors", Cns::NamespaceIdentificationDescriptors, true},
    {"zoned-namespace", "Identify Namespace of the zoned command set", Cns::CommandSetNamespace, true, Csi::Zoned, 0, {{{3840, 4096}}}},
    {"zoned-controller", "Identify Controller of the zoned command set", Cns::CommandSetController, false, Csi::Zoned},
    {"nvm-controller", "Identify Controller of the NVM command set", Cns::CommandSetController, false, Csi::Nvm},
    {"zoned-list", "The list of zoned NSIDs", Cns::CommandSetActiveNamespaces, false, Csi::Zoned},
    {"command-sets", "The list of I/O command set combinations", Cns::CommandSets, false, Csi::Nvm, 0xFFFF},
};

IdentifyPage ask_over(Bench& bench, const IdentifyRequest& request, std::byte prefill) {
  IdentifyPage page;
  page.fill(prefill);
  const Identify body{.cns = request.cns, .csi = request.csi, .cntid = request.cntid};
  const Sqe sqe = encode(Command{.queue = Queue::Admin, .nsid = request.nsid, .body = body});
  bench.expect_success(bench.submit({.queue = Queue::Admin, .sqe = sqe, .to_device = {}, .from_device = page}));
  return page;
}

// A byte that twice is what the host's buffer held before was not written.
void write_the_whole_page(Bench& bench, const Structure& structure) {
  constexpr std::byte kFirst{0xA5};
  constexpr std::byte kSecond{0x5A};
  const IdentifyPage first = ask_over(bench, structure.request(bench.facts()), kFirst);
  const IdentifyPage second = ask_over(bench, structure.request(bench.facts()), kSecond);
  for (std::size_t at = 0; at < kIdentifyBytes; ++at)
    if (first[at] == kFirst && second[at] == kSecond) bench.fail({"all 4096 bytes written"}, "byte " + std::to_string(at) + " is not");
}

void expect_same(Bench& bench, const Structure& structure, const IdentifyPage& first, const IdentifyPage& second) {
  for (std::size_t at = 0; at < kIdentifyBytes; ++at) {
    const bool may_vary = std::any_of(structure.may_vary.begin(), structure.may_vary.end(),
                                      [at](const Bounds& bounds) { return bounds.from <= at && at < bounds.until; });
    if (!may_vary && first[at] != second[at]) bench.fail({"the same data"}, "byte " + std::to_string(at) + " is another");
  }
}

void return_the_same_again(Bench& bench, const Structure& structure) {
  const IdentifyPage first = ask(bench, structure.request(bench.facts()));
  expect_same(bench, structure, first, ask(bench, structure.request(bench.facts())));
}

const Structure& structure_of(std::string_view slug) {
  return *std::find_if(std::begin(kStructures), std::end(kStructures), [&](const Structure& candidate) { return candidate.slug == slug; });
}

// Fields that the structure does not use change nothing.
void ignore_nsid(Bench& bench, const Structure& structure, bool and_other_fields) {
  const IdentifyPage plain = ask(bench, structure.request(bench.facts()));
  for (const std::uint32_t nsid : {std::uint32_t{0}, bench.facts().nsid, kBroadcastNsid - 1, kBroadcastNsid}) {
    IdentifyRequest request = structure.request(bench.facts());
    request.nsid = nsid;
    expect_same(bench, structure, plain, ask(bench, request));
    if (!and_other_fields) continue;
    request.csi = Csi::Zoned;
    request.cntid = 0xFFFF;
    expect_same(bench, structure, plain, ask(bench, request));
  }
}

void append_generated(std::vector<Case>& cases) {
  for (const Asked& row : asked())
    cases.push_back({.id = std::string{"identify/"} + row.id, .title = row.title, .clauses = row.clauses, .level = row.level,
                     .run = [row](Bench& bench) { get_what_is_permitted(bench, row); }});
  for (const Structure& structure : kStructures) {
    cases.push_back({.id = std::string{"identify/"} + structure.slug + "-fills-page",
                     .title = std::string{structure.title} + " is returned, all 4096 bytes of it",
                     .clauses = {"ID-003"},
                     .run = [structure](Bench& bench) { write_the_whole_page(bench, structure); }});
    cases.push_back({.id = std::string{"identify/"} + structure.slug + "-repeats",
                     .title = std::string{structure.title} + " is the same when it is asked for again",
                     .clauses = {"ID-005"},
                     .run = [structure](Bench& bench) { return_the_same_again(bench, structure); }});
  }
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
      cases.push_back({.id = std::string{"identify/"} + slug + "-of-csi-" + hex_slug(csi),
                       .title = std::string{title} + " of command set " + hex_slug(csi) + ", which is not supported, is refused",
                       .clauses = {clause},
                       .run = [cns = cns, csi](Bench& bench) { refuse_command_set(bench, cns, static_cast<Csi>(csi)); }});
}

std::vector<Case> single_cases() {
  return {
      {.id = "identify/namespace-broadcast",
       .title = "Identify Namespace of NSID FFFFFFFFh returns common capabilities with Namespace Management, else it is aborted",
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
      {.id = "identify/controller-ignores-nsid",
       .title = "Identify Controller is the same whatever NSID, CSI and CNTID hold",
       .clauses = {"ID-CNS-001a", "NSID-005"},
       .run = [](Bench& bench) { ignore_nsid(bench, structure_of("controller"), true); }},
      {.id = "identify/zoned-controller-ignores-nsid",
       .title = "Identify Controller of the zoned command set is the same whatever NSID holds",
       .clauses = {"ID-CNS-006d"},
       .run = [](Bench& bench) { ignore_nsid(bench, structure_of("zoned-controller"), false); }},
  };
}

}  // namespace

std::vector<Case> identify_cases() {
  std::vector<Case> cases;
  append_generated(cases);
  append_command_sets(cases);
  for (const auto& part : {single_cases(), identify_list_cases(), identify_field_cases()}) cases.insert(cases.end(), part.begin(), part.end());
  return cases;
}

}  // namespace zns::suites
