#include "reference/device/commands/admin_handlers.hpp"

namespace zns {

AdminEffect handle(const AsyncEventRequest& command, AdminCall& call) {
  const Controller& controller = call.controller();
  call.faults.add_if(controller.events.outstanding() > controller.shape.aerl,
                     Status::AsynchronousEventRequestLimitExceeded, "AER-002");
  if (const auto status = call.refusal()) return aborted(*status, call);
  Controller after = controller;
  after.events.request(command.cid);
  const std::optional<AsyncEvent> event = after.events.tell();
  AdminEffect effect{.outstanding = !event};
  if (event) effect.result = encode(*event);
  change(effect, call, std::move(after));
  return effect;
}

}  // namespace zns
