// QEMU's emulated drive with no guest: registers, queues and memory are ours, by qtest.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/nvme/controller.hpp"
#include "harness/qemu/qtest_bus.hpp"
#include "harness/qemu/qtest_machine.hpp"
#include "harness/qemu/shared_memory.hpp"
#include "harness/targets/qemu_options.hpp"
#include "suites/target.hpp"

namespace zns::harness {

// A command and an Asynchronous Event Request go to the controller that they name, reset() to all of them.
// The drive is new with every power cycle: QEMU keeps the state of zones in its process. Throws suites::DeviceLost for
// what QEMU does wrong by itself, and again for every command until the power cycle.
class QemuTarget final : public suites::Target, private suites::EventRequests, private suites::Registers {
 public:
  // `spelling` begins every message. Throws HarnessError, with QEMU's own words where it does not start.
  QemuTarget(std::string spelling, QemuOptions options);

  [[nodiscard]] std::string name() const override { return spelling_; }
  [[nodiscard]] std::uint32_t nsid() const override { return options_.drive.nsid; }
  [[nodiscard]] suites::Carries carries() const override;
  suites::Completion submit(const suites::Submission& submission) override;
  std::vector<suites::Completion> submit_together(std::span<const suites::Submission> submissions) override;
  void reset(Reset kind) override;
  [[nodiscard]] suites::EventRequests* events() override { return this; }
  [[nodiscard]] suites::Registers* registers() override { return this; }

  // What the driver goes without although the drive announces it, a line each.
  [[nodiscard]] const std::vector<std::string>& noticed() const { return noticed_; }

  // The wire below the driver, for a benchmark that takes the controller over: nothing can be submitted after that.
  [[nodiscard]] nvme::Bus& bus() { return power_->controllers.front()->bus; }
  // For tests: the process that the drive is in at the moment.
  [[nodiscard]] pid_t pid() const { return power_->machine.pid(); }

 private:
  struct Power {
    Power(const QtestMachineOptions& machine_options, const nvme::ControllerOptions& controller_options,
          std::size_t controllers);
    struct Wired {
      Wired(QtestMachine& machine, std::uint32_t index, const nvme::ControllerOptions& options)
          : bus{machine, index}, controller{bus, options} {}
      QtestBus bus;
      nvme::Controller controller;
    };
    QtestMachine machine;
    std::vector<std::unique_ptr<Wired>> controllers;
  };

  std::optional<suites::Completion> request(std::size_t controller) override;
  std::optional<suites::Completion> next(std::size_t controller) override;
  std::optional<std::uint16_t> identifier(std::size_t controller) override;
  std::uint32_t read32(std::size_t controller, std::uint32_t offset) override;
  void write32(std::size_t controller, std::uint32_t offset, std::uint32_t value) override;
  void disable(std::size_t controller) override;
  void shut_down(std::size_t controller, ShutdownNotification how) override;
  void enable(std::size_t controller, std::optional<CommandSets> css) override;
  [[nodiscard]] std::uint64_t spare_page(std::size_t controller) override;

  [[nodiscard]] nvme::Controller& at(std::size_t controller);
  void power_on();
  void power_on_with_some_mdts();
  void keep_note();
  template <class Action>
  auto guarded(Action action);

  std::string spelling_;
  QemuOptions options_;
  SharedMemory image_;
  std::vector<SharedMemory> images_;  // of the namespaces beside the first
  std::unique_ptr<Power> power_;
  std::optional<std::string> lost_;  // why nothing goes any more
  std::vector<std::string> noticed_;
};

}  // namespace zns::harness
