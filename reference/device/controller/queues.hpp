// Submission and completion queues as values (Base 2.0 3.3). They say which entry is next; the memory is the shell's.
#pragma once

#include <cstdint>
#include <map>

#include "reference/device/controller/registers.hpp"
#include "reference/spec/registers.hpp"

namespace zns {

// The entries between head and tail (QUE-001). One entry always stays free, so a queue of `size` holds one less.
struct Ring {
  std::uint32_t size = 2;
  std::uint32_t head = 0;
  std::uint32_t tail = 0;

  [[nodiscard]] bool empty() const { return head == tail; }
  [[nodiscard]] bool full() const { return after(tail) == head; }
  [[nodiscard]] std::uint32_t count() const { return (tail + size - head) % size; }
  [[nodiscard]] std::uint32_t after(std::uint32_t entry) const { return (entry + 1) % size; }
  friend bool operator==(const Ring&, const Ring&) = default;
};

// Where a queue lies: `base` is its address if it is physically contiguous, else that of a PRP list.
struct QueueMemory {
  std::uint64_t base = 0;
  bool contiguous = true;
  friend bool operator==(const QueueMemory&, const QueueMemory&) = default;
};

struct SubmissionQueue {
  QueueMemory memory = {};
  Ring ring = {};
  std::uint16_t cqid = 0;
  std::uint8_t qprio = 0;  // counts under weighted round robin only (QUE-022)

  // The entry that is fetched, and passes the head with that. Only where the ring is not empty.
  std::uint32_t fetch();
  friend bool operator==(const SubmissionQueue&, const SubmissionQueue&) = default;
};

struct CompletionQueue {
  QueueMemory memory = {};
  Ring ring = {};
  bool phase = true;  // of the entries of this pass (QUE-002)
  bool ien = true;
  std::uint16_t iv = 0;

  struct Place {
    std::uint32_t entry = 0;
    bool phase = true;
    friend bool operator==(const Place&, const Place&) = default;
  };
  // Where the next completion goes. Only where the ring is not full: until then it is held back (QUE-004).
  Place post();
  friend bool operator==(const CompletionQueue&, const CompletionQueue&) = default;
};

// All queues of a controller, by their ids; the admin queues have 0. A value with no queue is what every reset leaves.
struct Queues {
  std::map<std::uint16_t, SubmissionQueue> submission;
  std::map<std::uint16_t, CompletionQueue> completion;
  friend bool operator==(const Queues&, const Queues&) = default;
};

// What a controller has when it becomes ready: the admin queues that AQA, ASQ and ACQ describe.
[[nodiscard]] Queues admin_queues(const ControllerRegisters& registers);

enum class DoorbellAnswer : std::uint8_t {
  Moved,
  Unchanged,     // it had this value (QUE-006)
  InvalidValue,  // ignored; an error event, 01h (QUE-005, AER-013)
  NoSuchQueue,   // ignored; an error event, 00h (AER-013)
};
// Moves the tail or the head. That a head passes its tail is not looked for: no clause says what follows.
DoorbellAnswer ring(Queues& queues, const DoorbellRung& rung);

}  // namespace zns
