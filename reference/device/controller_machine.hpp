// What a host does to one controller of a subsystem by its properties, and by the commands that create and delete I/O
// queues: functions, as step() is one. registers.hpp and queues.hpp are the parts of the machine; here they come
// together with the lives of the other controllers, and with what the namespaces go through.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "reference/device/controller/queue_commands.hpp"
#include "reference/device/subsystem.hpp"
#include "reference/spec/queue_commands.hpp"
#include "reference/spec/reset.hpp"

namespace zns {

struct ControlEffect {
  std::vector<Change> changes = {};  // of controllers: properties, queues, events
  std::vector<At> reset = {};        // these lose what hosts have set, too (feature_reset.hpp)
  // What all that does to namespaces: one controller's reset is one, the shutdown of the last one is a shutdown
  // (ZNS-RST-001, ZNS-RST-008).
  std::optional<Reset> namespaces = {};
};

// A write of 32 bits. No time passes: a controller that is to be ready, or has shut down, is so at once.
[[nodiscard]] ControlEffect write_property(const Subsystem& subsystem, At at, std::uint32_t offset,
                                           std::uint32_t value);

// Whether there is room for the queue, by CAP, CC and the feature Number of Queues; then it comes, or goes.
[[nodiscard]] AdminEffect queue_step(const Subsystem& subsystem, At at, const QueueCommand& command, Choices& choices);

// What queue_step() goes by.
[[nodiscard]] QueueLimits queue_limits(const Controller& controller);
// The effect of a queue command that succeeds.
[[nodiscard]] AdminEffect carried_out(const Subsystem& subsystem, At at, const QueueCommand& command);

}  // namespace zns
