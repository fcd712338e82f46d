// One doorbell of a queue: its register, and its places in memory after Doorbell Buffer Config.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/nvme/bus.hpp"
#include "harness/nvme/dma.hpp"

namespace zns::harness::nvme {

// Whether the event index lies in what a doorbell passes on its way from `before` to `now`. The numbers wrap at 2^16,
// not at the size of the queue.
constexpr bool asks_for_write(std::uint16_t event, std::uint16_t now, std::uint16_t before) {
  return static_cast<std::uint16_t>(now - event - 1) < static_cast<std::uint16_t>(now - before);
}

class Doorbell {
 public:
  Doorbell(Bus& bus, std::uint32_t offset) : bus_{bus}, offset_{offset} {}

  // From now on the value goes to `value`, and to the register only where the index at `event` asks for it.
  void use_shadow(Dma value, Dma event) { shadow_ = {value, event}; }

  // False where the event index asks for no write of the register.
  bool ring(std::uint32_t value, Bus::Urgency urgency);

  [[nodiscard]] bool is_withheld() const { return is_withheld_; }  // the last value, from the register
  void write_withheld();                                           // it goes to the register after all
  [[nodiscard]] std::string text() const;                          // "value 6, event index 5"

 private:
  struct Shadow {
    Dma value;
    Dma event;
  };

  Bus& bus_;
  std::uint32_t offset_ = 0;
  std::optional<Shadow> shadow_;
  std::uint32_t value_ = 0;
  std::uint32_t event_ = 0;  // that was read last
  bool is_withheld_ = false;
};

}  // namespace zns::harness::nvme
