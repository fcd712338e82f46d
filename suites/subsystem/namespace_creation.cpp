// Namespace Management (nvme-admin section 6): what a created namespace is, and what is left of a deleted one.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "suites/contents.hpp"
#include "suites/subsystem/spaces.hpp"

namespace zns::suites {
namespace {

using namespace subsystem;

// ---- what is created ------------------------------------------------------------------------------------------------

void is_allocated_and_not_attached(Bench& bench, Csi csi) {
  const Inventory before = take_inventory(bench);
  const Space space{bench, {.csi = csi}};
  const Inventory after = take_inventory(bench);
  bench.expect(holds(after.allocated, space.nsid()), "the new NSID in the list of allocated ones", "it is not there");
  bench.expect(after.allocated.size() == before.allocated.size() + 1, "one allocated namespace more",
               std::to_string(after.allocated.size()) + " after " + std::to_string(before.allocated.size()));
  bench.expect(after.active == before.active, "the same active namespaces as before", "others");
  bench.expect(controllers(bench, {.cns = Cns::AttachedControllers, .nsid = space.nsid()}).empty(),
               "no controller to which it is attached", "some");
}

void is_listed_by_its_command_set(Bench& bench, Csi csi) {
  const Space space{bench, {.csi = csi}};
  const Csi other = csi == Csi::Zoned ? Csi::Nvm : Csi::Zoned;
  static_cast<void>(
      ask_if_there(bench, {.cns = Cns::CommandSetAllocatedNamespaces, .csi = csi}, "lists of allocated ones by CSI"));
  const auto own = list(bench, {.cns = Cns::CommandSetAllocatedNamespaces, .csi = csi});
  const auto others = list(bench, {.cns = Cns::CommandSetAllocatedNamespaces, .csi = other});
  bench.expect(holds(own, space.nsid()) && !holds(others, space.nsid()), "the new NSID in the list of its CSI only",
               "another list");
  const auto active = list(bench, {.cns = Cns::CommandSetActiveNamespaces, .csi = csi});
  bench.expect(!holds(active, space.nsid()), "the new NSID in no list of active ones", "it is there");
}

void takes_capacity(Bench& bench) {
  bench.needs(identity(bench).tnvmcap != 0, "the device does not tell its capacity (TNVMCAP)");
  const std::uint64_t before = identity(bench).unvmcap;
  const Space space{bench};
  const std::uint64_t after = identity(bench).unvmcap;
  const std::uint64_t needed = space.creation().nsze * bench.facts().lba_bytes;
  bench.expect(after < before && before - after >= needed, "UNVMCAP less by " + std::to_string(needed) + " or more",
               std::to_string(after) + " after " + std::to_string(before));
}

void is_what_was_asked_for(Bench& bench, const Wish& wish) {
  const Space space{bench, wish};
  IdentifyPage page;
  const Completion cqe = ask_for(bench, {.cns = Cns::AllocatedNamespace, .nsid = space.nsid()}, &page);
  bench.needs(cqe.status != Status::InvalidIoCommandSet,
              "CNS 11h does not describe it: a case of the inventory says so");
  bench.expect_success(cqe);
  const IdentifyNamespace found = decode_identify_namespace(page);
  bench.expect(found.nsze >= space.creation().nsze, "NSZE " + std::to_string(space.creation().nsze) + " or more",
               std::to_string(found.nsze));
  bench.expect(wish.csi != Csi::Zoned || found.nsze % bench.facts().zsze == 0, "whole zones", "a part of one");
  bench.expect(found.format_index() == bench.facts().ns.format_index(), "the format that was asked for", "another");
  bench.expect(((found.nmic & kNamespaceShared) != 0) == wish.shared,
               wish.shared ? "a shared namespace" : "a private namespace", "the other kind");
}

void cannot_be_used_before_it_is_attached(Bench& bench) {
  Space space{bench};
  space.expect_inactive();
  const IdentifyPage page = ask(bench, {.cns = Cns::Namespace, .nsid = space.nsid()});
  bench.expect(page == IdentifyPage{}, "zeros in CNS 00h of an inactive NSID", "another page");
}

void begins_empty(Bench& bench) {
  Space space{bench};
  space.attach_to({kFirst});
  for (const ZoneDescriptor& zone : space.zones())
    bench.expect(zone.zs == ZoneState::Empty && zone.wp == zone.zslba, "every zone in ZSE", "another state");
  space.expect_not_written(space.zslba(0), 1);
}

void takes_its_size_in_whole_zones(Bench& bench) {
  NamespaceCreation creation = creation_of(bench, {});
  bench.needs(bench.facts().zsze > 1, "every number of blocks is whole zones");
  creation.nsze = creation.ncap = creation.nsze + 1;
  const Completion cqe = create(bench, creation, Csi::Zoned);
  bench.needs(cqe.status != Status::InvalidCommandOpcode, "the device lacks Namespace Management");
  bench.expect_status(cqe, {Status::InvalidFieldInCommand, Status::NamespaceInsufficientCapacity, kSuccess});
  if (cqe.status != kSuccess) return;
  const IdentifyNamespace found = decode_identify_namespace(
      ask(bench, {.cns = Cns::AllocatedNamespace, .nsid = static_cast<std::uint32_t>(cqe.result)}));
  bench.expect(found.nsze % bench.facts().zsze == 0, "NSZE rounded to whole zones (IDN-001)",
               std::to_string(found.nsze) + " blocks");
}

void grants_what_resources_it_promises(Bench& bench) {
  NamespaceCreation creation = creation_of(bench, {});
  creation.rar = 2;
  creation.ror = 1;
  const Completion cqe = create(bench, creation, Csi::Zoned);
  bench.needs(cqe.status == kSuccess, "the device does not grant so few resources: " + to_string(cqe.status));
  const IdentifyPage page = ask_if_there(
      bench,
      {.cns = Cns::CommandSetAllocatedNamespace, .nsid = static_cast<std::uint32_t>(cqe.result), .csi = Csi::Zoned},
      "CNS 1Bh");
  const IdentifyZonedNamespace found = decode_identify_zoned_namespace(page);
  bench.expect(found.mor <= found.mar, "MOR up to MAR", "more");
  bench.expect(found.mar >= 1, "the resources that were asked for, or more", "fewer");
}

// An option without the ability is ignored, or refused.
void ignores_options_that_it_lacks(Bench& bench) {
  bench.needs((bench.facts().zoned.ozcs & ozcs::kZoneRandomWriteArea) == 0, "the device has random write areas");
  NamespaceCreation creation = creation_of(bench, {});
  creation.znsco = 1;
  creation.rnumzrwa = 1;
  const Completion cqe = create(bench, creation, Csi::Zoned);
  bench.needs(cqe.status != Status::InvalidCommandOpcode && cqe.status != Status::NamespaceInsufficientCapacity,
              "the device cannot make one");
  bench.expect_status(cqe, {kSuccess, Status::InvalidFieldInCommand});
}

// ---- what is deleted ------------------------------------------------------------------------------------------------

void gives_back_what_it_had(Bench& bench) {
  const Inventory before = take_inventory(bench);
  Space space{bench};
  bench.expect_success(remove(bench, space.nsid()));
  expect_unchanged(bench, before);
  const IdentifyPage page = ask(bench, {.cns = Cns::AllocatedNamespace, .nsid = space.nsid()});
  bench.expect(page == IdentifyPage{}, "zeros in CNS 11h of an unallocated NSID", "another page");
}

void is_detached_by_its_deletion(Bench& bench) {
  Space space{bench};
  space.attach_to({kFirst});
  bench.expect_success(space.write(space.zslba(1), 1));
  bench.expect_success(remove(bench, space.nsid()));
  space.expect_inactive();
  bench.expect(!holds(list(bench, {.cns = Cns::ActiveNamespaces}), space.nsid()), "no active namespace with that NSID",
               "one");
}

// The next one with that NSID, if there is one, is another.
void leaves_no_data_behind(Bench& bench) {
  Space first{bench};
  first.attach_to({kFirst});
  bench.expect_success(first.write(first.zslba(0), 1));
  bench.expect_success(first.send(first.zslba(1), ZoneSendAction::Open));
  bench.expect_success(remove(bench, first.nsid()));

  Space next{bench};
  next.attach_to({kFirst});
  for (const ZoneDescriptor& zone : next.zones())
    bench.expect(zone.zs == ZoneState::Empty, "every zone of a new namespace in ZSE", std::string{letters(zone.zs)});
  next.expect_not_written(next.zslba(0), 1);
}

void leaves_the_others_alone(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::ImplicitlyOpened, 1);
  const ZoneDescriptor before = bench.descriptor(zone);
  Space kept{bench, {.zones = 2}};
  Space deleted{bench, {.zones = 2}};
  for (Space* each : {&kept, &deleted}) {
    each->attach_to({kFirst});
    bench.expect_success(each->write(each->zslba(0), 1));
  }
  bench.expect_success(remove(bench, deleted.nsid()));
  kept.expect_written(kept.zslba(0), 1);
  bench.expect_unchanged(zone, before);
  bench.expect_pattern(zone.zslba, 1);
}

void deletes_nothing_where_nothing_is(Bench& bench) {
  { const Space possible{bench}; }
  const std::uint32_t free = unallocated_nsid(bench);
  const Inventory before = take_inventory(bench);
  bench.expect_status(remove(bench, free), {Status::InvalidFieldInCommand, Status::InvalidNamespaceOrFormat});
  for (const std::uint32_t invalid : {std::uint32_t{0}, bench.facts().controller.nn + 1})
    bench.expect_status(remove(bench, invalid), {Status::InvalidNamespaceOrFormat, Status::InvalidFieldInCommand});
  expect_unchanged(bench, before);
}

Case managed(Case made) {
  return subsystem::managed("namespace-management/", std::move(made));
}

}  // namespace

std::vector<Case> namespace_creation_cases() {
  return {
      managed({.id = "create-zoned",
               .title = "A zoned namespace that is created is allocated, and attached to no controller",
               .clauses = {"NSM-002"},
               .run = [](Bench& bench) { is_allocated_and_not_attached(bench, Csi::Zoned); }}),
      managed({.id = "create-nvm",
               .title = "A namespace without zones that is created is allocated, and attached to no controller",
               .clauses = {"NSM-002"},
               .run = [](Bench& bench) { is_allocated_and_not_attached(bench, Csi::Nvm); }}),
      managed({.id = "zoned-is-listed-by-command-set",
               .title = "A new zoned namespace is in the allocated list of CSI 02h and in no active list",
               .clauses = {"NSM-002", "ID-CNS-01Aa"},
               .run = [](Bench& bench) { is_listed_by_its_command_set(bench, Csi::Zoned); }}),
      managed({.id = "nvm-is-listed-by-command-set",
               .title = "A new namespace without zones is in the allocated list of CSI 00h and in no active list",
               .clauses = {"NSM-002", "ID-CNS-01Aa"},
               .run = [](Bench& bench) { is_listed_by_its_command_set(bench, Csi::Nvm); }}),
      managed({.id = "takes-capacity",
               .title = "A namespace that is created takes its capacity from UNVMCAP",
               .clauses = {"NSM-002"},
               .run = takes_capacity}),
      managed({.id = "zoned-is-what-was-asked-for",
               .title = "A created zoned namespace has the size, format and sharing that were asked for",
               .clauses = {"NSM-002", "ID-CNS-011"},
               .run = [](Bench& bench) { is_what_was_asked_for(bench, {}); }}),
      managed({.id = "shared-is-what-was-asked-for",
               .title = "A namespace that was created as shared is shared",
               .clauses = {"NSM-002", "ID-CNS-011"},
               .run = [](Bench& bench) { is_what_was_asked_for(bench, {.csi = Csi::Nvm, .shared = true}); }}),
      managed({.id = "unattached-is-inactive",
               .title = "A namespace that was created cannot be used before it is attached",
               .clauses = {"NSM-002", "NSID-002"},
               .run = cannot_be_used_before_it_is_attached}),
      managed({.id = "begins-empty",
               .title = "All zones of a new namespace are Empty",
               .clauses = {"NSM-002", "NSM-020"},
               .run = begins_empty}),
      managed({.id = "whole-zones",
               .title = "A zoned namespace of a part of a zone is refused, or rounded",
               .clauses = {"NSM-006", "IDN-001"},
               .level = Level::Should,
               .run = takes_its_size_in_whole_zones}),
      managed({.id = "resources",
               .title = "A zoned namespace has the active and open resources that it was created with",
               .clauses = {"NSM-013", "NSM-024"},
               .run = grants_what_resources_it_promises}),
      managed({.id = "unknown-options",
               .title = "A request for random write areas is ignored or refused where there are none",
               .clauses = {"NSM-025"},
               .level = Level::VendorChoice,
               .run = ignores_options_that_it_lacks}),
      managed({.id = "delete",
               .title = "A deletion gives the NSID and the capacity back",
               .clauses = {"NSM-020"},
               .run = gives_back_what_it_had}),
      managed({.id = "delete-attached",
               .title = "A namespace that is deleted while it is attached is active nowhere",
               .clauses = {"NSM-020", "NSID-002"},
               .run = is_detached_by_its_deletion}),
      managed({.id = "delete-leaves-no-data",
               .title = "Nothing of a deleted namespace is in the next one",
               .clauses = {"NSM-020"},
               .run = leaves_no_data_behind}),
      managed({.id = "delete-one-of-several",
               .title = "A deletion is nothing to other namespaces",
               .clauses = {"NSM-020"},
               .run = leaves_the_others_alone}),
      managed({.id = "delete-what-is-not-there",
               .title = "An NSID that is not allocated cannot be deleted",
               .clauses = {"NSM-022"},
               .run = deletes_nothing_where_nothing_is}),
  };
}

}  // namespace zns::suites
