#include "harness/targets/in_process.hpp"

#include <memory>
#include <utility>

#include "harness/store/posix_disk.hpp"
#include "harness/targets/host_memory.hpp"

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

template <class Device>
struct DeviceTarget<Device>::Carried {
  Carried(const Subsystem& subsystem, const suites::Submission& submission)
      : command{decode(submission.queue, submission.sqe)},
        memory{subsystem.geometry_for(command, {submission.controller}), command, submission} {}
  Command command;
  HostMemory memory;
};

std::optional<QueueCommand> queue_command(const suites::Submission& submission) {
  return submission.queue == Queue::Admin ? decode_queue_command(submission.sqe) : std::nullopt;
}

template <class Device>
suites::Completion DeviceTarget<Device>::submit(const suites::Submission& submission) {
  return carry_out(Carried{device_.subsystem(), submission}, submission);
}

template <class Device>
suites::Completion DeviceTarget<Device>::carry_out(const Carried& carried, const suites::Submission& submission) {
  const auto& [command, memory] = carried;
  registers_.expect_way(submission.queue, submission.controller);
  const At at{submission.controller};
  const auto about_queues = queue_command(submission);
  const auto done = about_queues ? device_.submit(*about_queues, at)
                                 : device_.submit(command, memory.to_device(), submission.from_device, at);
  return {.status = done.status,
          .result = done.result,
          .more = done.more,
          .dnr = done.status != kSuccess,
          .overran = done.status == kSuccess && memory.too_small()};
}

template <class Device>
std::vector<suites::Completion> DeviceTarget<Device>::submit_together(std::span<const suites::Submission> submissions) {
  std::vector<suites::Completion> completions(submissions.size());
  std::vector<Carried> carried;  // all of them, or none is carried out
  carried.reserve(submissions.size());
  for (const suites::Submission& each : submissions) carried.emplace_back(device_.subsystem(), each);
  for (const std::size_t i : order_.next(submissions.size())) completions[i] = carry_out(carried[i], submissions[i]);
  std::size_t place = 0;
  for (const std::size_t i : order_.next(submissions.size())) completions[i].place = place++;
  return completions;
}

template <class Device>
void DeviceTarget<Device>::reset(Reset kind) {
  device_.restart(kind);
  registers_.all_enabled();
}

template <class Device>
void DeviceTarget<Device>::inject(std::uint64_t zslba, ZoneState state) {
  if (!device_.raise({event_towards(state), static_cast<ZoneId>(zslba / device_.geometry().zsze)}))
    throw suites::NotCarried("a zone in that state does not fail that way");
}

template <class Device>
void DeviceTarget<Device>::advise(std::uint64_t zslba, std::uint8_t za) {
  const auto zone = static_cast<ZoneId>(zslba / device_.geometry().zsze);
  const bool finishes = (za & za::kFinishedByController) != 0;
  if (!(finishes ? device_.raise({EventKind::Excursion, zone}) : device_.recommend(zone, za)))
    throw suites::NotCarried("a zone in that state has no such attribute");
}

template class DeviceTarget<Device>;
template class DeviceTarget<RecordedDevice>;

InProcessTarget::InProcessTarget(std::string name, const Geometry& geometry, const Policy& policy,
                                 std::size_t undo_depth)
    : DeviceTarget{std::move(name), geometry, policy, undo_depth} {}

InProcessTarget::InProcessTarget(std::string name, const SubsystemShape& shape, const Policy& policy,
                                 std::size_t undo_depth)
    : DeviceTarget{std::move(name), shape, policy, undo_depth} {}

RecordedTarget::RecordedTarget(std::string name, std::string file, std::string_view options)
    : DeviceTarget{std::move(name), std::make_shared<PosixDisk>(), std::move(file), options} {}

}  // namespace zns::harness
