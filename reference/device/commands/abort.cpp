#include "reference/device/commands/admin_handlers.hpp"

namespace zns {
namespace {

constexpr std::uint64_t kNotAborted = 1;  // DW0 bit 0

// An I/O queue with that identifier may have been created, as far as is known here (FID-07h).
bool may_have_queue(std::uint16_t sqid) {
  return sqid <= kQueuesAllocated.submission + 1;
}

}  // namespace

// Every command but an Asynchronous Event Request is complete by the time an Abort is carried out (GEN-022). One that
// is aborted is completed before the Abort is (GEN-025), and Abort commands are never outstanding together (GEN-024).
AdminEffect handle(const Abort& command, AdminCall& call) {
  call.faults.permit_if(!may_have_queue(command.sqid), Status::InvalidFieldInCommand, "GEN-023",
                        Freedom::AbortOfUnknownQueue);
  if (const auto status = call.refusal()) return aborted(*status, call);
  AdminEffect effect{.result = kNotAborted, .faults = call.faults};
  Controller after = call.controller();
  if (command.sqid != 0 || !after.events.abort(command.cid) || !call.choices.aborts_event_request()) return effect;
  effect.result = 0;
  change(effect, call, std::move(after));
  return effect;
}

}  // namespace zns
