// Namespace Management: defects of what is created, refused and deleted.
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/namespace_parts.hpp"

namespace zns::mutants {
namespace {

// ---- creation -------------------------------------------------------------------------------------------------------

void attaches_what_it_creates(const AdminSituation& situation, AdminEffect& effect) {
  if (manages(situation, kCreate))
    alter(effect, [&](const NamespaceSet&, Namespace& ns) { ns.attached.set(situation.at.controller); });
}

void tells_a_taken_nsid(const AdminSituation& situation, AdminEffect& effect) {
  if (manages(situation, kCreate) && effect.status == kSuccess) effect.result = situation.subsystem[0].geometry.nsid;
}

void tells_no_nsid(const AdminSituation& situation, AdminEffect& effect) {
  if (manages(situation, kCreate) && effect.status == kSuccess) effect.result = 0;
}

// NN is taken for one less than it is.
void creates_one_more(const AdminSituation& situation, AdminEffect& effect) {
  if (!manages(situation, kCreate) || effect.status != Status::NamespaceIdentifierUnavailable) return;
  Namespace ns = situation.subsystem[situation.subsystem.size() - 1];
  ns.geometry.nsid = situation.subsystem.usual().nn + 1;
  ns.attached.reset();
  if (situation.subsystem.find(ns.geometry.nsid)) return;
  effect = {.result = ns.geometry.nsid};
  effect.changes.push_back(set_namespace(situation.subsystem, situation.subsystem.size(), std::move(ns)));
}

template <Status status, void (*change)(NamespaceManagement&, NamespaceCreation&)>
void creates_anyway(const AdminSituation& situation, AdminEffect& effect) {
  if (manages(situation, kCreate) && effect.status == status) create_as_if(situation, effect, change);
}

template <void (*change)(NamespaceManagement&, NamespaceCreation&)>
void creates_another(const AdminSituation& situation, AdminEffect& effect) {
  if (manages(situation, kCreate) && effect.status == kSuccess) create_as_if(situation, effect, change);
}

void without_zones(NamespaceManagement& body, NamespaceCreation&) {
  body.csi = Csi::Nvm;
}
void of_the_format_there_is(NamespaceManagement&, NamespaceCreation& creation) {
  creation.flbas = 0;
}
void small(NamespaceManagement&, NamespaceCreation& creation) {
  creation.nsze = creation.ncap = 64;
}
void of_all_capacity(NamespaceManagement&, NamespaceCreation& creation) {
  creation.ncap = creation.nsze;
}
void private_always(NamespaceManagement&, NamespaceCreation& creation) {
  creation.nmic = 0;
}
void of_half_the_size(NamespaceManagement&, NamespaceCreation& creation) {
  creation.nsze = creation.ncap = creation.nsze / 2;
}

void creates_for_reserved_actions(const AdminSituation& situation, AdminEffect& effect) {
  const auto* body = std::get_if<NamespaceManagement>(&situation.command.body);
  if (body == nullptr || body->sel == kCreate || body->sel == kDelete) return;
  create_as_if(situation, effect, [](NamespaceManagement& taken, NamespaceCreation& creation) {
    taken.sel = kCreate;
    creation.nsze = creation.ncap = 64;
  });
}

// The command fails, and the namespace is there.
void creates_what_it_refuses(const AdminSituation& situation, AdminEffect& effect) {
  if (!manages(situation, kCreate) || effect.status != Status::InvalidFormat) return;
  AdminEffect created;
  create_as_if(situation, created, of_the_format_there_is);
  effect.changes = std::move(created.changes);
}

// A deleted namespace leaves its zones and data to the next of its size.
void passes_data_on(const AdminSituation& situation, AdminEffect& effect) {
  if (manages(situation, kDelete))
    alter(effect, [](const NamespaceSet& set, Namespace& ns) { ns.state = set.before->state; });
  if (!manages(situation, kCreate)) return;
  alter(effect, [](const NamespaceSet& set, Namespace& ns) {
    const bool alike = set.before != nullptr && set.before->geometry.nsze() == ns.geometry.nsze() &&
                       set.before->geometry.csi == ns.geometry.csi;
    if (alike) ns.state = set.before->state;
  });
}

// ---- deletion -------------------------------------------------------------------------------------------------------

void deletes_nothing(const AdminSituation& situation, AdminEffect& effect) {
  if (manages(situation, kDelete)) effect.changes.clear();
}

void detaches_only(const AdminSituation& situation, AdminEffect& effect) {
  if (manages(situation, kDelete))
    alter(effect, [](const NamespaceSet& set, Namespace& ns) {
      ns = *set.before;
      ns.attached.reset();
    });
}

void refuses_while_attached(const AdminSituation& situation, AdminEffect& effect) {
  const auto place = situation.subsystem.find(situation.command.nsid);
  if (manages(situation, kDelete) && place && situation.subsystem[*place].attached.any())
    effect = {.status = Status::CommandSequenceError};
}

void deletes_all_but_the_first(const AdminSituation& situation, AdminEffect& effect) {
  if (!manages(situation, kDelete) || effect.status != kSuccess) return;
  for (std::size_t place = 1; place < situation.subsystem.size(); ++place) {
    Namespace ns = situation.subsystem[place];
    if (!ns.allocated || ns.geometry.nsid == situation.command.nsid) continue;
    ns.allocated = false;
    ns.attached.reset();
    effect.changes.push_back(set_namespace(situation.subsystem, place, std::move(ns)));
  }
}

void deletes_what_is_protected(const AdminSituation& situation, AdminEffect& effect) {
  const auto place = situation.subsystem.find(situation.command.nsid);
  if (!manages(situation, kDelete) || effect.status != Status::NamespaceIsWriteProtected || !place) return;
  const Geometry& geometry = situation.subsystem[*place].geometry;
  effect = {};
  effect.changes.push_back(set_namespace(
      situation.subsystem, *place,
      {.geometry = geometry, .state = situation.subsystem.empty_state(geometry), .cache = {}, .allocated = false}));
}

void deletes_what_is_not_there(const AdminSituation& situation, AdminEffect& effect) {
  if (manages(situation, kDelete) && effect.status != kSuccess) effect = {};
}

}  // namespace

Topic namespace_mutants() {
  return {
      defect("create-attaches", "a namespace is attached to the controller that creates it", "it is attached to none",
             {"NSM-002"}, kPart, attaches_what_it_creates),
      defect("create-tells-a-taken-nsid", "DW0 of a creation is the NSID of another namespace", "it is the new one",
             {"NSM-002"}, kField, tells_a_taken_nsid),
      defect("create-tells-no-nsid", "DW0 of a creation is 0", "it is the new NSID", {"NSM-002"}, kField,
             tells_no_nsid),
      defect("create-above-nn", "one namespace more is created where all NSIDs are taken, as NN + 1",
             "it is refused with Namespace Identifier Unavailable", {"NSM-009", "NSID-006"}, kOffByOne,
             creates_one_more),
      defect("create-without-zones", "a zoned namespace is created without zones", "it has the CSI that was asked for",
             {"NSM-002"}, kNoCheck, creates_another<without_zones>),
      defect("create-of-half-the-size", "a namespace is created with half of its blocks", "it has NSZE blocks",
             {"NSM-002"}, kPart, creates_another<of_half_the_size>),
      defect("create-always-private", "no created namespace is shared", "NMIC is what was asked for", {"NSM-002"},
             kField, creates_another<private_always>),
      defect("create-of-any-command-set", "a namespace of an unknown command set is created as one without zones",
             "it is refused with I/O Command Set Not Supported", {"NSM-003"}, kNoCheck,
             creates_anyway<Status::IoCommandSetNotSupported, without_zones>),
      defect("create-of-any-format", "a namespace of a format behind the last is created in the first one",
             "it is refused with Invalid Format", {"NSM-004"}, kNoCheck,
             creates_anyway<Status::InvalidFormat, of_the_format_there_is>),
      defect("create-too-large", "a namespace that is too large is created, smaller",
             "it is refused with Namespace Insufficient Capacity", {"NSM-007"}, kNoCheck,
             creates_anyway<Status::NamespaceInsufficientCapacity, small>),
      defect("create-thin", "a namespace of less capacity than its size is created without thin provisioning",
             "it is refused with Thin Provisioning Not Supported", {"NSM-008"}, kNoCheck,
             creates_anyway<Status::ThinProvisioningNotSupported, of_all_capacity>),
      defect("create-for-reserved-actions", "reserved values of SEL create a namespace", "they are refused",
             {"NSM-010"}, "plausible: a switch whose default is its first case", creates_for_reserved_actions),
      defect("create-what-is-refused", "a refused creation leaves a namespace behind", "nothing is changed",
             {"NSM-004"}, kPart, creates_what_it_refuses),
      defect("create-with-old-data", "a new namespace has the zones and data of the deleted one before it",
             "it begins Empty", {"NSM-020"}, kPart, passes_data_on),
      defect("delete-does-nothing", "a deletion succeeds and does nothing", "the namespace is gone", {"NSM-020"}, kPart,
             deletes_nothing),
      defect("delete-only-detaches", "a deleted namespace is detached, and still allocated", "its NSID is free",
             {"NSM-020"}, kPart, detaches_only),
      defect("delete-refused-while-attached", "a namespace that is attached cannot be deleted",
             "it is detached and deleted", {"NSM-020"}, kNoCheck, refuses_while_attached),
      defect("delete-takes-others", "a deletion takes other created namespaces, too", "it is nothing to them",
             {"NSM-020"}, kLoop, deletes_all_but_the_first),
      defect("delete-of-nothing-succeeds", "an NSID that is not allocated is deleted with success", "it is refused",
             {"NSM-022"}, kNoCheck, deletes_what_is_not_there),
      defect("delete-in-spite-of-protection", "a namespace that is write protected is deleted",
             "Namespace is Write Protected", {"NSM-023"}, kNoCheck, deletes_what_is_protected),
  };
}

}  // namespace zns::mutants
