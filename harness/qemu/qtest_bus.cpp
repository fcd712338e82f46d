#include "harness/qemu/qtest_bus.hpp"

#include <string>

#include "harness/base/error.hpp"

namespace zns::harness {
namespace {

// PCI configuration by the two I/O ports that every PC has.
constexpr std::uint16_t kConfigAddress = 0xCF8;
constexpr std::uint16_t kConfigData = 0xCFC;
constexpr std::uint32_t kCommand = 0x04;
constexpr std::uint32_t kClass = 0x08;
constexpr std::uint32_t kBar0 = 0x10;
constexpr std::uint32_t kSlots = 32;

constexpr std::uint32_t kMemoryAndMaster = 0x6;      // in the command register
constexpr std::uint32_t kNvmeClass = 0x010802;       // mass storage, non-volatile memory, NVM Express
constexpr std::uint32_t kRegisters = 0xE000'0000;    // where we put BAR 0: in a PC's hole for PCI, above all its memory
constexpr std::uint32_t kRegisterBytes = 0x10'0000;  // from one controller's to the next's; more than any of them has

std::uint32_t config_address(std::uint32_t slot, std::uint32_t offset) {
  return 0x8000'0000 | slot << 11 | offset;
}

std::uint32_t read_config(QtestMachine& machine, std::uint32_t slot, std::uint32_t offset) {
  machine.out32(kConfigAddress, config_address(slot, offset));
  return machine.in32(kConfigData);
}

void write_config(QtestMachine& machine, std::uint32_t slot, std::uint32_t offset, std::uint32_t value) {
  machine.out32(kConfigAddress, config_address(slot, offset));
  machine.out32(kConfigData, value);
}

std::uint32_t find_controller(QtestMachine& machine, std::uint32_t index) {
  std::uint32_t found = 0;
  for (std::uint32_t slot = 0; slot < kSlots; ++slot)
    if (read_config(machine, slot, kClass) >> 8 == kNvmeClass && found++ == index) return slot;
  throw HarnessError("the PCI bus of QEMU's machine has " + (found == 0 ? "no" : std::to_string(found)) +
                     " NVMe controller" + (found > 1 ? "s" : "") + (index > 0 ? " where more are wanted" : ""));
}

}  // namespace

QtestBus::QtestBus(QtestMachine& machine, std::uint32_t index)
    : machine_{machine}, registers_{kRegisters + std::uint64_t{index} * kRegisterBytes} {
  const std::uint32_t slot = find_controller(machine, index);
  write_config(machine, slot, kBar0, static_cast<std::uint32_t>(registers_));
  write_config(machine, slot, kBar0 + 4, 0);
  write_config(machine, slot, kCommand, kMemoryAndMaster);
}

std::uint32_t QtestBus::read(std::uint32_t offset) {
  return machine_.read32(registers_ + offset);
}
void QtestBus::write(std::uint32_t offset, std::uint32_t value) {
  machine_.write32(registers_ + offset, value);
}
void QtestBus::ring(std::uint32_t offset, std::uint32_t value, Urgency urgency) {
  machine_.post_write32(registers_ + offset, value, urgency == Urgency::Now);
}

}  // namespace zns::harness
