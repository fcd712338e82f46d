// What a Controller Reset, a shutdown and a power cycle leave of one zone in each state.
#include <functional>
#include <string>
#include <vector>

#include "suites/base/resets_parts.hpp"
#include "suites/contents.hpp"

namespace zns::suites {
namespace {

using namespace resets;
using enum ZoneState;

struct Given {
  const char* slug;
  ZoneState zs;
  std::uint64_t written;
};
constexpr Given kGiven[] = {{"zse", Empty, 0},
                            {"zsio", ImplicitlyOpened, 2},
                            {"zseo", ExplicitlyOpened, 2},
                            {"zseo-unwritten", ExplicitlyOpened, 0},
                            {"zsc", Closed, 2},
                            {"zsc-unwritten", Closed, 0},
                            {"zsf", Full, 2},
                            {"zsf-unwritten", Full, 0},
                            {"zsro", ReadOnly, 2},
                            {"zso", Offline, 0}};

void keeps_zone(Bench& bench, const Kind& kind, const Given& given) {
  const ZoneRef zone = bench.a_zone_in(given.zs, given.written);
  const ZonesBefore before{bench};

  reset_durably(bench, kind);

  before.expect_kept(bench, kind.reset);
  if (given.zs != Offline && given.written > 0) bench.expect_pattern(zone.zslba, given.written);
  if (given.zs != Offline && zone.zcap > given.written) bench.expect_deallocated(zone.zslba + given.written, 1);
}

std::vector<ClauseId> clauses_of(const Kind& kind, const Given& given) {
  if (kind.reset == Reset::Controller) return {"ZNS-RST-007", "REG-016"};
  if (given.zs == Empty) return {"ZNS-RST-059", "ZNS-RST-002"};
  if (!is_active(given.zs)) return {"ZNS-RST-059", "ZNS-RST-005"};
  const ClauseId into = either(given.written == 0, "ZNS-RST-002", "ZNS-RST-003");
  if (given.zs == Closed) return {"ZNS-RST-059", into, "ZNS-RST-001"};
  return {"ZNS-RST-059", into, "ZNS-RST-001", "ZNS-RST-006", "ZNS-SM-028"};
}

std::vector<Need> needs_of(const Kind& kind, const Given& given) {
  if (given.zs == ReadOnly || given.zs == Offline) return resets::needs_of(kind, {Need::ZoneEvents});
  return resets::needs_of(kind);
}

// Writes go on between resets, and one behind the write pointer is refused.
void writes_go_on(Bench& bench, const Kind& kind) {
  const ZoneRef zone = bench.a_zone_in(Closed, 1);
  bench.needs(zone.zcap >= 5, "needs zones of at least 5 blocks");
  for (std::uint64_t written = 1; written < 4; ++written) {
    reset_durably(bench, kind);
    bench.needs(bench.descriptor(zone).zs != Full, "the device made the zone Full as power was lost");
    bench.expect_success(bench.write(zone.zslba + written, 1));
    bench.expect_zone(zone, ImplicitlyOpened, zone.zslba + written + 1);
    bench.expect_pattern(zone.zslba, written + 1);
  }
  bench.expect_status(bench.write(zone.zslba, 1), {Status::ZoneInvalidWrite});
}

void goes_on_many_times(Bench& bench, const Kind& kind) {
  constexpr int kTimes = 10;
  const ZoneRef zone = bench.a_zone_in(Full, 1);
  for (int n = 0; n < kTimes; ++n) {
    reset_durably(bench, kind);
    bench.expect_zone(zone, Full);
  }
  bench.expect_pattern(zone.zslba, 1);
}

// An active zone that nothing happened to need not become Full (ZNS-AMB-12).
void shutdown_fills_no_zone(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ImplicitlyOpened, 2);

  bench.reset(Reset::Shutdown);

  bench.expect_zone_in(zone, {Closed, ImplicitlyOpened}, zone.zslba + 2);
}

// ZNS-RST-007, read strictly. Some read that a Controller Reset initialises zones, too (ZNS-AMB-13), so that a device
// that does is warned and not failed.
void keeps_state_machine(Bench& bench, ZoneState zs, std::uint64_t written) {
  const ZoneRef zone = bench.a_zone_in(zs, written);

  bench.reset(Reset::Controller);

  bench.expect_zone(zone, zs, zone.zslba + written);
}

struct StateKept {
  const char* slug;
  ZoneState zs;
  std::uint64_t written;
};
constexpr StateKept kStatesKept[] = {
    {"zseo", ExplicitlyOpened, 0}, {"zseo-written", ExplicitlyOpened, 2}, {"zsc", Closed, 0}};

struct Sequel {
  const char* slug;
  const char* text;
  std::vector<ClauseId> clauses;
  void (*run)(Bench& bench, const Kind& kind);
};

std::vector<Sequel> sequels_of(const Kind& kind) {
  return {
      {"then-writes",
       "Writes go on at the write pointer after ",
       {clause_of_data(kind), "ZNS-RST-013", "ZNS-ZM-065"},
       writes_go_on},
      {"ten-times", "Nothing is lost when there are ten times ", {"REG-010", "REG-005"}, goes_on_many_times},
  };
}

Case a_case(const Kind& kind, const std::string& what, const std::string& title, std::vector<ClauseId> clauses,
            std::vector<Need> needs, std::function<void(Bench&)> run) {
  return {.id = std::string{"resets/"} + kind.slug + '-' + what,
          .title = title,
          .clauses = std::move(clauses),
          .needs = std::move(needs),
          .run = std::move(run)};
}

}  // namespace

std::vector<Case> reset_cases() {
  std::vector<Case> cases;
  for (const Kind& kind : kKinds) {
    for (const Given& given : kGiven)
      cases.push_back(a_case(kind, given.slug,
                             std::string{"A zone in "} + std::string{letters(given.zs)} +
                                 (given.written == 0 ? " that holds nothing" : "") + " after " + kind.text,
                             clauses_of(kind, given), needs_of(kind, given),
                             [&kind, &given](Bench& bench) { keeps_zone(bench, kind, given); }));
    for (const Sequel& sequel : sequels_of(kind))
      cases.push_back(a_case(kind, sequel.slug, std::string{sequel.text} + kind.text, sequel.clauses,
                             resets::needs_of(kind), [&kind, run = sequel.run](Bench& bench) { run(bench, kind); }));
  }
  for (const StateKept& kept : kStatesKept)
    cases.push_back({.id = std::string{"resets/controller-reset-keeps-"} + kept.slug,
                     .title = std::string{"A zone in "} + std::string{letters(kept.zs)} +
                              (kept.written == 0 ? " that holds nothing" : " that was written to") +
                              " is still in that state after a Controller Reset",
                     .clauses = {"ZNS-RST-007", "ZNS-AMB-13", "REG-016"},
                     .level = Level::Should,
                     .needs = {Need::ControllerReset, Need::WholeNamespace},
                     .run = [&kept](Bench& bench) { keeps_state_machine(bench, kept.zs, kept.written); }});
  cases.push_back({.id = "resets/shutdown-fills-no-zone",
                   .title = "An orderly shutdown makes no active zone Full",
                   .clauses = {"ZNS-RST-059", "ZNS-RST-004", "ZNS-AMB-12"},
                   .level = Level::Should,
                   .needs = {Need::Shutdown, Need::WholeNamespace},
                   .run = shutdown_fills_no_zone});
  for (const auto& part : {reset_data_cases(), reset_many_zone_cases(), reset_cache_cases(), reset_sequence_cases(),
                           reset_extension_cases(), reset_limit_cases(), reset_identity_cases()})
    cases.insert(cases.end(), part.begin(), part.end());
  return cases;
}

}  // namespace zns::suites
