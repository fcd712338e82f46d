// What Identify says of the subsystem: which namespaces are allocated, what they are whatever their command set, which
// controllers there are, and to which of them a namespace is attached (nvme-admin section 1.2).
#include <algorithm>
#include <string>
#include <vector>

#include "reference/spec/bytes.hpp"
#include "suites/contents.hpp"
#include "suites/subsystem/spaces.hpp"

namespace zns::suites {
namespace {

using namespace subsystem;

constexpr Status kInvalidNamespace = Status::InvalidNamespaceOrFormat;
constexpr Csi kNoCsi = static_cast<Csi>(0x3F);
constexpr std::uint32_t kEndOfNsids = 0xFFFF'FFFE;

void expect_zeros(Bench& bench, const IdentifyPage& page, const std::string& of) {
  const bool zeros = std::all_of(page.begin(), page.end(), [](std::byte byte) { return byte == std::byte{0}; });
  bench.expect(zeros, "a page of zeros for " + of, "another");
}

// NUSE and the progress of a format may change at any time (ID-005).
void expect_same_namespace(Bench& bench, IdentifyPage a, IdentifyPage b) {
  for (IdentifyPage* page : {&a, &b}) {
    std::fill(page->begin() + 16, page->begin() + 24, std::byte{0});
    (*page)[32] = std::byte{0};
    std::fill(page->begin() + 384, page->end(), std::byte{0});
  }
  const auto differs = std::mismatch(a.begin(), a.end(), b.begin());
  bench.expect(differs.first == a.end(), "the structure that CNS 00h or 05h returns",
               "byte " + std::to_string(differs.first - a.begin()) + " is another");
}

// ---- CNS 08h --------------------------------------------------------------------------------------------------------

constexpr const char* kIndependent = "the structure that is independent of command sets (CNS 08h)";

IndependentNamespace independent(Bench& bench) {
  return decode_independent_namespace(
      ask_if_there(bench, {.cns = Cns::IndependentNamespace, .nsid = bench.facts().nsid}, kIndependent));
}

void agrees_with_identify_namespace(Bench& bench) {
  const IndependentNamespace found = independent(bench);
  const IdentifyNamespace ns =
      decode_identify_namespace(ask(bench, {.cns = Cns::Namespace, .nsid = bench.facts().nsid}));
  const auto compare = [&](const std::string& field, std::uint64_t here, std::uint64_t there) {
    bench.expect(here == there, field + " of CNS 00h, " + std::to_string(there), std::to_string(here));
  };
  compare("NMIC", found.nmic, ns.nmic);
  compare("RESCAP", found.rescap, ns.rescap);
  compare("ANAGRPID", found.anagrpid, ns.anagrpid);
  compare("NSATTR", found.nsattr, ns.nsattr);
  compare("NVMSETID", found.nvmsetid, ns.nvmsetid);
  compare("ENDGID", found.endgid, ns.endgid);
}

void is_ready(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::ImplicitlyOpened, 1);  // so it is
  bench.expect((independent(bench).nstat & kNamespaceReady) != 0, "NSTAT bit 0 (NRDY) of a namespace that takes writes",
               "0");
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened);
}

void answers_for_each_kind_of_nsid(Bench& bench) {
  static_cast<void>(independent(bench));
  for (const std::uint32_t invalid : {std::uint32_t{0}, bench.facts().controller.nn + 1})
    bench.expect_status(ask_for(bench, {.cns = Cns::IndependentNamespace, .nsid = invalid}), {kInvalidNamespace});
  const auto active = list(bench, {.cns = Cns::ActiveNamespaces});
  std::uint32_t inactive = 1;
  for (const std::uint32_t each : active) inactive += each == inactive ? 1U : 0U;
  bench.needs(inactive <= bench.facts().controller.nn, "every NSID is that of an active namespace");
  expect_zeros(bench, ask(bench, {.cns = Cns::IndependentNamespace, .nsid = inactive}), "an inactive NSID");
}

// ---- what is allocated ----------------------------------------------------------------------------------------------

void lists_what_is_allocated(Bench& bench) {
  const auto allocated = list(bench, {.cns = Cns::AllocatedNamespaces});
  for (const std::uint32_t active : list(bench, {.cns = Cns::ActiveNamespaces}))
    bench.expect(holds(allocated, active), "the active namespace " + std::to_string(active) + " in the list",
                 "it is not");
  const std::uint32_t own = bench.facts().nsid;
  bench.expect(holds(allocated, own), "NSID " + std::to_string(own) + " in the list", "it is not");
  const auto from_own = list(bench, {.cns = Cns::AllocatedNamespaces, .nsid = own - 1});
  bench.expect(!from_own.empty() && from_own.front() == own, "a list that begins with NSID " + std::to_string(own),
               "another");
  bench.expect(!holds(list(bench, {.cns = Cns::AllocatedNamespaces, .nsid = own}), own), "only NSIDs above the start",
               "the start itself");
  bench.expect(list(bench, {.cns = Cns::AllocatedNamespaces, .nsid = allocated.back()}).empty(),
               "nothing above the last one", "some");
}

// A list may be empty there instead: "should".
void starts_at_no_nsid(Bench& bench) {
  for (const std::uint32_t nsid : {kEndOfNsids, kBroadcastNsid}) {
    IdentifyPage page;
    const Completion cqe = ask_for(bench, {.cns = Cns::AllocatedNamespaces, .nsid = nsid}, &page);
    bench.expect_status(cqe, {kInvalidNamespace, kSuccess});
    if (cqe.status == kSuccess) expect_zeros(bench, page, "a list above the last NSID");
  }
}

void describes_an_allocated_namespace(Bench& bench) {
  const std::uint32_t own = bench.facts().nsid;
  expect_same_namespace(bench, ask(bench, {.cns = Cns::AllocatedNamespace, .nsid = own}),
                        ask(bench, {.cns = Cns::Namespace, .nsid = own}));
}

void describes_no_other(Bench& bench) {
  const std::uint32_t free = unallocated_nsid(bench);
  for (const std::uint32_t invalid : {std::uint32_t{0}, bench.facts().controller.nn + 1})
    bench.expect_status(ask_for(bench, {.cns = Cns::AllocatedNamespace, .nsid = invalid}), {kInvalidNamespace});
  expect_zeros(bench, ask(bench, {.cns = Cns::AllocatedNamespace, .nsid = free}), "an unallocated NSID");
}

constexpr const char* kListByCsi = "the list of allocated namespaces of one command set (CNS 1Ah)";
constexpr const char* kStructureByCsi = "the structure of a command set for allocated namespaces (CNS 1Bh)";

void lists_by_command_set(Bench& bench) {
  const Asked zoned{.cns = Cns::CommandSetAllocatedNamespaces, .csi = Csi::Zoned};
  const Asked nvm{.cns = Cns::CommandSetAllocatedNamespaces, .csi = Csi::Nvm};
  static_cast<void>(ask_if_there(bench, zoned, kListByCsi));
  const std::uint32_t own = bench.facts().nsid;
  const auto with_zones = list(bench, zoned);
  const auto without = list(bench, nvm);
  const auto all = list(bench, {.cns = Cns::AllocatedNamespaces});
  bench.expect(holds(with_zones, own) && !holds(without, own), "this namespace in the list of CSI 02h only",
               "another list");
  for (const std::uint32_t each : with_zones)
    bench.expect(holds(all, each) && !holds(without, each),
                 "namespace " + std::to_string(each) + " in CNS 10h and in the list of one command set",
                 "it is not so");
  for (const std::uint32_t each : without)
    bench.expect(holds(all, each), "namespace " + std::to_string(each) + " in CNS 10h, too", "it is not");
  for (const std::uint32_t each : list(bench, {.cns = Cns::CommandSetActiveNamespaces, .csi = Csi::Zoned}))
    bench.expect(holds(with_zones, each), "the active zoned namespace " + std::to_string(each), "it is not listed");
  bench.expect(!holds(list(bench, {.cns = zoned.cns, .nsid = own, .csi = Csi::Zoned}), own),
               "only NSIDs above the start", "the start itself");
}

void lists_no_other_command_set(Bench& bench) {
  static_cast<void>(ask_if_there(bench, {.cns = Cns::CommandSetAllocatedNamespaces, .csi = Csi::Zoned}, kListByCsi));
  bench.expect_status(ask_for(bench, {.cns = Cns::CommandSetAllocatedNamespaces, .csi = kNoCsi}),
                      {Status::InvalidFieldInCommand, Status::InvalidIoCommandSet});
}

void describes_an_allocated_zoned_namespace(Bench& bench) {
  const std::uint32_t own = bench.facts().nsid;
  const Asked asked{.cns = Cns::CommandSetAllocatedNamespace, .nsid = own, .csi = Csi::Zoned};
  const IdentifyZonedNamespace found = decode_identify_zoned_namespace(ask_if_there(bench, asked, kStructureByCsi));
  bench.expect(found == bench.facts().zoned, "the structure that CNS 05h returns", "another");
}

void describes_no_other_by_command_set(Bench& bench) {
  const Asked own{.cns = Cns::CommandSetAllocatedNamespace, .nsid = bench.facts().nsid, .csi = Csi::Zoned};
  static_cast<void>(ask_if_there(bench, own, kStructureByCsi));
  bench.expect_status(ask_for(bench, {.cns = own.cns, .nsid = own.nsid, .csi = kNoCsi}),
                      {Status::InvalidFieldInCommand, Status::InvalidIoCommandSet});
  for (const std::uint32_t invalid : {std::uint32_t{0}, bench.facts().controller.nn + 1})
    bench.expect_status(ask_for(bench, {.cns = own.cns, .nsid = invalid, .csi = Csi::Zoned}), {kInvalidNamespace});
  expect_zeros(bench, ask(bench, {.cns = own.cns, .nsid = unallocated_nsid(bench), .csi = Csi::Zoned}),
               "an unallocated NSID");
}

// ---- controllers ----------------------------------------------------------------------------------------------------

void lists_attached_controllers(Bench& bench) {
  const std::uint16_t self = bench.facts().controller.cntlid;
  const Asked all{.cns = Cns::AttachedControllers, .nsid = bench.facts().nsid};
  const auto attached = controllers(bench, all);
  bench.expect(holds(attached, self), "CNTLID " + std::to_string(self) + " in the list of CNS 12h", "it is not");
  const auto known = controllers(bench, {.cns = Cns::Controllers});
  for (const std::uint16_t each : attached)
    bench.expect(holds(known, each), "CNTLID " + std::to_string(each) + " in CNS 13h, too", "it is not");
}

void lists_controllers_from_a_start(Bench& bench, Cns cns) {
  const std::uint16_t self = bench.facts().controller.cntlid;
  const std::uint32_t nsid = cns == Cns::AttachedControllers ? bench.facts().nsid : 0;
  const auto from_self = controllers(bench, {.cns = cns, .nsid = nsid, .cntid = self});
  bench.expect(!from_self.empty() && from_self.front() == self,
               "a list that begins with CNTLID " + std::to_string(self), "another");
  const auto behind = controllers(bench, {.cns = cns, .nsid = nsid, .cntid = static_cast<std::uint16_t>(self + 1)});
  bench.expect(!holds(behind, self), "only CNTLIDs from the start on", "one below it");
}

void lists_its_controllers(Bench& bench) {
  const auto known = controllers(bench, {.cns = Cns::Controllers});
  const std::uint16_t self = bench.facts().controller.cntlid;
  bench.expect(holds(known, self), "CNTLID " + std::to_string(self) + " in the list of CNS 13h", "it is not");
  const std::size_t reached = bench.target().carries().controllers;
  bench.expect(known.size() >= reached, "at least " + std::to_string(reached) + " controllers",
               std::to_string(known.size()));
}

void has_one_controller_without_cmic(Bench& bench) {
  bench.needs((bench.facts().controller.cmic & 1U << 1) == 0,
              "the subsystem may have several controllers (CMIC bit 1)");
  static_cast<void>(ask_if_there(bench, {.cns = Cns::Controllers}, "the list of controllers, as another case says"));
  const auto known = controllers(bench, {.cns = Cns::Controllers});
  bench.expect(known.size() == 1, "exactly one controller", std::to_string(known.size()));
}

void attaches_the_broadcast_nsid_nowhere(Bench& bench) {
  bench.expect_status(ask_for(bench, {.cns = Cns::AttachedControllers, .nsid = kBroadcastNsid}),
                      {Status::InvalidFieldInCommand, kInvalidNamespace});
}

// ---- what is optional -----------------------------------------------------------------------------------------------

void tells_its_granularities(Bench& bench) {
  bench.needs((bench.facts().controller.ctratt & 1U << 7) != 0, "the device has no granularity list (CTRATT bit 7)");
  const IdentifyPage page = ask(bench, {.cns = Cns::NamespaceGranularity});
  const NamespaceGranularities found = decode_namespace_granularities(page);
  const std::size_t told = std::to_integer<std::size_t>(page[4]) + 1;
  bench.expect(told <= 16, "at most 16 descriptors", std::to_string(told));
  bench.expect(!found.only_first || told == 1, "one descriptor, where it is that of every format",
               std::to_string(told));
  bench.expect((load_le<std::uint32_t>(page, 0) & ~1U) == 0, "zeros in bits 31:1 of the attributes", "others");
  const std::size_t end = 32 + 16 * found.list.size();
  const bool zeros = std::all_of(page.begin() + static_cast<std::ptrdiff_t>(end), page.end(),
                                 [](std::byte byte) { return byte == std::byte{0}; });
  bench.expect(zeros, "zeros behind the descriptors", "others");
}

void lists_its_uuids(Bench& bench) {
  bench.needs((bench.facts().controller.ctratt & 1U << 9) != 0, "the device has no UUID list (CTRATT bit 9)");
  const IdentifyPage page = ask(bench, {.cns = Cns::Uuids});
  const std::vector<Uuid> uuids = decode_uuid_list(page);
  const std::size_t end = 32 * (uuids.size() + 1);
  const bool zeros = std::all_of(page.begin() + static_cast<std::ptrdiff_t>(end), page.end(),
                                 [](std::byte byte) { return byte == std::byte{0}; });
  bench.expect(zeros, "zeros behind the UUID that ends the list", "others");
}

}  // namespace

std::vector<Case> inventory_cases() {
  const std::vector<Need> lists{Need::NamespaceLists};
  return {
      {.id = "inventory/independent-agrees-with-namespace",
       .title = "CNS 08h says of a namespace what CNS 00h says of it",
       .clauses = {"ID-CNS-008b", "ID-CNS-008a"},
       .run = agrees_with_identify_namespace},
      {.id = "inventory/independent-is-ready",
       .title = "A namespace that takes writes is ready in CNS 08h",
       .clauses = {"ID-CNS-008c"},
       .run = is_ready},
      {.id = "inventory/independent-of-other-nsids",
       .title = "CNS 08h is zeros for an inactive NSID, and refused for an invalid one",
       .clauses = {"ID-CNS-008a"},
       .run = answers_for_each_kind_of_nsid},
      {.id = "inventory/allocated-list",
       .title = "The list of allocated NSIDs holds the active ones, ascending, above its start",
       .clauses = {"ID-CNS-010", "NSID-006"},
       .needs = lists,
       .run = lists_what_is_allocated},
      {.id = "inventory/allocated-list-starts-at-no-nsid",
       .title = "A list of allocated NSIDs from FFFFFFFEh on is refused, or empty",
       .clauses = {"ID-CNS-010"},
       .needs = lists,
       .run = starts_at_no_nsid},
      {.id = "inventory/allocated-namespace",
       .title = "CNS 11h returns the structure of an allocated zoned namespace",
       .clauses = {"ID-CNS-011"},
       .needs = lists,
       .run = describes_an_allocated_namespace},
      {.id = "inventory/allocated-namespace-of-other-nsids",
       .title = "CNS 11h is zeros for an unallocated NSID, and refused for an invalid one",
       .clauses = {"ID-CNS-011"},
       .needs = lists,
       .run = describes_no_other},
      {.id = "inventory/allocated-list-by-command-set",
       .title = "CNS 1Ah lists each allocated namespace under its own command set",
       .clauses = {"ID-CNS-01Aa", "ID-CNS-900"},
       .level = Level::Shall,
       .needs = lists,
       .run = lists_by_command_set},
      {.id = "inventory/allocated-list-of-unknown-command-set",
       .title = "CNS 1Ah of a command set that there is not is refused",
       .clauses = {"ID-CNS-01Aa"},
       .needs = lists,
       .run = lists_no_other_command_set},
      {.id = "inventory/allocated-zoned-namespace",
       .title = "CNS 1Bh returns the zoned structure of an allocated namespace",
       .clauses = {"ID-CNS-01Ba"},
       .needs = lists,
       .run = describes_an_allocated_zoned_namespace},
      {.id = "inventory/allocated-zoned-namespace-of-other-nsids",
       .title = "CNS 1Bh is zeros for an unallocated NSID, and refused for an invalid one or an unknown command set",
       .clauses = {"ID-CNS-01Ba"},
       .needs = lists,
       .run = describes_no_other_by_command_set},
      {.id = "inventory/attached-controllers",
       .title = "CNS 12h lists this controller, and only controllers that there are",
       .clauses = {"ID-CNS-012"},
       .needs = lists,
       .run = lists_attached_controllers},
      {.id = "inventory/attached-controllers-from-cntid",
       .title = "CNS 12h lists the controllers from CNTID on",
       .clauses = {"ID-CNS-012"},
       .needs = lists,
       .run = [](Bench& bench) { lists_controllers_from_a_start(bench, Cns::AttachedControllers); }},
      {.id = "inventory/attached-controllers-of-all",
       .title = "CNS 12h of the broadcast NSID is refused",
       .clauses = {"ID-CNS-012"},
       .needs = lists,
       .run = attaches_the_broadcast_nsid_nowhere},
      {.id = "inventory/controllers",
       .title = "CNS 13h lists the controllers of the subsystem",
       .clauses = {"ID-CNS-013"},
       .needs = lists,
       .run = lists_its_controllers},
      {.id = "inventory/controllers-from-cntid",
       .title = "CNS 13h lists the controllers from CNTID on",
       .clauses = {"ID-CNS-013"},
       .needs = lists,
       .run = [](Bench& bench) { lists_controllers_from_a_start(bench, Cns::Controllers); }},
      {.id = "inventory/one-controller",
       .title = "A subsystem that has one controller (CMIC bit 1) lists one",
       .clauses = {"IDC-020"},
       .needs = lists,
       .run = has_one_controller_without_cmic},
      {.id = "inventory/granularity-list",
       .title = "The granularity list has as many descriptors as it says, and zeros behind them",
       .clauses = {"ID-CNS-016"},
       .run = tells_its_granularities},
      {.id = "inventory/uuid-list",
       .title = "The UUID list ends with a UUID that is zero",
       .clauses = {"ID-CNS-017"},
       .run = lists_its_uuids},
  };
}

}  // namespace zns::suites
