#include "reference/device/commands/admin_handlers.hpp"

namespace zns {

AdminEffect handle(const Abort& /*command*/, AdminCall& call) {
  return unsupported(call);
}

}  // namespace zns
