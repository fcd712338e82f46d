#include "reference/device/commands/admin_handlers.hpp"

namespace zns {

AdminEffect handle(const GetFeatures& /*command*/, AdminCall& call) {
  return unsupported(call);
}

AdminEffect handle(const SetFeatures& /*command*/, AdminCall& call) {
  return unsupported(call);
}

}  // namespace zns
