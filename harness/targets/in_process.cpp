#include "harness/targets/in_process.hpp"

#include <utility>

#include "harness/targets/host_memory.hpp"

namespace zns::harness {

InProcessTarget::InProcessTarget(std::string name, const Geometry& geometry, const Policy& policy,
                                 std::size_t undo_depth)
    : name_{std::move(name)}, device_{geometry, policy, undo_depth}, order_{policy.order} {}

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
  const HostMemory memory{device_.geometry(), command, submission};
  const Device::Done done = device_.submit(command, memory.to_device(), submission.from_device);
  return {.status = done.status,
          .result = done.result,
          .dnr = done.status != kSuccess,
          .overran = done.status == kSuccess && memory.too_small()};
}

std::vector<suites::Completion> InProcessTarget::submit_together(std::span<const suites::Submission> submissions) {
  std::vector<suites::Completion> completions(submissions.size());
  for (const std::size_t i : order_.next(submissions.size())) completions[i] = submit(submissions[i]);
  std::size_t place = 0;
  for (const std::size_t i : order_.next(submissions.size())) completions[i].place = place++;
  return completions;
}

void InProcessTarget::reset(Reset kind) {
  device_.restart(kind);
}

void InProcessTarget::inject(std::uint64_t zslba, ZoneState state) {
  if (!device_.raise({event_towards(state), static_cast<ZoneId>(zslba / device_.geometry().zsze)}))
    throw suites::NotCarried("a zone in that state does not fail that way");
}

}  // namespace zns::harness
