// Namespace Management (nvme-admin section 6): namespaces that cannot be created, and where there is no such command.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "suites/base/features_parts.hpp"
#include "suites/contents.hpp"
#include "suites/subsystem/spaces.hpp"

namespace zns::suites {
namespace {

using namespace subsystem;

constexpr Csi kNoCsi = static_cast<Csi>(0x3F);

// ---- what is not ----------------------------------------------------------------------------------------------------

// The creation is as it should be but for what `change` does to it.
struct Wrong {
  const char* id;
  const char* title;
  std::vector<ClauseId> clauses;
  void (*change)(Bench&, NamespaceCreation&);
  std::vector<Status> permitted;
  Csi csi = Csi::Nvm;
};

void refuses(Bench& bench, const Wrong& wrong) {
  { const Space possible{bench, {.csi = wrong.csi == kNoCsi ? Csi::Nvm : wrong.csi}}; }  // another one could be made
  NamespaceCreation creation = creation_of(bench, {});
  wrong.change(bench, creation);
  const Inventory before = take_inventory(bench);
  bench.expect_status(create(bench, creation, wrong.csi), wrong.permitted);
  expect_unchanged(bench, before);
}

void keeps(Bench&, NamespaceCreation&) {}

void names_a_format_behind_the_last(Bench& bench, NamespaceCreation& creation) {
  const unsigned index = bench.facts().ns.nlbaf + 1U;
  bench.needs(index < 16, "every format index names a format");
  creation.flbas = static_cast<std::uint8_t>(index);
}

// More than all there is, and not so much that its bytes do not fit 64 bits.
void asks_for_too_much(Bench& bench, NamespaceCreation& creation) {
  const IdentifyController controller = identity(bench);
  bench.needs(controller.tnvmcap != 0 && controller.tnvmcap < UINT64_MAX / 4, "the device does not tell its capacity");
  const std::uint64_t blocks = controller.tnvmcap / bench.facts().lba_bytes;
  creation.nsze = creation.ncap = (blocks / bench.facts().zsze + 1) * bench.facts().zsze;
}

void asks_for_less_capacity_than_size(Bench& bench, NamespaceCreation& creation) {
  bench.needs((bench.facts().ns.nsfeat & 1U) == 0, "the device has thin provisioning (NSFEAT bit 0)");
  bench.needs(creation.ncap > 1, "a namespace of one block cannot have less capacity");
  creation.ncap -= 1;
}

void asks_for_more_capacity_than_size(Bench& bench, NamespaceCreation& creation) {
  creation.ncap = creation.nsze + bench.facts().zsze;
}

void names_an_nvm_set(Bench& bench, NamespaceCreation& creation) {
  bench.needs((bench.facts().controller.ctratt & 1U << 2) != 0, "the device has no NVM Sets (CTRATT bit 2)");
  creation.nvmsetid = 0xFFFF;
}

void names_an_ana_group(Bench& bench, NamespaceCreation& creation) {
  bench.needs((bench.facts().controller.cmic & 1U << 3) != 0, "the device has no ANA groups (CMIC bit 3)");
  creation.anagrpid = 0xFFFF'FFFF;
}

void asks_for_all_resources(Bench& bench, NamespaceCreation& creation) {
  bench.needs(bench.facts().max_active.has_value(), "the device does not limit active zones (MAR)");
  creation.rar = 0xFFFF'FFFE;
}

std::vector<Wrong> wrongs() {
  const std::vector<Status> format{Status::InvalidFormat};
  return {
      {"of-unknown-command-set",
       "No namespace of a command set that there is not can be created",
       {"NSM-003"},
       keeps,
       {Status::IoCommandSetNotSupported, Status::IoCommandSetNotEnabled},
       kNoCsi},
      {"of-unknown-format",
       "No namespace of a format behind the last can be created",
       {"NSM-004"},
       names_a_format_behind_the_last,
       format},
      {"zoned-of-unknown-format",
       "No zoned namespace of a format behind the last can be created",
       {"NSM-004", "NSM-005"},
       names_a_format_behind_the_last,
       {Status::InvalidFormat, Status::InvalidFieldInCommand},
       Csi::Zoned},
      {"too-large",
       "No namespace can be larger than the capacity that is free",
       {"NSM-007"},
       asks_for_too_much,
       {Status::NamespaceInsufficientCapacity}},
      {"zoned-too-large",
       "No zoned namespace can be larger than the capacity that is free",
       {"NSM-007"},
       asks_for_too_much,
       {Status::NamespaceInsufficientCapacity},
       Csi::Zoned},
      {"thin",
       "Without thin provisioning no namespace has less capacity than its size",
       {"NSM-008"},
       asks_for_less_capacity_than_size,
       {Status::ThinProvisioningNotSupported, Status::InvalidFieldInCommand}},
      {"more-capacity-than-size",
       "No namespace has more capacity than its size",
       {"IDN-002", "NSM-002"},
       asks_for_more_capacity_than_size,
       {Status::InvalidFieldInCommand, Status::NamespaceInsufficientCapacity}},
      {"in-unknown-nvm-set",
       "No namespace can be created in an NVM Set that there is not",
       {"NSM-012"},
       names_an_nvm_set,
       {Status::InvalidFieldInCommand}},
      {"in-unknown-ana-group",
       "No namespace can be created in an ANA group that there is not",
       {"NSM-012"},
       names_an_ana_group,
       {Status::AnaGroupIdentifierInvalid, Status::InvalidFieldInCommand}},
      {"of-too-many-resources",
       "No zoned namespace gets more active resources than there are",
       {"NSM-013"},
       asks_for_all_resources,
       {Status::InvalidFieldInCommand, Status::NamespaceInsufficientCapacity},
       Csi::Zoned},
  };
}

void has_room_for_nn(Bench& bench) {
  constexpr std::uint32_t kMost = 32;
  const std::uint32_t nn = bench.facts().controller.nn;
  const std::uint32_t most = bench.facts().controller.mnan != 0 ? bench.facts().controller.mnan : nn;
  bench.needs(nn <= kMost, "NN is large: it would take long to use all NSIDs up");
  const NamespaceCreation small = creation_of(bench, {.zones = 1});
  Status last = kSuccess;
  for (std::uint32_t n = 0; n <= nn && last == kSuccess; ++n) last = create(bench, small, Csi::Nvm).status;
  bench.needs(last != Status::NamespaceInsufficientCapacity && last != Status::InvalidCommandOpcode,
              "the device cannot make so many namespaces");
  const std::size_t found = list(bench, {.cns = Cns::AllocatedNamespaces}).size();
  bench.expect(last == Status::NamespaceIdentifierUnavailable,
               to_string(Status::NamespaceIdentifierUnavailable) + " where all NSIDs are taken", to_string(last));
  bench.expect(found <= most, "at most " + std::to_string(most) + " namespaces", std::to_string(found));
}

void ignores_or_refuses_an_nsid(Bench& bench) {
  const std::uint32_t wanted = unallocated_nsid(bench);
  const Completion cqe = create(bench, creation_of(bench, {.zones = 1}), Csi::Nvm, wanted);
  bench.needs(cqe.status != Status::NamespaceInsufficientCapacity && cqe.status != Status::InvalidCommandOpcode,
              "the device cannot make one");
  bench.expect_status(cqe, {kSuccess, Status::InvalidFieldInCommand});
}

void refuses_reserved_actions(Bench& bench) {
  { const Space possible{bench}; }
  const IdentifyPage data = encode(creation_of(bench, {}));
  const Inventory before = take_inventory(bench);
  for (const unsigned sel : {2U, 7U, 15U})
    bench.expect_status(bench.admin(NamespaceManagement{.sel = static_cast<NamespaceManagementAction>(sel)},
                                    {.nsid = 0, .to_device = data}),
                        {Status::InvalidFieldInCommand});
  expect_unchanged(bench, before);
}

// With arguments that do nothing where the commands exist.
void lacks_both_commands(Bench& bench) {
  bench.needs((bench.facts().controller.oacs & 1U << 3) == 0, "the device has Namespace Management (OACS bit 3)");
  const IdentifyPage empty{};
  bench.expect_status(bench.admin(NamespaceManagement{.sel = NamespaceManagementAction::Delete}),
                      {Status::InvalidCommandOpcode});
  bench.expect_status(bench.admin(NamespaceAttachment{}, {.nsid = 0, .to_device = empty}),
                      {Status::InvalidCommandOpcode});
}

void has_both_commands(Bench& bench) {
  const IdentifyPage empty{};
  const auto expect_there = [&](const Completion& cqe, const std::string& name) {
    bench.expect(cqe.status != Status::InvalidCommandOpcode, name + ", as OACS bit 3 says", to_string(cqe.status));
  };
  expect_there(bench.admin(NamespaceManagement{.sel = NamespaceManagementAction::Delete}),
               "Namespace Management (0Dh)");
  expect_there(bench.admin(NamespaceAttachment{}, {.nsid = 0, .to_device = empty}), "Namespace Attachment (15h)");
}

void refuses_to_delete_what_is_protected(Bench& bench) {
  Space space{bench};
  space.attach_to({kFirst});
  bench.expect_success(space.write(space.zslba(0), 1));
  const features::Place place{.fid = Fid::NamespaceWriteProtection, .mask = 0x7, .nsid = space.nsid()};
  features::keeping(bench, place, [&](std::uint32_t) {
    bench.expect_success(features::set(bench, place, static_cast<std::uint32_t>(WriteProtection::Protected)));
    bench.expect_status(remove(bench, space.nsid()), {Status::NamespaceIsWriteProtected});
    bench.expect(holds(list(bench, {.cns = Cns::AllocatedNamespaces}), space.nsid()), "the namespace, allocated still",
                 "it is gone");
    space.expect_written(space.zslba(0), 1);
  });
}

Case managed(Case made) {
  return subsystem::managed("namespace-management/", std::move(made));
}

}  // namespace

std::vector<Case> namespace_refusal_cases() {
  std::vector<Case> cases{
      {.id = "namespace-management/lacks-both-commands",
       .title = "Without OACS bit 3 there is no Namespace Management and no Namespace Attachment",
       .clauses = {"NSM-001"},
       .run = lacks_both_commands},
      managed({.id = "has-both-commands",
               .title = "With OACS bit 3 there are Namespace Management and Namespace Attachment",
               .clauses = {"IDC-008", "NSM-001"},
               .run = has_both_commands}),
      managed({.id = "nsid-of-create",
               .title = "NSID of a creation is ignored or refused",
               .clauses = {"NSM-011"},
               .run = ignores_or_refuses_an_nsid}),
      managed({.id = "reserved-actions",
               .title = "Reserved values of SEL are refused",
               .clauses = {"NSM-010"},
               .run = refuses_reserved_actions}),
      managed({.id = "delete-protected",
               .title = "A write protected namespace is not deleted",
               .clauses = {"NSM-023"},
               .needs = {Need::WriteProtection},
               .run = refuses_to_delete_what_is_protected}),
      managed({.id = "all-nsids-taken",
               .title = "Where all NSIDs are taken no namespace can be created",
               .clauses = {"NSM-009", "NSID-006"},
               .run = has_room_for_nn}),
  };
  for (const Wrong& wrong : wrongs())
    cases.push_back(managed({.id = std::string{"refuses-"} + wrong.id,
                             .title = wrong.title,
                             .clauses = wrong.clauses,
                             .run = [wrong](Bench& bench) { refuses(bench, wrong); }}));
  return cases;
}

}  // namespace zns::suites
