// Namespace Attachment (nvme-admin section 6) at one controller: what a namespace is after it, what is refused, and
// that zones have nothing to do with it.
#include <string>
#include <utility>
#include <vector>

#include "suites/contents.hpp"
#include "suites/subsystem/spaces.hpp"

namespace zns::suites {
namespace {

using namespace subsystem;

constexpr NamespaceAttachmentAction kAttach = NamespaceAttachmentAction::Attach;
constexpr NamespaceAttachmentAction kDetach = NamespaceAttachmentAction::Detach;

bool is_listed(Bench& bench, Cns cns, std::uint32_t nsid, Csi csi = Csi::Nvm) {
  return holds(list(bench, {.cns = cns, .csi = csi}), nsid);
}

void expect_active(Bench& bench, const Space& space, bool active) {
  const std::string expected = active ? "the namespace in " : "the namespace not in ";
  const std::string observed = active ? "it is not there" : "it is there";
  bench.expect(is_listed(bench, Cns::ActiveNamespaces, space.nsid()) == active, expected + "CNS 02h", observed);
  bench.expect(is_listed(bench, Cns::CommandSetActiveNamespaces, space.nsid(), Csi::Zoned) == active,
               expected + "CNS 07h, CSI 02h", observed);
  const auto attached = controllers(bench, {.cns = Cns::AttachedControllers, .nsid = space.nsid()});
  bench.expect(holds(attached, bench.facts().controller.cntlid) == active,
               active ? "this controller in CNS 12h" : "this controller not in CNS 12h", observed);
}

// ---- attached, and detached -----------------------------------------------------------------------------------------

void is_active_once_attached(Bench& bench) {
  Space space{bench};
  expect_active(bench, space, false);
  space.attach_to({kFirst});
  expect_active(bench, space, true);
  const IdentifyPage page = ask(bench, {.cns = Cns::Namespace, .nsid = space.nsid()});
  bench.expect(decode_identify_namespace(page).nsze >= space.creation().nsze, "its structure in CNS 00h", "another");
  bench.expect_success(space.write(space.zslba(0), 1));
  space.expect_written(space.zslba(0), 1);
  bench.expect_success(space.send(space.zslba(0), ZoneSendAction::Reset));
  bench.expect(space.zones().front().zs == ZoneState::Empty, "a zone that is reset in ZSE", "another state");
}

void is_inactive_once_detached(Bench& bench) {
  Space space{bench};
  space.attach_to({kFirst});
  bench.expect_success(space.write(space.zslba(0), 1));
  space.detach_from({kFirst});
  expect_active(bench, space, false);
  space.expect_inactive();
}

void is_still_allocated_once_detached(Bench& bench) {
  Space space{bench};
  space.attach_to({kFirst});
  const auto before = list(bench, {.cns = Cns::AllocatedNamespaces});
  const Asked structure{.cns = Cns::AllocatedNamespace, .nsid = space.nsid()};
  const IdentifyPage page = ask(bench, structure);
  space.detach_from({kFirst});
  bench.expect(list(bench, {.cns = Cns::AllocatedNamespaces}) == before, "the same allocated namespaces as before",
               "others");
  bench.expect(ask(bench, structure) == page, "the same structure in CNS 11h as before", "another");
}

// Zone 1 is brought into a state; then the namespace is detached, and attached again. An open zone may be closed.
void keeps_its_zones(Bench& bench, ZoneState state) {
  Space space{bench};
  bench.needs(bench.facts().max_active.value_or(2) >= 1, "needs an active zone");
  space.attach_to({kFirst});
  const std::uint64_t zslba = space.zslba(1);
  if (state == ZoneState::ExplicitlyOpened) bench.expect_success(space.send(zslba, ZoneSendAction::Open));
  bench.needs(state == ZoneState::Full || space.zones()[1].zcap > 1, "the only block of a zone makes it Full");
  bench.expect_success(space.write(zslba, 1));
  if (state == ZoneState::Closed) bench.expect_success(space.send(zslba, ZoneSendAction::Close));
  if (state == ZoneState::Full) bench.expect_success(space.send(zslba, ZoneSendAction::Finish));

  space.detach_from({kFirst});
  space.attach_to({kFirst});

  const ZoneDescriptor zone = space.zones()[1];
  const bool closed = is_open(state) && zone.zs == ZoneState::Closed;
  bench.expect(zone.zs == state || closed, "the zone in " + std::string{letters(state)}, std::string{letters(zone.zs)});
  bench.expect(state == ZoneState::Full || zone.wp == zslba + 1, "its write pointer at " + std::to_string(zslba + 1),
               std::to_string(zone.wp));
  space.expect_written(zslba, 1);
  space.expect_not_written(space.zslba(2), 1);
  if (state == ZoneState::Full) return;
  bench.expect_success(space.write(zslba + 1, 1));
}

void keeps_an_extension(Bench& bench) {
  Space space{bench};
  space.attach_to({kFirst});
  const Bytes extension = bench.extension_pattern(1);
  const ZoneManagementSend set{.slba = space.zslba(1), .zsa = ZoneSendAction::SetZoneDescriptorExtension};
  bench.expect_success(space.submit(set, kFirst, extension));
  space.detach_from({kFirst});
  space.attach_to({kFirst});
  const ZoneDescriptor zone = space.zones()[1];
  bench.expect(zone.zs == ZoneState::Closed && (zone.za & 0x80) != 0, "a zone in ZSC with an extension (ZDEV)",
               std::string{letters(zone.zs)});
}

void is_nothing_to_the_others(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::ExplicitlyOpened, 1);
  const ZoneDescriptor before = bench.descriptor(zone);
  Space space{bench, {.zones = 2}};
  space.attach_to({kFirst});
  bench.expect_success(space.write(space.zslba(0), 1));
  bench.expect_success(space.send(space.zslba(0), ZoneSendAction::Finish));
  space.detach_from({kFirst});
  bench.expect_unchanged(zone, before);
  bench.expect_pattern(zone.zslba, 1);
  bench.expect_success(bench.write(zone.zslba + 1, 1));
}

void has_its_own_resources(Bench& bench) {
  Space space{bench, {.zones = 2}};
  space.attach_to({kFirst});
  const auto zones = bench.fill_open_limit(ZoneState::ExplicitlyOpened);
  bench.expect_success(space.send(space.zslba(0), ZoneSendAction::Open));
  for (const ZoneRef& each : zones) bench.expect_zone(each, ZoneState::ExplicitlyOpened);
}

// ---- what is refused ------------------------------------------------------------------------------------------------

void is_not_attached_twice(Bench& bench) {
  Space space{bench};
  space.attach_to({kFirst});
  bench.expect_status(attach(bench, space.nsid(), {bench.facts().controller.cntlid}),
                      {Status::NamespaceAlreadyAttached});
  expect_active(bench, space, true);
}

void own_is_not_attached_twice(Bench& bench) {
  bench.expect_status(attach(bench, bench.facts().nsid, {bench.facts().controller.cntlid}),
                      {Status::NamespaceAlreadyAttached});
}

void is_not_detached_twice(Bench& bench) {
  Space space{bench};
  bench.expect_status(detach(bench, space.nsid(), {bench.facts().controller.cntlid}), {Status::NamespaceNotAttached});
  space.attach_to({kFirst});
  space.detach_from({kFirst});
  bench.expect_status(detach(bench, space.nsid(), {bench.facts().controller.cntlid}), {Status::NamespaceNotAttached});
  expect_active(bench, space, false);
}

void refuses_an_empty_list(Bench& bench) {
  Space space{bench};
  for (const auto action : {kAttach, kDetach})
    bench.expect_status(attach(bench, space.nsid(), {}, action), {Status::ControllerListInvalid});
  expect_active(bench, space, false);
}

void refuses_an_unknown_controller(Bench& bench) {
  Space space{bench};
  const auto known = controllers(bench, {.cns = Cns::Controllers});
  bench.needs(!known.empty(), "the list of controllers is empty, as another case says");
  const auto unknown = static_cast<std::uint16_t>(known.back() + 0x1234);
  bench.needs(!holds(known, unknown), "needs a CNTLID that there is not");
  for (const auto action : {kAttach, kDetach})
    bench.expect_status(attach(bench, space.nsid(), {unknown}, action), {Status::ControllerListInvalid});
  expect_active(bench, space, false);
}

// Whether the order of a list is checked is left open; that a controller comes twice is seen by the second entry.
void refuses_a_controller_twice(Bench& bench) {
  Space space{bench};
  const std::uint16_t self = bench.facts().controller.cntlid;
  bench.expect_status(attach(bench, space.nsid(), {self, self}),
                      {Status::ControllerListInvalid, Status::NamespaceAlreadyAttached});
}

void refuses_nsids_without_a_namespace(Bench& bench) {
  { const Space possible{bench}; }
  const std::uint16_t self = bench.facts().controller.cntlid;
  for (const auto action : {kAttach, kDetach}) {
    for (const std::uint32_t invalid : {std::uint32_t{0}, bench.facts().controller.nn + 1})
      bench.expect_status(attach(bench, invalid, {self}, action), {Status::InvalidNamespaceOrFormat});
    bench.expect_status(attach(bench, unallocated_nsid(bench), {self}, action),
                        {Status::InvalidFieldInCommand, Status::InvalidNamespaceOrFormat});
  }
  bench.expect_status(attach(bench, kBroadcastNsid, {self}),
                      {Status::InvalidFieldInCommand, Status::InvalidNamespaceOrFormat});
}

void refuses_reserved_actions(Bench& bench) {
  Space space{bench};
  for (const unsigned sel : {2U, 7U, 15U})
    bench.expect_status(
        attach(bench, space.nsid(), {bench.facts().controller.cntlid}, static_cast<NamespaceAttachmentAction>(sel)),
        {Status::InvalidFieldInCommand});
  expect_active(bench, space, false);
}

Case managed(Case made) {
  return subsystem::managed("namespace-attachment/", std::move(made));
}

Case keeping(ZoneState state, const char* id) {
  return managed({.id = std::string{"keeps-a-zone-"} + id,
                  .title = std::string{"A zone in "} + std::string{letters(state)} +
                           " is what it was when its namespace is attached again",
                  .clauses = {"NSA-010", "NSM-027"},
                  .run = [state](Bench& bench) { keeps_its_zones(bench, state); }});
}

}  // namespace

std::vector<Case> namespace_attachment_cases() {
  return {
      managed({.id = "attach",
               .title = "A namespace that is attached is active, listed and used",
               .clauses = {"NSA-001"},
               .run = is_active_once_attached}),
      managed({.id = "detach",
               .title = "A namespace that is detached is inactive",
               .clauses = {"NSA-010", "NSID-002"},
               .run = is_inactive_once_detached}),
      managed({.id = "detached-is-allocated",
               .title = "A namespace that is detached is as allocated as before",
               .clauses = {"NSA-011"},
               .run = is_still_allocated_once_detached}),
      keeping(ZoneState::ImplicitlyOpened, "implicitly-open"),
      keeping(ZoneState::ExplicitlyOpened, "explicitly-open"),
      keeping(ZoneState::Closed, "closed"),
      keeping(ZoneState::Full, "full"),
      managed({.id = "keeps-an-extension",
               .title = "A zone has its Zone Descriptor Extension when its namespace is attached again",
               .clauses = {"NSM-027"},
               .needs = {Need::Extension},
               .run = keeps_an_extension}),
      managed({.id = "leaves-others-alone",
               .title = "That a namespace comes and goes is nothing to the zones of another",
               .clauses = {"NSA-010"},
               .run = is_nothing_to_the_others}),
      managed({.id = "own-resources",
               .title = "Each namespace has open resources of its own",
               .clauses = {"NSM-026"},
               .level = Level::VendorChoice,
               .needs = {Need::OpenLimit},
               .run = has_its_own_resources}),
      managed({.id = "attach-twice",
               .title = "A namespace is not attached twice to a controller",
               .clauses = {"NSA-002"},
               .run = is_not_attached_twice}),
      managed({.id = "attach-own-again",
               .title = "The namespace under test is attached already",
               .clauses = {"NSA-002"},
               .run = own_is_not_attached_twice}),
      managed({.id = "detach-twice",
               .title = "A namespace that is not attached is not detached",
               .clauses = {"NSA-004"},
               .run = is_not_detached_twice}),
      managed({.id = "empty-list",
               .title = "A list of no controllers is refused",
               .clauses = {"NSA-005"},
               .run = refuses_an_empty_list}),
      managed({.id = "unknown-controller",
               .title = "A controller that there is not is refused",
               .clauses = {"NSA-005"},
               .run = refuses_an_unknown_controller}),
      managed({.id = "controller-twice",
               .title = "A list that names a controller twice is refused",
               .clauses = {"NSA-005"},
               .run = refuses_a_controller_twice}),
      managed({.id = "other-nsids",
               .title = "Only an allocated namespace is attached and detached",
               .clauses = {"NSA-008"},
               .run = refuses_nsids_without_a_namespace}),
      managed({.id = "reserved-actions",
               .title = "Reserved values of SEL are refused",
               .clauses = {"NSA-012"},
               .run = refuses_reserved_actions}),
  };
}

}  // namespace zns::suites
