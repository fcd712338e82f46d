// Asynchronous Event Requests: commands that wait in the admin queue until there is something to tell.
#include <algorithm>

#include "harness/nvme/controller.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/identify.hpp"

namespace zns::harness::nvme {

// The second of two commands in a queue may complete first. But a request that is refused, or finds an event that
// waits, has no reason to be late: whatever is to come is there once a command behind it has completed.
void Controller::let_events_arrive() {
  IdentifyPage page{};
  const Sqe identify = encode(zns::Command{.queue = Queue::Admin, .body = Identify{.cns = Cns::Controller}});
  static_cast<void>(driver_command({.queue = Queue::Admin, .sqe = identify, .from_device = page}));
}

std::optional<suites::Completion> Controller::request_event() {
  if (!is_up_) throw suites::NotCarried("the controller is disabled, or has shut down");
  if (event_cids_.size() + 1 >= room())
    throw suites::NotCarried("one more Asynchronous Event Request leaves the admin queue no room for a command");
  Sqe sqe = encode(zns::Command{.queue = Queue::Admin, .body = AsyncEventRequest{}});
  sqe.cid = next_cid(event_cids_);
  event_cids_.push_back(sqe.cid);
  last_event_cid_ = sqe.cid;
  admin_->push(sqe, kEvent, QueuePair::Completes::Someday);
  admin_->ring();
  let_events_arrive();
  return take_event(sqe.cid);
}

std::optional<suites::Completion> Controller::next_event() {
  if (events_.empty() && is_up_) let_events_arrive();
  return take_event({});
}

// The completion of this request, or of any.
std::optional<suites::Completion> Controller::take_event(std::optional<std::uint16_t> cid) {
  const auto found =
      std::find_if(events_.begin(), events_.end(), [cid](const Event& each) { return !cid || each.cid == *cid; });
  if (found == events_.end()) return std::nullopt;
  const suites::Completion completion = found->completion;
  events_.erase(found);
  return completion;
}

}  // namespace zns::harness::nvme
