#include "reference/device/commands/admin_handlers.hpp"

namespace zns {

// Every command but an Asynchronous Event Request is complete by the time an Abort is carried out, and which of the
// waiting requests has the identifier is not known here: none is aborted, which is always permitted (GEN-022).
AdminEffect handle(const Abort& /*command*/, AdminCall& call) {
  constexpr std::uint64_t kNotAborted = 1;
  if (const auto status = call.refusal()) return aborted(*status, call);
  return {.result = kNotAborted};
}

}  // namespace zns
