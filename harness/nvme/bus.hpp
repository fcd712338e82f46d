// The port of our NVMe driver: the registers of one controller, and memory that it and we both see.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace zns::harness::nvme {

// Every function may throw: suites::DeviceLost where the device is gone, HarnessError where the way to it is.
class Bus {
 public:
  Bus() = default;
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;
  virtual ~Bus() = default;

  // The 32 bits of a property at a multiple of 4 (REG-002, REG-003). A read returns what is there after all that was
  // written before it.
  virtual std::uint32_t read(std::uint32_t offset) = 0;
  virtual void write(std::uint32_t offset, std::uint32_t value) = 0;

  // A doorbell: the device has it some time later, and all that was written to memory before it. One that can wait is
  // on its way no later than the next that cannot, and before it.
  enum class Urgency : std::uint8_t { Now, CanWait };
  virtual void ring(std::uint32_t offset, std::uint32_t value, Urgency urgency) = 0;
  // Doorbells that wait are on their way now.
  virtual void hurry() = 0;

  // A moment for the device, while we wait for it.
  virtual void pause() = 0;

  // The device's memory from address 0 on. Ours is from kFirstAddress on; the page at address 0 is nobody's.
  [[nodiscard]] virtual std::span<std::byte> memory() = 0;
};

inline constexpr std::uint64_t kFirstAddress = std::uint64_t{1} << 20;  // a PC has other things below

}  // namespace zns::harness::nvme
