// Two controllers of one subsystem: what each says of itself, and that a shared namespace is one and the same by both.
#include <algorithm>
#include <string>
#include <vector>

#include "reference/spec/bytes.hpp"
#include "reference/spec/text.hpp"
#include "suites/base/controller_life_parts.hpp"
#include "suites/contents.hpp"
#include "suites/subsystem/controllers_parts.hpp"

namespace zns::suites {
namespace {

using namespace controllers;

// ---- what they say --------------------------------------------------------------------------------------------------

void have_ids_of_their_own(Bench& bench) {
  constexpr std::uint8_t kSeveralControllers = 1U << 1;  // CMIC
  const IdentifyController first = life::identify_controller(bench, 0);
  const IdentifyController second = life::identify_controller(bench, 1);
  for (const IdentifyController& each : {first, second})
    bench.expect((each.cmic & kSeveralControllers) != 0, "CMIC bit 1 is 1", "CMIC is " + hex(each.cmic));
  bench.expect(first.cntlid != second.cntlid, "two controller identifiers (CNTLID)", "one: " + hex(first.cntlid));
  bench.expect(first.subnqn == second.subnqn, "one subsystem (SUBNQN): " + first.subnqn, second.subnqn);
}

void are_listed(Bench& bench) {
  constexpr std::size_t kMost = 2047;
  for (const std::size_t controller : kBoth) {
    Bytes page;
    const Completion cqe = bench.admin(Identify{.cns = Cns::Controllers},
                                       {.bytes = kIdentifyBytes, .data = &page, .controller = controller});
    bench.needs(cqe.status == kSuccess, "the device has no list of controllers (CNS 13h)");
    const std::size_t count = std::min<std::size_t>(load_le<std::uint16_t>(page, 0), kMost);
    std::vector<std::uint16_t> ids;
    for (std::size_t i = 0; i < count; ++i) ids.push_back(load_le<std::uint16_t>(page, 2 + 2 * i));
    bench.expect(std::is_sorted(ids.begin(), ids.end()), "controller identifiers in ascending order", "another order");
    for (const std::size_t each : kBoth) {
      const std::uint16_t id = life::identify_controller(bench, each).cntlid;
      bench.expect(std::find(ids.begin(), ids.end(), id) != ids.end(), "controller " + hex(id) + " in the list",
                   "it is not");
    }
  }
}

void share_the_namespace(Bench& bench) {
  constexpr std::uint8_t kShared = 1U << 0;  // NMIC
  const std::uint32_t nsid = bench.facts().nsid;
  for (const std::size_t controller : kBoth) {
    const Bytes page = identify(bench, controller, {.cns = Cns::Namespace}, nsid);
    bench.expect((decode_identify_namespace(IdentifyView{page}).nmic & kShared) != 0, "NMIC bit 0 is 1", "it is 0");
  }
  for (const Identify& request : {Identify{.cns = Cns::NamespaceIdentificationDescriptors},
                                  Identify{.cns = Cns::CommandSetNamespace, .csi = Csi::Zoned}}) {
    const bool same = identify(bench, 0, request, nsid) == identify(bench, 1, request, nsid);
    bench.expect(same, "the same data by both controllers", "other data");
  }
}

// Who knows the field of an other controller tells what that one tells.
void tell_of_one_another(Bench& bench) {
  constexpr std::uint16_t kThisController = 0xFFFF;
  for (const auto& [victim, other, slug, text] : kPairs) {
    const std::uint16_t id = life::identify_controller(bench, other).cntlid;
    Bytes page;
    const Completion cqe = bench.admin(Identify{.cns = Cns::CommandSets, .cntid = id},
                                       {.bytes = kIdentifyBytes, .data = &page, .controller = victim});
    bench.expect_status(cqe, {kSuccess, Status::InvalidFieldInCommand, Status::InvalidControllerIdentifier});
    if (cqe.status != kSuccess) continue;
    const Bytes own = identify(bench, other, {.cns = Cns::CommandSets, .cntid = kThisController});
    bench.expect(page == own, "the combinations of command sets of the controller that CNTID names", "others");
  }
}

// ---- one namespace --------------------------------------------------------------------------------------------------

ZoneRef zone_of(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.needs(zone.zcap >= 5, "needs zones of at least 5 blocks");
  return zone;
}

void see_each_others_writes(Bench& bench) {
  const ZoneRef zone = zone_of(bench);
  for (std::uint64_t written = 0; written < 4; ++written) {
    bench.go_by(written % 2);
    bench.expect_success(bench.write(zone.zslba + written, 1));
    bench.go_by(1 - written % 2);
    bench.expect_zone(zone, ZoneState::ImplicitlyOpened, zone.zslba + written + 1);
    bench.expect_pattern(zone.zslba, written + 1);
    bench.expect_status(bench.write(zone.zslba + written, 1), {Status::ZoneInvalidWrite});
  }
}

void append_in_turn(Bench& bench) {
  const ZoneRef zone = zone_of(bench);
  for (std::uint64_t written = 0; written < 4; ++written) {
    bench.go_by(written % 2);
    const std::uint64_t wp = zone.zslba + written;
    const Completion cqe = bench.zone_append(zone, 1, wp);
    bench.expect_success(cqe);
    bench.expect(cqe.result == wp, "the Assigned LBA is " + hex(wp), "it is " + hex(cqe.result));
  }
  for (const std::size_t controller : kBoth) {
    bench.go_by(controller);
    bench.expect_pattern(zone.zslba, 4);
  }
}

struct Action {
  ZoneSendAction zsa;
  ZoneState becomes;
};

void act_for_one_another(Bench& bench) {
  constexpr Action kActions[] = {{ZoneSendAction::Open, ZoneState::ExplicitlyOpened},
                                 {ZoneSendAction::Close, ZoneState::Closed},
                                 {ZoneSendAction::Finish, ZoneState::Full},
                                 {ZoneSendAction::Reset, ZoneState::Empty}};
  for (const Pair& pair : kPairs) {
    const ZoneRef zone = zone_of(bench);
    bench.go_by(pair.victim);
    bench.expect_success(bench.write(zone.zslba, 1));
    for (const Action& action : kActions) {
      bench.go_by(pair.other);
      bench.expect_success(bench.zone_mgmt_send(zone, action.zsa));
      bench.go_by(pair.victim);
      bench.expect_zone(zone, action.becomes);
    }
    bench.expect_deallocated(zone.zslba, 1);
  }
}

}  // namespace

std::vector<Case> controllers_cases() {
  const std::vector<Need> two{Need::Controllers};
  std::vector<Case> cases{
      {.id = "controllers/identifiers",
       .title = "Two controllers of a subsystem have identifiers of their own, its NQN, and CMIC bit 1",
       .clauses = {"IDC-020", "IDC-016"},
       .needs = two,
       .run = have_ids_of_their_own},
      {.id = "controllers/list",
       .title = "Each controller lists the identifiers of both",
       .clauses = {"ID-CNS-013"},
       .needs = two,
       .run = are_listed},
      {.id = "controllers/shared-namespace",
       .title = "A shared namespace has the same identifiers by both controllers, and says that it is shared (NMIC)",
       .clauses = {"IDN-012"},
       .needs = two,
       .run = share_the_namespace},
      {.id = "controllers/command-sets-of-the-other",
       .title = "The combinations of command sets of the other controller are its own, or CNTID is refused",
       .clauses = {"NST-012"},
       .needs = two,
       .run = tell_of_one_another},
      {.id = "controllers/writes",
       .title = "What one controller writes moves the write pointer for the other, which reads it",
       .clauses = {"ZNS-ORD-012"},
       .needs = two,
       .run = see_each_others_writes},
      {.id = "controllers/appends",
       .title = "Zone Appends by both controllers in turn land one behind the other",
       .clauses = {"ZNS-ORD-012", "ZNS-APPEND-001"},
       .needs = {Need::Controllers, Need::Append},
       .run = append_in_turn},
      {.id = "controllers/zone-actions",
       .title = "Zone actions of one controller change the zone for the other",
       .clauses = {"ZNS-ORD-012"},
       .needs = two,
       .run = act_for_one_another},
  };
  for (Case& each : cases)
    each.run = [run = each.run](Bench& bench) {
      needs_the_namespace_at_both(bench);
      run(bench);
    };
  const std::vector<Case> ends = controllers_ends_cases();
  cases.insert(cases.end(), ends.begin(), ends.end());
  return cases;
}

}  // namespace zns::suites
