#include "harness/qemu/qtest_bus.hpp"

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

constexpr std::uint32_t kMemoryAndMaster = 0x6;    // in the command register
constexpr std::uint32_t kNvmeClass = 0x010802;     // mass storage, non-volatile memory, NVM Express
constexpr std::uint32_t kRegisters = 0xE000'0000;  // where we put BAR 0: in a PC's hole for PCI, above all its memory

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

std::uint32_t find_controller(QtestMachine& machine) {
  for (std::uint32_t slot = 0; slot < kSlots; ++slot)
    if (read_config(machine, slot, kClass) >> 8 == kNvmeClass) return slot;
  throw HarnessError("there is no NVMe controller on the PCI bus of QEMU's machine");
}

}  // namespace

QtestBus::QtestBus(QtestMachine& machine) : machine_{machine} {
  const std::uint32_t slot = find_controller(machine);
  write_config(machine, slot, kBar0, kRegisters);
  write_config(machine, slot, kBar0 + 4, 0);
  write_config(machine, slot, kCommand, kMemoryAndMaster);
}

std::uint32_t QtestBus::read(std::uint32_t offset) {
  return machine_.read32(kRegisters + std::uint64_t{offset});
}
void QtestBus::write(std::uint32_t offset, std::uint32_t value) {
  machine_.write32(kRegisters + std::uint64_t{offset}, value);
}
void QtestBus::ring(std::uint32_t offset, std::uint32_t value, Urgency urgency) {
  machine_.post_write32(kRegisters + std::uint64_t{offset}, value, urgency == Urgency::Now);
}

}  // namespace zns::harness
