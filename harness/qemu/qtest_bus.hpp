// An NVMe controller of a QtestMachine, found on its PCI bus.
#pragma once

#include <cstdint>
#include <span>

#include "harness/nvme/bus.hpp"
#include "harness/qemu/qtest_machine.hpp"

namespace zns::harness {

class QtestBus final : public nvme::Bus {
 public:
  // Gives the controller its addresses: the `index`th of the machine, in the order of their slots. Throws HarnessError
  // where there are fewer.
  explicit QtestBus(QtestMachine& machine, std::uint32_t index = 0);

  std::uint32_t read(std::uint32_t offset) override;
  void write(std::uint32_t offset, std::uint32_t value) override;
  void ring(std::uint32_t offset, std::uint32_t value, Urgency urgency) override;
  void hurry() override { machine_.send_posted(); }
  void pause() override { machine_.pause(); }
  [[nodiscard]] std::span<std::byte> memory() override { return machine_.ram(); }

 private:
  QtestMachine& machine_;
  std::uint64_t registers_;
};

}  // namespace zns::harness
