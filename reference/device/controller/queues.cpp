#include "reference/device/controller/queues.hpp"

#include "reference/device/assert.hpp"

namespace zns {
namespace {

DoorbellAnswer move(std::uint32_t& place, std::uint32_t size, std::uint32_t value) {
  if (value >= size) return DoorbellAnswer::InvalidValue;
  if (value == place) return DoorbellAnswer::Unchanged;
  place = value;
  return DoorbellAnswer::Moved;
}

}  // namespace

std::uint32_t SubmissionQueue::fetch() {
  ZNS_ASSERT(!ring.empty());
  const std::uint32_t entry = ring.head;
  ring.head = ring.after(entry);
  return entry;
}

CompletionQueue::Place CompletionQueue::post() {
  ZNS_ASSERT(!ring.full());
  const Place place{.entry = ring.tail, .phase = phase};
  ring.tail = ring.after(ring.tail);
  if (ring.tail == 0) phase = !phase;
  return place;
}

Queues admin_queues(const ControllerRegisters& registers) {
  const auto entries = [](QueueEntries field) { return static_cast<std::uint32_t>(field.count()); };
  Queues queues;
  queues.submission[0] = {.memory = {.base = registers.asq()}, .ring = {.size = entries(registers.aqa().asqs)}};
  queues.completion[0] = {.memory = {.base = registers.acq()}, .ring = {.size = entries(registers.aqa().acqs)}};
  return queues;
}

DoorbellAnswer ring(Queues& queues, const DoorbellRung& rung) {
  const auto [qid, is_head] = rung.doorbell;
  if (is_head) {
    const auto queue = queues.completion.find(qid);
    if (queue == queues.completion.end()) return DoorbellAnswer::NoSuchQueue;
    return move(queue->second.ring.head, queue->second.ring.size, rung.value);
  }
  const auto queue = queues.submission.find(qid);
  if (queue == queues.submission.end()) return DoorbellAnswer::NoSuchQueue;
  return move(queue->second.ring.tail, queue->second.ring.size, rung.value);
}

}  // namespace zns
