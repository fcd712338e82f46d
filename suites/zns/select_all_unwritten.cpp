// Select All over active zones that hold nothing: opened, perhaps closed, and never written.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "suites/zns/select_all.hpp"

namespace zns::suites {
namespace {

using namespace story;

struct Row {
  const char* slug;
  const char* name;
  Action zsa;
  State from;
};
constexpr std::array kRows{Row{"close-unwritten-zseo", "Close Zone", Action::Close, State::ExplicitlyOpened},
                           Row{"finish-unwritten-zseo", "Finish Zone", Action::Finish, State::ExplicitlyOpened},
                           Row{"finish-unwritten-zsc", "Finish Zone", Action::Finish, State::Closed},
                           Row{"open-unwritten-zsc", "Open Zone", Action::Open, State::Closed},
                           Row{"reset-unwritten-zseo", "Reset Zone", Action::Reset, State::ExplicitlyOpened},
                           Row{"reset-unwritten-zsc", "Reset Zone", Action::Reset, State::Closed}};

// The first zone, the last, and one in the middle, or as many as the limits allow.
void reaches_unwritten(Bench& bench, Action zsa, State from) {
  constexpr std::uint64_t kMost = 3;
  const Facts& facts = bench.facts();
  const std::uint64_t zones = std::min({kMost, facts.max_open.value_or(kMost), facts.max_active.value_or(kMost)});
  for (const ZoneRef& zone : places(bench, static_cast<std::size_t>(zones))) {
    bench.expect_success(bench.zone_mgmt_send(zone, Action::Open));
    if (from == State::Closed) bench.expect_success(bench.zone_mgmt_send(zone, Action::Close));
    bench.expect_zone(zone, from, zone.zslba);
  }
  const std::vector<ZoneDescriptor> before = bench.all_descriptors();

  bench.expect_success(bench.select_all(zsa));

  expect_zones_after(bench, zsa, before);
}

}  // namespace

std::vector<Case> select_all_unwritten_cases() {
  std::vector<Case> cases;
  for (const Row& row : kRows)
    cases.push_back({.id = std::string{"select-all/"} + row.slug,
                     .title = std::string{row.name} + " with Select All reaches zones in " + in_state(row.from) +
                              " that hold nothing",
                     .clauses = {"ZNS-ZMS-004", "ZNS-SM-013"},
                     .needs = {Need::WholeNamespace},
                     .run = [row](Bench& bench) { reaches_unwritten(bench, row.zsa, row.from); }});
  return cases;
}

}  // namespace zns::suites
