#include "reference/device/commands/admin_handlers.hpp"

namespace zns {

// KAS is 0: there is no such timer (GEN-026).
AdminEffect handle(const KeepAlive& /*command*/, AdminCall& call) {
  call.faults.add(Status::InvalidCommandOpcode, "GEN-026");
  return aborted(*call.refusal(), call);
}

}  // namespace zns
