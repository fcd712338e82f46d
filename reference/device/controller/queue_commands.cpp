#include "reference/device/controller/queue_commands.hpp"

#include <algorithm>

namespace zns {
namespace {

// What both Create commands are checked for, each in its own words.
struct Creation {
  std::uint16_t qid = 0;
  QueueEntries qsize;
  bool pc = true;
  std::uint64_t prp1 = 0;
  std::uint16_t most = 0;  // allocated queues
  bool in_use = false;     // 0 always is, by the admin queue
  bool entry_size_is_good = false;
  ClauseId identifier_clause = kNoClauseYet;
};

Faults faults_of_creation(const Creation& creation, const QueueLimits& limits) {
  Faults faults;
  faults.add_if(creation.in_use, Status::InvalidQueueIdentifier, creation.identifier_clause);
  faults.add_if(creation.qid > creation.most, Status::InvalidQueueIdentifier, "QUE-021");
  const bool bad_size = creation.qsize.count() < 2 || creation.qsize.count() > limits.cap.mqes.count();
  faults.add_if(bad_size, Status::InvalidQueueSize, "QUE-011");
  faults.add_if(!creation.entry_size_is_good, Status::InvalidQueueSize, "QUE-012");
  faults.add_if(!creation.entry_size_is_good, Status::InvalidFieldInCommand, "QUE-012");
  faults.add_if(!creation.pc && limits.cap.cqr, Status::InvalidFieldInCommand, "QUE-013");
  faults.add_if(creation.prp1 % limits.cc.page_bytes() != 0, Status::PrpOffsetInvalid, "QUE-014");
  return faults;
}

Faults faults_of(const CreateCompletionQueue& command, const Queues& queues, const QueueLimits& limits) {
  Faults faults = faults_of_creation({.qid = command.qid,
                                      .qsize = command.qsize,
                                      .pc = command.pc,
                                      .prp1 = command.prp1,
                                      .most = limits.completion_queues,
                                      .in_use = queues.completion.contains(command.qid),
                                      .entry_size_is_good = limits.cc.iocqes == kIocqes,
                                      .identifier_clause = "QUE-010"},
                                     limits);
  // The vector of a queue without interrupts means nothing.
  faults.add_if(command.ien && command.iv >= limits.interrupt_vectors, Status::InvalidInterruptVector, "QUE-015");
  return faults;
}

Faults faults_of(const CreateSubmissionQueue& command, const Queues& queues, const QueueLimits& limits) {
  Faults faults = faults_of_creation({.qid = command.qid,
                                      .qsize = command.qsize,
                                      .pc = command.pc,
                                      .prp1 = command.prp1,
                                      .most = limits.submission_queues,
                                      .in_use = queues.submission.contains(command.qid),
                                      .entry_size_is_good = limits.cc.iosqes == kIosqes,
                                      .identifier_clause = "QUE-017"},
                                     limits);
  // Either code stands for either fault (QUE-016, QUE-025); the more exact one comes first.
  const bool no_identifier = command.cqid == 0 || command.cqid > limits.completion_queues;
  const bool no_queue = no_identifier || !queues.completion.contains(command.cqid);
  faults.add_if(no_identifier, Status::InvalidQueueIdentifier, "QUE-016");
  faults.add_if(no_queue, Status::CompletionQueueInvalid, "QUE-016");
  faults.add_if(no_queue && !no_identifier, Status::InvalidQueueIdentifier, "QUE-025");
  return faults;
}

bool has_submission_queues(const Queues& queues, std::uint16_t cqid) {
  return std::any_of(queues.submission.begin(), queues.submission.end(),
                     [=](const auto& each) { return each.second.cqid == cqid; });
}

Faults faults_of(const DeleteCompletionQueue& command, const Queues& queues, const QueueLimits& /*limits*/) {
  const bool unknown = command.qid == 0 || !queues.completion.contains(command.qid);
  Faults faults;
  faults.add_if(unknown, Status::InvalidQueueIdentifier, "QUE-018");
  faults.add_if(!unknown && has_submission_queues(queues, command.qid), Status::InvalidQueueDeletion, "QUE-018");
  return faults;
}

Faults faults_of(const DeleteSubmissionQueue& command, const Queues& queues, const QueueLimits& /*limits*/) {
  Faults faults;
  faults.add_if(command.qid == 0 || !queues.submission.contains(command.qid), Status::InvalidQueueIdentifier,
                "QUE-017");
  return faults;
}

// A queue that is created begins anew, whatever had its id before (QUE-020).
void carry_out(const CreateCompletionQueue& command, Queues& queues) {
  queues.completion[command.qid] = {.memory = {.base = command.prp1, .contiguous = command.pc},
                                    .ring = {.size = static_cast<std::uint32_t>(command.qsize.count())},
                                    .ien = command.ien,
                                    .iv = command.iv};
}

void carry_out(const CreateSubmissionQueue& command, Queues& queues) {
  queues.submission[command.qid] = {.memory = {.base = command.prp1, .contiguous = command.pc},
                                    .ring = {.size = static_cast<std::uint32_t>(command.qsize.count())},
                                    .cqid = command.cqid,
                                    .qprio = command.qprio};
}

void carry_out(const DeleteCompletionQueue& command, Queues& queues) {
  queues.completion.erase(command.qid);
}

void carry_out(const DeleteSubmissionQueue& command, Queues& queues) {
  queues.submission.erase(command.qid);
}

}  // namespace

Faults faults_of(const QueueCommand& command, const Queues& queues, const QueueLimits& limits) {
  return std::visit([&](const auto& each) { return faults_of(each, queues, limits); }, command);
}

void carry_out(const QueueCommand& command, Queues& queues) {
  std::visit([&](const auto& each) { carry_out(each, queues); }, command);
}

}  // namespace zns
