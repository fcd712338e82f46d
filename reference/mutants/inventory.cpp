// Identify of the subsystem: lists of namespaces and controllers that are wrong, and structures of another namespace.
#include <array>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/namespace_parts.hpp"
#include "reference/spec/bytes.hpp"

namespace zns::mutants {
namespace {

// ---- lists ----------------------------------------------------------------------------------------------------------

template <Cns cns, void (*change)(const AdminSituation&, std::vector<std::uint32_t>&)>
void lists(const AdminSituation& situation, AdminEffect& effect) {
  if (!identifies(situation, cns) || effect.status != kSuccess) return;
  std::vector<std::uint32_t> nsids = decode_namespace_list(page_of(effect.reply));
  change(situation, nsids);
  put(effect, encode_namespace_list(nsids));
}

template <Cns cns, void (*change)(const AdminSituation&, std::vector<std::uint16_t>&)>
void lists_controllers(const AdminSituation& situation, AdminEffect& effect) {
  if (!identifies(situation, cns) || effect.status != kSuccess) return;
  std::vector<std::uint16_t> ids = decode_controller_list(page_of(effect.reply)).ids;
  change(situation, ids);
  put(effect, encode_controller_list(ids));
}

void without_the_last(const AdminSituation&, std::vector<std::uint32_t>& nsids) {
  if (!nsids.empty()) nsids.pop_back();
}

void without_the_second(const AdminSituation&, std::vector<std::uint32_t>& nsids) {
  if (nsids.size() > 1) nsids.erase(nsids.begin() + 1);
}

void from_the_start_itself(const AdminSituation& situation, std::vector<std::uint32_t>& nsids) {
  if (situation.subsystem.find(situation.command.nsid)) nsids.insert(nsids.begin(), situation.command.nsid);
}

void backwards(const AdminSituation&, auto& items) {
  std::reverse(items.begin(), items.end());
}
void nsids_backwards(const AdminSituation& situation, std::vector<std::uint32_t>& nsids) {
  backwards(situation, nsids);
}
void ids_backwards(const AdminSituation& situation, std::vector<std::uint16_t>& ids) {
  backwards(situation, ids);
}

void active_alone(const AdminSituation& situation, std::vector<std::uint32_t>& nsids) {
  const std::vector<Listed> active = situation.subsystem.active(situation.at);
  std::erase_if(nsids, [&](std::uint32_t nsid) {
    return std::none_of(active.begin(), active.end(), [=](const Listed& each) { return each.nsid == nsid; });
  });
}

void of_every_command_set(const AdminSituation& situation, std::vector<std::uint32_t>& nsids) {
  nsids.clear();
  for (const Listed& each : situation.subsystem.allocated())
    if (each.nsid > situation.command.nsid) nsids.push_back(each.nsid);
}

std::vector<std::uint16_t> all_ids(const Subsystem& subsystem) {
  std::vector<std::uint16_t> ids;
  for (std::size_t place = 0; place < subsystem.controllers(); ++place)
    ids.push_back(subsystem.controller({place}).shape.cntlid);
  return ids;
}

void all_controllers(const AdminSituation& situation, std::vector<std::uint16_t>& ids) {
  ids = all_ids(situation.subsystem);
}

void this_controller(const AdminSituation& situation, std::vector<std::uint16_t>& ids) {
  ids = {situation.subsystem.controller(situation.at).shape.cntlid};
}

void no_other_controller(const AdminSituation& situation, std::vector<std::uint16_t>& ids) {
  const std::uint16_t self = situation.subsystem.controller(situation.at).shape.cntlid;
  std::erase_if(ids, [=](std::uint16_t id) { return id != self; });
}

void counts_one_controller_more(const AdminSituation& situation, AdminEffect& effect) {
  if (!identifies(situation, Cns::Controllers) || effect.status != kSuccess) return;
  store_le(std::span{effect.reply}, 0, static_cast<std::uint16_t>(load_le<std::uint16_t>(effect.reply, 0) + 1));
}

// ---- structures -----------------------------------------------------------------------------------------------------

template <Cns cns>
void is_zeros_unless_active(const AdminSituation& situation, AdminEffect& effect) {
  const auto place = situation.subsystem.find(situation.command.nsid);
  if (identifies(situation, cns) && place && !situation.subsystem.is_active(*place, situation.at))
    put(effect, IdentifyPage{});
}

// The namespace under test is taken for whatever is not there.
template <Cns cns>
void describes_the_first(const AdminSituation& situation, AdminEffect& effect) {
  if (!identifies(situation, cns) || effect.status != kSuccess) return;
  const auto place = situation.subsystem.find(situation.command.nsid);
  if (place && situation.subsystem.is_active(*place, situation.at)) return;
  Command command = situation.command;
  command.nsid = situation.subsystem[0].geometry.nsid;
  take_for(situation, effect, command, {});
}

template <Cns cns>
void accepts_any_nsid(const AdminSituation& situation, AdminEffect& effect) {
  if (identifies(situation, cns) && effect.status == Status::InvalidNamespaceOrFormat) put(effect, IdentifyPage{});
}

template <Cns cns>
void accepts_any_csi(const AdminSituation& situation, AdminEffect& effect) {
  const auto* identify = std::get_if<Identify>(&situation.command.body);
  const bool unknown = identify != nullptr && identify->csi != Csi::Nvm && identify->csi != Csi::Zoned;
  if (identifies(situation, cns) && unknown) put(effect, IdentifyPage{});
}

void refuses_zoned(const AdminSituation& situation, AdminEffect& effect) {
  const auto place = situation.subsystem.find(situation.command.nsid);
  if (identifies(situation, Cns::AllocatedNamespace) && place && situation.subsystem[*place].geometry.is_zoned())
    effect = {.status = Status::InvalidIoCommandSet};
}

template <Cns cns>
void is_zeros(const AdminSituation& situation, AdminEffect& effect) {
  if (identifies(situation, cns) && effect.status == kSuccess) put(effect, IdentifyPage{});
}

void changes_independent(const AdminSituation& situation, AdminEffect& effect, const auto& change) {
  if (!identifies(situation, Cns::IndependentNamespace) || effect.status != kSuccess) return;
  IndependentNamespace found = decode_independent_namespace(page_of(effect.reply));
  if (found == IndependentNamespace{}) return;
  change(found);
  put(effect, encode(found));
}

void is_never_ready(const AdminSituation& situation, AdminEffect& effect) {
  changes_independent(situation, effect, [](IndependentNamespace& ns) { ns.nstat = 0; });
}

void is_ready_if_shared(const AdminSituation& situation, AdminEffect& effect) {
  changes_independent(situation, effect, [](IndependentNamespace& ns) { ns.nstat = ns.nmic & kNamespaceShared; });
}

void shares_what_is_private(const AdminSituation& situation, AdminEffect& effect) {
  changes_independent(situation, effect, [](IndependentNamespace& ns) { ns.nmic ^= kNamespaceShared; });
}

}  // namespace

Topic inventory_mutants() {
  constexpr Cns kAllocated = Cns::AllocatedNamespaces;
  return {
      defect("allocated-list-without-the-last", "the last NSID is missing in CNS 10h", "every allocated one is there",
             {"ID-CNS-010"}, kOffByOne, lists<kAllocated, without_the_last>),
      defect("allocated-list-skips", "the second NSID is missing in CNS 10h", "every allocated one is there",
             {"ID-CNS-010", "NSM-002"}, kList, lists<kAllocated, without_the_second>),
      defect("allocated-list-from-nsid-itself", "CNS 10h begins with the NSID that was asked for",
             "it begins with the next", {"ID-CNS-010"}, kOffByOne, lists<kAllocated, from_the_start_itself>),
      defect("allocated-list-descends", "CNS 10h is in descending order", "it ascends", {"ID-CNS-010"}, kList,
             lists<kAllocated, nsids_backwards>),
      defect("allocated-list-of-active-ones", "CNS 10h lists active namespaces only", "it lists all allocated ones",
             {"ID-CNS-010", "NSM-002"}, kBitmap, lists<kAllocated, active_alone>),
      defect("allocated-structure-of-active-ones", "CNS 11h is zeros for a namespace that is not attached",
             "it describes it", {"ID-CNS-011"}, kBitmap, is_zeros_unless_active<Cns::AllocatedNamespace>),
      defect("allocated-structure-of-the-first", "CNS 11h describes the first namespace where there is none",
             "it is zeros", {"ID-CNS-011"}, kNoCheck, describes_the_first<Cns::AllocatedNamespace>),
      defect("allocated-structure-of-any-nsid", "CNS 11h of an invalid NSID succeeds", "it is refused", {"ID-CNS-011"},
             kNoCheck, accepts_any_nsid<Cns::AllocatedNamespace>),
      defect("allocated-structure-refuses-zoned",
             "CNS 11h of a zoned namespace is aborted with Invalid I/O Command Set",
             "it has logical blocks, and so this structure", {"ID-CNS-011"}, "QEMU", refuses_zoned),
      defect("allocated-list-of-every-command-set", "CNS 1Ah lists namespaces of every command set",
             "it lists those of the one that was asked for", {"ID-CNS-01Aa"}, kNoCheck,
             lists<Cns::CommandSetAllocatedNamespaces, of_every_command_set>),
      defect("allocated-list-of-any-csi", "CNS 1Ah of a command set that there is not succeeds", "it is refused",
             {"ID-CNS-01Aa"}, kNoCheck, accepts_any_csi<Cns::CommandSetAllocatedNamespaces>),
      defect("allocated-zoned-structure-is-zeros", "CNS 1Bh is zeros", "it is what CNS 05h returns", {"ID-CNS-01Ba"},
             kPart, is_zeros<Cns::CommandSetAllocatedNamespace>),
      defect("allocated-zoned-structure-of-the-first", "CNS 1Bh describes the first namespace where there is none",
             "it is zeros", {"ID-CNS-01Ba"}, kNoCheck, describes_the_first<Cns::CommandSetAllocatedNamespace>),
      defect("allocated-zoned-structure-of-any-nsid", "CNS 1Bh of an invalid NSID succeeds", "it is refused",
             {"ID-CNS-01Ba"}, kNoCheck, accepts_any_nsid<Cns::CommandSetAllocatedNamespace>),
      defect("independent-never-ready", "NSTAT bit 0 (NRDY) of CNS 08h is 0", "the namespace is ready", {"ID-CNS-008c"},
             kField, is_never_ready),
      defect("independent-ready-if-shared", "NSTAT bit 0 (NRDY) of CNS 08h is 1 for shared namespaces only",
             "it is 1 for each that is ready", {"ID-CNS-008c"}, "QEMU", is_ready_if_shared, kOfOne),
      defect("independent-nmic-differs", "NMIC of CNS 08h is not that of CNS 00h", "they are the same", {"ID-CNS-008b"},
             kField, shares_what_is_private),
      defect("independent-of-the-first", "CNS 08h describes the first namespace where there is none active",
             "it is zeros", {"ID-CNS-008a"}, kNoCheck, describes_the_first<Cns::IndependentNamespace>),
      defect("independent-of-any-nsid", "CNS 08h of an invalid NSID succeeds", "it is refused", {"ID-CNS-008a"},
             kNoCheck, accepts_any_nsid<Cns::IndependentNamespace>),
      defect("controller-list-descends", "CNS 13h is in descending order", "it ascends", {"ID-CNS-013"}, kList,
             lists_controllers<Cns::Controllers, ids_backwards>),
      defect("controller-list-ignores-cntid", "CNS 13h begins with the first controller, whatever CNTID is",
             "it begins with CNTID", {"ID-CNS-013"}, kNoCheck, lists_controllers<Cns::Controllers, all_controllers>),
      defect("controller-list-of-itself", "CNS 13h lists the controller that is asked alone", "it lists all of them",
             {"ID-CNS-013"}, kPart, lists_controllers<Cns::Controllers, no_other_controller>),
      defect("controller-list-counts-one-more", "CNS 13h counts one controller more than it lists",
             "it counts those that it lists", {"ID-CNS-013"}, kOffByOne, counts_one_controller_more),
      defect(
          "controller-list-has-others", "CNS 13h lists two controllers, and CMIC says that there is one",
          "there is one", {"IDC-020"}, kField,
          [](const AdminSituation& situation, AdminEffect& effect) {
            if (identifies(situation, Cns::Controllers))
              put(effect, encode_controller_list(std::array<std::uint16_t, 2>{1, 2}));
          },
          kOfOne),
      defect("attached-list-of-all", "CNS 12h lists all controllers", "it lists those to which the NSID is attached",
             {"ID-CNS-012"}, kBitmap, lists_controllers<Cns::AttachedControllers, all_controllers>),
      defect("attached-list-of-itself", "CNS 12h lists the controller that is asked, whatever it has attached",
             "it lists those to which the NSID is attached", {"ID-CNS-012"}, kPart,
             lists_controllers<Cns::AttachedControllers, this_controller>),
      defect("attached-list-descends", "CNS 12h is in descending order", "it ascends", {"ID-CNS-012"}, kList,
             lists_controllers<Cns::AttachedControllers, ids_backwards>),
  };
}

}  // namespace zns::mutants
