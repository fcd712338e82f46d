// Create and Delete I/O Queue (Base 2.0 5.4 to 5.7): what speaks against one, and what it does to the queues.
#pragma once

#include <cstdint>

#include "reference/device/controller/queues.hpp"
#include "reference/device/faults.hpp"
#include "reference/spec/queue_commands.hpp"

namespace zns {

// What queues can be had. Both counts are as the feature Number of Queues allocated them: ids go from 1 to the count.
struct QueueLimits {
  Cap cap;
  Cc cc;
  std::uint16_t submission_queues = 1;
  std::uint16_t completion_queues = 1;
  std::uint32_t interrupt_vectors = 1;  // 1 with pin-based and single-message interrupts
};

// Any one of them may be the answer (GEN-001); where a clause lets two statuses stand for one fault, both are here.
[[nodiscard]] Faults faults_of(const QueueCommand& command, const Queues& queues, const QueueLimits& limits);

// Only a command that has no fault.
void carry_out(const QueueCommand& command, Queues& queues);

}  // namespace zns
