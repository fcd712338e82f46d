#include "harness/targets/reset_kind.hpp"

#include <algorithm>
#include <array>

#include "harness/base/error.hpp"

namespace zns::harness {
namespace {

// A reset of the subsystem initialises zones as power on does, and keeps more: what may follow of a loss of power may
// follow of it. The kernel shuts a controller down normally whose driver lets it go, or that leaves its bus.
constexpr std::array kWays{
    ResetWayFacts{ResetWay::Controller, "controller", "a controller reset", Reset::Controller, false, false},
    ResetWayFacts{ResetWay::Subsystem, "subsystem", "a subsystem reset", Reset::PowerCycle, true, true},
    ResetWayFacts{ResetWay::Flr, "flr", "a function level reset", Reset::Controller, false, false},
    ResetWayFacts{ResetWay::Hot, "hot", "a removal from the bus", Reset::Shutdown, true, true},
    ResetWayFacts{ResetWay::Shutdown, "shutdown", "a shutdown by the driver", Reset::Shutdown, true, false},
    ResetWayFacts{ResetWay::Suspend, "suspend", "a suspend of the machine", Reset::Shutdown, false, false},
    ResetWayFacts{ResetWay::Power, "power", "a power cycle", Reset::PowerCycle, true, true},
};

}  // namespace

const ResetWayFacts& facts_of(ResetWay way) {
  return kWays[static_cast<std::size_t>(way)];
}

std::string all_reset_ways() {
  std::string all;
  for (const ResetWayFacts& each : kWays) all += (all.empty() ? "" : ", ") + std::string{each.name};
  return all;
}

std::vector<ResetWay> parse_reset_ways(const std::string& text) {
  std::vector<ResetWay> ways;
  if (text == "none") return ways;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    const std::string_view name = std::string_view{text}.substr(at, comma - at);
    const auto* const found =
        std::find_if(kWays.begin(), kWays.end(), [&](const ResetWayFacts& each) { return each.name == name; });
    if (found == kWays.end())
      throw UsageError("--resets: '" + std::string{name} + "' is none of " + all_reset_ways() + ", or none alone");
    if (std::find(ways.begin(), ways.end(), found->way) == ways.end()) ways.push_back(found->way);
    at = comma + 1;
  }
  return ways;
}

std::vector<ResetWay> parse_reset_ways(const std::string& text, const std::string& power_cycle) {
  const std::vector<ResetWay> ways = parse_reset_ways(text);
  const bool power = std::find(ways.begin(), ways.end(), ResetWay::Power) != ways.end();
  if (power && power_cycle.empty()) throw UsageError("--resets power: --power-cycle COMMAND is missing, which does it");
  if (!power && !power_cycle.empty())
    throw UsageError("--power-cycle: --resets does not name power, so that the command would never run");
  return ways;
}

}  // namespace zns::harness
