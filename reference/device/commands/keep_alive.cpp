#include "reference/device/commands/admin_handlers.hpp"

namespace zns {

// The timer that it restarts runs in nobody's time here: a controller without a clock never misses one (GEN-026).
AdminEffect handle(const KeepAlive& /*command*/, AdminCall& call) {
  if (const auto status = call.refusal()) return aborted(*status, call);
  return {.faults = call.faults};
}

}  // namespace zns
