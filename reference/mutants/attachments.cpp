// Namespace Attachment, and several controllers: defects of what is attached to which, and of what they share.
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/namespace_parts.hpp"
#include "reference/spec/bytes.hpp"

namespace zns::mutants {
namespace {

// ---- attachment -----------------------------------------------------------------------------------------------------

template <NamespaceAttachmentAction sel>
void does_nothing(const AdminSituation& situation, AdminEffect& effect) {
  if (attaches(situation, sel)) effect.changes.clear();
}

template <Status status>
void attaches_in_spite(const AdminSituation& situation, AdminEffect& effect) {
  if (std::holds_alternative<NamespaceAttachment>(situation.command.body) && effect.status == status)
    effect.status = kSuccess;
}

template <Status from, Status to>
void says_of_attachment(const AdminSituation& situation, AdminEffect& effect) {
  if (std::holds_alternative<NamespaceAttachment>(situation.command.body) && effect.status == from) effect.status = to;
}

void attaches_a_private_one(const AdminSituation& situation, AdminEffect& effect) {
  const auto place = situation.subsystem.find(situation.command.nsid);
  if (!attaches(situation, kAttach) || effect.status != Status::NamespaceIsPrivate || !place) return;
  Namespace ns = situation.subsystem[*place];
  for (const std::uint16_t id : ids_in(situation)) ns.attached.set(situation.subsystem.find_controller(id)->controller);
  effect = {};
  effect.changes.push_back(set_namespace(situation.subsystem, *place, std::move(ns)));
}

template <NamespaceAttachmentAction sel>
void concerns_every_controller(const AdminSituation& situation, AdminEffect& effect) {
  if (!attaches(situation, sel)) return;
  alter(effect, [&](const NamespaceSet&, Namespace& ns) {
    for (std::size_t place = 0; place < situation.subsystem.controllers(); ++place)
      ns.attached.set(place, sel == kAttach);
  });
}

void ignores_the_list(const AdminSituation& situation, AdminEffect& effect) {
  if (std::holds_alternative<NamespaceAttachment>(situation.command.body) &&
      effect.status == Status::ControllerListInvalid)
    attach_as_if(situation, effect, {situation.subsystem.controller(situation.at).shape.cntlid});
}

void attaches_the_first_of_the_list(const AdminSituation& situation, AdminEffect& effect) {
  const std::vector<std::uint16_t> ids = ids_in(situation);
  if (std::holds_alternative<NamespaceAttachment>(situation.command.body) && ids.size() > 1)
    attach_as_if(situation, effect, {ids.front()});
}

void undoes_what_was_done(const AdminSituation& situation, AdminEffect& effect) {
  if (std::holds_alternative<NamespaceAttachment>(situation.command.body) && effect.status != kSuccess)
    effect.changes.clear();
}

void goes_on_after_a_failure(const AdminSituation& situation, AdminEffect& effect) {
  const std::vector<std::uint16_t> ids = ids_in(situation);
  if (!attaches(situation, kAttach) || effect.status != Status::NamespaceAlreadyAttached || ids.size() < 2) return;
  AdminEffect rest;
  attach_as_if(situation, rest, {ids.begin() + 1, ids.end()});
  effect.changes.insert(effect.changes.end(), rest.changes.begin(), rest.changes.end());
}

void attaches_for_reserved_actions(const AdminSituation& situation, AdminEffect& effect) {
  const auto* body = std::get_if<NamespaceAttachment>(&situation.command.body);
  if (body == nullptr || body->sel == kAttach || body->sel == kDetach) return;
  Command command = situation.command;
  command.body = NamespaceAttachment{.sel = kAttach};
  take_for(situation, effect, command, situation.data);
}

void resets_zones(const AdminSituation& situation, AdminEffect& effect) {
  if (attaches(situation, kDetach))
    alter(effect, [&](const NamespaceSet&, Namespace& ns) { ns.state = situation.subsystem.empty_state(ns.geometry); });
}

// Where it is attached again its zones begin anew.
void formats_at_attachment(const AdminSituation& situation, AdminEffect& effect) {
  if (attaches(situation, kAttach))
    alter(effect, [&](const NamespaceSet& set, Namespace& ns) {
      if (set.before->attached.none()) ns.state = situation.subsystem.empty_state(ns.geometry);
    });
}

// An open zone is not what it may have become: Closed.
void finishes_open_zones(const AdminSituation& situation, AdminEffect& effect) {
  if (attaches(situation, kDetach))
    alter(effect, [](const NamespaceSet&, Namespace& ns) {
      for (ZoneId id = 0; id < ns.geometry.zones; ++id) {
        const Zone& zone = ns.state.zone(id);
        if (!is_open(zone.zs)) continue;
        Effect finished;
        Zone after = zone;
        after.zs = ZoneState::Full;
        finished.zones.push_back({.zone = id, .before = zone, .after = after});
        apply(ns.state, finished);
      }
    });
}

void unallocates(const AdminSituation& situation, AdminEffect& effect) {
  if (attaches(situation, kDetach))
    alter(effect, [](const NamespaceSet&, Namespace& ns) {
      if (ns.attached.none()) ns.allocated = false;
    });
}

// ---- controllers ----------------------------------------------------------------------------------------------------

bool identifies_controller(const Situation& situation) {
  const auto* identify = sent<Identify>(situation);
  return identify != nullptr && identify->cns == Cns::Controller;
}

void has_one_cntlid(const Situation& situation, std::span<std::byte> out) {
  if (identifies_controller(situation)) store_le(out, 78, std::uint16_t{1});
}

void tells_of_no_others(const Situation& situation, std::span<std::byte> out) {
  if (identifies_controller(situation)) out[76] = std::byte{0};
}

// UNVMCAP is what was free before anything was created.
void tells_first_capacity(const Situation& situation, std::span<std::byte> out) {
  if (!identifies_controller(situation)) return;
  std::uint64_t free = load_le<std::uint64_t>(out, 296);
  for (const Namespace& each : situation.all.subspan(1)) free += each.allocated ? each.bytes() : 0;
  store_le(out, 296, free);
}

void reads_zeros_at_the_second(const Situation& situation, std::span<std::byte> out) {
  if (situation.at.controller != 0 && sent<Read>(situation) != nullptr) std::fill(out.begin(), out.end(), std::byte{0});
}

void has_no_limit_at_the_second_open(Geometry& geometry) {
  geometry.max_open.reset();
}
void has_no_limit_at_the_second_active(Geometry& geometry) {
  geometry.max_active.reset();
}
template <void (*change)(Geometry&)>
Geometry at_the_second(const Situation& situation) {
  Geometry believed = situation.geometry;
  if (situation.at.controller != 0) change(believed);
  return believed;
}

template <class Body>
void is_lost_at_the_second(const Situation& situation, Effect& effect) {
  if (situation.at.controller != 0 && sent<Body>(situation) != nullptr && effect.status == kSuccess) start_over(effect);
}

Mutant of_controllers(std::string_view id, std::string_view wrong, std::string_view right,
                      std::vector<ClauseId> clauses, std::string_view origin, Conduct conduct) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = origin,
          .geometry = kManaged,
          .defect = conduct};
}

}  // namespace

Topic attachment_mutants() {
  constexpr Status kField002 = Status::InvalidFieldInCommand;
  return {
      defect("attach-does-nothing", "an attachment succeeds and does nothing", "the namespace is active", {"NSA-001"},
             kPart, does_nothing<kAttach>),
      defect("attach-twice", "a namespace is attached twice with success", "Namespace Already Attached", {"NSA-002"},
             kNoCheck, attaches_in_spite<Status::NamespaceAlreadyAttached>),
      defect("attach-private-to-two", "a private namespace is attached to two controllers", "Namespace Is Private",
             {"NSA-003"}, kNoCheck, attaches_a_private_one),
      defect("attach-to-all", "an attachment to one controller attaches to all", "it attaches to those that are listed",
             {"NSA-001"}, kBitmap, concerns_every_controller<kAttach>),
      defect("attach-only-the-first", "only the first controller of a list is looked at", "each of them is",
             {"NSA-001"}, kLoop, attaches_the_first_of_the_list),
      defect("attach-with-a-bad-list", "a list that is empty, or names unknown controllers, is taken for this one",
             "Controller List Invalid", {"NSA-005"}, kNoCheck, ignores_the_list),
      defect("attach-all-or-nothing", "an attachment that fails at a later entry undoes the earlier ones",
             "they stay done", {"NSA-009"}, kPart, undoes_what_was_done),
      defect("attach-goes-on", "an attachment goes on behind the entry that failed", "it ends there", {"NSA-009"},
             kLoop, goes_on_after_a_failure),
      defect("attach-for-reserved-actions", "reserved values of SEL attach", "they are refused", {"NSA-012"},
             "plausible: a switch whose default is its first case", attaches_for_reserved_actions),
      defect("attach-invalid-nsid-is-a-field", "an invalid NSID is answered with Invalid Field in Command",
             "Invalid Namespace or Format", {"NSA-008"}, kNeighbour,
             says_of_attachment<Status::InvalidNamespaceOrFormat, kField002>),
      defect("attach-formats", "a namespace that is attached again begins with Empty zones", "its zones are as before",
             {"NSA-010"}, kPart, formats_at_attachment),
      defect("detach-does-nothing", "a detachment succeeds and does nothing", "the namespace is inactive", {"NSA-010"},
             kPart, does_nothing<kDetach>),
      defect("detach-twice", "a namespace that is not attached is detached with success", "Namespace Not Attached",
             {"NSA-004"}, kNoCheck, attaches_in_spite<Status::NamespaceNotAttached>),
      defect("detach-says-already-attached", "a namespace that is not attached is detached with Already Attached",
             "Namespace Not Attached", {"NSA-004"}, kNeighbour,
             says_of_attachment<Status::NamespaceNotAttached, Status::NamespaceAlreadyAttached>),
      defect("detach-from-all", "a detachment from one controller detaches from all",
             "it detaches from those that are listed", {"NSA-010"}, kBitmap, concerns_every_controller<kDetach>),
      defect("detach-resets-zones", "a detachment resets all zones", "they are as before", {"NSA-010"}, kPart,
             resets_zones),
      defect("detach-finishes-zones", "a detachment makes open zones Full", "they are as before, or Closed",
             {"NSA-010", "NSM-027"}, kPart, finishes_open_zones),
      defect("detach-unallocates", "a namespace that is attached nowhere is deleted", "it stays allocated", {"NSA-011"},
             kPart, unallocates),
  };
}

Topic controllers_mutants() {
  return {
      of_controllers("controllers-have-one-id", "every controller says that it is CNTLID 1", "each has one of its own",
                     {"ID-CNS-013"}, kField, {.returns = has_one_cntlid}),
      of_controllers("controllers-without-cmic", "CMIC bit 1 is 0 where there are two controllers", "it is 1",
                     {"IDC-020"}, kField, {.returns = tells_of_no_others}),
      of_controllers("create-takes-no-capacity", "UNVMCAP stays the same when a namespace is created", "it drops",
                     {"NSM-002"}, kLeak, {.returns = tells_first_capacity}),
      of_controllers("second-controller-reads-zeros", "a Read through the second controller returns zeros",
                     "it returns what was written", {"ZNS-IO-004"}, kPart, {.returns = reads_zeros_at_the_second}),
      of_controllers("second-controller-loses-writes", "a Write through the second controller does nothing",
                     "it is written", {"ZNS-IO-023"}, kPart, {.does = is_lost_at_the_second<Write>}),
      of_controllers("second-controller-loses-actions", "a zone action through the second controller does nothing",
                     "it is done", {"ZNS-ZMS-028"}, kPart, {.does = is_lost_at_the_second<ZoneManagementSend>}),
      of_controllers("second-controller-opens-more", "the open limit does not hold at the second controller",
                     "it is the namespace's", {"ZNS-RES-013"}, kLeak,
                     {.believes = at_the_second<has_no_limit_at_the_second_open>}),
      of_controllers("second-controller-activates-more", "the active limit does not hold at the second controller",
                     "it is the namespace's", {"ZNS-RES-013"}, kLeak,
                     {.believes = at_the_second<has_no_limit_at_the_second_active>}),
  };
}

}  // namespace zns::mutants
