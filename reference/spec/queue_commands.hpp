// The admin commands that create and delete I/O queues (Base 2.0 5.4 to 5.7), field by field.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "reference/spec/registers.hpp"
#include "reference/spec/sqe.hpp"

namespace zns {

// Admin opcodes. No target but one with queues of its own carries them, so AdminOpcode does not list them.
enum class QueueOpcode : std::uint8_t {
  DeleteSubmissionQueue = 0x00,
  CreateSubmissionQueue = 0x01,
  DeleteCompletionQueue = 0x04,
  CreateCompletionQueue = 0x05,
};

struct CreateCompletionQueue {
  std::uint16_t qid = 0;
  QueueEntries qsize = {};
  bool pc = true;  // physically contiguous: PRP1 is its address; else that of a PRP list
  bool ien = false;
  std::uint16_t iv = 0;
  std::uint64_t prp1 = 0;
  friend bool operator==(const CreateCompletionQueue&, const CreateCompletionQueue&) = default;
};

struct CreateSubmissionQueue {
  std::uint16_t qid = 0;
  QueueEntries qsize = {};
  bool pc = true;
  std::uint8_t qprio = 0;
  std::uint16_t cqid = 0;
  std::uint16_t nvmsetid = 0;
  std::uint64_t prp1 = 0;
  friend bool operator==(const CreateSubmissionQueue&, const CreateSubmissionQueue&) = default;
};

struct DeleteCompletionQueue {
  std::uint16_t qid = 0;
  friend bool operator==(const DeleteCompletionQueue&, const DeleteCompletionQueue&) = default;
};

struct DeleteSubmissionQueue {
  std::uint16_t qid = 0;
  friend bool operator==(const DeleteSubmissionQueue&, const DeleteSubmissionQueue&) = default;
};

using QueueCommand =
    std::variant<CreateCompletionQueue, CreateSubmissionQueue, DeleteCompletionQueue, DeleteSubmissionQueue>;

Sqe encode(const QueueCommand& command);
std::optional<QueueCommand> decode_queue_command(const Sqe& sqe);  // nothing: it is another admin command

}  // namespace zns
