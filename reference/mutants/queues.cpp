// Create and Delete I/O Queue: what is wrong with them goes unseen, or is said otherwise.
#include <utility>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

using Asked = QueueSituation;

constexpr std::string_view kUnchecked = "plausible: the check is left to the host's driver, which never errs";

const Queues& queues(const Asked& s) {
  return s.subsystem.controller(s.at).queues;
}
QueueLimits limits(const Asked& s) {
  return queue_limits(s.subsystem.controller(s.at));
}

// A command that is refused for what `wrong` says is carried out.
template <class Body, bool (*wrong)(const Asked&, const Body&)>
void accepts(const Asked& s, AdminEffect& effect) {
  const auto* body = std::get_if<Body>(&s.command);
  if (body != nullptr && effect.status != kSuccess && wrong(s, *body))
    effect = carried_out(s.subsystem, s.at, s.command);
}
// Both commands that create one.
template <template <class> class Wrong>
void accepts_both(const Asked& s, AdminEffect& effect) {
  accepts<CreateCompletionQueue, Wrong<CreateCompletionQueue>::is>(s, effect);
  accepts<CreateSubmissionQueue, Wrong<CreateSubmissionQueue>::is>(s, effect);
}

template <class Body>
struct HasIdZero {
  static bool is(const Asked&, const Body& body) { return body.qid == 0; }
};
template <class Body>
struct IsInUse {
  static bool is(const Asked& s, const Body& body) {
    return body.qid != 0 && (queues(s).completion.contains(body.qid) || queues(s).submission.contains(body.qid));
  }
};
template <class Body>
struct IsBeyond {
  static bool is(const Asked& s, const Body& body) { return body.qid > limits(s).submission_queues; }
};
template <class Body>
struct HasNoSize {
  static bool is(const Asked&, const Body& body) { return body.qsize.count() < 2; }
};
template <class Body>
struct IsOneTooLarge {
  static bool is(const Asked& s, const Body& body) { return body.qsize.count() == limits(s).cap.mqes.count() + 1; }
};
template <class Body>
struct IsScattered {
  static bool is(const Asked&, const Body& body) { return !body.pc; }
};
template <class Body>
struct IsInsidePage {
  static bool is(const Asked& s, const Body& body) { return body.prp1 % limits(s).cc.page_bytes() != 0; }
};

bool has_no_completion_queue(const Asked& s, const CreateSubmissionQueue& body) {
  return body.cqid != 0 && body.cqid <= limits(s).completion_queues && !queues(s).completion.contains(body.cqid);
}
bool has_completion_queue_zero(const Asked&, const CreateSubmissionQueue& body) {
  return body.cqid == 0;
}
bool has_completion_queue_beyond(const Asked& s, const CreateSubmissionQueue& body) {
  return body.cqid > limits(s).completion_queues;
}
bool is_used(const Asked& s, const DeleteCompletionQueue& body) {
  return queues(s).completion.contains(body.qid);
}
bool is_unknown(const Asked& s, const DeleteCompletionQueue& body) {
  return !queues(s).completion.contains(body.qid);
}
bool is_admin(const Asked&, const DeleteCompletionQueue& body) {
  return body.qid == 0;
}

template <Status Right, Status Wrong>
void says(const Asked&, AdminEffect& effect) {
  if (effect.status == Right) effect.status = Wrong;
}
// QEMU.
void says_no_completion_queue(const Asked& s, AdminEffect& effect) {
  if (std::holds_alternative<DeleteCompletionQueue>(s.command) && effect.status == Status::InvalidQueueIdentifier)
    effect.status = Status::CompletionQueueInvalid;
}
template <class Body>
void does_nothing(const Asked& s, AdminEffect& effect) {
  if (std::holds_alternative<Body>(s.command)) effect.changes.clear();
}

Mutant queue(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
             std::string_view origin, void (*twist)(const Asked&, AdminEffect&)) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = origin,
          .defect = {.queues = twist}};
}

}  // namespace

Topic queue_mutants() {
  constexpr std::string_view kRefused = "it is aborted";
  using enum Status;
  return {
      queue("queue-id-zero", "an I/O queue is created with QID 0", kRefused, {"QUE-010", "QUE-017"}, kUnchecked,
            accepts_both<HasIdZero>),
      queue("queue-id-in-use", "an I/O queue is created in place of one that is there", kRefused,
            {"QUE-010", "QUE-017"}, kUnchecked, accepts_both<IsInUse>),
      queue("queue-id-not-allocated", "an I/O queue is created with a QID above the allocated ones", kRefused,
            {"QUE-021"}, kUnchecked, accepts_both<IsBeyond>),
      queue("queue-without-size", "an I/O queue is created with QSIZE 0", kRefused, {"QUE-011"}, kUnchecked,
            accepts_both<HasNoSize>),
      queue("queue-size-not-zero-based", "an I/O queue is created with one entry more than CAP.MQES says", kRefused,
            {"QUE-011"}, kOffByOne, accepts_both<IsOneTooLarge>),
      queue("queue-scattered", "an I/O queue is created with PC 0 although CAP.CQR is 1", kRefused, {"QUE-013"},
            kUnchecked, accepts_both<IsScattered>),
      queue("queue-inside-page", "an I/O queue is created inside of a page", kRefused, {"QUE-014"}, kUnchecked,
            accepts_both<IsInsidePage>),
      queue("submission-queue-alone", "a submission queue is created whose completion queue was not", kRefused,
            {"QUE-016", "QUE-025"}, kUnchecked, accepts<CreateSubmissionQueue, has_no_completion_queue>),
      queue("submission-queue-of-admin", "a submission queue is created with CQID 0", kRefused, {"QUE-016"}, kUnchecked,
            accepts<CreateSubmissionQueue, has_completion_queue_zero>),
      queue("submission-queue-of-none", "a submission queue is created with a CQID above the allocated ones", kRefused,
            {"QUE-016"}, kUnchecked, accepts<CreateSubmissionQueue, has_completion_queue_beyond>),
      queue("completion-queue-in-use-deleted", "a completion queue is deleted whose submission queue is there",
            kRefused, {"QUE-018"}, kUnchecked, accepts<DeleteCompletionQueue, is_used>),
      queue("completion-queue-missing-deleted", "the deletion of a completion queue that is not there succeeds",
            kRefused, {"QUE-018"}, kUnchecked, accepts<DeleteCompletionQueue, is_unknown>),
      queue("completion-queue-zero-deleted", "the deletion of the admin completion queue succeeds", kRefused,
            {"QUE-018"}, kUnchecked, accepts<DeleteCompletionQueue, is_admin>),
      queue("completion-queue-not-deleted", "Delete I/O Completion Queue leaves the queue", "its identifier is free",
            {"QUE-020"}, "plausible: a reference count that is not given back", does_nothing<DeleteCompletionQueue>),
      queue("submission-queue-not-deleted", "Delete I/O Submission Queue leaves the queue", "its identifier is free",
            {"QUE-020"}, "plausible: a reference count that is not given back", does_nothing<DeleteSubmissionQueue>),
      queue("queue-id-is-a-size", "a wrong QID ends with Invalid Queue Size", "Invalid Queue Identifier",
            {"QUE-010", "QUE-017"}, kNeighbour, says<InvalidQueueIdentifier, InvalidQueueSize>),
      queue("queue-size-is-an-id", "a wrong QSIZE ends with Invalid Queue Identifier", "Invalid Queue Size",
            {"QUE-011"}, kNeighbour, says<InvalidQueueSize, InvalidQueueIdentifier>),
      queue("queue-deletion-is-a-field", "the deletion of a completion queue in use ends with Invalid Field in Command",
            "Invalid Queue Deletion", {"QUE-018"}, kNeighbour, says<InvalidQueueDeletion, InvalidFieldInCommand>),
      queue("queue-deletion-without-queue",
            "Delete I/O Completion Queue with a wrong QID ends with Completion Queue "
            "Invalid",
            "Invalid Queue Identifier", {"QUE-018"}, "QEMU", says_no_completion_queue),
      queue("queue-offset-is-a-field", "an address inside of a page ends with Invalid Field in Command",
            "PRP Offset Invalid", {"QUE-014"}, kNeighbour, says<PrpOffsetInvalid, InvalidFieldInCommand>),
  };
}

}  // namespace zns::mutants
