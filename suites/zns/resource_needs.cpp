// At the limits (ZNS 1.1, 2.1.1.4.1 and A.3.1): a write that fills a zone in one go needs resources like any other;
// what needs none succeeds.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "suites/bench.hpp"
#include "suites/zns/zone_resources.hpp"

namespace zns::suites {
namespace {

using namespace story;

// ---- one command that would fill the zone ---------------------------------------------------------------------------

// It ends in ZSF, which holds nothing, and still has to pass through ZSIO. Sends the rest of the zone in one command.
void expect_filling_refused(Bench& bench, const ZoneRef& zone, std::uint64_t wp, Status status) {
  const std::uint64_t rest = zone.cap() - wp;
  const Facts& facts = bench.facts();
  bench.needs(rest <= bench.max_blocks_per_command(), "a zone is larger than one command can write");
  const ZoneDescriptor before = bench.descriptor(zone);

  expect_lacking(bench, bench.write(wp, rest), {status});
  if (facts.append && (!facts.append_limit_bytes || rest * facts.lba_bytes <= *facts.append_limit_bytes))
    expect_lacking(bench, bench.zone_append(zone, rest, wp), {status});

  bench.expect_unchanged(zone, before);
  bench.expect_deallocated(wp, 1);
}

void filling_at_active_limit(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  bench.fill_active_limit(State::Closed);
  expect_filling_refused(bench, zone, zone.zslba, Status::TooManyActiveZones);
}

void filling_at_open_limit(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  bench.fill_open_limit(State::ExplicitlyOpened);
  expect_filling_refused(bench, zone, zone.zslba, Status::TooManyOpenZones);
}

// Reached also where a command writes no whole zone: all but the last blocks are written before the limit is reached.
void filling_closed_at_open_limit(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  const std::uint64_t last = zone.cap() - 1;
  needs_room(bench, zone, 1);
  bench.fill(zone, zone.zslba, last);
  bench.expect_success(bench.zone_mgmt_send(zone, Action::Close));
  bench.fill_open_limit(State::ExplicitlyOpened);
  expect_filling_refused(bench, zone, last, Status::TooManyOpenZones);
}

// ---- what needs no resource -----------------------------------------------------------------------------------------

void extension_needs_no_open(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  const std::vector<ZoneRef> open = bench.fill_open_limit(State::ExplicitlyOpened);

  bench.expect_success(bench.set_zone_descriptor_extension(zone.zslba, bench.extension_pattern()));

  bench.expect_zone(zone, State::Closed, zone.zslba);
  bench.expect_extension(zone, bench.extension_pattern());
  for (const ZoneRef& other : open) bench.expect_zone(other, State::ExplicitlyOpened);
}

void finish_needs_nothing(Bench& bench, const std::vector<ZoneRef>& active, const ZoneRef& zone, State state) {
  bench.expect_success(bench.zone_mgmt_send(zone, Action::Finish));

  bench.expect_zone(zone, State::Full);
  for (const ZoneRef& other : active) bench.expect_zone(other, state);
}

// ... and takes none: what another zone gives up can be had again.
void finish_at_active_limit(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  const std::vector<ZoneRef> closed = bench.fill_active_limit(State::Closed);
  finish_needs_nothing(bench, closed, zone, State::Closed);

  bench.expect_success(bench.zone_mgmt_send(closed.front(), Action::Reset));
  bench.expect_success(bench.zone_mgmt_send(closed.front(), Action::Open));
  bench.expect_zone(closed.front(), State::ExplicitlyOpened, closed.front().zslba);
}

void finish_at_open_limit(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  finish_needs_nothing(bench, bench.fill_open_limit(State::ExplicitlyOpened), zone, State::ExplicitlyOpened);
}

void reading_needs_nothing(Bench& bench, const std::vector<ZoneRef>& active, const ZoneRef& empty, State state) {
  bench.expect_deallocated(empty.zslba, 1);
  for (const ZoneRef& zone : active) bench.expect_pattern(zone.zslba, 1);
  bench.expect_status(bench.flush(), {kSuccess, Status::ZoneIsOffline});  // 1/BB: some other zone (ZNS-AMB-06)

  bench.expect_zone(empty, State::Empty, empty.zslba);
  for (const ZoneRef& zone : active) bench.expect_zone(zone, state, zone.zslba + 1);
}

void reading_at_active_limit(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  reading_needs_nothing(bench, bench.fill_active_limit(State::Closed), zone, State::Closed);
}

void reading_at_open_limit(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  const std::vector<ZoneRef> open = bench.zones_in(State::ExplicitlyOpened, *bench.facts().max_open, 1);
  reading_needs_nothing(bench, open, zone, State::ExplicitlyOpened);
}

// A zone that is open has what it needs, also to be opened explicitly (ZNS-SM-006) and opened again.
void open_zones_go_on(Bench& bench) {
  const std::vector<ZoneRef> open = bench.zones_in(State::ExplicitlyOpened, *bench.facts().max_open - 1);
  const ZoneRef implicit = written_zones(bench, 1).front();

  bench.expect_success(bench.zone_mgmt_send(implicit, Action::Open));
  bench.expect_zone(implicit, State::ExplicitlyOpened, implicit.zslba + 1);
  for (const ZoneRef& zone : open) {
    bench.expect_success(bench.zone_mgmt_send(zone, Action::Open));
    bench.expect_success(bench.write(zone.zslba, 1));
    bench.expect_zone(zone, State::ExplicitlyOpened, zone.zslba + 1);
    bench.expect_pattern(zone.zslba, 1);
  }
  expect_within_limits(bench);
}

}  // namespace

std::vector<Case> resource_need_cases() {
  std::vector<Case> cases;
  const auto add = [&cases](const char* id, const char* title, std::vector<ClauseId> clauses, std::vector<Need> needs,
                            void (*run)(Bench&)) {
    cases.push_back({.id = std::string{"zone-resources/"} + id,
                     .title = title,
                     .clauses = std::move(clauses),
                     .needs = std::move(needs),
                     .run = run});
  };
  add("filling-at-active-limit", "A command that writes a whole zone needs an active resource like any other",
      {"ZNS-RES-008", "ZNS-RES-004", "ZNS-RES-006"}, {Need::ActiveLimit}, filling_at_active_limit);
  add("filling-at-open-limit", "A command that writes a whole zone needs an open resource like any other",
      {"ZNS-RES-008", "ZNS-RES-005"}, {Need::OpenLimit, Need::ActiveAboveOpen}, filling_at_open_limit);
  add("filling-closed-at-open-limit", "The write of the last block of a closed zone needs an open resource",
      {"ZNS-RES-008", "ZNS-SM-018", "ZNS-RES-005"}, {Need::OpenLimit, Need::ActiveAboveOpen},
      filling_closed_at_open_limit);
  add("extension-needs-no-open-resource", "Set Zone Descriptor Extension succeeds with no open resource left",
      {"ZNS-RES-009", "ZNS-SM-003"}, {Need::Extension, Need::OpenLimit, Need::ActiveAboveOpen},
      extension_needs_no_open);
  add("finish-at-active-limit", "Finish Zone on an Empty zone needs no active resource", {"ZNS-RES-010", "ZNS-SM-004"},
      {Need::ActiveLimit}, finish_at_active_limit);
  add("finish-at-open-limit", "Finish Zone on an Empty zone needs no open resource", {"ZNS-RES-010", "ZNS-SM-004"},
      {Need::OpenLimit}, finish_at_open_limit);
  add("reading-at-active-limit", "Read, Flush and reports need no active resource and change none", {"ZNS-RES-019"},
      {Need::ActiveLimit}, reading_at_active_limit);
  add("reading-at-open-limit", "Read, Flush and reports need no open resource and change none", {"ZNS-RES-019"},
      {Need::OpenLimit}, reading_at_open_limit);
  add("open-zones-go-on-at-limit", "At the limit, the zones that are open can be opened again and written on",
      {"ZNS-SM-006", "ZNS-RES-003", "ZNS-ZMS-037"}, {Need::OpenLimit}, open_zones_go_on);
  return cases;
}

}  // namespace zns::suites
