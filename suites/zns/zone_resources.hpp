// Active and open resources (ZNS 1.1, 2.1.1.4): what the files about them share.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "suites/bench.hpp"
#include "suites/case.hpp"
#include "suites/zns/story.hpp"

namespace zns::suites {

std::vector<Case> freed_resource_cases();  // freed_resources.cpp: every path that frees a resource frees exactly one
std::vector<Case> implicit_close_cases();  // implicit_close.cpp: what the controller may close to find an open resource

std::vector<Case> resource_need_cases();  // resource_needs.cpp: what needs resources, and what needs none

namespace story {

// A way for a zone to come to hold resources: the command, sent to a zone whose write pointer is `wp`.
struct Way {
  const char* name = nullptr;
  const char* command = nullptr;
  std::optional<Need> need;
  State to = State::Empty;  // ... and has one more block written, if that is ZSIO
  Completion (*send)(Bench& bench, const ZoneRef& zone, std::uint64_t wp) = nullptr;
};

// Those that need an open resource, and for an Empty zone an active one.
inline constexpr std::array kOpeningWays{
    Way{"open", "Open Zone", std::nullopt, State::ExplicitlyOpened,
        [](Bench& bench, const ZoneRef& zone, std::uint64_t) { return bench.zone_mgmt_send(zone, Action::Open); }},
    Way{"write", "Write", std::nullopt, State::ImplicitlyOpened,
        [](Bench& bench, const ZoneRef&, std::uint64_t wp) { return bench.write(wp, 1); }},
    Way{"append", "Zone Append", Need::Append, State::ImplicitlyOpened,
        [](Bench& bench, const ZoneRef& zone, std::uint64_t wp) { return bench.zone_append(zone, 1, wp); }},
    Way{"write-zeroes", "Write Zeroes", Need::WriteZeroes, State::ImplicitlyOpened,
        [](Bench& bench, const ZoneRef&, std::uint64_t wp) { return bench.write_zeroes(wp, 1); }},
};
// Needs an active resource only (ZNS-RES-009).
inline constexpr Way kExtensionWay{"extension", "Set Zone Descriptor Extension", Need::Extension, State::Closed,
                                   [](Bench& bench, const ZoneRef& zone, std::uint64_t) {
                                     return bench.set_zone_descriptor_extension(zone.zslba, bench.extension_pattern());
                                   }};

inline std::uint64_t blocks_written_by(const Way& way) {
  return way.to == State::ImplicitlyOpened ? 1 : 0;
}

inline bool possible(const Bench& bench, const Way& way) {
  std::string reason;
  return !way.need || bench.meets(*way.need, reason);
}

inline std::vector<Need> with(std::vector<Need> needs, const std::optional<Need>& more) {
  if (more) needs.push_back(*more);
  return needs;
}

// Why an Empty zone cannot be opened while so many zones hold resources: every status that applies (ZNS-RES-004 to
// 007).
inline std::vector<Status> lacking(const Facts& facts, std::uint64_t active, std::uint64_t open) {
  const bool no_active = facts.max_active && active >= *facts.max_active;
  const bool no_open = facts.max_open && open >= *facts.max_open;
  const bool one_limit = facts.max_active && facts.max_active == facts.max_open;
  std::vector<Status> statuses;
  if (no_active) statuses.push_back(Status::TooManyActiveZones);
  if (no_open && !one_limit) statuses.push_back(Status::TooManyOpenZones);
  return statuses;
}

// The command is aborted for want of resources, with one of these. With zone active excursions the controller may
// finish an active zone instead (ZNS-RES-015).
inline void expect_lacking(Bench& bench, const Completion& cqe, const std::vector<Status>& statuses) {
  bench.needs(!(cqe.status == kSuccess && bench.facts().active_excursions),
              "the controller may finish an active zone to free its resources (ZOC.ZAE = 1)");
  bench.expect_status(cqe, statuses);
}

// With zone active excursions the controller may finish an open zone to make room (ZNS-RES-022).
inline bool was_finished(Bench& bench, const ZoneRef& zone) {
  if (!bench.facts().active_excursions) return false;
  const ZoneDescriptor found = bench.descriptor(zone);
  return found.zs == State::Full && (found.za & za::kFinishedByController) != 0;
}

// The limits are the namespace's: a zone outside of the run that holds resources would blur which of them is missing.
inline void no_resource_is_held(Bench& bench) {
  bench.needs(bench.resources_held().active == 0, "zones outside of the run hold resources");
}

// A case about resources starts with all of them free.
inline Case with_resources_free(Case test) {
  test.run = [run = std::move(test.run)](Bench& bench) {
    no_resource_is_held(bench);
    needs_room(bench, bench.zone(0), 2);  // or a zone is Full where it should be open
    run(bench);
  };
  return test;
}

// At no time do more zones hold resources than there are.
inline void expect_within_limits(Bench& bench) {
  const auto [active, open] = bench.resources_held();
  const Facts& facts = bench.facts();
  if (facts.max_open)
    bench.expect(open <= *facts.max_open, "at most " + std::to_string(*facts.max_open) + " open zones (MOR + 1)",
                 std::to_string(open) + " zones are open");
  if (facts.max_active)
    bench.expect(active <= *facts.max_active,
                 "at most " + std::to_string(*facts.max_active) + " active zones (MAR + 1)",
                 std::to_string(active) + " zones are active");
}

}  // namespace story
}  // namespace zns::suites
