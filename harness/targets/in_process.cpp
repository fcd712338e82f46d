#include "harness/targets/in_process.hpp"

#include <utility>

namespace zns::harness {

suites::Carries carries_in_process(const Subsystem& subsystem) {
  std::vector<std::uint32_t> beside;
  for (std::size_t which = 1; which < subsystem.size(); ++which)
    if (subsystem.is_active(which, {})) beside.push_back(subsystem[which].geometry.nsid);
  return {.foreign_nsid = true,
          .over_mdts = true,
          .unaligned_report = true,
          .any_length = true,
          .zone_events = true,
          .max_transfer_bytes = std::size_t{64} << 20,
          .entry_flags = true,
          .queue_depth = 256,  // there are no rings to go round: more shows nothing else
          .controller_reset = true,
          .shutdown = true,
          .power_cycle = true,
          .keeps_zones = true,
          .mpsmin = std::uint8_t{0},
          .beside = std::move(beside),
          .controllers = subsystem.controllers(),
          .consents = suites::Consents::all(),
          .expendable = true};
}

std::optional<QueueCommand> queue_command(const suites::Submission& submission) {
  return submission.queue == Queue::Admin ? decode_queue_command(submission.sqe) : std::nullopt;
}

template class DeviceTarget<Device>;

InProcessTarget::InProcessTarget(std::string name, const Geometry& geometry, const Policy& policy,
                                 std::size_t undo_depth)
    : DeviceTarget{std::move(name), geometry, policy, undo_depth} {}

InProcessTarget::InProcessTarget(std::string name, const SubsystemShape& shape, const Policy& policy,
                                 std::size_t undo_depth)
    : DeviceTarget{std::move(name), shape, policy, undo_depth} {}

}  // namespace zns::harness
