#include "harness/targets/in_process.hpp"

#include <utility>

#include "harness/targets/host_memory.hpp"
#include "reference/device/event.hpp"
#include "reference/device/restart.hpp"
#include "reference/device/step.hpp"

namespace zns::harness {

InProcessTarget::InProcessTarget(std::string name, const Geometry& geometry, const Policy& policy)
    : name_{std::move(name)},
      geometry_{geometry},
      policy_{policy},
      choices_{policy},
      state_{geometry, {.bytes = geometry.lba_bytes}},
      order_{policy.order} {}

suites::Carries carries_in_process() {
  return {.foreign_nsid = true,
          .over_mdts = true,
          .unaligned_report = true,
          .any_length = true,
          .zone_events = true,
          .max_transfer_bytes = std::size_t{64} << 20,
          .entry_flags = true,
          .queue_depth = 1024,
          .controller_reset = true,
          .shutdown = true,
          .power_cycle = true,
          .keeps_zones = true,
          .mpsmin = std::uint8_t{0}};
}

suites::Completion InProcessTarget::submit(const suites::Submission& submission) {
  const Command command = decode(submission.queue, submission.sqe);
  const HostMemory memory{geometry_, command, submission};
  Effect effect = step(geometry_, state_, command, memory.to_device(), choices_);
  if (effect.status == kSuccess) transfer(geometry_, state_, command, choices_, submission.from_device);
  apply(state_, effect);
  if (geometry_.write_cache && effect.status == kSuccess) cache_.carried_out(command, effect);
  if (policy_.close_eagerly) close_all_implicitly_opened();
  return {.status = effect.status,
          .result = effect.result,
          .dnr = effect.status != kSuccess,
          .overran = effect.status == kSuccess && memory.too_small()};
}

std::vector<suites::Completion> InProcessTarget::submit_together(std::span<const suites::Submission> submissions) {
  std::vector<suites::Completion> completions(submissions.size());
  for (const std::size_t i : order_.next(submissions.size())) completions[i] = submit(submissions[i]);
  std::size_t place = 0;
  for (const std::size_t i : order_.next(submissions.size())) completions[i].place = place++;
  return completions;
}

void InProcessTarget::reset(Reset kind) {
  for (ZoneId id = 0; id < geometry_.zones; ++id)
    if (auto effect = restart(geometry_, state_, cache_, kind, id, choices_)) apply(state_, *effect);
  if (kind != Reset::Controller) cache_.commit();
}

void InProcessTarget::inject(std::uint64_t zslba, ZoneState state) {
  auto effect = background(geometry_, state_, {event_towards(state), static_cast<ZoneId>(zslba / geometry_.zsze)});
  if (!effect) throw suites::NotCarried("a zone in that state does not fail that way");
  apply(state_, *effect);
  if (state == ZoneState::Empty) cache_.forget(static_cast<ZoneId>(zslba / geometry_.zsze));
}

void InProcessTarget::close_all_implicitly_opened() {
  while (state_.oldest_implicitly_opened() != State::kNone) {
    auto effect = background(geometry_, state_, {EventKind::CloseZone, state_.oldest_implicitly_opened()});
    apply(state_, *effect);
  }
}

}  // namespace zns::harness
