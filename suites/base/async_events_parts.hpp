// What the cases of asynchronous events share: events of zones as a host waits for them, and Changed Zone List.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "reference/spec/async_event.hpp"
#include "reference/spec/log_pages.hpp"
#include "suites/base/features_parts.hpp"
#include "suites/bench.hpp"

namespace zns::suites {

// Parts of async_event_cases(), each in the file of its name.
std::vector<Case> async_event_command_cases();
std::vector<Case> async_event_attribute_cases();
std::vector<Case> async_event_reset_cases();

namespace events {

[[nodiscard]] std::string in_words(const Completion& cqe);
[[nodiscard]] bool is_of_a_zone(const Completion& cqe);
[[nodiscard]] const features::Place& configuration();  // Asynchronous Event Configuration
[[nodiscard]] bool is_enabled(Bench& bench, std::uint32_t kind);

// A request that waited, and is completed; a controller may take its time. Nothing: none is.
[[nodiscard]] std::optional<Completion> next(Bench& bench, std::size_t controller = 0);
// Likewise, the next event that is of a zone; a device may have others to tell.
[[nodiscard]] std::optional<Completion> zone_event(Bench& bench);
// What one more request is completed with at once, if that is of a zone.
[[nodiscard]] std::optional<Completion> zone_event_at_once(Bench& bench);
// One more request waits; not applicable where there is something to tell of zones.
void wait_for_zone_event(Bench& bench);
// Likewise, of a device that has told everything of before, and whose list is empty.
void begin_to_wait(Bench& bench);

// With notices of zones enabled or not, and no zone in the list. Not applicable to a device that has none.
void with_zone_events(Bench& bench, bool enabled, const std::function<void()>& body);

[[nodiscard]] ChangedZones read_changed_zones(Bench& bench, bool retain = false);
[[nodiscard]] bool names(const ChangedZones& list, const ZoneRef& zone);
// An event is told of the zone, as the standard has it, and it is in the list, which is read and so cleared.
void expect_told(Bench& bench, const ZoneRef& zone);
void expect_listed(Bench& bench, const ZoneRef& zone, const ChangedZones& list);
void expect_not_listed(Bench& bench, const ZoneRef& zone, const ChangedZones& list);
// `change` returns a zone of which nothing is told. A controller may advise of it meanwhile, and so list it, but hardly
// each of a few times.
void expect_never_listed(Bench& bench, const std::function<ZoneRef()>& change);
// The controller recommends something of the zone, or has finished it. (Of zones that fail the runner knows.)
[[nodiscard]] bool has_moved_by_itself(Bench& bench, const ZoneRef& zone);

}  // namespace events
}  // namespace zns::suites
