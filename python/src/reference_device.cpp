#include "python/src/reference_device.hpp"

#include <algorithm>
#include <utility>

#include "harness/targets/host_memory.hpp"
#include "harness/targets/in_process.hpp"
#include "reference/device/restart.hpp"
#include "reference/device/step.hpp"

namespace zns::python {

ReferenceDevice::ReferenceDevice(const Geometry& geometry, const Policy& policy, std::size_t undo_depth)
    : geometry_{geometry},
      policy_{policy},
      choices_{policy},
      state_{geometry, {.bytes = geometry.lba_bytes}},
      order_{policy.order},
      ring_(std::max<std::size_t>(undo_depth, 1)),
      undo_depth_{undo_depth} {}

suites::Carries ReferenceDevice::carries() const {
  return harness::carries_in_process();
}

ReferenceDevice::Step& ReferenceDevice::new_step() {
  Step& step = ring_[next_];
  next_ = (next_ + 1) % ring_.size();
  undoable_ = std::min(undoable_ + 1, undo_depth_);
  step.effects.clear();
  if (geometry_.write_cache && undo_depth_ != 0) step.cache = cache_;
  return step;
}

void ReferenceDevice::apply_in(Step& step, Effect effect) {
  apply(state_, effect);
  if (undo_depth_ != 0) step.effects.push_back(std::move(effect));
}

suites::Completion ReferenceDevice::submit(const suites::Submission& submission) {
  const Command command = decode(submission.queue, submission.sqe);
  const harness::HostMemory memory{geometry_, command, submission};
  Effect effect = step(geometry_, state_, command, memory.to_device(), choices_);
  const suites::Completion cqe{.status = effect.status,
                               .result = effect.result,
                               .dnr = effect.status != kSuccess,
                               .overran = effect.status == kSuccess && memory.too_small()};
  if (cqe.status == kSuccess) transfer(geometry_, state_, command, choices_, submission.from_device);
  Step& done = new_step();
  if (geometry_.write_cache && cqe.status == kSuccess) cache_.carried_out(command, effect);
  apply_in(done, std::move(effect));
  while (policy_.close_eagerly && state_.oldest_implicitly_opened() != State::kNone)
    apply_in(done, *background(geometry_, state_, {EventKind::CloseZone, state_.oldest_implicitly_opened()}));
  return cqe;
}

std::vector<suites::Completion> ReferenceDevice::submit_together(std::span<const suites::Submission> submissions) {
  std::vector<suites::Completion> completions(submissions.size());
  for (const std::size_t i : order_.next(submissions.size())) completions[i] = submit(submissions[i]);
  std::size_t place = 0;
  for (const std::size_t i : order_.next(submissions.size())) completions[i].place = place++;
  return completions;
}

void ReferenceDevice::reset(Reset kind) {
  Step& done = new_step();
  for (ZoneId id = 0; id < geometry_.zones; ++id)
    if (auto effect = restart(geometry_, state_, cache_, kind, id, choices_)) apply_in(done, std::move(*effect));
  if (kind != Reset::Controller) cache_.commit();
}

void ReferenceDevice::inject(std::uint64_t zslba, ZoneState state) {
  if (!raise({event_towards(state), static_cast<ZoneId>(zslba / geometry_.zsze)}))
    throw suites::NotCarried("a zone in that state does not fail that way");
}

bool ReferenceDevice::raise(Event event) {
  auto effect = background(geometry_, state_, event);
  if (!effect) return false;
  apply_in(new_step(), std::move(*effect));
  if (event.kind == EventKind::Renew) cache_.forget(event.zone);
  return true;
}

bool ReferenceDevice::undo() {
  if (undoable_ == 0) return false;
  next_ = (next_ + ring_.size() - 1) % ring_.size();
  --undoable_;
  Step& last = ring_[next_];
  for (; !last.effects.empty(); last.effects.pop_back()) zns::undo(state_, last.effects.back());
  if (geometry_.write_cache) cache_ = last.cache;
  return true;
}

void ReferenceDevice::restore(const State& state) {
  state_ = state;
  cache_.commit();
  undoable_ = 0;
}

}  // namespace zns::python
