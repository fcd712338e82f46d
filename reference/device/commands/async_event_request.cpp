#include "reference/device/commands/admin_handlers.hpp"

namespace zns {

AdminEffect handle(const AsyncEventRequest& /*command*/, AdminCall& call) {
  return unsupported(call);
}

}  // namespace zns
