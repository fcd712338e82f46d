// Resources over a reset: those in use are those of the zones that are reported active and open (ZNS-RST-016). Each
// other one can be taken, and not one more than MAR and MOR allow.
#include <string>
#include <utility>
#include <vector>

#include "suites/base/resets_parts.hpp"

namespace zns::suites {
namespace {

using namespace resets;
using enum ZoneState;

void open(Bench& bench, const ZoneRef& zone) {
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Open));
}
void close(Bench& bench, const ZoneRef& zone) {
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Close));
}

// A command that finds no resource. Where the controller may finish an active zone for it, success decides nothing.
void expect_refused(Bench& bench, const Completion& cqe, std::initializer_list<Status> statuses) {
  bench.needs(!(cqe.status == kSuccess && bench.facts().active_excursions),
              "the controller may finish an active zone to free its resources (ZOC.ZAE = 1)");
  bench.expect_status(cqe, statuses);
}

// No zone became Full as power was lost; such a one has given back its resources (ZNS-RST-004).
void needs_none_full(Bench& bench, const std::vector<ZoneRef>& zones) {
  for (const ZoneRef& zone : zones)
    bench.needs(bench.descriptor(zone).zs != Full, "the device made a zone Full as power was lost");
}

// What is reported open and active keeps to the limits, and is all that holds resources: each zone can be opened again.
void open_resources_are_as_reported(Bench& bench, const Kind& kind) {
  const std::vector<ZoneRef> zones = bench.fill_open_limit(ExplicitlyOpened);
  const ZonesBefore before{bench};

  reset_durably(bench, kind);

  before.expect_kept(bench, kind.reset);
  needs_none_full(bench, zones);
  for (const ZoneRef& zone : zones) {
    open(bench, zone);
    bench.expect_zone(zone, ExplicitlyOpened, zone.zslba);
  }
  if (bench.free_zones() == 0) return;
  const ZoneRef one_more = bench.a_zone_in(Empty);
  expect_refused(bench, bench.zone_mgmt_send(one_more, ZoneSendAction::Open),
                 {Status::TooManyOpenZones, Status::TooManyActiveZones});
}

// The zones are active and written to, as many as there may be: a reset frees nothing of it.
void active_zones_stay_active(Bench& bench, const Kind& kind) {
  const std::vector<ZoneRef> zones = bench.fill_active_limit(Closed);
  const ZoneRef one_more = bench.a_zone_in(Empty);

  reset_durably(bench, kind);

  needs_none_full(bench, zones);
  expect_refused(bench, bench.write(one_more.zslba, 1), {Status::TooManyActiveZones});
  bench.expect_success(bench.zone_mgmt_send(zones.front(), ZoneSendAction::Reset));
  bench.expect_success(bench.write(one_more.zslba, 1));
}

// Zones into ZSC by Open and Close, as many as there may be active ones; and one more is refused.
void use_up_active(Bench& bench, const std::vector<ZoneRef>& zones, const ZoneRef& one_more) {
  for (const ZoneRef& zone : zones) {
    open(bench, zone);
    close(bench, zone);
  }
  expect_refused(bench, bench.zone_mgmt_send(one_more, ZoneSendAction::Open), {Status::TooManyActiveZones});
  bench.expect_zone(one_more, Empty, one_more.zslba);
}

// Active zones that hold nothing become Empty where zones are initialised, and give back what they held; time and
// again.
void resources_of_unwritten_zones(Bench& bench, const Kind& kind) {
  constexpr int kTimes = 3;
  const ZoneRef one_more = bench.a_zone_in(Empty);
  const std::vector<ZoneRef> zones = bench.fill_active_limit(Closed);
  for (int n = 0; n < kTimes; ++n) {
    for (const ZoneRef& zone : zones) bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
    use_up_active(bench, zones, one_more);
    const ZonesBefore before{bench};
    reset_durably(bench, kind);
    before.expect_kept(bench, kind.reset);
    needs_none_full(bench, zones);
  }
  use_up_active(bench, zones, one_more);
}

// Open zones with data are Closed after an initialisation: their open resources are free, their active ones are not.
void open_resources_of_written_zones(Bench& bench, const Kind& kind) {
  const ZoneRef other = bench.a_zone_in(Empty);
  const std::vector<ZoneRef> zones = bench.fill_open_limit(ExplicitlyOpened);
  for (const ZoneRef& zone : zones) {
    bench.needs(zone.zcap > 1, "needs zones of more than 1 block");
    bench.expect_success(bench.write(zone.zslba, 1));
  }
  const ZonesBefore before{bench};

  reset_durably(bench, kind);

  before.expect_kept(bench, kind.reset);
  needs_none_full(bench, zones);
  if (bench.descriptor(zones.front()).zs == Closed) {
    open(bench, other);  // there are more active resources than open ones
    bench.expect_success(bench.zone_mgmt_send(other, ZoneSendAction::Reset));
  }
  for (const ZoneRef& zone : zones) open(bench, zone);
  expect_refused(bench, bench.zone_mgmt_send(other, ZoneSendAction::Open),
                 {Status::TooManyOpenZones, Status::TooManyActiveZones});
  for (const ZoneRef& zone : zones) bench.expect_zone(zone, ExplicitlyOpened, zone.zslba + 1);
}

struct Limit {
  const char* slug;
  const char* text;
  std::vector<Need> needs;
  void (*run)(Bench& bench, const Kind& kind);
};

const std::vector<Limit>& limits() {
  static const std::vector<Limit> kLimits{
      {"then-opens", "Open resources are what is reported after ", {Need::OpenLimit}, open_resources_are_as_reported},
      {"keeps-active-limit",
       "Zones in ZSC hold their active resources after ",
       {Need::ActiveLimit},
       active_zones_stay_active},
      {"then-activates",
       "Active zones that held nothing hold a resource only where they are reported active after ",
       {Need::ActiveLimit},
       resources_of_unwritten_zones},
      {"then-opens-written",
       "Zones that were open and written to hold an open resource only where they are reported open after ",
       {Need::OpenLimit, Need::ActiveAboveOpen},
       open_resources_of_written_zones},
  };
  return kLimits;
}

}  // namespace

std::vector<Case> reset_limit_cases() {
  std::vector<Case> cases;
  for (const Kind& kind : kKinds)
    for (const Limit& limit : limits())
      cases.push_back(
          {.id = std::string{"resets/"} + kind.slug + '-' + limit.slug,
           .title = std::string{limit.text} + kind.text,
           .clauses = {"ZNS-RST-016", either(kind.reset == Reset::Controller, "REG-016", "ZNS-RST-059"), "ZNS-RES-002"},
           .needs = needs_of(kind, limit.needs),
           .run = [&kind, run = limit.run](Bench& bench) { run(bench, kind); }});
  return cases;
}

}  // namespace zns::suites
