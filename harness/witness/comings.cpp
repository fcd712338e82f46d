#include "harness/witness/comings.hpp"

namespace zns::harness {
namespace {

// A controller that does not have the namespace may say so (NSID-002).
bool may_be_of_inactive(Status status) {
  return status == Status::InvalidFieldInCommand || status == Status::InvalidNamespaceOrFormat;
}

// A sanitize operation is of the whole subsystem, whichever controller is told of it and whatever NSID it is given.
bool is_of_sanitize(const Command& command) {
  const auto* get = std::get_if<GetLogPage>(&command.body);
  return std::holds_alternative<Sanitize>(command.body) || (get != nullptr && get->lid == Lid::SanitizeStatus);
}

}  // namespace

bool Comings::can_be_judged(const Command& command, std::size_t controller, Status status) const {
  if (is_of_sanitize(command)) return true;
  if (all_deleted_ || created_.contains(command.nsid) || attached_.contains(command.nsid)) return false;
  if (controller == 0) return true;
  if (command.queue == Queue::Admin || command.nsid != own_) return false;
  return reaching_.contains(controller) || !may_be_of_inactive(status);
}

void Comings::completed(const Command& command, std::size_t controller, Status status, std::uint64_t result) {
  if (command.queue == Queue::Io) {
    if (status == kSuccess && command.nsid == own_) reaching_.insert(controller);
    return;
  }
  if (std::holds_alternative<NamespaceAttachment>(
          command.body)) {  // also an aborted one may have done a part (NSA-009)
    if (status == kSuccess || command.nsid != own_) attached_.insert(command.nsid);
    return;
  }
  const auto* manages = std::get_if<NamespaceManagement>(&command.body);
  if (manages == nullptr || status != kSuccess) return;
  if (manages->sel == NamespaceManagementAction::Create) {
    created_.insert(static_cast<std::uint32_t>(result));
  } else if (command.nsid == kBroadcastNsid) {
    all_deleted_ = true;
  } else if (created_.erase(command.nsid) != 0) {  // and there is none with that NSID, as at the start
    attached_.erase(command.nsid);
  } else {
    attached_.insert(command.nsid);
  }
}

}  // namespace zns::harness
