#include "reference/exhaustion/belief_check.hpp"

#include <algorithm>
#include <array>

#include "reference/device/policy.hpp"
#include "reference/device/step.hpp"
#include "reference/oracle/judge/judge.hpp"

namespace zns {

BeliefCheck::BeliefCheck(const Geometry& geometry) : geometry_{geometry}, belief_{geometry} {
  const bool extended = geometry.zdes != 0;
  report_.command = {.nsid = geometry.nsid,
                     .body = ZoneManagementReceive{
                         .slba = 0,
                         .numd = NumberOfDwords::of_count(report_bytes(geometry.zones, geometry.extension_bytes()) / 4),
                         .zra = extended ? ZoneReceiveAction::ExtendedReportZones : ZoneReceiveAction::ReportZones}};
}

void BeliefCheck::start(const Believed& belief) {
  trial_.reset();
  belief_.believe(belief);
  trial_.emplace(belief_);
}

std::vector<std::byte> BeliefCheck::report_of(const State& device) const {
  PolicyChoices choices;
  std::vector<std::byte> data(bytes_from_device(geometry_, report_.command));
  transfer(geometry_, device, report_.command, choices, data);
  return data;
}

Judgement BeliefCheck::observe_report(const State& device) {
  return observe_report(report_of(device));
}

Judgement BeliefCheck::observe_report(std::span<const std::byte> data) {
  return observe(report_, {.status = kSuccess, .result = 0, .data = data});
}

bool BeliefCheck::believes(const State& device) const {
  const State& belief = belief_.state();
  for (ZoneId id = 0; id < device.zones(); ++id) {
    if (!(belief.zone(id) == device.zone(id))) return false;
    const SharedExtension believed = belief.extension(id);
    const SharedExtension true_one = device.extension(id);
    if ((believed == nullptr) != (true_one == nullptr) || (believed && *believed != *true_one)) return false;
    const std::uint64_t blocks = belief.media(id) ? belief.media(id)->blocks() : 0;
    if (blocks != (device.media(id) ? device.media(id)->blocks() : 0)) return false;
  }
  return true;
}

bool BeliefCheck::counts_are_the_zones() const {
  const State& belief = belief_.state();
  std::array<std::uint32_t, 16> counts{};
  for (ZoneId id = 0; id < belief.zones(); ++id) ++counts[static_cast<std::size_t>(belief.zone(id).zs)];
  return std::all_of(kZoneStates.begin(), kZoneStates.end(),
                     [&](ZoneState zs) { return counts[static_cast<std::size_t>(zs)] == belief.count(zs); });
}

Verdict BeliefCheck::in_words(const Believed& belief, const Letter& letter, const Observed& seen) const {
  Belief judged{geometry_};
  judged.believe(belief);
  return Judge{judged, Notes{}}.observe(letter.command, letter.remembered, seen);
}

Verdict BeliefCheck::report_in_words(const Believed& belief, std::span<const std::byte> data) const {
  return in_words(belief, report_, {.status = kSuccess, .result = 0, .data = data});
}

}  // namespace zns
