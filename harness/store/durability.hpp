// What must have survived a loss of power once its completion was sent, and what may come later: with a volatile write
// cache, whatever a Flush would make durable.
//
// The standard does not say whether a completed Zone Management Send may be lost with a cache on: nobody objects to one
// that is not (ZNS-RST-059). What changes namespaces, protects one (ZNS-RST-052), saves a feature or takes data away
// for good is durable whatever the cache.
#pragma once

#include <cstdint>

#include "reference/device/device.hpp"
#include "reference/spec/command.hpp"

namespace zns::harness {

enum class Durability : std::uint8_t { MayLag, Demanded };

// The command was the device's last step, and came from that controller. What it changed of counters and error logs may
// come later even without a cache.
[[nodiscard]] Durability durability_of(const Command& command, const Device& device, At at = {});
// A restart, an event, or a controller's life: what a host may see happens once.
[[nodiscard]] constexpr Durability durability_of_events() {
  return Durability::Demanded;
}

// The step changed counters and error logs, and nothing else: a Read, or a command that was aborted.
[[nodiscard]] bool is_only_noted(const Device::Step& step);

}  // namespace zns::harness
