// A device of this process as a target: the reference, in memory or in a file.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "harness/targets/batch_order.hpp"
#include "harness/targets/device_events.hpp"
#include "harness/targets/device_registers.hpp"
#include "harness/targets/host_memory.hpp"
#include "reference/device/device.hpp"
#include "suites/target.hpp"

namespace zns::harness {

// What a device in this process can carry: everything that has no PRPs.
// Its namespaces but the first are for the run to change, if they are active at the first controller.
suites::Carries carries_in_process(const Subsystem& subsystem);
// Create or Delete I/O Queue; nothing: it is another command.
std::optional<QueueCommand> queue_command(const suites::Submission& submission);

// `Device` has the calls of zns::Device.
template <class Device>
class DeviceTarget : public suites::Target {
 public:
  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] std::uint32_t nsid() const override { return device_.geometry().nsid; }
  [[nodiscard]] suites::Carries carries() const override { return carries_; }
  suites::Completion submit(const suites::Submission& submission) override;
  // Carries them out in the order of the policy, and completes them in that or another one.
  std::vector<suites::Completion> submit_together(std::span<const suites::Submission> submissions) override;
  suites::EventRequests* events() override { return &events_; }
  suites::Registers* registers() override { return &registers_; }
  void reset(Reset kind) override;
  void wait(std::chrono::milliseconds /*delay*/) override {}
  void inject(std::uint64_t zslba, ZoneState state) override;
  void advise(std::uint64_t zslba, std::uint8_t za) override;

  [[nodiscard]] const Geometry& geometry() const { return device_.geometry(); }
  [[nodiscard]] Device& device() { return device_; }
  [[nodiscard]] const Device& device() const { return device_; }

 protected:
  template <class... Arguments>
  explicit DeviceTarget(std::string name, Arguments&&... arguments)
      : name_{std::move(name)}, device_{std::forward<Arguments>(arguments)...} {}

 private:
  struct Carried;  // a submission as the device gets it
  suites::Completion carry_out(const Carried& carried, const suites::Submission& submission);

  std::string name_;
  Device device_;
  DeviceEvents<Device> events_{device_};
  DeviceRegisters<Device> registers_{device_};
  suites::Carries carries_ = carries_in_process(device_.subsystem());
  BatchOrder order_{device_.policy().order};
};

template <class Device>
struct DeviceTarget<Device>::Carried {
  Carried(const Subsystem& subsystem, const suites::Submission& submission)
      : command{decode(submission.queue, submission.sqe)},
        memory{subsystem.geometry_for(command, {submission.controller}), command, submission} {}
  Command command;
  HostMemory memory;
};

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

}  // namespace zns::harness
