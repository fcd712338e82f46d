#include "harness/targets/in_process.hpp"

#include <utility>

#include "harness/targets/host_memory.hpp"

namespace zns::harness {

InProcessTarget::InProcessTarget(std::string name, const Geometry& geometry, const Policy& policy,
                                 std::size_t undo_depth)
    : InProcessTarget{std::move(name), std::span{&geometry, 1}, policy, undo_depth} {}

InProcessTarget::InProcessTarget(std::string name, std::span<const Geometry> namespaces, const Policy& policy,
                                 std::size_t undo_depth)
    : name_{std::move(name)}, device_{namespaces, policy, undo_depth}, order_{policy.order} {}

std::vector<std::uint32_t> nsids_beside(const Subsystem& subsystem) {
  std::vector<std::uint32_t> beside;
  for (const Namespace& each : subsystem.namespaces().subspan(1)) beside.push_back(each.geometry.nsid);
  return beside;
}

suites::Carries carries_in_process(std::vector<std::uint32_t> beside) {
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
          .mpsmin = std::uint8_t{0},
          .beside = std::move(beside),
          .expendable = true};
}

struct InProcessTarget::Carried {
  Carried(const Subsystem& subsystem, const suites::Submission& submission)
      : command{decode(submission.queue, submission.sqe)},
        memory{subsystem.geometry_for(command), command, submission} {}
  Command command;
  HostMemory memory;
};

suites::Completion InProcessTarget::submit(const suites::Submission& submission) {
  return carry_out(Carried{device_.subsystem(), submission}, submission);
}

suites::Completion InProcessTarget::carry_out(const Carried& carried, const suites::Submission& submission) {
  const auto& [command, memory] = carried;
  const Device::Done done =
      device_.submit(command, memory.to_device(), submission.from_device, {submission.controller});
  return {.status = done.status,
          .result = done.result,
          .dnr = done.status != kSuccess,
          .overran = done.status == kSuccess && memory.too_small()};
}

std::vector<suites::Completion> InProcessTarget::submit_together(std::span<const suites::Submission> submissions) {
  std::vector<suites::Completion> completions(submissions.size());
  std::vector<Carried> carried;  // all of them, or none is carried out
  carried.reserve(submissions.size());
  for (const suites::Submission& each : submissions) carried.emplace_back(device_.subsystem(), each);
  for (const std::size_t i : order_.next(submissions.size())) completions[i] = carry_out(carried[i], submissions[i]);
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
