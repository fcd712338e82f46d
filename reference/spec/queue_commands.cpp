#include "reference/spec/queue_commands.hpp"

namespace zns {
namespace {

std::uint32_t id_and_size(std::uint16_t qid, QueueEntries qsize) {
  return std::uint32_t{qsize.raw()} << 16 | qid;
}

Sqe entry(const CreateCompletionQueue& command) {
  return {.opcode = static_cast<std::uint8_t>(QueueOpcode::CreateCompletionQueue),
          .prp1 = command.prp1,
          .cdw10 = id_and_size(command.qid, command.qsize),
          .cdw11 = std::uint32_t{command.iv} << 16 | (command.ien ? 2U : 0) | (command.pc ? 1U : 0)};
}

Sqe entry(const CreateSubmissionQueue& command) {
  return {.opcode = static_cast<std::uint8_t>(QueueOpcode::CreateSubmissionQueue),
          .prp1 = command.prp1,
          .cdw10 = id_and_size(command.qid, command.qsize),
          .cdw11 = std::uint32_t{command.cqid} << 16 | (command.qprio & 3U) << 1 | (command.pc ? 1U : 0),
          .cdw12 = command.nvmsetid};
}

Sqe entry(const DeleteCompletionQueue& command) {
  return {.opcode = static_cast<std::uint8_t>(QueueOpcode::DeleteCompletionQueue), .cdw10 = command.qid};
}

Sqe entry(const DeleteSubmissionQueue& command) {
  return {.opcode = static_cast<std::uint8_t>(QueueOpcode::DeleteSubmissionQueue), .cdw10 = command.qid};
}

}  // namespace

Sqe encode(const QueueCommand& command) {
  return std::visit([](const auto& each) { return entry(each); }, command);
}

std::optional<QueueCommand> decode_queue_command(const Sqe& sqe) {
  const auto qid = static_cast<std::uint16_t>(sqe.cdw10);
  const auto qsize = QueueEntries::wire(static_cast<std::uint16_t>(sqe.cdw10 >> 16));
  const bool pc = (sqe.cdw11 & 1) != 0;
  const auto high = static_cast<std::uint16_t>(sqe.cdw11 >> 16);
  switch (static_cast<QueueOpcode>(sqe.opcode)) {
    case QueueOpcode::CreateCompletionQueue:
      return CreateCompletionQueue{
          .qid = qid, .qsize = qsize, .pc = pc, .ien = (sqe.cdw11 & 2) != 0, .iv = high, .prp1 = sqe.prp1};
    case QueueOpcode::CreateSubmissionQueue:
      return CreateSubmissionQueue{.qid = qid,
                                   .qsize = qsize,
                                   .pc = pc,
                                   .qprio = static_cast<std::uint8_t>(sqe.cdw11 >> 1 & 3),
                                   .cqid = high,
                                   .nvmsetid = static_cast<std::uint16_t>(sqe.cdw12),
                                   .prp1 = sqe.prp1};
    case QueueOpcode::DeleteCompletionQueue:
      return DeleteCompletionQueue{qid};
    case QueueOpcode::DeleteSubmissionQueue:
      return DeleteSubmissionQueue{qid};
  }
  return std::nullopt;
}

}  // namespace zns
