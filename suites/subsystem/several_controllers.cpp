// Several controllers of one subsystem: what each says of itself and of the others, that they share a namespace with
// its zones, data and limits, and that each has its own active namespaces.
#include <algorithm>
#include <string>
#include <vector>

#include "suites/contents.hpp"
#include "suites/subsystem/spaces.hpp"

namespace zns::suites {
namespace {

using namespace subsystem;

// ---- what they say --------------------------------------------------------------------------------------------------

void have_ids_of_their_own(Bench& bench) {
  const IdentifyController first = identity(bench, kFirst);
  const std::size_t count = bench.target().carries().controllers;
  bench.expect((first.cmic & 1U << 1) != 0, "CMIC bit 1 of a subsystem with several controllers", "0");
  std::vector<std::uint16_t> ids{first.cntlid};
  for (std::size_t place = 1; place < count; ++place) {
    const IdentifyController other = identity(bench, place);
    bench.expect(!holds(ids, other.cntlid), "a CNTLID of its own", std::to_string(other.cntlid) + " once more");
    bench.expect(other.subnqn == first.subnqn && other.nn == first.nn, "the same SUBNQN and NN", "others");
    ids.push_back(other.cntlid);
  }
}

void list_one_another(Bench& bench) {
  const auto seen = controllers(bench, {.cns = Cns::Controllers, .controller = kFirst});
  for (std::size_t place = 0; place < bench.target().carries().controllers; ++place) {
    const std::uint16_t id = cntlid(bench, place);
    bench.expect(holds(seen, id), "CNTLID " + std::to_string(id) + " in CNS 13h", "it is not");
    bench.expect(controllers(bench, {.cns = Cns::Controllers, .controller = place}) == seen,
                 "the same list from each controller", "another");
    const auto later = controllers(bench, {.cns = Cns::Controllers, .cntid = static_cast<std::uint16_t>(id + 1)});
    bench.expect(!holds(later, id), "only CNTLIDs from the start on", "one below it");
  }
}

void agree_on_what_is_allocated(Bench& bench) {
  const auto seen = list(bench, {.cns = Cns::AllocatedNamespaces, .controller = kFirst});
  bench.expect(list(bench, {.cns = Cns::AllocatedNamespaces, .controller = kSecond}) == seen,
               "the same allocated namespaces from each controller", "others");
}

// ---- what they share ------------------------------------------------------------------------------------------------

void share_data(Bench& bench) {
  Through other{bench, kSecond};
  const ZoneRef zone = bench.a_zone_in(ZoneState::ImplicitlyOpened, 1);
  other.expect_written(zone.zslba, 1);
  bench.needs(zone.zcap > 2, "needs a zone of three blocks");
  bench.expect_success(other.write(zone.zslba + 1, 1));
  bench.expect_pattern(zone.zslba, 2);
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, zone.zslba + 2);
}

void share_zone_states(Bench& bench) {
  Through other{bench, kSecond};
  const ZoneRef zone = bench.a_zone_in(ZoneState::ExplicitlyOpened, 1);
  const auto expect_there = [&](ZoneState state) {
    const ZoneDescriptor found = other.descriptor(zone);
    bench.expect(found.zs == state, "the zone in " + std::string{letters(state)} + " through the other controller",
                 std::string{letters(found.zs)});
  };
  expect_there(ZoneState::ExplicitlyOpened);
  bench.expect_success(other.send(zone, ZoneSendAction::Close));
  bench.expect_zone(zone, ZoneState::Closed, zone.zslba + 1);
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Finish));
  expect_there(ZoneState::Full);
  bench.expect_success(other.send(zone, ZoneSendAction::Reset));
  bench.expect_zone(zone, ZoneState::Empty);
}

void share_a_write_pointer(Bench& bench) {
  Through other{bench, kSecond};
  const ZoneRef zone = bench.a_zone_in(ZoneState::ImplicitlyOpened, 1);
  bench.needs(zone.zcap > 2, "needs a zone of three blocks");
  bench.expect_status(other.write(zone.zslba, 1), {Status::ZoneInvalidWrite});
  bench.expect_success(other.write(zone.zslba + 1, 1));
  bench.expect_status(bench.write(zone.zslba + 1, 1), {Status::ZoneInvalidWrite});
}

void share_a_reset(Bench& bench) {
  Through other{bench, kSecond};
  const ZoneRef zone = bench.a_zone_in(ZoneState::Full, 1);
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
  const ZoneDescriptor found = other.descriptor(zone);
  bench.expect(found.zs == ZoneState::Empty && found.wp == zone.zslba, "the zone in ZSE through the other controller",
               std::string{letters(found.zs)});
  bench.expect_success(other.write(zone.zslba, 1));
  bench.expect_pattern(zone.zslba, 1);
}

// One namespace has one set of resources, through however many controllers it is used.
void share_the_open_limit(Bench& bench) {
  Through other{bench, kSecond};
  const auto zones = bench.fill_open_limit(ZoneState::ExplicitlyOpened);
  bench.needs(bench.free_zones() > 0, "needs a zone more than may be open");
  const ZoneRef next = bench.a_zone_in(ZoneState::Empty);
  bench.expect_status(other.send(next, ZoneSendAction::Open), {Status::TooManyOpenZones, Status::TooManyActiveZones});
  bench.expect_success(other.send(zones.front(), ZoneSendAction::Close));
  bench.expect_status(bench.zone_mgmt_send(next, ZoneSendAction::Open), {kSuccess, Status::TooManyActiveZones});
}

void share_the_active_limit(Bench& bench) {
  Through other{bench, kSecond};
  const auto zones = bench.fill_active_limit(ZoneState::Closed);
  bench.needs(bench.free_zones() > 0, "needs a zone more than may be active");
  const ZoneRef next = bench.a_zone_in(ZoneState::Empty);
  bench.expect_status(other.write(next.zslba, 1), {Status::TooManyActiveZones});
  bench.expect_success(other.send(zones.front(), ZoneSendAction::Finish));
  bench.expect_success(other.write(next.zslba, 1));
}

// ---- what each has for itself ---------------------------------------------------------------------------------------

std::vector<std::uint16_t> both(Bench& bench) {
  std::vector<std::uint16_t> ids{cntlid(bench, kFirst), cntlid(bench, kSecond)};
  std::sort(ids.begin(), ids.end());
  return ids;
}

bool is_active_at(Bench& bench, const Space& space, std::size_t controller) {
  return holds(list(bench, {.cns = Cns::ActiveNamespaces, .controller = controller}), space.nsid());
}

void expect_active_at(Bench& bench, const Space& space, bool first, bool second) {
  const auto attached = controllers(bench, {.cns = Cns::AttachedControllers, .nsid = space.nsid()});
  const auto expect = [&](std::size_t place, bool active) {
    const std::string name = "controller " + std::to_string(place);
    bench.expect(is_active_at(bench, space, place) == active, active ? "active at " + name : "not active at " + name,
                 "CNS 02h says otherwise");
    bench.expect(holds(attached, cntlid(bench, place)) == active,
                 active ? "attached to " + name : "not attached to " + name, "CNS 12h says otherwise");
  };
  expect(kFirst, first);
  expect(kSecond, second);
}

void attach_a_shared_namespace_to_both(Bench& bench) {
  Space space{bench, {.shared = true}};
  space.attach_to({kFirst, kSecond});
  expect_active_at(bench, space, true, true);
  bench.expect_success(space.write(space.zslba(0), 1, kFirst));
  space.expect_written(space.zslba(0), 1, kSecond);
  bench.expect_success(space.send(space.zslba(0), ZoneSendAction::Finish, kSecond));
  bench.expect(space.zones(kFirst).front().zs == ZoneState::Full, "a zone that the other controller finished in ZSF",
               "another state");
}

void attach_to_one_only(Bench& bench) {
  Space space{bench, {.shared = true}};
  space.attach_to({kSecond});
  expect_active_at(bench, space, false, true);
  space.expect_inactive(kFirst);
  bench.expect_success(space.write(space.zslba(0), 1, kSecond));
  space.expect_written(space.zslba(0), 1, kSecond);
}

void detach_from_one_only(Bench& bench) {
  Space space{bench, {.shared = true}};
  space.attach_to({kFirst, kSecond});
  bench.expect_success(space.write(space.zslba(0), 1, kFirst));
  space.detach_from({kFirst});
  expect_active_at(bench, space, false, true);
  space.expect_inactive(kFirst);
  space.expect_written(space.zslba(0), 1, kSecond);
  space.attach_to({kFirst});
  space.expect_written(space.zslba(0), 1, kFirst);
}

void keep_a_private_namespace_private(Bench& bench) {
  Space space{bench};
  space.attach_to({kFirst});
  bench.expect_status(attach(bench, space.nsid(), {cntlid(bench, kSecond)}), {Status::NamespaceIsPrivate});
  expect_active_at(bench, space, true, false);
  space.detach_from({kFirst});
  space.attach_to({kSecond});
  expect_active_at(bench, space, false, true);
}

// The first entry that fails ends the command, and those before it stay done.
void stop_at_the_first_failure(Bench& bench) {
  Space space{bench, {.shared = true}};
  const std::vector<std::uint16_t> ids = both(bench);
  const bool first_is_first = ids.front() == cntlid(bench, kFirst);
  space.attach_to({first_is_first ? kFirst : kSecond});
  bench.expect_status(attach(bench, space.nsid(), ids), {Status::NamespaceAlreadyAttached});
  expect_active_at(bench, space, first_is_first, !first_is_first);

  space.detach_from({first_is_first ? kFirst : kSecond});
  space.attach_to({first_is_first ? kSecond : kFirst});
  bench.expect_status(attach(bench, space.nsid(), ids), {Status::NamespaceAlreadyAttached});
  expect_active_at(bench, space, true, true);
}

void delete_it_everywhere(Bench& bench) {
  Space space{bench, {.shared = true}};
  space.attach_to({kFirst, kSecond});
  bench.expect_success(remove(bench, space.nsid(), kSecond));
  for (const std::size_t place : {kFirst, kSecond}) {
    bench.expect(!is_active_at(bench, space, place), "active at no controller", "at one it is");
    space.expect_inactive(place);
  }
}

Case several(Case made, bool manages = false) {
  made.id = "controllers/" + made.id;
  made.needs.push_back(Need::Controllers);
  if (manages) made.needs.push_back(Need::ManageNamespaces);
  return made;
}

}  // namespace

std::vector<Case> several_controllers_cases() {
  return {
      several({.id = "have-ids",
               .title = "Each controller of a subsystem has a CNTLID of its own",
               .clauses = {"ID-CNS-001a", "ID-CNS-013"},
               .run = have_ids_of_their_own}),
      several({.id = "list-one-another",
               .title = "Each controller of a subsystem lists all of them",
               .clauses = {"ID-CNS-013", "IDC-020"},
               .needs = {Need::NamespaceLists},
               .run = list_one_another}),
      several({.id = "agree-on-allocated",
               .title = "Each controller of a subsystem lists the same allocated namespaces",
               .clauses = {"ID-CNS-010"},
               .needs = {Need::NamespaceLists},
               .run = agree_on_what_is_allocated}),
      several({.id = "share-data",
               .title = "What is written through one controller is read through another",
               .clauses = {"ZNS-IO-004", "NSA-001"},
               .run = share_data}),
      several({.id = "share-zone-states",
               .title = "A zone has one state, through whichever controller it is seen",
               .clauses = {"ZNS-ZMR-001", "NSA-001"},
               .run = share_zone_states}),
      several({.id = "share-a-write-pointer",
               .title = "A zone has one write pointer, through whichever controller it is written",
               .clauses = {"ZNS-IO-020", "NSA-001"},
               .run = share_a_write_pointer}),
      several({.id = "share-a-reset",
               .title = "A zone that is reset through one controller is Empty through another",
               .clauses = {"ZNS-ZMS-028", "NSA-001"},
               .run = share_a_reset}),
      several({.id = "share-the-open-limit",
               .title = "Open zones count, through whichever controller they were opened",
               .clauses = {"NSA-013"},
               .level = Level::Should,
               .needs = {Need::OpenLimit},
               .run = share_the_open_limit}),
      several({.id = "share-the-active-limit",
               .title = "Active zones count, through whichever controller they became so",
               .clauses = {"NSA-013"},
               .level = Level::Should,
               .needs = {Need::ActiveLimit},
               .run = share_the_active_limit}),
      several({.id = "attach-to-both",
               .title = "A shared namespace is attached to two controllers, and is one namespace",
               .clauses = {"NSA-001"},
               .run = attach_a_shared_namespace_to_both},
              true),
      several({.id = "attach-to-one",
               .title = "A namespace that is attached to one controller is inactive at the other",
               .clauses = {"NSA-001", "NSID-002"},
               .run = attach_to_one_only},
              true),
      several({.id = "detach-from-one",
               .title = "A namespace that is detached from one controller stays active at the other",
               .clauses = {"NSA-010", "NSID-002"},
               .run = detach_from_one_only},
              true),
      several({.id = "private",
               .title = "A private namespace is attached to one controller at most",
               .clauses = {"NSA-003"},
               .run = keep_a_private_namespace_private},
              true),
      several({.id = "stop-at-the-first-failure",
               .title = "An attachment ends at the first entry that fails; those before it are done",
               .clauses = {"NSA-009", "NSA-002"},
               .run = stop_at_the_first_failure},
              true),
      several({.id = "delete-everywhere",
               .title = "A namespace that is deleted is active at no controller",
               .clauses = {"NSM-020", "NSID-002"},
               .run = delete_it_everywhere},
              true),
  };
}

}  // namespace zns::suites
