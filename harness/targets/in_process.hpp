// The reference device as a target.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/targets/batch_order.hpp"
#include "harness/targets/device_events.hpp"
#include "harness/targets/device_registers.hpp"
#include "harness/targets/recorded_device.hpp"
#include "reference/device/device.hpp"
#include "suites/target.hpp"

namespace zns::harness {

// What a device in this process can carry: everything that has no PRPs.
// Its namespaces but the first are for the run to change, if they are active at the first controller.
suites::Carries carries_in_process(const Subsystem& subsystem);
// Create or Delete I/O Queue; nothing: it is another command.
std::optional<QueueCommand> queue_command(const suites::Submission& submission);

// A device of this process as a target: `Device`, or RecordedDevice.
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

extern template class DeviceTarget<Device>;
extern template class DeviceTarget<RecordedDevice>;

class InProcessTarget final : public DeviceTarget<Device> {
 public:
  // `undo_depth` is that of Device.
  InProcessTarget(std::string name, const Geometry& geometry, const Policy& policy, std::size_t undo_depth = 0);
  InProcessTarget(std::string name, const SubsystemShape& shape, const Policy& policy, std::size_t undo_depth = 0);

  [[nodiscard]] const State& state() const { return device().state(); }
};

// The same, kept in a file of this system: ref:image=FILE.
class RecordedTarget final : public DeviceTarget<RecordedDevice> {
 public:
  RecordedTarget(std::string name, std::string file, std::string_view options);
};

}  // namespace zns::harness
